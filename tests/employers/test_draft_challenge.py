"""Posting a project: twelve fields at most, no account, nothing lost on the way."""

import re
from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from core import clock
from core.models import OutboxEvent
from employers.models import Challenge, Employer, Partnership, Posting
from employers.services.briefs import title_of
from employers.starters import STARTERS
from employers.states import ChallengeState
from skills.services import CORE
from tests.build import (
    a_framework,
    a_skill,
    an_institution,
)
from tests.build_employers import (
    DELIVERABLE,
    EMAIL,
    PROBLEM,
    Walk,
    a_day_in,
    answers,
    fields_asked,
    post_project,
)

pytestmark = pytest.mark.django_db

CHARITY = {"pay": "charity", "travel_up_to": "12"}
COURSE = {"pay": "course", "unpaid_reason": "A part of BUS5102."}


@pytest.fixture
def here():
    return an_institution()


@pytest.mark.parametrize("pay", [{"pay": "paid", "pay_per_hour": "13.50"}, CHARITY, COURSE])
@pytest.mark.parametrize("own_time", [False, True])
def test_twelve_fields_at_most_are_asked_on_every_way(client, here, pay, own_time):
    pages = answers(here, pay=pay)
    if own_time:
        pages["when"] = {
            "time_kind": "own_time",
            "total_hours": "7",
            "first_day": a_day_in(5, here),
            "last_day": a_day_in(6, here),
            "places": "4",
        }
    walk = Walk(client, here)
    walk.answer(pages["what"])
    if own_time:
        page = client.get(walk.url("when") + "?time_kind=own_time").content.decode()
        walk.asked["when"] = fields_asked(page)
    walk.answer(pages["when"])
    walk.answer(pages["skills"])
    walk.answer({"pay": pay["pay"]})  # without JavaScript the further question comes now
    assert walk.page == "pay"
    challenge = walk.go(pages)

    asked = [(step, name) for step, names in walk.asked.items() for name in names]
    assert {step for step, _name in asked} == {"what", "when", "skills", "pay", "you", "sent"}
    asked = [(step, name) for step, name in asked if step != "sent"]
    assert 10 <= len(asked) <= 12, sorted(asked)
    assert challenge.state == ChallengeState.DRAFT


def test_what_was_typed_is_the_brief_and_the_rest_is_derived(client, here):
    challenge = post_project(client, here)

    day = clock.today(here.zone) + timedelta(weeks=5)
    session = challenge.sessions.get()
    assert (challenge.problem, challenge.deliverable) == (PROBLEM, DELIVERABLE)
    assert challenge.title == "A two-page plan that we can start on Monday"
    assert (session.on, session.starts, session.ends, session.pause) == (
        day,
        time(9, 30),
        time(16),
        60,
    )
    assert (challenge.hours, challenge.days) == (Decimal("5.5"), Decimal("1.0"))
    assert challenge.starts_at == clock.at(day, time(9, 30), here.zone)
    assert clock.now() < challenge.closes_at < challenge.answer_by < challenge.starts_at
    assert sorted(skill.code for skill in challenge.skills.all()) == ["T2.3", "T4.1"]
    assert challenge.credential_name == "Dealing with problems and communicating"
    assert (challenge.pay, challenge.pay_per_hour, challenge.currency) == (
        "paid",
        Decimal("13.50"),
        "GBP",
    )
    assert (challenge.team_at_least, challenge.team_at_most, challenge.places) == (2, 6, 6)
    assert challenge.site.address == "9 Mill Lane, Northshire"
    assert (challenge.employer.name, challenge.contact.name, challenge.contact.email) == (
        "Kestrel Cycles",
        "Rosa Kestrel",
        EMAIL,
    )
    assert challenge.supervisor == challenge.contact
    assert challenge.contact.user is None
    assert challenge.minutes_foretold == 35
    assert Partnership.objects.get().institution == here
    assert [e.name for e in OutboxEvent.objects.all()] == ["employers.challenge_drafted"]


@pytest.mark.parametrize(
    ("deliverable", "title"),
    [
        ("A list. And a plan.", "A list"),
        ("A plan for 3.5 days!", "A plan for 3.5 days"),
        ("x" * 120, "x" * 89 + "…"),
    ],
)
def test_a_title_is_the_first_sentence_of_what_is_left_behind(deliverable, title):
    assert title_of(deliverable) == title


def test_the_first_page_says_what_it_costs_the_host(client, here):
    page = client.get(f"/{here.slug}/post/").content.decode()

    assert "25 before the day, 10 after" in page
    assert page.count('name="starter"') == len(STARTERS) + 1 >= 7


def test_a_charity_has_volunteers_and_repays_travel(client, here):
    challenge = post_project(client, here, pay=CHARITY)

    assert (challenge.employer.kind, challenge.pay, challenge.unpaid_ground) == (
        "charity",
        "unpaid",
        "charity",
    )
    assert challenge.travel_up_to == Decimal(12)


@pytest.mark.parametrize("pay", ["course", "shadowing", "class"])
def test_a_firm_that_does_not_pay_gives_ground_and_reason(client, here, pay):
    walk = Walk(client, here)
    pages = answers(here, pay={"pay": pay, "unpaid_reason": ""})
    for _step in ("what", "when", "skills"):
        walk.answer(pages[walk.page])

    assert walk.answer(pages["pay"]).status_code == 422
    pages["pay"]["unpaid_reason"] = "Agreed with the Clinic."
    challenge = walk.go(pages)

    assert (challenge.unpaid_ground, challenge.unpaid_reason) == (pay, "Agreed with the Clinic.")
    assert challenge.employer.kind == "company"


def test_htmx_asks_for_the_further_question_of_a_choice(client, here):
    walk = Walk(client, here)
    pages = answers(here)
    for _step in ("what", "when", "skills"):
        walk.answer(pages[walk.page])

    response = client.get(walk.url("pay"), {"pay": "paid"}, headers={"HX-Request": "true"})

    page = response.content.decode()
    assert "<html" not in page
    assert 'name="pay_per_hour"' in page
    assert 'name="travel_up_to"' not in page


def test_the_draft_survives_going_back_and_a_closed_browser(client, here):
    walk = Walk(client, here)
    pages = answers(here)
    walk.answer(pages["what"])
    walk.answer(pages["when"])

    again = Client()
    again.cookies = client.cookies
    back = again.get(walk.url("what")).content.decode()
    start = again.get(walk.url()).content.decode()

    assert PROBLEM in back
    assert "9 Mill Lane" in again.get(walk.url("when")).content.decode()
    assert walk.url("skills") in start  # go on where you stopped
    assert walk.go(pages).deliverable == DELIVERABLE


def test_a_page_can_be_changed_from_the_preview_and_comes_back_to_it(client, here):
    walk = Walk(client, here)
    pages = answers(here)
    while walk.page != "preview":
        walk.answer(pages[walk.page])

    response = client.post(
        walk.url("what") + "?then=preview", {"problem": "Another.", "deliverable": "A list."}
    )

    assert response.url == walk.url("preview")
    assert "Another." in client.get(response.url).content.decode()


def test_the_preview_shows_what_students_will_see_and_writes_nothing(client, here):
    walk = Walk(client, here)
    pages = answers(here, pay=CHARITY)
    while walk.page != "preview":
        walk.answer(pages[walk.page])
    page = walk.response.content.decode()

    for said in ("5½ hours of work", "9 Mill Lane", "Dealing with problems", "up to £12", PROBLEM):
        assert said in page
    assert not Challenge.objects.exists()
    assert not Employer.objects.exists()


def test_a_day_that_is_soon_is_said_to_be_so_before_it_is_sent(client, here):
    walk = Walk(client, here)
    pages = answers(here)
    soon = (clock.today(here.zone) + timedelta(days=2)).isoformat()
    while walk.page != "preview":
        walk.answer(pages[walk.page])
    later = walk.response.content.decode()
    client.post(walk.url("when"), pages["when"] | {"day": soon})
    page = client.get(walk.url("preview")).content.decode()

    assert "That is soon." not in later
    assert "That is soon." in page
    closing = re.search(r"could ask until (.*?) alone", page)
    assert closing
    assert closing[1].endswith(":00")


def test_the_preview_asks_ten_queries_at_most(client, here, django_assert_max_num_queries):
    walk = Walk(client, here)
    pages = answers(here)
    while walk.page != "preview":
        walk.answer(pages[walk.page])

    with django_assert_max_num_queries(10):
        client.get(walk.url("preview"))


def test_pressed_twice_it_is_one_project(client, here):
    walk = Walk(client, here)
    first = walk.go(answers(here))

    again = client.post(walk.url("preview"))

    assert again.url.endswith(f"/post/sent/{first.public_id}/")
    assert Challenge.objects.count() == 1
    assert Posting.objects.get().answers == {}


@pytest.mark.parametrize("starter", [each.key for each in STARTERS])
def test_a_starter_fills_the_page_and_its_gaps_must_be_filled(client, here, starter):
    words = next(each for each in STARTERS if each.key == starter)
    walk = Walk(client, here, starter=starter)
    page = walk.response.context["form"]
    given = {name: str(page[name].value()) for name in ("problem", "deliverable")}

    refused = walk.answer(given)

    assert refused.status_code == 422
    assert "Replace [" in refused.content.decode()
    given["problem"] = given["problem"].replace("[", "").replace("]", "")
    pages = answers(here, what=given)
    walk.answer(given)
    walk.answer(pages["when"])
    chosen = walk.response.context["form"]["skills"].value()
    assert sorted(chosen) == sorted(words.skills)
    challenge = walk.go(pages)
    assert challenge.title == str(words.title)
    assert len(challenge.day_plan) == len(words.day)


@pytest.mark.parametrize(
    ("step", "typed", "says"),
    [
        ("what", {"problem": " ", "deliverable": "A plan."}, "Say what the problem is"),
        ("what", {"problem": "Slow.", "deliverable": ""}, "Say what they leave behind"),
        ("what", {"problem": "Slow at [place]", "deliverable": "A plan"}, "Replace [place]"),
        ("what", {"problem": "x" * 2001, "deliverable": "A plan"}, "2000"),
        ("when", {"hours": "16:00 to 9:30"}, "must come after"),
        ("when", {"hours": "all day"}, "two times"),
        ("when", {"hours": "25:00 to 26:00"}, "two times of the clock"),
        ("when", {"places": "11"}, "1 to 10"),
        ("when", {"places": "0"}, ""),
        ("when", {"day": "2020-01-01"}, "need a day to see it"),
        ("when", {"day": "9999-12-31"}, "of this century"),
        ("when", {"day": "soon"}, "Give a day"),
        ("skills", {"skills": ["T2.3"]}, "two to four"),
        ("skills", {"skills": ["T2.1", "T2.2", "T2.3", "T2.4", "T4.1"]}, "two to four"),
        ("skills", {"skills": ["T2.1", "nonsense"]}, ""),
        ("pay", {"pay": ""}, "Choose one"),
        ("pay", {"pay": "paid", "pay_per_hour": "0"}, ""),
        ("pay", {"pay": "paid", "pay_per_hour": "much"}, ""),
        ("you", {"organisation": "K", "name": "R", "email": "nobody"}, "Give an e-mail address"),
    ],
)
def test_what_does_not_do_is_said_beside_the_field(client, here, step, typed, says):
    walk = Walk(client, here)
    pages = answers(here)
    while walk.page != step:
        walk.answer(pages[walk.page])
    if step == "when":
        typed = pages["when"] | typed

    response = walk.answer(typed)

    assert response.status_code == 422
    assert says in response.content.decode()
    assert "error-summary" in response.content.decode()


def test_a_lower_policy_lowers_the_places(client):
    here = an_institution(policy={"places_at_most": 4})
    walk = Walk(client, here)
    pages = answers(here)
    walk.answer(pages["what"])

    response = walk.answer(pages["when"])

    assert "Give a number from 1 to 4" in response.content.decode()


def test_markup_and_other_scripts_are_shown_as_typed(client, here):
    nasty = "<script>alert(1)</script> ليلى 🚲"
    walk = Walk(client, here)
    pages = answers(here, what={"problem": nasty, "deliverable": nasty})
    while walk.page != "preview":
        walk.answer(pages[walk.page])
    page = walk.response.content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ليلى 🚲" in page


def test_skills_are_offered_from_the_houses_own_framework(client, here):
    a_framework(code="nace", version="9")
    own = a_framework(code=CORE.code, version="1.0", name=CORE.name)
    a_skill(framework=own, code="T4.1", plain_name="Communicating")
    walk = Walk(client, here)
    pages = answers(here)
    walk.answer(pages["what"])
    walk.answer(pages["when"])

    choices = walk.response.context["form"].fields["skills"].choices
    assert [(code, str(label)) for code, label in choices] == [("T4.1", "Communicating")]


def to(walk, page, pages):
    """Answer the pages before ``page``; what it shows then."""
    while walk.page != page:
        walk.answer(pages[walk.page])
    return walk.response.content.decode()


def test_an_empty_page_comes_without_a_skill_ticked(client, here):
    assert " checked" not in to(Walk(client, here), "skills", answers(here))


def test_the_pay_page_shows_the_least_and_what_it_comes_to(client, here):
    pages = answers(here)
    pages["when"] |= {"hours": "9:30 to 16:00", "places": "5"}
    walk = Walk(client, here)
    to(walk, "pay", pages)

    page = client.get(walk.url("pay"), {"pay": "paid"}).content.decode()

    assert "At least £12.71, the adult rate: 5 students for 5½ hours come to £349.53." in page
    assert "The break of 60 minutes is left out." in page


def test_the_suggested_title_can_be_changed(client, here):
    walk = Walk(client, here)
    pages = answers(here)
    assert "Change it" in to(walk, "preview", pages)
    assert 'name="title"' in client.get(walk.url("preview"), {"title": "1"}).content.decode()

    client.post(walk.url("preview"), {"title": "  Why do   riders go? "})
    assert "<h2>Why do riders go?</h2>" in client.get(walk.url("preview")).content.decode()
    client.post(walk.url("preview"))

    assert Challenge.objects.get().title == "Why do riders go?"


def test_a_day_that_is_over_is_said_together_with_the_rest(client, here):
    walk = Walk(client, here)
    pages = answers(here)
    to(walk, "when", pages)

    page = walk.answer(pages["when"] | {"day": a_day_in(-2, here), "hours": "", "places": "11"})

    said = page.content.decode()
    assert "Give a later day" in said
    assert "3 things to put right" in said
