"""The desk: what will not wait, what stands in the queues, and figures that equal their rows."""

import re
from datetime import time, timedelta

import pytest
from django.db.models import F

from core import clock
from employers import services as employers
from employers.models import Challenge
from employers.states import ChallengeState
from institutions.models import StaffRole, Term
from placements.models import Concern
from students.states import EoiState
from tests.build import (
    a_challenge,
    a_closed_challenge,
    a_student,
    an_employer,
    an_eoi,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)
from tests.build_credentials import a_credential
from tests.build_placements import a_day_that_is_over, a_placement, a_team, interests_in
from tests.portal.pages import words

pytestmark = pytest.mark.django_db
QUERIES_AT_MOST = 10


@pytest.fixture
def here():
    return an_institution()


def desk(here, role=StaffRole.OFFICER):
    return client_of(staff_at(here, role)).get(url_of("portal:staff_home", here))


def test_an_empty_desk_says_so(here):
    page = words(desk(here))

    assert page.startswith("Nothing is on fire")
    assert "Briefs to read We promise 3 working days. 0" in page
    assert "No project is open" in page


def test_answers_that_are_due_stand_first_with_the_act_prepared(here):
    challenge = a_closed_challenge(
        institution=here,
        title="Save the shop",
        places=4,
        answer_by=clock.now() + timedelta(hours=3),
    )
    interests_in(challenge, 7)

    response = desk(here)

    page = words(response)
    assert page.startswith("One thing will not wait")
    assert "7 people wait for an answer: “Save the shop” 4 places, 7 interests." in page
    assert "Share out 4 places" in page
    assert url_of("placements:places", challenge) in response.content.decode()


def test_where_everybody_fits_the_act_is_one_press(here):
    challenge = a_closed_challenge(
        institution=here, places=10, answer_by=clock.now() + timedelta(hours=3)
    )
    interests_in(challenge, 8)

    assert "Offer all 8" in words(desk(here))


def test_a_broken_promise_is_said_aloud(here):
    challenge = a_closed_challenge(
        institution=here,
        closes_at=clock.now() - timedelta(days=3),
        answer_by=clock.now() - timedelta(hours=1),
    )
    interests_in(challenge, 1)

    assert "We promised an answer by then." in words(desk(here))


def test_answers_due_next_week_can_wait(here):
    on = clock.today(here.zone) + timedelta(days=30)
    challenge = a_closed_challenge(
        institution=here,
        sessions=[(on, time(9, 30), time(16, 0))],
        answer_by=clock.now() + timedelta(days=9),
    )
    interests_in(challenge, 3)

    page = words(desk(here))

    assert page.startswith("Nothing is on fire")
    assert "Interests not yet answered In 1 project." in page


MOMENTS = ("closes_at", "answer_by", "starts_at", "ends_at")


def test_days_called_off_calls_concerns_and_sign_offs_owed_will_not_wait(here):
    published = an_open_challenge(institution=here, title="Called off")
    employers.cancel_challenge(challenge=published, reason="The oven broke.")
    employers.ask_for_call(institution=here, name="Nell Pellow", telephone="01632 960211")
    placement = a_placement(challenge=a_closed_challenge(institution=here, title="Somebody stuck"))
    Concern.objects.create(
        institution=here,
        challenge=placement.challenge,
        placement=placement,
        kind=Concern.Kind.STUCK,
        words="The door is locked.",
    )
    near = a_closed_challenge(institution=here, title="With whom?", team_at_least=1)
    a_team(challenge=near, formed=False)
    a_placement(challenge=near)
    ahead = near.starts_at - timedelta(days=3, hours=20) - clock.now()
    Challenge.objects.filter(pk=near.pk).update(
        **{name: F(name) - ahead for name in MOMENTS}, employer=placement.challenge.employer
    )
    team = a_day_that_is_over(members=2, institution=here)
    earlier = {name: F(name) - timedelta(days=5) for name in MOMENTS}
    Challenge.objects.filter(pk=team.challenge_id).update(**earlier)
    with clock.moved(timedelta(days=3)):
        page = words(desk(here))

    assert page.startswith("Seven things will not wait")
    assert "has not said how it keeps students safe: “With whom?”" in page
    assert "No teams yet: “With whom?”" in page
    assert "has called off “Called off” The oven broke." in page
    assert "Nell Pellow asks to be rung" in page
    assert "The door is locked." in page
    assert f"has not signed off “{team.challenge}”" in page


def test_a_brief_that_waits_longer_than_promised(here):
    challenge = a_challenge(
        institution=here, state=ChallengeState.IN_REVIEW, title="Read me", published_at=None
    )
    fresh = words(desk(here))
    with clock.moved(timedelta(days=8)):
        late = words(desk(here))

    assert "waits for a word" not in fresh
    assert f"waits for a word on “{challenge}”" in late


def test_the_queues_count_their_rows(here):
    opened = an_open_challenge(institution=here)
    closed = a_closed_challenge(institution=here, places=5)
    interests_in(opened, 2)
    an_eoi(challenge=opened, access_first=True)
    an_eoi(challenge=opened, state=EoiState.UNCONFIRMED)
    interests_in(closed, 3, state=EoiState.OFFERED)
    interests_in(an_open_challenge(), 4)  # another university's

    page = words(desk(here))

    assert re.search(r"Interests not yet answered [^0-9]*1 project\. Next date: [^.]*\. 3 ", page)
    assert re.search(r"Offers without a yes or no .*? 3 Sign-offs hosts owe us", page)
    assert "Talks about access Before anything is decided. 1" in page
    assert re.search(r"Addresses not confirmed yet .*? 1 ", page)


def test_the_term_s_figures_are_those_of_the_reports(here):
    today = clock.today(here.zone)
    Term.objects.create(
        institution=here,
        name="Autumn term",
        starts_on=today - timedelta(days=60),
        ends_on=today + timedelta(days=60),
    )
    badge = a_credential()
    badge.institution_id = here.pk  # as if it were earned here
    for row in (badge, badge.placement, badge.placement.challenge, badge.placement.eoi):
        type(row)._default_manager.filter(pk=row.pk).update(institution=here)
    interests_in(an_open_challenge(institution=here), 3)
    client = client_of(staff_at(here))

    response = client.get(url_of("portal:staff_home", here))

    figures = re.findall(
        r'class="stat"><b>([^<]*)</b><a href="([^"]*)">([^<]*)</a>', response.content.decode()
    )
    assert [label for _value, _url, label in figures] == [
        "placements",
        "projects",
        "interests",
        "badges",
    ]
    for value, address, label in figures:
        rows = client.get(address.replace("&amp;", "&"))
        assert words(rows).startswith(f"Reports {label.capitalize()} {value} {label}")
    assert [value for value, _url, _label in figures] == ["1", "2", "4", "1"]


def test_the_desk_costs_the_same_for_a_lot(here, django_assert_max_num_queries):
    employer = an_employer(known_to=here)
    students = [a_student(institution=here) for _n in range(6)]
    for _n in range(15):
        challenge = a_closed_challenge(
            institution=here, employer=employer, answer_by=clock.now() + timedelta(hours=2)
        )
        for student in students:
            an_eoi(challenge=challenge, student=student)
    client = client_of(staff_at(here))

    with django_assert_max_num_queries(QUERIES_AT_MOST):
        response = client.get(url_of("portal:staff_home", here))

    assert words(response).startswith("15 things will not wait")
    assert "9 more stand in the queues below" in words(response)


@pytest.mark.parametrize("view", ["portal:staff_home", "portal:desk_projects"])
@pytest.mark.parametrize(
    ("role", "status"),
    [
        (StaffRole.OFFICER, 200),
        (StaffRole.MANAGER, 200),
        (StaffRole.APPROVER, 200),
        (StaffRole.READER, 200),
        (StaffRole.ACADEMIC, 403),
    ],
)
def test_who_sees_the_desk(here, view, role, status):
    assert client_of(staff_at(here, role)).get(url_of(view, here)).status_code == status
    assert client_of(staff_at(an_institution(), role)).get(url_of(view, here)).status_code == 403
    assert client_of(a_student(institution=here).user).get(url_of(view, here)).status_code == 403


# All projects


def listed(here, query=""):
    response = client_of(staff_at(here)).get(f"{url_of('portal:desk_projects', here)}{query}")
    rows = response.content.decode().partition("<tbody>")[2]
    return re.findall(r'<th scope="row"><a[^>]*>([^<]*)</a>', rows)


def test_projects_are_found_by_state_by_words_and_by_what_waits(here):
    employer = an_employer(known_to=here, name="Pellow Bakery")
    bread = an_open_challenge(institution=here, title="Bread", employer=employer)
    a_challenge(institution=here, title="Draft")
    tidy = a_closed_challenge(institution=here, title="Tidy")
    an_open_challenge(title="Elsewhere")
    an_eoi(challenge=bread, access_first=True)
    interests_in(tidy, 2, state=EoiState.OFFERED)

    assert sorted(listed(here)) == ["Bread", "Draft", "Tidy"]
    assert listed(here, "?state=draft") == ["Draft"]
    assert sorted(listed(here, "?state=open&state=closed")) == ["Bread", "Tidy"]
    assert listed(here, "?q=pellow") == ["Bread"]
    assert listed(here, "?waits=answer") == ["Bread"]
    assert listed(here, "?waits=offer") == ["Tidy"]
    assert listed(here, "?waits=access") == ["Bread"]
    assert listed(here, "?sort=project") == ["Bread", "Draft", "Tidy"]
    assert listed(here, "?sort=-asked") == ["Tidy", "Bread", "Draft"]
    assert sorted(listed(here, "?sort=nonsense&state=nonsense")) == ["Bread", "Draft", "Tidy"]


def test_projects_come_in_pages_of_25_at_the_same_cost(here, django_assert_max_num_queries):
    employer = an_employer(known_to=here)
    for _n in range(27):
        an_eoi(challenge=an_open_challenge(institution=here, employer=employer))
    client = client_of(staff_at(here))

    with django_assert_max_num_queries(QUERIES_AT_MOST):
        response = client.get(url_of("portal:desk_projects", here))

    assert words(response).startswith("Projects")
    assert len(listed(here)) == 25
    assert len(listed(here, "?page=2")) == 2
