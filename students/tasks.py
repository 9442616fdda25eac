"""The timetable's door."""

from celery import shared_task

from core.outbox import handled_once
from students import services


@shared_task(name="students.run_timetable", ignore_result=True)
def run_timetable() -> dict[str, int]:
    """Remind once after four hours, expire what nobody confirmed, forget it a month later."""
    return {
        "reminded": services.remind_unconfirmed(),
        "expired": services.expire_unconfirmed(),
        "forgotten": services.forget_expired(),
    }


@shared_task(name="students.write_about_login", ignore_result=True)
def write_about_login(event_id: int) -> None:
    """The letter about another address to sign in with."""
    with handled_once(event_id, "students.write_about_login") as event:
        if event is not None:
            services.write_about_login(event.payload["change_id"])
