"""Seats: kept by an offer or taken by the yes; never more yeses than places."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from core import clock
from core.errors import RuleBroken
from core.states import InvalidTransition
from employers.models import Challenge
from employers.services import close_challenge
from students import services
from students.models import Eoi
from students.states import EOI_TRANSITIONS, OVER, SEATED, EoiState
from tests.build import (
    A_SENTENCE,
    a_student,
    a_user,
    an_eoi,
    an_institution,
    an_open_challenge,
)

pytestmark = pytest.mark.django_db


def ends_at():
    return clock.now() + timedelta(days=2)


def offered(challenge, how_many=1, **how):
    eois = [an_eoi(challenge=challenge) for _n in range(how_many)]
    return [services.offer_place(eoi, ends_at(), **how) for eoi in eois]


def test_an_offer_holds_the_lowest_free_seat():
    challenge = an_open_challenge(places=3)
    first, second, third = offered(challenge, 3)
    services.decline_eoi(second)

    [fourth] = offered(challenge)

    assert [eoi.seat for eoi in (first, second, third, fourth)] == [1, None, 3, 2]
    with pytest.raises(services.NoSeatLeft):
        offered(challenge)


def test_an_offer_has_its_times_and_leaves_the_line():
    eoi = an_eoi(state=EoiState.WAITLISTED)
    answered_at = eoi.answered_at

    services.offer_place(eoi, ends_at())

    eoi.refresh_from_db()
    assert (eoi.line, eoi.answered_at) == (None, answered_at)
    assert eoi.offer_ends_at > eoi.offered_at


def test_a_first_yes_has_the_seat_whatever_was_offered_first():
    challenge = an_open_challenge(places=1)
    first, second = offered(challenge, 2, first_yes=True)
    assert (first.seat, second.seat) == (None, None)

    services.accept_eoi(second)

    assert second.seat == 1
    with pytest.raises(services.NoSeatLeft):
        services.accept_eoi(first)
    first.refresh_from_db()
    assert (first.state, first.seat) == (EoiState.OFFERED, None)

    services.withdraw_eoi(second)
    assert services.accept_eoi(first).seat == 1


def test_a_kept_offer_is_not_taken_by_a_first_yes():
    challenge = an_open_challenge(places=1)
    [kept] = offered(challenge, first_yes=False)
    [hasty] = offered(challenge, first_yes=True)

    with pytest.raises(services.NoSeatLeft):
        services.accept_eoi(hasty)
    assert services.accept_eoi(kept).seat == 1


def test_the_policy_offers_twenty_at_most_and_short_notice_the_whole_line():
    here = an_institution(policy={"over_offer": True})
    challenge = an_open_challenge(institution=here, places=10)
    offered(challenge, 20)

    with pytest.raises(services.NoSeatLeft, match="No more than 20"):
        offered(challenge)
    [more] = offered(challenge, first_yes=True)
    assert more.state == EoiState.OFFERED


@pytest.mark.parametrize(
    "columns", [{"seat": None}, {"seat": 0}, {"seat": 11}, {"seat": 1}], ids=str
)
def test_the_database_is_the_last_judge(columns):
    challenge = an_open_challenge()
    an_eoi(challenge=challenge, state=EoiState.ACCEPTED)
    second = an_eoi(challenge=challenge, state=EoiState.ACCEPTED)

    with pytest.raises(IntegrityError), transaction.atomic():
        Eoi.objects.filter(pk=second.pk).update(**columns)


def test_history_keeps_states_and_seats_and_no_words():
    [eoi] = offered(an_open_challenge())
    services.accept_eoi(eoi)

    events = Eoi.pgh_event_model.objects.filter(pgh_obj_id=eoi.pk).order_by("pgh_id")

    assert [(e.state, e.seat) for e in events][-1] == (EoiState.ACCEPTED, 1)
    columns = {field.name for field in Eoi.pgh_event_model._meta.get_fields()}
    assert columns.isdisjoint({"email", "sentence", "reason", "withdrawn_because"})


class LifeOfInterests(RuleBasedStateMachine):
    """Anybody does anything to the interests of one small challenge, in any order."""

    def __init__(self):
        super().__init__()
        here = an_institution(policy={"over_offer": False, "open_interests_at_most": 2})
        self.challenge = an_open_challenge(institution=here, places=2)
        self.students = [a_student(institution=here) for _n in range(4)]
        self.staff = a_user()
        self.ends_at = ends_at()

    def pick(self, number):
        eois = list(Eoi.objects.filter(challenge=self.challenge).order_by("pk"))
        return eois[number % len(eois)] if eois else None

    def act(self, number, verb, target):
        """The verb does what the table of moves allows, and else refuses and changes nothing."""
        eoi = self.pick(number)
        if eoi is None:
            return
        before = eoi.state
        try:
            with transaction.atomic():
                verb(eoi)
        except InvalidTransition:
            assert target not in EOI_TRANSITIONS[before]
        except RuleBroken:
            assert target in (EoiState.OFFERED, EoiState.ACCEPTED, EoiState.SUBMITTED)
        else:
            eoi.refresh_from_db()
            assert eoi.state in {target, before} | set(OVER)
            return
        eoi.refresh_from_db()
        assert eoi.state == before

    @rule(who=st.integers(0, 3))
    def a_student_sends(self, who):
        try:
            with transaction.atomic():
                services.submit_eoi(
                    challenge=Challenge.objects.get(pk=self.challenge.pk),
                    sentence=A_SENTENCE,
                    student=self.students[who],
                )
        except (services.AlreadyInterested, services.ChallengeNotOpen):
            pass

    @rule(who=st.integers(0, 3))
    def an_address_sends(self, who):
        try:
            with transaction.atomic():
                services.submit_eoi(
                    challenge=Challenge.objects.get(pk=self.challenge.pk),
                    sentence=A_SENTENCE,
                    email=self.students[who].email,
                )
        except services.ChallengeNotOpen:
            pass

    @rule(number=st.integers(0, 9))
    def confirm(self, number):
        self.act(number, services.confirm_eoi, EoiState.SUBMITTED)

    @rule(number=st.integers(0, 9), first_yes=st.booleans())
    def offer(self, number, first_yes):
        def verb(eoi):
            services.offer_place(eoi, self.ends_at, first_yes=first_yes)

        self.act(number, verb, EoiState.OFFERED)

    @rule(number=st.integers(0, 9))
    def accept(self, number):
        self.act(number, services.accept_eoi, EoiState.ACCEPTED)

    @rule(number=st.integers(0, 9))
    def decline(self, number):
        self.act(number, services.decline_eoi, EoiState.DECLINED)

    @rule(number=st.integers(0, 9))
    def lapse(self, number):
        self.act(number, services.lapse_eoi, EoiState.LAPSED)

    @rule(number=st.integers(0, 9))
    def withdraw(self, number):
        self.act(number, services.withdraw_eoi, EoiState.WITHDRAWN)

    @rule(number=st.integers(0, 9))
    def waitlist(self, number):
        self.act(number, lambda eoi: services.waitlist_eoi(eoi, 1, {}), EoiState.WAITLISTED)

    @rule(number=st.integers(0, 9))
    def not_select(self, number):
        self.act(number, lambda eoi: services.not_select_eoi(eoi, {}), EoiState.NOT_SELECTED)

    @rule(sure=st.integers(0, 9))
    def close(self, sure):
        challenge = Challenge.objects.get(pk=self.challenge.pk)
        if sure == 0 and challenge.state == "open":
            close_challenge(challenge=challenge)

    @invariant()
    def no_more_yeses_than_places_and_every_seat_once(self):
        rows = Eoi.objects.filter(challenge=self.challenge)
        seats = [eoi.seat for eoi in rows if eoi.state in SEATED and eoi.seat]
        yeses = [eoi for eoi in rows if eoi.state == EoiState.ACCEPTED]
        assert len(seats) == len(set(seats))
        assert set(seats) <= {1, 2}
        assert all(eoi.seat for eoi in yeses)
        assert all(eoi.seat is None for eoi in rows if eoi.state in OVER)

    @invariant()
    def one_interest_that_counts_a_student(self):
        rows = Eoi.objects.filter(challenge=self.challenge, student__isnull=False)
        counting = [eoi.student_id for eoi in rows if eoi.state not in OVER]
        assert len(counting) == len(set(counting))


@pytest.mark.django_db
def test_whatever_is_done_in_whatever_order_the_seats_hold():
    run_state_machine_as_test(
        LifeOfInterests,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
