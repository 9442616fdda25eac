"""A project is called off: each seat is rebooked where there is room; nobody is pushed aside."""

import pytest

from core.errors import RuleBroken
from employers.services import cancel_challenge
from placements import services
from placements.reasons import sentence
from students.models import Eoi
from students.states import EoiState
from tests.build import an_eoi, an_open_challenge, client_of, staff_at, url_of
from tests.build_placements import (
    a_challenge_that_closed,
    a_placement,
    an_awake_institution,
    interests_in,
)
from tests.placements.test_student_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def north():
    return an_awake_institution()


def a_place_called_off(institution, **overrides):
    challenge = a_challenge_that_closed(institution=institution, **overrides)
    placement = a_placement(challenge=challenge)
    cancel_challenge(challenge=challenge, reason="The roof leaks.")
    services.release_places(challenge=challenge)
    placement.refresh_from_db()
    return placement


def test_one_press_offers_everybody_another_place(north, django_capture_on_commit_callbacks):
    placement = a_place_called_off(north)
    room = an_open_challenge(institution=north, places=1)
    officer = client_of(staff_at(north))
    url = url_of("placements:rebook", placement.challenge)

    led_there = text_of(officer.get(url_of("placements:places", placement.challenge)))
    shown = text_of(officer.get(url))
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(url, {f"into-{placement.public_id}": room.public_id})

    offered = Eoi.objects.get(challenge=room)
    assert "Find everybody another place" in led_there
    assert room.title in shown
    assert (offered.student, offered.state) == (placement.student, EoiState.OFFERED)
    assert offered.recorded_by is not None
    assert "was called off. This one has room." in sentence(offered.reason)
    services.accept_place(eoi=offered)  # her old hours are free


def test_her_own_interest_there_is_the_one_that_is_offered(north):
    placement = a_place_called_off(north)
    room = a_challenge_that_closed(institution=north, places=2, team_at_least=1)
    hers = an_eoi(challenge=room, student=placement.student)

    offered = services.rebook(placement=placement, into=room, by=staff_at(north))

    assert offered == hers


def test_a_project_that_others_wait_for_is_not_shown(north):
    placement = a_place_called_off(north)
    full = an_open_challenge(institution=north, places=2)
    interests_in(full, 2)
    chosen = an_open_challenge(institution=north, who_decides="host")
    elsewhere = an_open_challenge()

    page = client_of(staff_at(north)).get(url_of("placements:rebook", placement.challenge))

    text = text_of(page)
    assert not [c for c in (full, chosen, elsewhere) if c.title in text]
    assert "No project has room" in text


def test_a_seat_that_is_gone_meanwhile_is_said_and_the_others_are_asked(north):
    one, two = a_place_called_off(north), a_place_called_off(north)
    room = an_open_challenge(institution=north, places=1)
    officer = staff_at(north)

    done, refused = services.ask_each(services.rebook, [(one, room), (two, room)], by=officer)

    assert [eoi.student for eoi in done] == [one.student]
    assert len(refused) == 1
    assert "Every place in" in refused[0]
    assert not Eoi.objects.filter(challenge=room, student=two.student).exists()


def test_only_what_was_called_off_is_rebooked(north):
    placement = a_placement(challenge=a_challenge_that_closed(institution=north))

    with pytest.raises(RuleBroken, match="Only a place that was called off"):
        services.rebook(
            placement=placement, into=an_open_challenge(institution=north), by=staff_at(north)
        )
