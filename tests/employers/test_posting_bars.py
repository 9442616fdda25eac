"""The bars of posting: twelve fields, five minutes, four minutes by telephone, bad input."""

import itertools
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from employers.formats import Lend
from employers.models import Challenge, Posting
from employers.states import ChallengeState
from tests.build import a_host_member, an_employer, an_institution, client_of, staff_at
from tests.build_employers import (
    EMAIL,
    PROBLEM,
    Walk,
    a_day_in,
    answers,
    fields_asked,
    on_one_page,
)

pytestmark = pytest.mark.django_db
FIELDS_AT_MOST = 12
PAYS = [
    {"pay": "paid", "pay_per_hour": "13.50"},
    {"pay": "charity", "travel_up_to": "12"},
    {"pay": "course", "unpaid_reason": "A part of BUS5102."},
    {"pay": "shadowing", "unpaid_reason": "They look on for a morning."},
    {"pay": "class", "unpaid_reason": "Agreed with the Clinic."},
]
PAY_NAMES = [each["pay"] for each in PAYS]
SECONDS_A_PRESS = 3  # to find a button or a box and press it
LETTERS_A_SECOND = 40 * 5 / 60  # forty words of five letters a minute
SECONDS_A_PAGE = 5  # to read what a page asks


@pytest.fixture
def here():
    return an_institution()


def page_url(here, step):
    return reverse("employers:draft_challenge", args=[here.slug, step])


def own_time(here):
    return {
        "time_kind": "own_time",
        "total_hours": "7",
        "first_day": a_day_in(5, here),
        "last_day": a_day_in(6, here),
        "places": "4",
    }


# Twelve fields


@pytest.mark.parametrize(
    ("way", "pay"),
    [*(("days", pay) for pay in PAYS), *((way, PAYS[0]) for way in ("own_time", *Lend))],
    ids=[*PAY_NAMES, "own_time", *Lend],
)
def test_twelve_fields_at_most_are_asked_on_every_way(client, here, pay, way):
    """What a page shows unasked counts; what a host opens by a press of her own does not."""
    asked = set()
    if way in set(Lend):
        give = page_url(here, "give")
        asked |= fields_asked(client.get(give).content.decode())
        typed = {"seats": "4", "where": "9 Mill Lane", "lend": way, "day": a_day_in(5, here)}
        page = client.post(give, typed, follow=True)
        asked |= fields_asked(page.content.decode())
        client.post(page_url(here, "format"), {"format": page.context["first"][0].key})
    pages = answers(here, pay=pay)
    walk = Walk(client, here)
    while walk.page != "preview":
        typed = pages[walk.page]
        if (walk.page, way) == ("when", "own_time"):
            shown = client.get(walk.url("when") + "?time_kind=own_time").content.decode()
            walk.asked["when"] = fields_asked(shown)
            typed = own_time(here)
        if walk.page == "pay":
            client.get(walk.url("pay"), {"pay": pay["pay"]})
            shown = client.get(walk.url("pay"), {"pay": pay["pay"]}).content.decode()
            walk.asked["pay"] = fields_asked(shown)
        walk.answer(typed)
    asked |= set(itertools.chain.from_iterable(walk.asked.values()))

    assert 11 <= len(asked) <= FIELDS_AT_MOST, sorted(asked)
    assert ("when" in walk.asked) == (way not in set(Lend))
    assert walk.go(pages).places in (4, 5, 6)


def test_it_is_told_before(client, here):
    assert "Twelve questions at most" in client.get(f"/{here.slug}/post/").content.decode()


# Minutes, computed


def seconds_of(typed, *, prefilled=()):
    """How long it takes to answer a page: reading, typing at forty words a minute, pressing."""
    written = [v for k, v in typed.items() if isinstance(v, str) and k not in prefilled]
    marks = sum(len(v) for v in typed.values() if isinstance(v, list))
    letters = sum(len(each) for each in written)
    boxes = len(written) + marks + 1
    return SECONDS_A_PAGE + letters / LETTERS_A_SECOND + boxes * SECONDS_A_PRESS


def test_a_brief_by_telephone_takes_four_minutes_and_three_presses(here):
    officer = staff_at(here)
    walk = Walk(client_of(officer), here)
    pages = answers(
        here,
        you={"organisation": "Kestrel Cycles", "name": "Rosa Kestrel", "email": EMAIL},
    )
    seen = [walk.page]
    walk.answer(on_one_page(pages))
    seen.append(walk.page)
    seconds = seconds_of(on_one_page(pages), prefilled={"hours"}) + 2 * SECONDS_A_PRESS
    challenge = walk.go(pages)

    assert seen == ["all", "preview"]
    assert (challenge.state, challenge.recorded_by) == (ChallengeState.IN_REVIEW, officer)
    assert challenge.problem == PROBLEM
    assert seconds <= 4 * 60, seconds


def test_a_known_host_by_telephone_is_quicker_still(here):
    member = a_host_member(an_employer(known_to=here))
    client = client_of(staff_at(here))
    page = client.post(f"/{here.slug}/post/", {"member": member.public_id}, follow=True)

    assert {"organisation", "email", "telephone"} & fields_asked(page.content.decode()) == set()


def test_only_staff_write_on_one_page(client, here):
    Walk(client, here)

    assert client.get(page_url(here, "all")).url == f"/{here.slug}/post/"


def test_what_is_wrong_on_the_one_page_is_said_in_one_list(here):
    walk = Walk(client_of(staff_at(here)), here)
    page = walk.client.post(walk.url("all"), {"time_kind": "sessions"}).content.decode()

    summary = page.partition("error-summary")[2].partition("</ul>")[0]
    assert page.count("error-summary") == 1
    for said in ("Say what the problem is", "Choose two to four", "name of your organisation"):
        assert said in summary


def test_the_host_of_one_call_is_not_the_host_of_the_next(here):
    member = a_host_member(an_employer(known_to=here))
    client = client_of(staff_at(here))
    client.post(f"/{here.slug}/post/", {"member": member.public_id})
    client.post(f"/{here.slug}/post/", {"starter": ""})

    assert Posting.objects.get().member is None


def test_another_day_while_the_host_talks_keeps_all_that_was_typed(here):
    walk = Walk(client_of(staff_at(here)), here)
    typed = on_one_page(answers(here)) | {"pay": "", "organisation": "Pellow’s"}

    answer = walk.client.post(walk.url("all"), typed | {"act": "add"}, follow=True)

    page = answer.content.decode()
    assert answer.request["PATH_INFO"] == walk.url("all")
    assert {"day_2", "hours_2"} <= fields_asked(page)
    assert PROBLEM in page
    assert "Pellow’s" in page
    assert "error-summary" not in page


# Bad input: a sentence beside the field, or stored and shown safely


def rows(here, *days):
    typed = {"time_kind": "sessions", "where": "", "places": "3", "rows": str(len(days))}
    for number, (day, hours) in enumerate(days, start=1):
        mark = "" if number == 1 else f"_{number}"
        typed |= {f"day{mark}": str(day), f"hours{mark}": hours}
    return typed


def in_weeks(here, weeks):
    return clock.today(here.zone) + timedelta(weeks=weeks)


def clocks_go_forward(here):
    """The next last Sunday of March that is at least a month away, in the United Kingdom."""
    today = clock.today(here.zone)
    for year in (today.year, today.year + 1):
        day = date(year, 3, 31)
        day -= timedelta(days=(day.weekday() + 1) % 7)
        if day > today + timedelta(days=30):
            return day
    raise AssertionError("no such Sunday")


def eleven_days(here):
    return rows(
        here, *((in_weeks(here, 5) + timedelta(days=n), "9:30 to 16:00") for n in range(11))
    )


@pytest.mark.parametrize(
    ("times", "field", "says"),
    [
        (lambda here: rows(here, ("", "9:30 to 16:00")), "day", "Give a day"),
        (eleven_days, "hours_11", "This counts as 11 days. A project has ten at most."),
        (
            lambda here: own_time(here) | {"total_hours": "0"},
            "total_hours",
            "no work at all",
        ),
        (lambda here: own_time(here) | {"total_hours": "77"}, "first_day", "more than 70"),
        (
            lambda here: rows(
                here, (in_weeks(here, 5), "9 to 12"), (in_weeks(here, 5), "11:30 to 13:00")
            ),
            "hours_2",
            "Two of the times overlap",
        ),
        (
            lambda here: rows(
                here, (in_weeks(here, 5), "9 to 12"), (in_weeks(here, -1), "9 to 12")
            ),
            "day_2",
            "Give a later day",
        ),
        (lambda here: rows(here, (in_weeks(here, 0), "9 to 12")), "day", "Give a later day"),
        (
            lambda here: rows(here, (clocks_go_forward(here), "1:30 to 6:00")),
            "hours",
            "01:30 does not exist",
        ),
        (lambda here: rows(here, (in_weeks(here, 5), "0:00 to 23:00")), "hours", "no fair day"),
        (
            lambda here: rows(here, (in_weeks(here, 5), "9 to 10, pause 90")),
            "hours",
            "no fair day",
        ),
        (lambda here: rows(here, (in_weeks(here, 5), "16 to 9")), "hours", "must come after"),
        (
            lambda here: own_time(here) | {"last_day": a_day_in(4, here)},
            "first_day",
            "must not come before",
        ),
        (
            lambda here: own_time(here) | {"rows": "1", "day": a_day_in(9, here), "hours": "9-10"},
            "first_day",
            "between the first and the last day",
        ),
        (lambda here: rows(here, (in_weeks(here, 5), "9-12")) | {"places": "0"}, "places", "1"),
        (lambda here: rows(here, (in_weeks(here, 5), "9-12")) | {"places": "11"}, "places", "10"),
    ],
)
def test_times_that_can_not_be_are_said_beside_their_field(client, here, times, field, says):
    walk = Walk(client, here)
    walk.answer(answers(here)["what"])

    response = walk.answer(times(here))

    assert response.status_code == 422
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert says in " ".join(errors[field])
    assert f'id="id_{field}_error"' in response.content.decode()


def edit(here, **changed):
    """The page on which staff change the whole brief, with these answers changed."""
    challenge = Walk(Client(), here).go(answers(here))
    client = client_of(staff_at(here))
    url = reverse("employers:edit_challenge", args=[here.slug, challenge.public_id])
    form = client.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    typed["skills"] = [getattr(skill, "pk", skill) for skill in typed["skills"]]
    return client.post(url, typed | changed)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"team_at_least": "7", "team_at_most": "3"}, "smallest team"),
        ({"places": "3", "first_timer_places": "4"}, "kept for first-timers"),
        ({"closing_day": "2099-01-01"}, "put these in order"),
        ({"answer_day": "2099-01-01"}, "put these in order"),
    ],
)
def test_teams_windows_and_answers_that_can_not_be_are_said(here, changed, says):
    answer = edit(here, **changed)

    assert answer.status_code == 422
    assert says in answer.content.decode()


HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "مشروع قصير \u202eevil\u202c",
    "🚲🪴 emoji 👩🏽‍🔬 title",
    "{{ 7|add:7 }} {% now %} %(x)s",
    "a\u0000b",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_kept_and_shown_as_words(client, here, words):
    pages = answers(here, what={"problem": words + " " + PROBLEM, "deliverable": words})
    pages["when"]["where"] = words[:100]
    pages["you"] |= {"organisation": words, "name": words}
    walk = Walk(client, here)
    while walk.page != "preview":
        answer = walk.answer(pages[walk.page])
        if answer.status_code == 422:  # only what no database can hold is refused
            assert "\u0000" in words
            assert "null characters" in answer.content.decode().lower()
            return
    client.post(walk.url("preview"), {"title": words})
    client.post(walk.url("more"), {"why_now": words, "access": words, "lunch": words[:90]})
    page = client.get(walk.url("preview")).content.decode()
    challenge = walk.go(pages)

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert challenge.title == " ".join(words.split())
    assert (challenge.why_now, challenge.access) == (words, words)
    for url in (f"/{here.slug}/post/sent/{challenge.public_id}/",):
        shown = client.get(url).content.decode()
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ("what", "problem"),
        ("what", "deliverable"),
        ("when", "where"),
        ("when", "hours"),
        ("pay", "unpaid_reason"),
        ("you", "organisation"),
        ("you", "name"),
        ("you", "email"),
    ],
)
def test_a_hundred_thousand_letters_are_refused_beside_the_field(client, here, step, field):
    walk = Walk(client, here)
    pages = answers(here, pay={"pay": "class", "unpaid_reason": "x"})
    while walk.page != step:
        walk.answer(pages[walk.page])

    answer = walk.answer(pages[step] | {field: "x" * 100_000})

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Challenge.objects.count() == 0


@pytest.mark.parametrize("typed", [{"leads_to": "javascript:alert(1)"}, {"leads_to": "not one"}])
def test_where_it_leads_is_an_address_of_the_web(client, here, typed):
    walk = Walk(client, here)
    answer = client.post(walk.url("more"), typed)

    assert answer.status_code == 422
    assert "https://" in answer.content.decode()


def test_what_was_said_besides_stands_in_the_brief(client, here):
    walk = Walk(client, here)
    pages = answers(here)
    while walk.page != "preview":
        walk.answer(pages[walk.page])
    more = {
        "why_now": "The season begins in May.",
        "access": "Two steps, no lift.",
        "bring": "Boots.",
        "lunch": "Soup for everybody.",
        "travel_up_to": "8",
        "care_up_to": "20",
        "costs_note": "in cash on the day",
        "leads_to": "https://kestrel.example/jobs",
    }
    client.post(walk.url("more"), more)
    challenge = walk.go(pages)

    said = {name: str(getattr(challenge, name)) for name in more}
    assert said == more | {"travel_up_to": "8.00", "care_up_to": "20.00"}


def test_the_last_look_says_what_it_costs_and_how_it_reads(client, here):
    long = "Our riders have gone. " * 12
    walk = Walk(client, here)
    pages = answers(here, what={"problem": long, "deliverable": "A plan."})
    while walk.page != "preview":
        walk.answer(pages[walk.page])
    page = walk.response.content.decode()

    assert "25 minutes of you before the day, and 10 after it" in page
    assert "It reads easily" in page
    hard = " ".join(["Notwithstanding organisational interdependencies"] * 20)
    client.post(walk.url("what"), {"problem": hard, "deliverable": "A plan."})
    assert "It reads hard" in client.get(walk.url("preview")).content.decode()
