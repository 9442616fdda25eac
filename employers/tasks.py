"""The timetable of challenges."""

from celery import shared_task

from employers import services


@shared_task(name="employers.run_timetable", ignore_result=True)
def run_timetable() -> int:
    """Close what is past its closing time, start what began, complete what ended."""
    return services.run_timetable()
