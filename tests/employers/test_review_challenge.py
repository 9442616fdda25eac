"""The university reads a brief: approves, asks, changes, calls off. Each in few clicks."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.errors import RuleBroken
from core.models import OutboxEvent
from employers.checks import checks, reading_age
from employers.models import Call, Challenge, Partnership
from employers.services import ask_for_call, publish_challenge
from employers.states import ChallengeState
from institutions.models import Module, StaffRole
from tests.build import (
    a_challenge,
    a_site,
    a_user,
    an_employer,
    an_institution,
    client_of,
    some_skills,
    staff_at,
    url_of,
)
from tests.build_employers import ALL_LOW, post_project, prove

pytestmark = pytest.mark.django_db
STAFF_POSTS = ("publish_challenge", "request_changes", "close_challenge", "cancel_challenge")


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def waiting(here):
    return a_challenge(institution=here, state=ChallengeState.IN_REVIEW)


@pytest.fixture
def officer(here):
    return client_of(staff_at(here, name="Dana Whitlock"))


def facts():
    return [event.name.partition(".")[2] for event in OutboxEvent.objects.order_by("pk")]


def test_a_brief_is_approved_with_one_press_on_its_page(officer, waiting):
    page = officer.get(url_of("employers:review_challenge", waiting)).content.decode()
    assert url_of("employers:publish_challenge", waiting) in page

    response = officer.post(url_of("employers:publish_challenge", waiting), ALL_LOW, follow=True)

    waiting.refresh_from_db()
    assert waiting.state == ChallengeState.OPEN
    assert waiting.published_at <= clock.now()
    assert waiting.owner.name == "Dana Whitlock"
    assert facts() == ["challenge_published"]
    assert "Published." in response.content.decode()


def test_the_page_shows_what_students_see_and_the_checks(officer, waiting):
    page = officer.get(url_of("employers:review_challenge", waiting)).content.decode()

    for said in (waiting.problem[:30], waiting.deliverable, "Reading age", "Pay and law", "Host"):
        assert said in page


def test_it_goes_back_with_a_question_and_comes_again(officer, waiting):
    officer.post(url_of("employers:request_changes", waiting), {"reason": "Which Saturday?"})

    waiting.refresh_from_db()
    assert (waiting.state, waiting.state_reason) == ("changes_requested", "Which Saturday?")
    host = client_of(waiting.contact.user)
    assert "Which Saturday?" in host.get(url_of("employers:my_challenge", waiting)).content.decode()
    host.post(url_of("employers:submit_challenge", waiting))
    officer.post(url_of("employers:publish_challenge", waiting), ALL_LOW)

    waiting.refresh_from_db()
    assert waiting.state == ChallengeState.OPEN
    assert facts() == ["changes_requested", "challenge_submitted", "challenge_published"]


@pytest.mark.parametrize("name", ["request_changes", "cancel_challenge"])
def test_without_a_reason_nothing_happens(officer, waiting, name):
    response = officer.post(url_of(f"employers:{name}", waiting), {"reason": "  "})

    waiting.refresh_from_db()
    assert (response.status_code, waiting.state) == (422, ChallengeState.IN_REVIEW)
    assert facts() == []


def test_calling_off_keeps_the_reason(officer, waiting):
    officer.post(url_of("employers:cancel_challenge", waiting), {"reason": "The roof leaks."})

    waiting.refresh_from_db()
    assert (waiting.state, waiting.state_reason) == ("cancelled", "The roof leaks.")
    assert facts() == ["challenge_cancelled"]


def test_what_happened_names_who_did_it(here, client, officer):
    challenge = post_project(client, here)
    prove(client, challenge)
    officer.post(url_of("employers:publish_challenge", challenge), ALL_LOW)

    happened = officer.get(url_of("employers:review_challenge", challenge)).context["happened"]

    assert [(line.what, line.who) for line in happened] == [
        ("Written", ""),
        ("Sent to the university", ""),
        ("Approved and published", "Dana Whitlock"),
    ]


def test_a_closing_time_that_passed_while_it_waited_is_set_anew(here):
    soon = clock.now() + timedelta(days=20)
    challenge = a_challenge(institution=here, state=ChallengeState.IN_REVIEW)
    Challenge.objects.filter(pk=challenge.pk).update(
        starts_at=soon,
        ends_at=soon + timedelta(hours=6),
        closes_at=clock.now() - timedelta(hours=1),
        answer_by=clock.now(),
    )
    challenge.refresh_from_db()

    publish_challenge(challenge=challenge, all_low=True)

    challenge.refresh_from_db()
    assert clock.now() < challenge.closes_at < challenge.answer_by < challenge.starts_at


def test_one_whose_day_has_passed_is_not_published(officer, waiting):
    with clock.moved(timedelta(days=30)):
        response = officer.post(url_of("employers:publish_challenge", waiting), ALL_LOW)

    waiting.refresh_from_db()
    assert (response.status_code, waiting.state) == (422, ChallengeState.IN_REVIEW)
    assert "first day is over" in response.content.decode()


@pytest.mark.parametrize("count", [1, 5])
def test_a_brief_without_two_to_four_skills_is_not_published(officer, waiting, count):
    waiting.skills.set(some_skills(count))

    response = officer.post(url_of("employers:publish_challenge", waiting), ALL_LOW)

    assert response.status_code == 422
    assert "Choose two to four skills." in response.content.decode()


def test_a_brief_without_a_deliverable_is_not_published(here):
    waiting = a_challenge(institution=here, deliverable="")

    with pytest.raises(RuleBroken, match="leave behind"):
        publish_challenge(challenge=waiting, all_low=True)


def test_unpaid_work_at_a_firm_outside_a_course_needs_a_second_approver(here, officer):
    challenge = a_challenge(
        institution=here,
        state=ChallengeState.IN_REVIEW,
        pay="unpaid",
        pay_per_hour=None,
        unpaid_ground="class",
        unpaid_reason="They learn, we gain nothing.",
    )
    publish = url_of("employers:publish_challenge", challenge)

    page = officer.get(url_of("employers:review_challenge", challenge)).content.decode()
    assert "second approver" in page
    assert publish not in page
    assert officer.post(publish).status_code == 403

    client_of(staff_at(here, StaffRole.APPROVER)).post(publish, ALL_LOW)
    challenge.refresh_from_db()
    assert challenge.state == ChallengeState.OPEN


@pytest.mark.parametrize(
    ("ground", "kind"), [("course", "company"), ("charity", "charity"), ("class", "charity")]
)
def test_the_easy_ways_need_no_second_approver(here, officer, ground, kind):
    module = Module.objects.create(institution=here, code="BUS5102", title="Live projects")
    challenge = a_challenge(
        institution=here,
        employer=an_employer(known_to=here, kind=kind),
        module=module if ground == "course" else None,
        state=ChallengeState.IN_REVIEW,
        pay="unpaid",
        pay_per_hour=None,
        unpaid_ground=ground,
        unpaid_reason="A part of BUS5102.",
    )

    officer.post(url_of("employers:publish_challenge", challenge), ALL_LOW)

    challenge.refresh_from_db()
    assert challenge.state == ChallengeState.OPEN


def test_nobody_but_this_universitys_staff_reads_or_decides(client, here, waiting):
    elsewhere = an_institution()
    strangers = {
        "another university’s officer": client_of(staff_at(elsewhere)),
        "a student": client_of(a_user()),
        "the host": client_of(waiting.contact.user),
        "a reader": client_of(staff_at(here, StaffRole.READER)),
        "an academic": client_of(staff_at(here, StaffRole.ACADEMIC)),
    }
    for who, other in strangers.items():
        for name in STAFF_POSTS:
            if (who, name) == ("the host", "cancel_challenge"):
                continue
            response = other.post(url_of(f"employers:{name}", waiting), {"reason": "No."})
            assert response.status_code == 403, (who, name)
        seen = other.get(url_of("employers:review_challenge", waiting)).status_code
        assert seen == (200 if who == "a reader" else 403), who
    for name in STAFF_POSTS:
        assert client.post(url_of(f"employers:{name}", waiting)).status_code == 302  # to sign in
    foreign = f"/{elsewhere.slug}/desk/projects/{waiting.public_id}/"
    for page in ("brief/", "publish/", "question/", "close/"):
        officer = client_of(staff_at(elsewhere))
        assert officer.post(foreign + page).status_code in (404, 405)
    waiting.refresh_from_db()
    assert waiting.state == ChallengeState.IN_REVIEW


def test_a_host_calls_off_what_is_hers_until_it_is_over(here, waiting):
    host = client_of(waiting.contact.user)
    public = a_challenge(
        institution=here, employer=waiting.employer, contact=waiting.contact, state="open"
    )

    for mine in (waiting, public):
        host.post(url_of("employers:cancel_challenge", mine), {"reason": "We moved."})
        again = host.post(url_of("employers:cancel_challenge", mine), {"reason": "x"})
        assert again.status_code == 403

    waiting.refresh_from_db()
    public.refresh_from_db()
    assert (waiting.state, public.state) == ("cancelled", "cancelled")
    assert public.state_reason == "We moved."


def test_closing_early(here, officer):
    challenge = a_challenge(institution=here, state=ChallengeState.OPEN)

    asked = officer.get(url_of("employers:close_challenge", challenge))
    assert "Pause it instead" in asked.content.decode()
    challenge.refresh_from_db()
    assert challenge.state == ChallengeState.OPEN
    officer.post(url_of("employers:close_challenge", challenge))
    again = officer.post(url_of("employers:close_challenge", challenge))

    challenge.refresh_from_db()
    assert challenge.state == ChallengeState.CLOSED
    assert challenge.closes_at <= clock.now()
    assert again.status_code == 422
    assert facts() == ["challenge_closed"]


def tone(challenge: Challenge, title: str) -> str:
    partnership = Partnership.objects.filter(employer=challenge.employer).first()
    return next(line.tone for line in checks(challenge, partnership) if line.title == title)


@pytest.mark.parametrize(
    ("values", "title", "expected"),
    [
        ({"pay_per_hour": Decimal("13.50")}, "Pay and law", "good"),
        ({"pay_per_hour": Decimal("12.71")}, "Pay and law", "good"),
        ({"pay_per_hour": Decimal("12.70")}, "Pay and law", "bad"),
        ({"pay": "unpaid", "unpaid_ground": "class"}, "Pay and law", "bad"),
        ({"pay": "unpaid", "unpaid_ground": "course"}, "Pay and law", "warm"),
        ({"site": None}, "Place", "bad"),
        ({"site": None, "mode": "remote"}, "Place", "good"),
        ({}, "Place", "warm"),
        ({"access": "Step-free."}, "Place", "good"),
        ({"experience_needed": "Two years of law."}, "Who can come", "warm"),
        ({"summary": "We look for final-year students."}, "Who can come", "warm"),
        ({"summary": "Our third year in town, and the best."}, "Who can come", "good"),
        ({"travel_up_to": Decimal(12)}, "Costs repaid", "good"),
        ({}, "Host", "warm"),
    ],
)
def test_the_checks_say_what_to_look_at(here, values, title, expected):
    assert tone(a_challenge(institution=here, **values), title) == expected


def test_where_no_table_of_rates_exists_the_check_says_so():
    ontario = an_institution(jurisdiction="ca-on")

    assert tone(a_challenge(institution=ontario), "Pay and law") == "warm"


def test_reading_age_tells_plain_words_from_hard_ones():
    plain = "We sell bikes. People came on Saturdays. Now few come. We want to know why. " * 3
    hard = (
        "Notwithstanding considerable organisational restructuring, stakeholder engagement "
        "methodologies demonstrate insufficient correspondence with contemporary expectations "
        "regarding participatory decision-making infrastructure throughout interdepartmental "
        "collaboration, necessitating comprehensive reconceptualisation of communication. "
    )

    assert reading_age("Too short.") is None
    assert reading_age(plain) <= 8
    assert reading_age(hard * 2) >= 20


def test_a_call_waits_for_staff_once_and_is_settled(here, officer):
    call = ask_for_call(institution=here, name="Joan", telephone="01632 960200", about="A day")
    same = ask_for_call(institution=here, name="Joan", telephone="01632 960200")
    assert same == call
    page = officer.get(url_of("employers:call_list", here)).content.decode()
    assert "01632 960200" in page

    elsewhere = client_of(staff_at(an_institution()))
    assert elsewhere.post(url_of("employers:settle_call", call)).status_code == 403
    officer.post(url_of("employers:settle_call", call))

    call.refresh_from_db()
    assert call.rung_by.name == "Dana Whitlock"
    assert "01632 960200" not in officer.get(url_of("employers:call_list", here)).content.decode()
    assert (
        "01632 960200"
        in officer.get(url_of("employers:call_list", here) + "?done=1").content.decode()
    )
    assert facts() == ["call_requested"]


def test_anybody_asks_to_be_rung_and_only_the_host_names_the_project(client, here, waiting):
    url = url_of("employers:ask_for_call", here)
    typed = {"name": "Joan", "telephone": "01632 960200", "project": waiting.code}

    assert client.post(url, typed | {"telephone": "no"}).status_code == 422
    assert client.post(url, typed).status_code == 200
    client_of(waiting.contact.user).post(url, typed | {"telephone": "01632 960201"})

    assert list(Call.objects.order_by("pk").values_list("telephone", "challenge")) == [
        ("01632 960200", None),
        ("01632 960201", waiting.pk),
    ]


@pytest.mark.parametrize("name", ["review_challenge", "edit_challenge", "my_challenge"])
def test_a_page_of_a_brief_asks_ten_queries_at_most(
    here, officer, client, name, django_assert_max_num_queries
):
    challenge = post_project(client, here)
    prove(client, challenge)
    officer.post(url_of("employers:request_changes", challenge), {"reason": "Which day?"})
    a_site(challenge.employer)
    officer.get(url_of("employers:review_challenge", challenge))

    for reader in (officer, client):
        if reader is client and name == "review_challenge":
            continue
        with django_assert_max_num_queries(10):
            assert reader.get(url_of(f"employers:{name}", challenge)).status_code == 200
