"""After a project was called off: each seat is rebooked, one person at a time or all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from employers.models import Challenge, Session, WhoDecides
from employers.states import AHEAD, ChallengeState
from placements import reasons
from placements.models import Placement
from placements.services.lists import free_seats, offer
from placements.services.offers import refuse_clash
from placements.services.times import cut_off, policy_of
from placements.states import PlacementState
from students import services as students
from students.models import Eoi
from students.states import SEATED, WAITING

SHOWN = 30


@dataclass(frozen=True)
class Homeless:
    """Somebody whose place was called off, and where she has gone since."""

    placement: Placement
    next_place: Eoi | None  # an offer or a yes of later


CALLED_OFF = Compiled(
    lambda challenge: (
        Placement.objects.filter(challenge=challenge, state=PlacementState.CALLED_OFF.value)
        .select_related("eoi", "student__user")
        .order_by("pk")
    )
)
LATER = Compiled(
    lambda students, since: (
        Eoi.objects.filter(
            student__any_of=students,
            state__in=[state.value for state in SEATED],
            offered_at__gte=since,
        )
        .select_related("challenge")
        .order_by("-offered_at")
    )
)


def called_off(challenge: Challenge) -> list[Homeless]:
    """Everybody who had a place in ``challenge``, two queries."""
    placements = list(CALLED_OFF.all(challenge=challenge.pk))
    keys = [placement.student_id for placement in placements]
    since = challenge.state_changed_at
    later = {eoi.student_id: eoi for eoi in LATER.all(students=keys, since=since)} if keys else {}
    return [Homeless(placement, later.get(placement.student_id)) for placement in placements]


def with_room(challenge: Challenge) -> list[Challenge]:
    """Projects of the same university that have a free seat nobody waits for, soonest first."""
    soonest = clock.now() + timedelta(hours=policy_of(challenge.institution).cutoff_hours)
    eois = Eoi.objects.filter(challenge=OuterRef("pk"), state__in=(*WAITING, *SEATED)).order_by()
    counted = eois.values("challenge").annotate(n=Count("pk")).values("n")
    return list(
        Challenge.objects.of(challenge.institution)
        .filter(
            state__in=(ChallengeState.OPEN, ChallengeState.CLOSED),
            who_decides=WhoDecides.UNIVERSITY,
            starts_at__gt=soonest,
        )
        .annotate(wanted=Subquery(counted))
        .filter(Q(wanted__isnull=True) | Q(wanted__lt=F("places")))
        .select_related("employer", "institution__policy")
        .order_by("starts_at", "pk")[:SHOWN]
    )


@transaction.atomic
def rebook(*, placement: Placement, into: Challenge, by: User) -> Eoi:
    """Offer somebody whose place was called off one in ``into``; she says yes or no by letter.

    Raises ``RuleBroken``: no seat is free, it is too late to ask, or she is elsewhere then.
    """
    (into,) = students.hold_seats([into])
    placement = Placement.objects.select_related("eoi", "student__user").get(pk=placement.pk)
    if placement.state != PlacementState.CALLED_OFF:
        raise RuleBroken(_("Only a place that was called off is rebooked."))
    policy = policy_of(into.institution)
    if into.state not in AHEAD or into.who_decides == WhoDecides.HOST:
        raise RuleBroken(_("“%s” can not be offered by hand.") % into)
    if clock.now() >= cut_off(into, policy):
        raise RuleBroken(_("“%s” begins too soon to ask anybody.") % into)
    if not free_seats(into):
        raise RuleBroken(_("Every place in “%s” is taken now.") % into)
    refuse_clash(placement.student, into, list(Session.objects.filter(challenge=into)))
    eoi = students.carry_interest(placement.eoi, into=into, by=by)
    offer(into, eoi, {"code": reasons.REBOOKED}, policy, first_yes=False)
    return eoi


def rebook_all(
    *, chosen: Sequence[tuple[Placement, Challenge]], by: User
) -> tuple[list[Eoi], list[str]]:
    """Rebook each, one transaction a person: what was offered, and a sentence for each refusal."""
    done, refused = [], []
    for placement, into in chosen:
        try:
            done.append(rebook(placement=placement, into=into, by=by))
        except RuleBroken as error:
            refused.append(f"{placement.student}: {error}")
    return done, refused
