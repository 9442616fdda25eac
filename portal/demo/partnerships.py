"""What the clinic remembers of its hosts, in the demo's story: pasted, noted, promised."""

from datetime import timedelta

from core import clock
from employers import services as employers
from employers.models import Partnership
from portal.demo.cast import Cast, officer_of

PASTED = """Company\tType\tPhone\tContact\tProject\tDate\tStudents
Kestrel Cycles\t\t\t\tSaturday rides, counted\t2025-03-12\t4
"""


def remember(cast: Cast, slug: str) -> None:
    """A pasted past placement; a note about a host, and a step that is due today."""
    here, officer = cast.institutions[slug], officer_of(cast, slug)
    today = clock.today(here.zone)
    employers.import_employers(here, PASTED, by=officer)
    kestrel = Partnership.objects.of(here).get(employer=cast.employers["kestrel-cycles"])
    employers.write_note(
        partnership=kestrel,
        words="Rosa would take two students each second Friday. She asks what good looks like.",
        how="telephone",
        on=today - timedelta(days=2),
        by=officer,
    )
    employers.edit_partnership(
        partnership=kestrel,
        stage=Partnership.Stage.ACTIVE,
        owner=officer,
        next_step="Send Rosa the steps of two skills",
        next_step_on=today,
    )
