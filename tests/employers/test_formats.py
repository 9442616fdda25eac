"""What a host can give makes a format that fits, and never asks for more."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from employers.formats import HOURS_LENT, Given, Lend, as_typed, proposals
from employers.forms.times import OwnTimeForm, SessionForm
from employers.models import Posting
from employers.times import OwnTime, plan
from tests.build import an_institution
from tests.build_employers import Walk, a_day_in, answers

ZONES = ("Europe/London", "America/Toronto", "Australia/Sydney")
TUESDAY = date(2027, 3, 16)

gifts = st.builds(
    Given,
    seats=st.integers(-3, 40),
    lend=st.sampled_from(Lend),
    day=st.dates(date(2027, 1, 1), date(2031, 12, 31)),
)


def first(seats: int, lend: Lend, day: date = TUESDAY) -> str:
    return proposals(Given(seats=seats, lend=lend, day=day))[0].key


@given(given=gifts, zone=st.sampled_from(ZONES), most=st.integers(1, 10))
def test_whatever_is_given_something_fits_and_nothing_asks_for_more(given, zone, most):
    found = proposals(given, places_at_most=most)

    assert found
    assert len({each.key for each in found}) == len(found)
    for each in found:
        planned = plan(each.times, zone)
        assert Decimal("0.5") <= planned.days <= 10
        assert each.host_hours <= HOURS_LENT[given.lend]
        assert 1 <= each.places <= most
        assert min(sitting.on for sitting in each.sittings) >= given.day
        if each.in_person:
            assert each.places <= max(given.seats, 0)
        else:
            assert all(sitting.mode == "remote" for sitting in each.sittings)
        if isinstance(each.times, OwnTime):
            assert each.times.first_day >= given.day
        elif each.key != "evenings":
            assert all(sitting.on.weekday() < 5 for sitting in each.sittings)


@pytest.mark.parametrize(
    ("seats", "lend", "key"),
    [
        (0, Lend.TWO_HOURS, "online_brief"),
        (4, Lend.TWO_HOURS, "online_brief"),
        (0, Lend.HALF_DAY, "day_online"),
        (3, Lend.HALF_DAY, "half_day_here"),
        (1, Lend.DAY, "day_here"),
        (0, Lend.DAY, "day_online"),
        (6, Lend.EVENINGS, "evenings"),
        (6, Lend.DAYS, "days_here"),
        (0, Lend.DAYS, "day_online"),
    ],
)
def test_the_first_proposal_suits_what_is_given(seats, lend, key):
    assert first(seats, lend) == key


def test_two_hours_and_no_desk_is_a_brief_for_a_team_online():
    brief = proposals(Given(seats=0, lend=Lend.TWO_HOURS, day=TUESDAY))[0]

    assert (brief.in_person, brief.places) == (False, 5)
    assert len(brief.sittings) == 2
    assert "need no desk" in str(brief.why)


def test_a_saturday_becomes_a_monday_but_not_for_evenings():
    saturday = TUESDAY + timedelta(days=4)
    day_here = proposals(Given(seats=2, lend=Lend.DAY, day=saturday))[0]
    evenings = proposals(Given(seats=2, lend=Lend.EVENINGS, day=saturday))[0]

    assert day_here.sittings[0].on == saturday + timedelta(days=2)
    assert evenings.sittings[0].on == saturday


@pytest.mark.django_db
@pytest.mark.parametrize("seats", [0, 1, 6])
@pytest.mark.parametrize("lend", list(Lend))
def test_a_format_is_read_back_as_it_was_meant(seats, lend):
    """What a format types on the page of days and times is what it had in mind."""
    here = an_institution()
    day = clock.today(here.zone) + timedelta(weeks=5)
    for each in proposals(Given(seats=seats, lend=lend, day=day)):
        kind = OwnTimeForm if isinstance(each.times, OwnTime) else SessionForm
        form = kind(as_typed(each, "9 Mill Lane"), institution=here)

        assert form.is_valid(), (each.key, form.errors)
        meant = [*each.sittings], each.places
        read = form.cleaned_data["times"]
        read = [*read.meetings] if isinstance(read, OwnTime) else [*read]
        assert (read, form.cleaned_data["places"]) == meant, each.key


# Through the pages


def give(here, **changed):
    typed = {"seats": "1", "where": "9 Mill Lane", "lend": "day", "day": a_day_in(5, here)}
    return typed | changed


@pytest.mark.django_db
def test_one_desk_and_a_day_is_one_press_from_days_and_times(client):
    here = an_institution()
    post = reverse("employers:draft_challenge", args=[here.slug, "give"])

    answer = client.post(post, give(here), follow=True)
    page = answer.content.decode()
    assert "One day at your place" in page
    assert "one student works beside you" in page
    client.post(answer.request["PATH_INFO"], {"format": "day_here"})
    walk = Walk(client, here)  # the same draft goes on with a starter or an empty page
    seen = []
    pages = answers(here)
    while walk.page != "preview":
        seen.append(walk.page)
        walk.answer(pages[walk.page])
    challenge = walk.go(pages)

    assert seen == ["what", "skills", "pay", "you"]
    assert Posting.objects.count() == 1
    assert (challenge.places, challenge.mode, challenge.hours) == (1, "in_person", Decimal("5.5"))
    assert challenge.site.address == "9 Mill Lane"


@pytest.mark.django_db
def test_taken_with_other_times_the_page_asks_and_is_filled_in(client):
    here = an_institution()
    post = reverse("employers:draft_challenge", args=[here.slug, "give"])
    client.post(post, give(here, seats="4"))
    client.post(
        reverse("employers:draft_challenge", args=[here.slug, "format"]),
        {"format": "day_here", "change": "1"},
    )
    walk = Walk(client, here)
    walk.answer(answers(here)["what"])

    assert walk.page == "when"
    form = walk.response.context["form"]
    assert [form[name].value() for name in ("hours", "where", "places")] == [
        "9:30 to 16:00",
        "9 Mill Lane",
        "4",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"seats": ""}, "from 0 to 10"),
        ({"seats": "11"}, "Ten at most"),
        ({"seats": "-1"}, "from 0 to 10"),
        ({"seats": "2", "where": ""}, "Say where the seats are"),
        ({"lend": ""}, "Choose one"),
        ({"day": "2020-01-01"}, "Give a later day"),
        ({"day": ""}, "Give a day"),
    ],
)
def test_what_does_not_do_is_said_and_kept(client, typed, says):
    here = an_institution()
    url = reverse("employers:draft_challenge", args=[here.slug, "give"])

    response = client.post(url, give(here) | typed)

    assert response.status_code == 422
    assert says in response.content.decode()
    kept = client.get(url).context["form"]
    assert kept["lend"].value() == typed.get("lend", "day")
    assert client.get(url.replace("give", "format")).url == url


@pytest.mark.django_db
def test_a_format_that_nobody_proposed_is_not_taken(client):
    here = an_institution()
    client.post(reverse("employers:draft_challenge", args=[here.slug, "give"]), give(here))
    url = reverse("employers:draft_challenge", args=[here.slug, "format"])

    assert client.post(url, {"format": "days_here"}).status_code == 200
    assert "when" not in Posting.objects.get().answers
    assert Client().get(url).status_code == 302


@pytest.mark.django_db
def test_another_starter_keeps_the_format(client):
    here = an_institution()
    client.post(reverse("employers:draft_challenge", args=[here.slug, "give"]), give(here))
    url = reverse("employers:draft_challenge", args=[here.slug, "format"])
    client.post(url, {"format": "day_here"})
    for starter in ("our-figures", "plain-form"):
        client.post(reverse("employers:draft_challenge", args=[here.slug]), {"starter": starter})

    answers = Posting.objects.get().answers
    assert (answers["start"]["starter"], answers["when"]["where"]) == ("plain-form", "9 Mill Lane")
