"""Whatever anybody who may does from the yes to the end: no forbidden state, no seat twice."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.errors import RuleBroken
from core.states import InvalidTransition
from employers import services as employers
from employers.models import Challenge
from employers.states import ChallengeState
from placements import services
from placements.models import Attendance, Booking, Hearing, Placement, SignOff
from placements.services import timetable
from placements.services.postponing import moved
from placements.states import GONE, PLACEMENT_TRANSITIONS, PlacementState
from students.models import Eoi
from students.states import SEATED, EoiState
from tests.build import a_user, staff_at
from tests.build_placements import (
    a_challenge_that_closed,
    a_placement,
    a_sign_off,
    a_team,
    an_awake_institution,
    interests_in,
)
from tests.examples import examples

pytestmark = pytest.mark.django_db
PLACES, LINE = 3, 2
PAST = tuple(timedelta(hours=hours) for hours in (1, 30, 24 * 6, 24 * 16))


class Life:
    """One project with its people, and how far its clock has come."""

    def __init__(self) -> None:
        here = an_awake_institution()
        self.challenge = a_challenge_that_closed(institution=here, places=PLACES, team_at_least=1)
        self.team, self.by = a_team(challenge=self.challenge), staff_at(here)
        self.host = a_user()
        for _n in range(PLACES):
            a_placement(team=self.team)
        for number, eoi in enumerate(interests_in(self.challenge, LINE), start=1):
            Eoi.objects.filter(pk=eoi.pk).update(state=EoiState.WAITLISTED, line=number)
        self.ahead = timedelta()
        self.seen: dict[int, str] = {}

    def now(self) -> Challenge:
        return Challenge.objects.select_related("institution__policy").get(pk=self.challenge.pk)

    def placement(self, who: int) -> Placement:
        of_it = Placement.objects.filter(challenge=self.challenge).select_related(
            "challenge__institution", "student"
        )
        return of_it.order_by("pk")[who % of_it.count()]

    def offered(self) -> Eoi:
        return Eoi.objects.get(
            pk=Eoi.objects.filter(challenge=self.challenge, state="offered").earliest("pk").pk
        )


def time_goes_on(life: Life, who: int) -> None:
    challenge = life.now()
    first = (challenge.starts_at - clock.now(), challenge.ends_at - clock.now())
    steps = [step + timedelta(minutes=1) for step in first if step > timedelta()] + list(PAST)
    life.ahead += steps[who % len(steps)]


def run_all(life: Life, who: int) -> None:
    employers.run_timetable()
    timetable.run()


def call_off(life: Life, who: int) -> None:
    employers.cancel_challenge(challenge=life.now(), reason="Flooded.")
    services.release_places(challenge=life.now())


def postpone(life: Life, who: int) -> None:
    day = (life.now().starts_at + timedelta(days=3 + who)).date()
    services.postpone_challenge(
        challenge=life.now(), times=moved(life.now(), day), reason="Another day."
    )


VERBS = {
    "time goes on": time_goes_on,
    "timetable": run_all,
    "call off": call_off,
    "postpone": postpone,
    "give back": lambda life, who: services.give_back_place(placement=life.placement(who)),
    "agree again": lambda life, who: services.agree_again(placement=life.placement(who)),
    "say yes": lambda life, who: services.accept_place(eoi=life.offered()),
    "refill": lambda life, who: services.refill(challenge=life.now()),
    "end early": lambda life, who: services.end_early(
        placement=life.placement(who), because="Ill.", by=life.host
    ),
    "mark": lambda life, who: services.mark_attendance(
        placement=life.placement(who), came=("came", "did_not_come", "part")[who % 3]
    ),
    "late": lambda life, who: services.say_late(placement=life.placement(who), minutes=10),
    "own side": lambda life, who: services.tell_own_side(
        hearing=Hearing.objects.earliest("pk"), says="there"
    ),
    "reflect": lambda life, who: services.reflect(placement=life.placement(who), used="Maps."),
    "sign off": lambda life, who: a_sign_off(life.team),
}
SAID_NO = (RuleBroken, InvalidTransition, Eoi.DoesNotExist, Hearing.DoesNotExist)
STEP = st.tuples(st.sampled_from(sorted(VERBS)), st.integers(0, 5))
STEPS = st.lists(STEP, min_size=8, max_size=16)


@examples(5)
@given(steps=STEPS)
def test_no_sequence_of_permitted_verbs_reaches_a_forbidden_state(steps):
    life = Life()
    for verb, who in steps:
        with clock.moved(life.ahead), suppress(*SAID_NO):
            VERBS[verb](life, who)
        with clock.moved(life.ahead):
            holds(life)


def reachable(state: str) -> set[str]:
    """Every state to which the table leads from this one, itself among them."""
    found, ahead = {state}, [state]
    while ahead:
        new = set(PLACEMENT_TRANSITIONS[ahead.pop()]) - found
        found |= new
        ahead += new
    return found


REACHABLE = {state: reachable(state) for state in PlacementState}


def holds(life: Life) -> None:
    """What is true at any time."""
    challenge, all_of_it = life.now(), Placement.objects.filter(challenge=life.challenge)
    states = dict(all_of_it.values_list("pk", "state"))
    for pk, state in states.items():
        assert state in REACHABLE[PlacementState(life.seen.get(pk, state))]
    assert set(life.seen) <= set(states)
    life.seen = states

    standing = list(all_of_it.exclude(state__in=GONE))
    seats = [placement.seat for placement in standing]
    assert len(seats) == len(set(seats)) <= PLACES
    seated = Eoi.objects.filter(challenge=challenge, state__in=SEATED, seat__isnull=False)
    taken = sorted(seated.values_list("seat", flat=True))
    assert taken == sorted(set(taken))
    if challenge.state == ChallengeState.CANCELLED:
        assert not {"ready", "running"} & {placement.state for placement in standing}
        assert not Booking.objects.filter(placement__challenge=challenge).exists()
    if clock.now() < challenge.starts_at:
        assert {placement.state for placement in standing} <= {PlacementState.READY}
        assert not Attendance.objects.filter(placement__challenge=challenge).exists() or (
            clock.now() >= challenge.starts_at - timedelta(hours=1)
        )
    if SignOff.objects.filter(team=life.team).exists():
        assert clock.now() >= challenge.ends_at - timedelta(hours=1)
    gone = [pk for pk, state in states.items() if state in GONE]
    assert not Booking.objects.filter(placement__in=gone).exists()
