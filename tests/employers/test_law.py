"""The tables of law at the doors: who may publish, what pages say, classes approved beforehand."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.errors import RuleBroken
from core.permissions import may
from employers.law import class_of, pay_in_words
from employers.models import ApprovedClass, Challenge
from employers.services import approve_class, end_class, publish_challenge
from employers.states import ChallengeState
from institutions.models import StaffRole
from tests.build import (
    a_challenge,
    an_institution,
    client_of,
    staff_at,
    url_of,
)
from tests.build_employers import ALL_LOW, Walk, a_class, answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return an_institution()


def unpaid(**more):
    """Unpaid work at a firm, for which no exemption speaks."""
    return {
        "state": ChallengeState.IN_REVIEW,
        "pay": "unpaid",
        "pay_per_hour": None,
        "unpaid_ground": "class",
        "unpaid_reason": "They learn, we gain little.",
    } | more


def decided_by_one(challenge: Challenge) -> bool:
    officer = staff_at(challenge.institution)
    return may(officer, "employers.publish_challenge", challenge)


@pytest.mark.parametrize(
    ("where", "values", "one"),
    [
        ("uk", {}, True),
        ("uk", {"pay_per_hour": Decimal("12.70")}, False),
        ("uk", unpaid(unpaid_ground="course"), False),
        ("uk", unpaid(unpaid_ground="shadowing"), False),
        ("ca-on", {"currency": "CAD", "pay_per_hour": Decimal(30)}, False),
        ("ca-bc", {"currency": "CAD", "pay_per_hour": Decimal(30)}, False),
        ("au", {"currency": "AUD", "pay_per_hour": Decimal(40)}, False),
        ("us", {"currency": "USD", "pay_per_hour": Decimal(20)}, False),
        ("other", {}, False),
    ],
)
def test_the_law_of_the_university_says_whether_one_officer_may_decide(where, values, one):
    here = an_institution(jurisdiction=where)

    assert decided_by_one(a_challenge(institution=here, **values)) is one


def test_too_little_pay_is_refused_to_everybody_with_what_to_pay(here):
    waiting = a_challenge(
        institution=here, state=ChallengeState.IN_REVIEW, pay_per_hour=Decimal("12.70")
    )
    approver = client_of(staff_at(here, StaffRole.APPROVER, StaffRole.OFFICER))

    response = approver.post(url_of("employers:publish_challenge", waiting), ALL_LOW)

    assert response.status_code == 422
    assert "Pay at least £12.71 an hour." in response.content.decode()
    with pytest.raises(RuleBroken, match=r"£12\.71"):
        publish_challenge(challenge=waiting, all_low=True)


def test_what_nobody_confirmed_refuses_nothing_and_a_second_approver_publishes():
    here = an_institution(jurisdiction="ca-on")
    little = a_challenge(
        institution=here,
        state=ChallengeState.IN_REVIEW,
        currency="CAD",
        pay_per_hour=Decimal("12.00"),
    )

    client_of(staff_at(here)).post(url_of("employers:publish_challenge", little), ALL_LOW)
    little.refresh_from_db()
    assert little.state == ChallengeState.IN_REVIEW

    client_of(staff_at(here, StaffRole.APPROVER)).post(
        url_of("employers:publish_challenge", little), ALL_LOW
    )
    little.refresh_from_db()
    assert little.state == ChallengeState.OPEN


def test_the_brief_page_names_rule_source_and_what_would_change_it(here):
    waiting = a_challenge(institution=here, **unpaid())

    page = client_of(staff_at(here)).get(url_of("employers:review_challenge", waiting))

    said = page.content.decode()
    assert page.context["pay"].rule.id == "uk.owed"
    assert "A second approver decides" in said
    assert "Whoever does work for a firm is owed the minimum wage" in said
    assert "https://www.gov.uk/guidance/national-minimum-wage-work-experience" in said
    assert "Or have its class approved." in said
    assert "Information, not legal advice." in said


def test_where_no_table_is_the_page_says_so_and_does_not_guess():
    here = an_institution(jurisdiction="other")
    waiting = a_challenge(institution=here, state=ChallengeState.IN_REVIEW)
    officer = client_of(staff_at(here))

    said = officer.get(url_of("employers:review_challenge", waiting)).content.decode()
    table = officer.get(url_of("employers:law_table", here)).content.decode()

    assert "We have no table of law for this place, and we do not guess." in said
    assert "We have no table for your law, and we do not guess." in table


def test_a_class_approved_beforehand_needs_no_second_approver(here):
    inside = a_challenge(institution=here, **unpaid())
    assert not decided_by_one(inside)

    approved = a_class(institution=here, approved_by=staff_at(here, StaffRole.APPROVER))

    assert decided_by_one(inside)
    words = pay_in_words(inside)
    assert (words.outcome, words.tone, words.approved) == ("Approved as a class", "good", approved)
    page = client_of(staff_at(here)).get(url_of("employers:review_challenge", inside))
    assert approved.name in page.content.decode()
    client_of(staff_at(here)).post(url_of("employers:publish_challenge", inside), ALL_LOW)
    inside.refresh_from_db()
    assert (inside.state, inside.approved_under["class"]) == (ChallengeState.OPEN, approved.name)
    page = client_of(staff_at(here)).get(url_of("employers:review_challenge", inside))
    assert f"As one of the class “{approved.name}”." in page.content.decode()


@pytest.mark.parametrize(
    ("where", "values", "role", "kept", "said"),
    [
        (
            "uk",
            {"state": ChallengeState.IN_REVIEW},
            StaffRole.OFFICER,
            ("lawful", "meets_minimum", "uk.minimum.2026.adult"),
            "Lawful as it stood, by this rule: From 1 April 2026",
        ),
        (
            "uk",
            unpaid(),
            StaffRole.APPROVER,
            ("second_approver", "owed", "uk.owed"),
            "By a second approver. Whoever does work",
        ),
        (
            "other",
            {"state": ChallengeState.IN_REVIEW},
            StaffRole.APPROVER,
            ("no_table", "no_table", ""),
            "There was no table of law for this place.",
        ),
    ],
)
def test_what_it_was_approved_under_is_kept(where, values, role, kept, said):
    here = an_institution(jurisdiction=where)
    challenge = a_challenge(institution=here, **values)
    client = client_of(staff_at(here, role))

    client.post(url_of("employers:publish_challenge", challenge), ALL_LOW)

    challenge.refresh_from_db()
    today = clock.today(here.zone).isoformat()
    assert challenge.approved_under == {
        "outcome": kept[0],
        "why": kept[1],
        "rule": kept[2],
        "class": "",
        "on": today,
    }
    page = client.get(url_of("employers:review_challenge", challenge)).content.decode()
    assert said in page
    assert "What the law of pay says" not in page


@pytest.mark.parametrize(
    ("scope", "values"),
    [
        ({"kinds": ["charity"]}, {}),
        ({"pay": "paid"}, {}),
        ({}, {"days": Decimal(2)}),
        ({}, {"grouping": "solo"}),
        ({}, {"who_decides": "host"}),
    ],
)
def test_outside_its_scope_a_class_lets_nothing_through(here, scope, values):
    a_class(institution=here, **scope)

    assert class_of(a_challenge(institution=here, **unpaid(**values))) is None


def test_a_wide_class_covers_all_that_it_names(here):
    wide = a_class(
        institution=here,
        kinds=["small_firm", "micro"],
        pay="",
        days_at_most=10,
        team_only=False,
        university_decides=False,
    )
    paid_elsewhere = a_challenge(
        institution=here,
        days=Decimal(10),
        grouping="solo",
        who_decides="host",
        currency="EUR",
        pay_per_hour=Decimal(20),
    )

    assert class_of(paid_elsewhere) == wide
    assert decided_by_one(paid_elsewhere)


def test_a_class_makes_nothing_lawful_that_a_rule_refuses(here):
    a_class(institution=here, pay="", team_only=False)
    little = a_challenge(institution=here, pay_per_hour=Decimal(5))

    assert not decided_by_one(little)
    assert pay_in_words(little).outcome == "Not like this"


def test_a_class_is_over_after_its_last_day_and_when_it_is_ended(here):
    inside = a_challenge(institution=here, **unpaid())
    approved = a_class(institution=here)

    with clock.moved(timedelta(days=183)):
        assert class_of(inside) is None
    assert class_of(inside) == approved
    end_class(approved=approved)
    assert class_of(inside) is None


def test_another_universitys_class_counts_for_nothing(here):
    a_class(institution=an_institution())

    assert class_of(a_challenge(institution=here, **unpaid())) is None


def test_an_approver_approves_a_class_and_ends_it(here):
    approver = staff_at(here, StaffRole.APPROVER)
    client = client_of(approver)
    typed = {
        "name": "One-day team project",
        "kinds": ["company", "small_firm"],
        "pay": "unpaid",
        "days_at_most": "1",
        "team_only": "on",
        "reason": "The university leads.",
        "good_until": (clock.today(here.zone) + timedelta(days=90)).isoformat(),
    }

    client.post(url_of("employers:approve_class", here), typed)

    approved = ApprovedClass.objects.get()
    assert (approved.name, approved.kinds, approved.approved_by, approved.university_decides) == (
        "One-day team project",
        ["company", "small_firm"],
        approver,
        False,
    )
    page = client.get(url_of("employers:law_table", here)).content.decode()
    assert "One-day team project" in page
    assert "The university leads." in page
    assert "company, small or medium firm; not paid; at most 1 day; in teams" in page

    for _press in range(2):
        client.post(url_of("employers:end_class", approved))
    approved.refresh_from_db()
    assert approved.ended_at is not None
    assert (
        "One-day team project"
        not in client.get(url_of("employers:law_table", here)).content.decode()
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": ""}, "Give the reason."),
        ({"reason": "   "}, "Give the reason."),
        ({"name": ""}, "Give it a name"),
        ({"days_at_most": "11"}, "10"),
        ({"days_at_most": "0"}, "1"),
        ({"good_until": "2001-01-01"}, "Give a later day"),
        ({"good_until": "2099-01-01"}, "within a year"),
        ({"kinds": ["bank"]}, "bank"),
    ],
)
def test_a_class_that_cannot_be_is_refused_beside_its_field(here, changed, said):
    good_until = (clock.today(here.zone) + timedelta(days=90)).isoformat()
    typed = {"name": "A", "pay": "", "days_at_most": "1", "reason": "B", "good_until": good_until}

    response = client_of(staff_at(here, StaffRole.APPROVER)).post(
        url_of("employers:approve_class", here), typed | changed
    )

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not ApprovedClass.objects.exists()


def test_a_class_needs_a_reason_whoever_calls(here):
    with pytest.raises(RuleBroken, match="Say why"):
        approve_class(
            institution=here,
            by=staff_at(here),
            name="A",
            reason=" ",
            good_until=clock.today(here.zone) + timedelta(days=1),
            days_at_most=Decimal(1),
        )


def test_a_lawful_brief_asks_the_database_nothing(here, django_assert_num_queries):
    challenge = a_challenge(institution=here)

    with django_assert_num_queries(0):
        assert pay_in_words(challenge).tone == "good"


# Posting: the law beside the choice


def test_the_pay_page_says_what_the_law_asks_of_each_choice(client, here):
    pages, walk = answers(here), Walk(client, here)
    for step in ("what", "when", "skills"):
        walk.answer(pages[step])

    said = {
        chosen: client.get(walk.url("pay"), {"pay": chosen}).context["pay"]
        for chosen in ("paid", "charity", "course", "shadowing", "class")
    }

    assert {chosen: (pay.outcome, pay.rule.id) for chosen, pay in said.items()} == {
        "paid": ("The least pay", "uk.minimum.2026.adult"),
        "charity": ("Fine as it stands", "uk.exempt.voluntary_worker"),
        "course": ("The university decides", "uk.exempt.course"),
        "shadowing": ("The university decides", "uk.exempt.shadowing"),
        "class": ("The university decides", "uk.owed"),
    }


def test_too_little_pay_is_said_beside_its_field(client, here):
    pages, walk = answers(here), Walk(client, here)
    for step in ("what", "when", "skills"):
        walk.answer(pages[step])

    response = walk.answer({"pay": "paid", "pay_per_hour": "12.70"})

    assert response.status_code == 422
    assert "Give at least £12.71, the adult rate" in response.content.decode()


def test_the_last_look_shows_the_decision(client, here):
    pages, walk = answers(here), Walk(client, here)
    while walk.page != "preview":
        walk.answer(pages[walk.page])

    page = client.get(walk.url("preview"))

    assert page.context["pay"].outcome == "Fine as it stands"
    assert "From 1 April 2026 the National Living Wage is £12.71" in page.content.decode()
