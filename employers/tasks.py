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


@shared_task(name="employers.remind_about_checks", ignore_result=True)
def remind_about_checks() -> int:
    """Ask hosts anew whose check runs out before their work ends, and remind of insurers."""
    return services.remind_about_checks()
