"""What the clinic remembers of its hosts, in the demo's story: pasted, noted, promised."""

from datetime import date, timedelta

from accounts.models import User
from core import clock
from employers import services as employers
from employers.models import Challenge, Partnership
from institutions.services import close_days
from portal.demo.cast import Cast, officer_of

PASTED = """Company\tType\tPhone\tContact\tProject\tDate\tStudents
Kestrel Cycles\t\t\t\tSaturday rides, counted\t2025-03-12\t4
"""

BY_ITS_HOST = "harbour-form"  # the brief that a trusted host put online itself


def publish_itself(cast: Cast, slug: str, challenge: Challenge) -> None:
    """The clinic trusts a host, and the host publishes; nobody has looked at it yet."""
    here = cast.institutions[slug]
    employers.trust_host(
        partnership=Partnership.objects.of(here).get(employer=challenge.employer),
        by=officer_of(cast, slug),
        reason="They have run clinics with our students for years; Samira answers within the day.",
        until=clock.today(here.zone) + timedelta(days=180),
    )
    by = challenge.contact.user
    assert by is not None
    employers.publish_as_host(challenge=challenge, by=by, all_low=True)


def stand_in(cast: Cast, challenge: Challenge) -> None:
    """The safety lead of the foundry stands in for its engineer: the link took her one press."""
    employers.stand_in(challenge=challenge, member=cast.people["sheila"])


def remember(cast: Cast, slug: str) -> None:
    """A pasted past placement; a note about a host, and a step that is due today."""
    here, officer = cast.institutions[slug], officer_of(cast, slug)
    today = clock.today(here.zone)
    close_days(  # the clinic's own Christmas week
        institution=here, first=date(today.year, 12, 24), last=date(today.year + 1, 1, 1)
    )
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
    newcomer = User.objects.of_address(f"ilse@{kestrel.employer.email_domain}")
    User.objects.filter(pk=newcomer.pk).update(name="Ilse Marten")
    employers.claim_host(partnership=kestrel, user=newcomer)
