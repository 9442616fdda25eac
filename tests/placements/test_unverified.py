"""A place is offered to people who are known to be students here; the others wait for staff."""

from collections import Counter

import pytest

from core import clock
from core.errors import RuleBroken
from placements import reasons
from placements.services import (
    confirm_allocation,
    propose_allocation,
    refill,
    share_out,
)
from students.models import Eoi
from students.services import NotVerified, offer_place, verify_student
from tests.build import a_student, an_eoi, client_of, staff_at, url_of
from tests.build_placements import a_challenge_that_closed, an_awake_institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return an_awake_institution()


@pytest.fixture
def officer(here):
    return client_of(staff_at(here))


def asks(challenge, **of_her):
    return an_eoi(
        challenge=challenge, student=a_student(institution=challenge.institution, **of_her)
    )


def states(challenge):
    return Counter(Eoi.objects.filter(challenge=challenge).values_list("state", flat=True))


def test_offer_all_asks_those_who_are_known_and_the_desk_says_who_is_not(here, officer):
    challenge = a_challenge_that_closed(institution=here, places=4, grouping="solo")
    asks(challenge)
    asks(challenge)
    stranger = asks(challenge, verified_at=None, family_name="Stranger")
    url = url_of("placements:places", challenge)

    before = officer.get(url).content.decode()
    officer.post(url_of("placements:offer_all", challenge), {"send_now": "on"})
    confirm_all(officer, challenge)

    stranger.refresh_from_db()
    assert "Offer all 2" in before
    assert "1 person is not known as a student here yet" in before
    assert url_of("students:student", stranger.student) in before
    assert states(challenge) == {"offered": 2, "waitlisted": 1}
    assert "ring us with your student number" in reasons.sentence(stranger.reason)

    officer.post(url_of("students:verify_student", stranger.student))
    refill(challenge=challenge)
    assert states(challenge) == {"offered": 3}


def confirm_all(officer, challenge):
    """End the undo window."""
    from placements.models import Allocation
    from placements.services import send_answers

    for allocation in Allocation.objects.filter(entries__challenge=challenge, state="confirmed"):
        send_answers(allocation=allocation)


def test_the_list_worked_out_leaves_a_stranger_in_line_and_says_why(here):
    challenge = a_challenge_that_closed(institution=here, places=4, grouping="solo")
    known, stranger = asks(challenge), asks(challenge, verified_at=None)
    allocation = share_out(challenge=challenge)
    propose_allocation(allocation=allocation)
    allocation.refresh_from_db()

    confirm_allocation(allocation=allocation, by=staff_at(here), send_now=True)

    known.refresh_from_db()
    stranger.refresh_from_db()
    assert allocation.result["placed"] == [str(known.public_id)]
    assert (known.state, stranger.state) == ("offered", "waitlisted")
    assert "ring us with your student number" in reasons.sentence(stranger.reason)


def test_whom_staff_come_to_know_after_the_list_is_asked_next(here):
    challenge = a_challenge_that_closed(institution=here, places=4, grouping="solo")
    asks(challenge)
    stranger = asks(challenge, verified_at=None)
    allocation = share_out(challenge=challenge)
    propose_allocation(allocation=allocation)
    allocation.refresh_from_db()
    confirm_allocation(allocation=allocation, by=staff_at(here), send_now=True)

    assert refill(challenge=challenge) == 0
    verify_student(stranger.student)
    assert refill(challenge=challenge) == 1


def test_a_stranger_is_not_picked_by_hand(here, officer):
    challenge = a_challenge_that_closed(institution=here, places=4, grouping="solo")
    asks(challenge)
    stranger = asks(challenge, verified_at=None, given_name="Una", family_name="Stranger")

    answer = officer.post(
        url_of("placements:offer_places", challenge),
        {"eoi": [stranger.public_id], "note": "She asked first."},
    )

    assert answer.status_code == 422
    assert "Una Stranger is not known as a student here yet" in answer.content.decode()
    assert states(challenge) == {"submitted": 2}


def test_where_nobody_is_known_nothing_is_offered(here, officer):
    challenge = a_challenge_that_closed(institution=here, places=4, grouping="solo")
    asks(challenge, verified_at=None)

    page = officer.get(url_of("placements:places", challenge)).content.decode()
    officer.post(url_of("placements:offer_all", challenge))

    assert "Offer all" not in page
    assert states(challenge) == {"submitted": 1}


def test_no_way_leads_around_the_verb(here):
    stranger = asks(a_challenge_that_closed(institution=here), verified_at=None)

    with pytest.raises(NotVerified):
        offer_place(stranger, clock.now())
    assert issubclass(NotVerified, RuleBroken)
    stranger.refresh_from_db()
    assert stranger.state == "submitted"
