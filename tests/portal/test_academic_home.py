"""An academic reads of her own modules, in counts and without names."""

import pytest

from accounts.models import User
from employers.states import ChallengeState
from institutions.models import Module, StaffRole
from students.states import EoiState
from tests.build import (
    a_challenge,
    an_eoi,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)
from tests.build_placements import a_placement
from tests.portal.pages import words

pytestmark = pytest.mark.django_db
QUERIES_AT_MOST = 10


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def academic(here) -> User:
    return staff_at(here, StaffRole.ACADEMIC)


def a_module(here, academic, code="BUS5102") -> Module:
    module = Module.objects.create(institution=here, code=code, title="Consulting")
    module.academics.add(academic)
    return module


def home_of(user, here) -> str:
    return words(client_of(user).get(url_of("portal:academic_home", here)))


def test_her_modules_stand_with_what_came_of_their_projects(here, academic):
    module = a_module(here, academic)
    challenge = an_open_challenge(institution=here, module=module, title="Count the queue")
    placement = a_placement(challenge=challenge)
    an_eoi(challenge=challenge, state=EoiState.SUBMITTED)
    an_eoi(challenge=challenge, state=EoiState.UNCONFIRMED)

    page = home_of(academic, here)

    assert "BUS5102 Consulting 1 placement, 0 badges" in page
    assert "Count the queue" in page
    assert f"2 1 of {challenge.places} 0" in page
    assert placement.student.display_name not in page


def test_neither_drafts_nor_other_peoples_modules(here, academic):
    module = a_module(here, academic)
    a_challenge(institution=here, module=module, state=ChallengeState.IN_REVIEW, title="Not yet")
    colleague = staff_at(here, StaffRole.ACADEMIC)
    other = a_module(here, colleague, code="LAW1001")
    an_open_challenge(institution=here, module=other, title="Somebody else's")

    page = home_of(academic, here)

    assert "No project belongs to it yet." in page
    for word in ("Not yet", "Somebody else", "LAW1001"):
        assert word not in page
    assert "Somebody else" in home_of(colleague, here)


def test_without_a_module_it_says_whom_to_ask(here, academic):
    assert "No module is yours yet" in home_of(academic, here)


def test_signing_in_leads_an_academic_there_and_her_navigation_says_so(here, academic):
    answer = client_of(academic).get("/home/", follow=True)

    assert answer.redirect_chain[-1][0] == url_of("portal:academic_home", here)
    assert 'aria-current="page"' in answer.content.decode()
    assert "/desk/" not in answer.content.decode()


def test_it_costs_the_same_for_many_projects(here, academic, django_assert_max_num_queries):
    module = a_module(here, academic)
    for _number in range(6):
        an_open_challenge(institution=here, module=module)
    client = client_of(academic)
    with django_assert_max_num_queries(QUERIES_AT_MOST):
        client.get(url_of("portal:academic_home", here))
