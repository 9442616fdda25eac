"""Another project instead: for those whose own was called off, or has too few who come."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from employers.models import Challenge, Session, WhoDecides
from employers.states import AHEAD, ChallengeState
from placements import reasons
from placements.models import Move, Placement
from placements.services.clashes import refuse_clash
from placements.services.lists import free_seats, offer
from placements.services.times import cut_off, policy_of
from placements.states import PlacementState
from students import services as students
from students.models import Eoi
from students.states import SEATED, WAITING, EoiState

SHOWN = 30


@dataclass(frozen=True)
class Homeless:
    """Somebody whose place was called off, and where she has gone since."""

    placement: Placement
    next_place: Eoi | None  # an offer or a yes of later

    @property
    def is_free(self) -> bool:
        """Whether another project may be offered: none is, or she said no to it."""
        return self.next_place is None or self.next_place.state not in SEATED


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


PLACED = Compiled(
    lambda challenge: (
        Placement.objects.filter(challenge=challenge, state=PlacementState.READY.value)
        .select_related("eoi", "student__user")
        .order_by("pk")
    )
)
ASKED_TO = Compiled(
    lambda challenge: (
        Move.objects.filter(placement__challenge=challenge)
        .select_related("eoi__challenge")
        .order_by("asked_at")
    )
)


def with_a_place(challenge: Challenge) -> list[Homeless]:
    """Everybody with a place ahead in ``challenge``, and where she was asked to come instead."""
    asked = {move.placement_id: move.eoi for move in ASKED_TO.all(challenge=challenge.pk)}
    return [
        Homeless(placement, asked.get(placement.pk))
        for placement in PLACED.all(challenge=challenge.pk)
    ]


def with_room(challenge: Challenge) -> list[Challenge]:
    """Projects of the same university that have a free seat nobody waits for, soonest first."""
    soonest = clock.now() + timedelta(hours=policy_of(challenge.institution).cutoff_hours)
    eois = Eoi.objects.filter(challenge=OuterRef("pk"), state__in=(*WAITING, *SEATED)).order_by()
    counted = eois.values("challenge").annotate(n=Count("pk")).values("n")
    return list(
        Challenge.objects.of(challenge.institution)
        .exclude(pk=challenge.pk)
        .filter(
            state__in=(ChallengeState.OPEN, ChallengeState.CLOSED),
            who_decides=WhoDecides.UNIVERSITY,
            starts_at__gt=soonest,
        )
        .annotate(room=F("places") - Coalesce(Subquery(counted), 0))
        .filter(room__gt=0)
        .select_related("employer", "institution__policy")
        .order_by("starts_at", "pk")[:SHOWN]
    )


@transaction.atomic
def ask_to_move(*, placement: Placement, into: Challenge, by: User) -> Eoi:
    """Ask somebody with a place to come to ``into`` instead; hers stays until she says yes there.

    Raises ``RuleBroken``: as :func:`rebook`, or her place is not ahead, or she is asked already.
    """
    (into,) = students.hold_seats([into])
    placement = Placement.objects.select_related("eoi", "student__user", "challenge").get(
        pk=placement.pk
    )
    if placement.state != PlacementState.READY or into.pk == placement.challenge_id:
        raise RuleBroken(_("Only somebody with a place ahead is asked to another project."))
    if Move.objects.filter(placement=placement, eoi__state=EoiState.OFFERED).exists():
        raise RuleBroken(_("Has been asked to another project, and not answered yet."))
    why = {"code": reasons.MOVED, "titles": [placement.challenge.title]}
    eoi = _offer_there(placement, into, by, why, leaves=True)
    Move.objects.create(placement=placement, eoi=eoi, asked_by=by)
    return eoi


@transaction.atomic
def rebook(*, placement: Placement, into: Challenge, by: User) -> Eoi:
    """Offer somebody whose place was called off one in ``into``; she says yes or no by letter.

    Raises ``RuleBroken``: no seat is free, it is too late to ask, or she is elsewhere then.
    """
    (into,) = students.hold_seats([into])
    placement = Placement.objects.select_related("eoi", "student__user").get(pk=placement.pk)
    if placement.state != PlacementState.CALLED_OFF:
        raise RuleBroken(_("Only a place that was called off is rebooked."))
    return _offer_there(placement, into, by, {"code": reasons.REBOOKED})


def _offer_there(
    placement: Placement, into: Challenge, by: User, why: reasons.Why, *, leaves: bool = False
) -> Eoi:
    """Offer her a place in ``into``, whose row is held; ``leaves`` the one she has for it."""
    policy = policy_of(into.institution)
    if into.state not in AHEAD or into.who_decides == WhoDecides.HOST:
        raise RuleBroken(_("“%s” can not be offered by hand.") % into)
    if clock.now() >= cut_off(into, policy):
        raise RuleBroken(_("“%s” begins too soon to ask anybody.") % into)
    if not free_seats(into):
        raise RuleBroken(_("Every place in “%s” is taken now.") % into)
    sessions = list(Session.objects.filter(challenge=into))
    refuse_clash(placement.student, into, sessions, leaves=placement if leaves else None)
    eoi = students.carry_interest(placement.eoi, into=into, by=by)
    offer(into, eoi, why, policy, first_yes=False)
    return eoi


def ask_each(
    ask: Callable[..., Eoi], chosen: Sequence[tuple[Placement, Challenge]], *, by: User
) -> tuple[list[Eoi], list[str]]:
    """``rebook`` or ``ask_to_move`` each, one transaction a person: what was offered, and a
    sentence for each refusal."""
    done, refused = [], []
    for placement, into in chosen:
        try:
            done.append(ask(placement=placement, into=into, by=by))
        except RuleBroken as error:
            refused.append(f"{placement.student}: {error}")
    return done, refused
