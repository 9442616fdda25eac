"""What a project cost its host, foretold and told afterwards (R70)."""

from django.db.models import Aggregate, Count, IntegerField
from django.utils.translation import gettext as _

from core.compiled import Compiled
from core.errors import RuleBroken
from employers.models import Challenge
from employers.states import ChallengeState

TOLD_AT_LEAST = 5  # fewer hosts are an anecdote
MOST = 2400  # minutes: a working week
OVER = (ChallengeState.RUNNING, ChallengeState.COMPLETED)


class Median(Aggregate):
    """The middle of the values, the lower one of two (PostgreSQL's percentile_disc)."""

    template = "percentile_disc(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = IntegerField()


TOLD = Compiled(
    lambda institution: (
        Challenge.objects.of(institution)
        .filter(minutes_told__isnull=False)
        .order_by()
        .values("institution")
        .annotate(middle=Median("minutes_told"), hosts=Count("employer", distinct=True))
        .values_list("middle", "hosts")
    )
)


def tell_effort(*, challenge: Challenge, minutes: int) -> None:
    """Keep how many minutes the host gave besides the day. Raises ``RuleBroken``."""
    if challenge.state not in OVER:
        raise RuleBroken(_("This can be said once the day has begun."))
    if not 0 <= minutes <= MOST:
        raise RuleBroken(_("Give minutes from 0 to %(most)d.") % {"most": MOST})
    Challenge.objects.filter(pk=challenge.pk).update(minutes_told=minutes)
    challenge.minutes_told = minutes


def effort_told(institution_id: int) -> tuple[int, int] | None:
    """The middle of what hosts told, in minutes, and how many hosts they were; nothing of few."""
    row = TOLD.first(institution=institution_id)
    return (row[0], row[1]) if row and row[1] >= TOLD_AT_LEAST else None
