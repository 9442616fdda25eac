"""The timetable's door."""

from celery import shared_task

from students import services


@shared_task(name="students.run_timetable", ignore_result=True)
def run_timetable() -> dict[str, int]:
    """Remind once after four hours, expire what nobody confirmed, forget it a month later."""
    return {
        "reminded": services.remind_unconfirmed(),
        "expired": services.expire_unconfirmed(),
        "forgotten": services.forget_expired(),
    }
