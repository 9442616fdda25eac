"""The public list of projects: what is on it, what the filters find, what it costs."""

from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client

from core import clock
from employers.models import Mode, Pay, TimeKind
from employers.states import ChallengeState
from students.models import Eoi
from students.states import EoiState
from tests.build import (
    a_challenge,
    a_closed_challenge,
    a_student,
    an_eoi,
    an_institution,
    an_open_challenge,
    client_of,
    url_of,
)
from tests.portal.pages import get, open_at, titles, weight, words

pytestmark = pytest.mark.django_db
WEIGHT_AT_MOST = 150_000
QUERIES_AT_MOST = 10


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def here():
    return an_institution()


def found(here, query=""):
    return titles(get(f"{url_of('portal:listing', here)}{query}"))


def open_here(here, title, **overrides):
    return an_open_challenge(institution=here, title=title, **overrides)


def test_what_takes_interests_here_is_listed_and_nothing_else(here):
    open_here(here, "Open here")
    an_open_challenge(title="Open elsewhere")
    a_closed_challenge(institution=here, title="Closed")
    for state in (ChallengeState.DRAFT, ChallengeState.IN_REVIEW):
        a_challenge(institution=here, state=state, title=f"Still {state}")
    open_here(here, "Its time ran out", closes_at=clock.now() - timedelta(minutes=1))

    assert found(here) == ["Open here"]


def test_those_answered_soonest_come_first_unless_somebody_wants_those_that_start_soonest(here):
    today = clock.today(here.zone)
    later, sooner = (
        [(today + timedelta(days=days), time(9, 30), time(16, 0))] for days in (40, 20)
    )
    open_here(here, "Starts late", sessions=later, closes_at=clock.now() + timedelta(days=2))
    open_here(here, "Starts soon", sessions=sooner, closes_at=clock.now() + timedelta(days=15))

    assert found(here) == ["Starts late", "Starts soon"]
    assert found(here, "?sort=start") == ["Starts soon", "Starts late"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?length=short", ["A day"]),
        ("?length=long", ["Evenings"]),
        ("?length=own", ["Own time"]),
        ("?length=short&length=own", ["A day", "Own time"]),
        ("?mode=remote", ["Own time"]),
        ("?hours=evening", ["Evenings"]),
        ("?hours=day", ["A day"]),
        ("?money=paid", ["Own time"]),
        ("?money=costs", ["A day"]),
        ("?money=paid&mode=in_person", []),
        ("?q=evening+shift", ["Evenings"]),
        ("?q=day&length=short", ["A day"]),
        ("?length=nonsense&mode=%00&page=99", ["A day", "Evenings", "Own time"]),
    ],
)
def test_filters_in_the_address(here, query, expected):
    today = clock.today(here.zone)
    evenings = [(today + timedelta(days=n), time(17, 30), time(20, 0)) for n in (14, 16)]
    unpaid = {"pay": Pay.UNPAID, "pay_per_hour": None, "unpaid_ground": "charity"}
    open_here(here, "A day", travel_up_to=Decimal(12), **unpaid)
    open_here(
        here,
        "Evenings",
        sessions=evenings,
        days=Decimal("0.7"),
        summary="For people on the evening shift.",
        **unpaid,
    )
    open_here(here, "Own time", sessions=[], mode=Mode.REMOTE, time_kind=TimeKind.OWN_TIME, days=1)

    assert sorted(found(here, query)) == expected


def test_a_filter_that_finds_nothing_says_which_one_to_take_off(here):
    open_here(here, "Paid, in person")

    page = words(get(f"{url_of('portal:listing', here)}?money=paid&mode=remote"))

    assert "Nothing open fits" in page
    assert "Without “Online” there are 1." in page


def test_the_page_is_light_and_costs_the_same_for_many(here, django_assert_max_num_queries):
    open_at(here, 30)

    with django_assert_max_num_queries(QUERIES_AT_MOST):
        response = get(url_of("portal:listing", here))

    assert len(titles(response)) == 12
    assert weight(response) <= WEIGHT_AT_MOST


def test_how_often_the_promise_was_kept_is_counted_from_the_rows(here):
    past = {
        "institution": here,
        "state": ChallengeState.COMPLETED,
        "sessions": [(clock.today(here.zone) - timedelta(days=2), time(9), time(16))],
        "closes_at": clock.now() - timedelta(days=20),
        "answer_by": clock.now() - timedelta(days=10),
        "published_at": clock.now() - timedelta(days=30),
    }
    challenge = a_challenge(**past)
    in_time = {"answered_at": challenge.answer_by - timedelta(hours=1)}
    late = {"answered_at": challenge.answer_by + timedelta(hours=1)}
    url = url_of("portal:listing", here)
    an_eoi(challenge=challenge, state=EoiState.NOT_SELECTED, **late)
    assert "In the last twelve months" not in words(get(url))  # one person: that says too much

    cache.clear()
    for _n in range(10):
        an_eoi(challenge=challenge, state=EoiState.NOT_SELECTED, **in_time)
        an_eoi(challenge=challenge, state=EoiState.WAITLISTED, **in_time)
        an_eoi(challenge=challenge, state=EoiState.SUBMITTED)
        an_eoi(challenge=challenge, state=EoiState.WITHDRAWN)
        an_eoi(challenge=challenge, state=EoiState.EXPIRED)

    assert "67 in 100 of about 30 came by that day" in words(get(url))


# One project


def test_a_project_page_has_its_form_on_it(here):
    challenge = open_here(here, "Which two evenings?", places=10)
    an_eoi(challenge=challenge)
    an_eoi(challenge=challenge, state=EoiState.UNCONFIRMED)
    an_eoi(challenge=challenge, state=EoiState.WITHDRAWN)

    response = get(url_of("portal:project", challenge))

    page = words(response)
    assert "Nobody will interview you" in page
    assert "One person has asked so far; places: 10." in page
    assert f'action="{url_of("students:submit_eoi", challenge)}"' in response.content.decode()


def test_whoever_has_asked_finds_what_she_sent_in_place_of_the_form(here):
    challenge = open_here(here, "Which two evenings?")
    student = a_student(institution=here)
    eoi = an_eoi(challenge=challenge, student=student)
    form = f'action="{url_of("students:submit_eoi", challenge)}"'
    client = client_of(student.user)

    waiting = client.get(url_of("portal:project", challenge))
    Eoi.objects.filter(pk=eoi.pk).update(state=EoiState.WITHDRAWN)
    after = client.get(url_of("portal:project", challenge))

    assert "You asked on" in words(waiting)
    assert url_of("portal:follow_interest", eoi) in waiting.content.decode()
    assert "I’m interested" not in words(waiting)
    assert form not in waiting.content.decode()
    assert form in after.content.decode()


def test_a_browser_that_sent_an_unproven_address_is_led_to_the_code(here):
    challenge = open_here(here, "Which two evenings?")
    client = Client()
    sent = client.post(
        url_of("students:submit_eoi", challenge),
        {"email": "ada@mail.example", "sentence": "I like evenings."},
    )

    hers = client.get(url_of("portal:project", challenge)).content.decode()
    other = Client().get(url_of("portal:project", challenge)).content.decode()

    assert "confirm your address" in hers
    assert sent.url in hers
    assert sent.url not in other


def test_a_project_that_is_called_off_says_why_and_takes_nothing(here):
    challenge = a_challenge(
        institution=here,
        state=ChallengeState.CANCELLED,
        state_reason="The oven broke.",
        published_at=clock.now(),
    )

    response = get(url_of("portal:project", challenge))

    assert "Called off. The oven broke." in words(response)
    assert "Send my interest" not in words(response)


@pytest.mark.parametrize("state", [ChallengeState.DRAFT, ChallengeState.IN_REVIEW])
def test_a_project_that_nobody_has_published_is_not_there(here, state):
    challenge = a_challenge(institution=here, state=state)

    assert get(url_of("portal:project", challenge)).status_code == 404


def test_a_project_is_not_found_under_another_university(here):
    challenge = an_open_challenge()

    assert get(url_of("portal:project", here, code=challenge.code)).status_code == 404


def test_a_host_page_shows_what_is_open_and_what_was_done(here):
    challenge = open_here(here, "Open now")
    a_challenge(
        institution=here,
        employer=challenge.employer,
        title="Done before",
        state=ChallengeState.COMPLETED,
    )
    slug = challenge.employer.slug

    page = words(get(url_of("portal:host_page", here, employer=slug)))

    assert "Open now" in page
    assert "Done before" in page
    elsewhere = an_institution()
    assert get(url_of("portal:host_page", elsewhere, employer=slug)).status_code == 404


def test_the_list_is_there_while_the_cache_is_not(here, settings):
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/valkey.sock"}
    }
    open_here(here, "Open here")

    assert found(here) == ["Open here"]
