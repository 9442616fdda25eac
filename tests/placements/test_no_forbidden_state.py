"""Whatever anybody who may does from the yes to the end: no forbidden state, no seat twice."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Exists, OuterRef
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
        self.begin_anew()

    def begin_anew(self) -> None:
        self.ahead = timedelta()
        self.seen: dict[int, str] = {}

    def now(self) -> Challenge:
        return Challenge.objects.select_related("institution__policy").get(pk=self.challenge.pk)

    def placement(self, who: int) -> Placement:
        of_it = Placement.objects.filter(challenge=self.challenge).select_related(
            "challenge__institution", "student"
        )
        everybody = list(of_it.order_by("pk"))
        return everybody[who % len(everybody)]

    def offered(self) -> Eoi:
        return Eoi.objects.filter(challenge=self.challenge, state="offered").earliest("pk")


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
    "other terms": lambda life, who: services.change_agreement(
        challenge=life.now(), reason="So.", by=life.by, deliverable=f"{who + 2} charts."
    ),
    "give back": lambda life, who: services.give_back_place(placement=life.placement(who)),
    "agree again": lambda life, who: services.agree_again(placement=life.placement(who)),
    "say yes": lambda life, who: services.accept_place(eoi=life.offered()),
    "say no": lambda life, who: services.decline_place(eoi=life.offered()),
    "refill": lambda life, who: services.refill(challenge=life.now()),
    "end early": lambda life, who: services.end_early(
        placement=life.placement(who), because="Ill.", by=life.host
    ),
    "mark": lambda life, who: services.mark_attendance(
        placement=life.placement(who), came=("came", "did_not_come", "part")[who % 3]
    ),
    "late": lambda life, who: services.say_late(placement=life.placement(who), minutes=10),
    "own side": lambda life, who: services.tell_own_side(
        hearing=Hearing.objects.filter(institution=life.team.institution).earliest("pk"),
        says="there",
    ),
    "reflect": lambda life, who: services.reflect(placement=life.placement(who), used="Maps."),
    "sign off": lambda life, who: a_sign_off(life.team),
}
SAID_NO = (RuleBroken, InvalidTransition, Eoi.DoesNotExist, Hearing.DoesNotExist)
OFTEN = ["time goes on", "timetable"]  # most verbs have their hour: without it they say no
STEP = st.tuples(st.sampled_from(OFTEN * 3 + sorted(VERBS)), st.integers(0, 5))
STEPS = st.lists(STEP, min_size=8, max_size=16)


def test_no_sequence_of_permitted_verbs_reaches_a_forbidden_state():
    life = Life()

    @examples(12)
    @given(steps=STEPS)
    def lives(steps: list[tuple[str, int]]) -> None:
        life.begin_anew()
        with transaction.atomic():  # one world for all: each example begins where it began
            for verb, who in steps:
                with clock.moved(life.ahead), suppress(*SAID_NO):
                    VERBS[verb](life, who)
                with clock.moved(life.ahead):
                    holds(life)
            transaction.set_rollback(True)

    lives()


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
    challenge = Challenge.objects.get(pk=life.challenge.pk)
    booked = Booking.objects.filter(placement=OuterRef("pk"))
    marked = Attendance.objects.filter(placement=OuterRef("pk"))
    signed = SignOff.objects.filter(team=life.team)
    rows = list(
        Placement.objects.filter(challenge=challenge)
        .annotate(booked=Exists(booked), marked=Exists(marked), signed=Exists(signed))
        .values_list("pk", "state", "seat", "booked", "marked", "signed")
    )
    states = {pk: state for pk, state, *_rest in rows}
    for pk, state in states.items():
        assert state in REACHABLE[PlacementState(life.seen.get(pk, state))]
    assert set(life.seen) <= set(states)
    life.seen = states

    standing = [row for row in rows if row[1] not in GONE]
    seats = [seat for _pk, _state, seat, *_rest in standing]
    assert len(seats) == len(set(seats)) <= PLACES
    seated = Eoi.objects.filter(challenge=challenge, state__in=SEATED, seat__isnull=False)
    taken = sorted(seated.values_list("seat", flat=True))
    assert taken == sorted(set(taken))
    if challenge.state == ChallengeState.CANCELLED:
        assert not {"ready", "running"} & set(states.values())
        assert not any(booked for _pk, _state, _seat, booked, *_rest in rows)
    if clock.now() < challenge.starts_at:
        assert {state for _pk, state, *_rest in standing} <= {PlacementState.READY}
        early = clock.now() < challenge.starts_at - timedelta(hours=1)
        assert not (early and any(marked for *_rest, marked, _signed in standing))
    if any(signed for *_rest, signed in rows):
        assert clock.now() >= challenge.ends_at - timedelta(hours=1)
    assert not any(booked for _pk, state, _seat, booked, *_rest in rows if state in GONE)
