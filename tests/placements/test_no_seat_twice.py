"""Whatever people do, in whatever order: no seat twice, no yes without a place, no lost hour."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import RuleBroken
from placements import services
from placements.models import Booking, Placement
from placements.services.lists import free_seats
from placements.states import GONE
from students import services as students
from students.models import Eoi
from students.states import SEATED, EoiState
from tests.build import staff_at
from tests.build_placements import a_challenge_that_closed, an_awake_institution, interests_in

pytestmark = pytest.mark.django_db
PEOPLE = 6
PLACES = 3

VERBS = {
    "offer_all": lambda c, e, by: services.offer_all(challenge=c, by=by, send_now=True),
    "pick": lambda c, e, by: services.offer_places(
        challenge=c, eois=[e], by=by, note="x", send_now=True
    ),
    "share": lambda c, e, by: _share(c, by),
    "accept": lambda c, e, by: services.accept_place(eoi=e),
    "record": lambda c, e, by: services.accept_place(eoi=e, via="telephone", by=by),
    "decline": lambda c, e, by: services.decline_place(eoi=e),
    "withdraw": lambda c, e, by: _withdraw(e),
    "back": lambda c, e, by: services.come_back(eoi=e),
    "give_back": lambda c, e, by: services.give_back_place(placement=Placement.objects.get(eoi=e)),
    "refill": lambda c, e, by: services.refill(challenge=c),
    "fewer": lambda c, e, by: services.run_with_fewer(challenge=c),
    "teams": lambda c, e, by: services.propose_teams(challenge=c),
    "confirm": lambda c, e, by: services.confirm_teams(challenge=c, by=by),
}
STEPS = st.lists(st.tuples(st.sampled_from(sorted(VERBS)), st.integers(0, PEOPLE - 1)), max_size=16)


def _withdraw(eoi) -> None:
    """As its door does: an accepted interest is given back instead."""
    if eoi.state == EoiState.ACCEPTED:
        raise RuleBroken("Give the place back.")
    students.withdraw_eoi(eoi)


def _share(challenge, by) -> None:
    allocation = services.share_out(challenge=challenge)
    services.propose_allocation(allocation=allocation)
    services.confirm_allocation(allocation=allocation, by=by, send_now=True)


@pytest.mark.parametrize("over_offer", [False, True])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_no_sequence_of_verbs_counts_a_seat_twice(over_offer, steps):
    institution = an_awake_institution(over_offer=over_offer)
    challenge = a_challenge_that_closed(
        institution=institution, places=PLACES, team_at_least=1, team_at_most=3
    )
    eois = interests_in(challenge, PEOPLE)
    staff = staff_at(institution)

    for verb, who in steps:
        with suppress(RuleBroken, Placement.DoesNotExist):  # a sentence, or nothing to do it to
            VERBS[verb](challenge, Eoi.objects.get(pk=eois[who].pk), staff)
        holds(challenge)


def holds(challenge) -> None:
    """What is true at any time."""
    standing = list(Placement.objects.filter(challenge=challenge).exclude(state__in=GONE))
    seated = Eoi.objects.filter(challenge=challenge, state__in=SEATED, seat__isnull=False)
    seats = sorted(seated.values_list("seat", flat=True))
    accepted = Eoi.objects.filter(challenge=challenge, state=EoiState.ACCEPTED)

    assert len(standing) <= PLACES
    assert seats == sorted(set(seats))
    assert all(1 <= seat <= PLACES for seat in seats)
    assert free_seats(challenge) == PLACES - len(seats)
    assert {eoi.pk for eoi in accepted} == {p.eoi_id for p in standing}
    assert sorted(p.seat for p in standing) == sorted(p.eoi.seat for p in standing)
    booked = Booking.objects.filter(placement__challenge=challenge)
    assert set(booked.values_list("placement", flat=True)) == {p.pk for p in standing}
