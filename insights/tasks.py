"""The timetable's door."""

from celery import shared_task

from insights import exporting
from insights.ending import apply_everywhere
from insights.equity import freeze_due
from insights.erasing import erase_due
from insights.exports import Export
from insights.public import keep_public_figures
from insights.study_rows import freeze_due_studies
from placements.services import forget_after_the_day
from students.services import forget_addresses, keep_openings


@shared_task(name="insights.run_timetable", ignore_result=True)
def run_timetable() -> dict[str, int]:
    """Delete whoever asked for it seven days ago, and what was for one day alone.

    What the cache counts of the day is written down in the same hour.
    """
    return {
        "erased": erase_due(),
        "forgotten": forget_after_the_day() + forget_addresses(),
        "days_counted": keep_openings(),
    }


@shared_task(name="insights.freeze_tables", ignore_result=True)
def freeze_tables() -> int:
    """Count who takes part, in the terms that are due."""
    return freeze_due()


@shared_task(name="insights.keep_public_figures", ignore_result=True)
def public_figures() -> int:
    """Work out what everybody reads, once the day has begun at a university."""
    return keep_public_figures()


@shared_task(name="insights.apply_retention", ignore_result=True)
def apply_retention() -> dict[str, dict[str, int]]:
    """Each night: studies whose day is over, and what has come to the end of its time."""
    freeze_due_studies()
    return apply_everywhere()


@shared_task(name="insights.write_export", ignore_result=True)
def write_export(export_id: int) -> None:
    """Write a file of rows. Asking twice writes it once; one that was dropped is nothing."""
    export = Export.objects.select_related("institution").filter(pk=export_id).first()
    if export is not None:
        exporting.write_export(export)


@shared_task(name="insights.tend_exports", ignore_result=True)
def tend_exports() -> int:
    """Delete files whose time is over, take up those that nobody writes any more."""
    return exporting.tend_exports()
