"""Facts come in once, and once more changes nothing."""

from datetime import timedelta

import pytest

from core import clock
from core.models import OutboxEvent, OutboxReceipt
from employers.models import Challenge
from placements import services, tasks
from placements.models import Placement, Team
from students import services as students
from students.models import Eoi
from students.states import EoiState
from tests.build import an_eoi
from tests.build_placements import a_challenge_that_closed, a_placement, interests_in
from tests.placements.test_rounds import states_of

pytestmark = pytest.mark.django_db


def deliver(task, name: str, **payload: int) -> None:
    """Hand a fact to one subscriber, twice, as a broker may."""
    event = OutboxEvent.objects.create(name=name, payload=payload)
    OutboxReceipt.objects.create(event=event, subscriber=task.name)
    task(event.pk)
    task(event.pk)


def test_a_withdrawn_interest_hands_its_seat_down_the_line():
    challenge = a_challenge_that_closed(places=1, team_at_least=1)
    offered = an_eoi(challenge=challenge, state="offered")
    (heir,) = interests_in(challenge, 1, state=EoiState.WAITLISTED)
    students.withdraw_eoi(offered, because="Moved away.")

    deliver(tasks.refill, "students.eoi_withdrawn", eoi_id=offered.pk)

    heir.refresh_from_db()
    assert (heir.state, heir.seat) == ("offered", 1)


def test_the_last_answer_draws_up_the_teams():
    challenge = a_challenge_that_closed(places=6, team_at_least=2, team_at_most=3)
    placements = [a_placement(challenge=challenge) for _n in range(6)]

    deliver(tasks.propose_teams, "placements.place_accepted", placement_id=placements[5].pk)

    assert Team.objects.filter(challenge=challenge).count() == 2


def test_a_no_as_the_last_answer_draws_them_up_too():
    challenge = a_challenge_that_closed(places=4, team_at_least=2, team_at_most=4)
    for _n in range(3):
        a_placement(challenge=challenge)
    eoi = an_eoi(challenge=challenge, state="offered")
    services.decline_place(eoi=eoi)

    deliver(tasks.propose_teams, "placements.place_declined", eoi_id=eoi.pk)

    assert Team.objects.get().formed_at is not None


def test_calling_off_releases_everything():
    challenge = a_challenge_that_closed()
    a_placement(challenge=challenge)
    interests_in(challenge, 1, state=EoiState.OFFERED)
    Challenge.objects.filter(pk=challenge.pk).update(state="cancelled", state_reason="Flood.")

    deliver(tasks.release_places, "employers.challenge_cancelled", challenge_id=challenge.pk)

    assert Placement.objects.get().state == "called_off"
    assert states_of(challenge) == {"accepted": 1, "lapsed": 1}


def test_the_timetable_fills_a_place_in_the_morning_and_stops_for_nobody():
    challenge = a_challenge_that_closed(places=1, team_at_least=1)
    interests_in(challenge, 1, state=EoiState.WAITLISTED)
    broken = a_challenge_that_closed(institution=challenge.institution)
    an_eoi(challenge=broken, state="waitlisted")
    Challenge.objects.filter(pk=broken.pk).update(
        starts_at=clock.now() + timedelta(hours=2),
        ends_at=clock.now() + timedelta(hours=4),
        closes_at=clock.now() - timedelta(hours=9),
        answer_by=clock.now() - timedelta(hours=3),
    )

    tasks.run_timetable()
    tasks.run_timetable()

    assert Eoi.objects.get(challenge=challenge).state == "offered"
    assert Eoi.objects.get(challenge=broken).state == "waitlisted"  # after the cut-off
