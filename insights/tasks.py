"""The timetable's door."""

from celery import shared_task

from insights.ending import apply_everywhere
from insights.equity import freeze_due
from insights.erasing import erase_due
from insights.study_rows import freeze_due_studies
from placements.services import forget_after_the_day
from students.services import forget_addresses


@shared_task(name="insights.run_timetable", ignore_result=True)
def run_timetable() -> dict[str, int]:
    """Delete whoever asked for it seven days ago, and what was for one day alone."""
    return {"erased": erase_due(), "forgotten": forget_after_the_day() + forget_addresses()}


@shared_task(name="insights.freeze_tables", ignore_result=True)
def freeze_tables() -> int:
    """Count who takes part, in the terms that are due."""
    return freeze_due()


@shared_task(name="insights.apply_retention", ignore_result=True)
def apply_retention() -> dict[str, dict[str, int]]:
    """Each night: studies whose day is over, and what has come to the end of its time."""
    freeze_due_studies()
    return apply_everywhere()
