"""What the hours of a project mean on a visa, and the return of twenty days."""

from datetime import time, timedelta
from decimal import Decimal

import pytest

from core import clock
from employers.law import hours_on_visas, return_in_words
from institutions.models import Module
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

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return an_institution()


def on_days(here, *hours: int, **more):
    """Sessions from a Monday on, so many hours on each day in turn."""
    today = clock.today(here.zone)
    monday = today + timedelta(days=14 - today.weekday())
    sessions = [
        (monday + timedelta(days=n), time(8, 0), time(8 + each, 0)) for n, each in enumerate(hours)
    ]
    return an_open_challenge(institution=here, sessions=sessions, **more)


def test_the_project_page_says_what_the_hours_mean_on_a_visa(client, here):
    page = client.get(url_of("portal:project", on_days(here, 6))).content.decode()

    assert "On a Student visa, these hours count towards your weekly hours, paid or not" in page
    assert "up to 6 of the 20" in page
    assert "information, not advice" in page


def test_the_offer_says_so_too(here):
    eoi = an_eoi(challenge=on_days(here, 6), state=EoiState.OFFERED, seat=1)

    page = client_of(eoi.student.user).get(url_of("placements:accept_place", eoi))

    assert "up to 6 of the 20" in page.content.decode()


def test_more_than_a_visa_allows_is_said(client, here):
    page = client.get(url_of("portal:project", on_days(here, 8, 8, 8))).content.decode()

    assert "24 of these hours fall in one week: more than the 20" in page


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("ca-on", "up to 8 of the 24"),
        ("ca-bc", "up to 8 of the 24"),
        ("au", "up to 8 of the 48 that most may work in a fortnight"),
        ("us", "Curricular practical training"),
    ],
)
def test_each_law_has_its_own_hours(client, where, said):
    here = an_institution(jurisdiction=where)

    assert said in client.get(url_of("portal:project", on_days(here, 8))).content.decode()


def test_a_part_of_the_course_may_not_count(here):
    module = Module.objects.create(institution=here, code="GEO1", title="Maps")
    challenge = on_days(here, 8, 8, 8, module=module)

    assert "may not count" in hours_on_visas(challenge, challenge.sessions.all())[0].words


def test_in_your_own_time_all_hours_may_fall_in_one_week(here):
    own = a_challenge(institution=here, sessions=[], time_kind="own_time", hours=Decimal(21))

    assert hours_on_visas(own, [])[0].note.over


@pytest.mark.parametrize(("days", "said"), [(5, "long enough"), (4, "too short"), (0, None)])
def test_days_that_add_up_to_the_return_are_said_to_staff(here, days, said):
    module = Module.objects.create(institution=here, code="GEO1", title="Maps")
    challenge = on_days(here, *[2] * (days or 5), module=module if days else None)

    page = client_of(staff_at(here)).get(url_of("employers:review_challenge", challenge))

    returned = return_in_words(challenge)
    assert (said in returned[0]) if said else returned is None
    assert ("HESA" in page.content.decode()) is bool(said)
