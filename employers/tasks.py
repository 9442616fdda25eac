"""The timetable of challenges."""

from celery import shared_task

from employers import services


@shared_task(name="employers.run_timetable", ignore_result=True)
def run_timetable() -> int:
    """Close what is past its closing time, start what began, complete what ended."""
    return services.run_timetable()


@shared_task(name="employers.keep_findable", ignore_result=True)
def keep_findable() -> int:
    """Find the towns of new places, and count which words stand in live listings."""
    located = services.locate_sites()
    services.refresh_words()
    return located
