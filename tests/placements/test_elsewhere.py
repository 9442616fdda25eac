"""After a no: a person decides, each way with its effect; nobody loses a place by being asked."""

import pytest

from core.errors import RuleBroken
from placements import services
from placements.models import Move, Placement, Team
from placements.reasons import sentence
from placements.states import PlacementState
from students.models import Eoi
from students.states import EoiState
from tests.build import client_of, staff_at, url_of
from tests.build_placements import a_challenge_that_closed, a_placement, an_awake_institution
from tests.placements.test_student_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def few():
    """Two people with a place where a team needs three."""
    north = an_awake_institution()
    challenge = a_challenge_that_closed(institution=north, places=6, team_at_least=3)
    return challenge, [a_placement(challenge=challenge) for _n in range(2)]


def test_a_person_decides_whether_too_few_go_ahead(few):
    challenge, _placed = few
    assert not services.propose_teams(challenge=challenge)
    officer = client_of(staff_at(challenge.institution))
    page = text_of(officer.get(url_of("placements:places", challenge)))
    assert "2 people come, and a team needs 3" in page
    for way in ("Run with 2", "More time", "Ask them to another project", "Call it off"):
        assert way in page
    officer.post(url_of("placements:run_with_fewer", challenge))
    assert Team.objects.get(challenge=challenge).formed_at is not None


def test_who_is_asked_elsewhere_keeps_her_place_until_her_yes(few):
    challenge, (hers, other) = few
    north = challenge.institution
    into = a_challenge_that_closed(institution=north, places=2, team_at_least=1)  # the same hours
    officer = client_of(staff_at(north))
    page = url_of("placements:move_places", challenge)
    assert "2 free places" in text_of(officer.get(page))
    assert officer.post(page, {"into": ""}).status_code == 422
    officer.post(page, {"into": str(into.public_id)})
    asked = {move.placement_id: move.eoi for move in Move.objects.all()}
    assert set(asked) == {hers.pk, other.pk}
    assert all(p.state == PlacementState.READY for p in Placement.objects.all())
    why = sentence(asked[hers.pk].reason)
    assert challenge.title in why
    assert "stays yours until you say yes" in why
    with pytest.raises(RuleBroken):
        services.ask_to_move(placement=hers, into=into, by=staff_at(north))

    services.decline_place(eoi=asked[other.pk])
    new = services.accept_place(eoi=asked[hers.pk])
    assert new.challenge == into
    hers.refresh_from_db()
    other.refresh_from_db()
    assert (hers.state, other.state) == (PlacementState.GIVEN_BACK, PlacementState.READY)
    assert Eoi.objects.get(pk=hers.eoi_id).state == EoiState.WITHDRAWN
    assert services.accept_place(eoi=asked[hers.pk]) == new  # twice is once
    standing = Placement.objects.filter(student=hers.student).standing()
    assert list(standing) == [new]
