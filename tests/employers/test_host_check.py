"""The host check: one screen by link, or by telephone; good until a day, and reused until then."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.days import months_after
from core.errors import RuleBroken
from employers.models import HostCheck
from employers.safety import checks_of, safety_of
from employers.services import (
    ask_for_host_check,
    assess_risk,
    record_host_check,
    remind_about_checks,
)
from employers.states import ChallengeState
from institutions.models import StaffRole
from notifications.models import Message
from placements.models import Placement
from portal.desk import live_challenges
from portal.safety import of_safety
from tests.build import (
    a_challenge,
    a_student,
    an_eoi,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)

pytestmark = pytest.mark.django_db
S = ChallengeState


@pytest.fixture
def here():
    return an_institution(policy={"host_check_months": 12})


@pytest.fixture
def waiting(here):
    return a_challenge(institution=here, state=S.IN_REVIEW)


@pytest.fixture
def dana(here):
    return staff_at(here, name="Dana Whitlock")


def in_days(here, days):
    return clock.today(here.zone) + timedelta(days=days)


def answers(here, **changed):
    typed = {
        "controls": "True",
        "controls_note": "Nobody touches the oven.",
        "induction": "True",
        "emergency_name": "Jo Merriman",
        "emergency_telephone": "01632 960202",
        "insured": "yes",
        "insurer": "Fellside Mutual",
        "insured_until": in_days(here, 200).isoformat(),
        "at_risk": "nobody",
    }
    return typed | changed


def told(here, **changed):
    """The same for the verb."""
    values = {
        "controls": True,
        "induction": True,
        "emergency_name": "Jo Merriman",
        "emergency_telephone": "01632 960202",
        "insured": "yes",
        "insurer": "Fellside Mutual",
        "insured_until": in_days(here, 200),
        "at_risk": "nobody",
    }
    return values | changed


def answer(check, **changed):
    host = client_of(check.challenge.contact.user)
    url = url_of("employers:answer_host_check", check)
    return host.post(url, answers(check.institution, **changed))


def page_of(client, challenge, name="employers:review_challenge"):
    return client.get(url_of(name, challenge)).content.decode()


def test_staff_ask_the_host_gets_a_letter_and_one_screen_answers_it(
    here, waiting, dana, mailoutbox, django_capture_on_commit_callbacks
):
    desk = client_of(dana)
    assert "Nobody has asked this host yet." in page_of(desk, waiting)

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(url_of("employers:ask_for_host_check", waiting))

    check = HostCheck.objects.get()
    assert [m.to for m in mailoutbox] == [[waiting.contact.user.email]]
    assert url_of("employers:answer_host_check", check) in Message.objects.get().path
    host = client_of(waiting.contact.user)
    home = host.get(f"/{here.slug}/host/")
    assert "keeps students safe" in home.content.decode()
    assert "Two minutes" in page_of(host, waiting, "employers:my_challenge")
    assert answer(check).status_code == 302

    check.refresh_from_db()
    assert (check.answered_via, check.answered_by) == ("web", waiting.contact.user)
    assert check.good_until == in_days(here, 200)
    page = page_of(desk, waiting)
    assert "Checked until" in page
    assert "Insured with Fellside Mutual until" in page


def test_it_is_good_for_the_policys_months_or_as_long_as_the_insurance(here, waiting, dana):
    long = told(here, insured_until=in_days(here, 900))
    check = record_host_check(
        institution=here, employer=waiting.employer, by=dana, answered_with="Rosa", **long
    )

    assert check.good_until == months_after(clock.today(here.zone), 12)


def test_one_check_serves_the_next_project_and_is_not_asked_again(here, waiting, dana):
    record_host_check(institution=here, employer=waiting.employer, by=dana, **told(here))
    following = a_challenge(institution=here, employer=waiting.employer, state=S.IN_REVIEW)

    assert safety_of(following).is_checked
    assess_risk(challenge=following, by=dana)
    assert "All six are low." in page_of(client_of(dana), following)
    with pytest.raises(RuleBroken, match="Nothing to ask"):
        ask_for_host_check(challenge=following, by=dana)


def test_what_one_university_was_told_is_not_anothers(here, waiting, dana):
    record_host_check(institution=here, employer=waiting.employer, by=dana, **told(here))
    elsewhere = a_challenge(institution=an_institution(), employer=waiting.employer)

    assert not safety_of(elsewhere).is_checked
    assert checks_of(elsewhere.institution, waiting.employer_id) == ()


def test_i_ask_our_insurer_leaves_it_open_until_a_day(here, waiting, dana):
    check = ask_for_host_check(challenge=waiting, by=dana)
    by = in_days(here, 5)

    answer(check, insured="asking", insurer="", insured_until="", insurer_answers_by=by.isoformat())

    check.refresh_from_db()
    assert (check.good_until, check.insurer_answers_by) == (None, by)
    assert "The host asks its insurer and answers by" in page_of(client_of(dana), waiting)
    page = client_of(waiting.contact.user).get(url_of("employers:answer_host_check", check))
    assert 'value="Jo Merriman"' in page.content.decode()
    answer(check)
    check.refresh_from_db()
    assert check.good_until == in_days(here, 200)


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"insurer": ""}, "insurer", "Say who insures you."),
        ({"insured_until": ""}, "insured_until", "Give the day on which it ends."),
        ({"insured_until": "2020-01-01"}, "insured_until", "This day has passed"),
        ({"emergency_name": ""}, "emergency_name", "This field is required"),
        ({"insured": ""}, "insured", "This field is required"),
        ({"insured": "asking", "insurer_answers_by": ""}, "insurer_answers_by", "within two"),
        ({"insured": "asking", "insurer_answers_by": "2099-01-01"}, "__all__", "within two"),
        ({"insured_until": "never"}, "insured_until", "Give a day"),
    ],
)
def test_half_an_answer_is_refused_beside_its_field(waiting, dana, changed, field, said):
    check = ask_for_host_check(challenge=waiting, by=dana)

    response = answer(check, **changed)

    assert response.status_code == 422
    assert said in " ".join(response.context["form"].errors[field])
    check.refresh_from_db()
    assert check.answered_at is None


@pytest.mark.parametrize("changed", [{"controls": "False"}, {"induction": "False"}])
def test_a_no_to_what_keeps_people_safe_stays_open(waiting, dana, changed):
    check = ask_for_host_check(challenge=waiting, by=dana)
    answer(check, **changed)

    check.refresh_from_db()
    assert check.good_until is None
    assert "Ring, and agree" in page_of(client_of(dana), waiting)


def test_work_online_asks_less_and_covers_no_other(here, dana):
    online = a_challenge(institution=here, mode="remote", site=None, state=S.IN_REVIEW)
    check = ask_for_host_check(challenge=online, by=dana)
    host = client_of(online.contact.user)
    page = host.get(url_of("employers:answer_host_check", check)).content.decode()
    assert "insured" not in page
    answer(check)

    assert safety_of(online).is_checked
    there = a_challenge(institution=here, employer=online.employer)
    assert not safety_of(there).is_checked


def test_by_telephone_it_says_who_told_whom(here, waiting, dana):
    partnership = waiting.employer.partnership_set.get(institution=here)
    desk = client_of(dana)
    desk.post(
        url_of("employers:record_host_check", partnership),
        answers(here, answered_with="Rosa Kestrel", via="telephone"),
    )

    record = desk.get(url_of("employers:host_record", partnership)).content.decode()
    assert "Rosa Kestrel, by telephone; recorded by Dana Whitlock" in record
    assert "In an emergency: Jo Merriman, 01632 960202." in record


def test_no_insurance_goes_on_only_where_staff_say_why(here, waiting, dana):
    none = told(here, insured="no", insurer="", insured_until=None)
    open_ = record_host_check(institution=here, employer=waiting.employer, by=dana, **none)
    assert open_.good_until is None

    done = record_host_check(
        institution=here, employer=waiting.employer, by=dana, accepted_note="No employees.", **none
    )

    assert (done.pk, done.good_until) == (open_.pk, months_after(clock.today(here.zone), 12))
    with pytest.raises(IntegrityError, match="insured_or_accepted"), transaction.atomic():
        HostCheck.objects.filter(pk=done.pk).update(accepted_note="")


def test_a_host_answers_for_its_own_house_alone(here, waiting, dana):
    check = ask_for_host_check(challenge=waiting, by=dana)
    other = a_challenge(institution=here).contact.user

    response = client_of(other).get(url_of("employers:answer_host_check", check))

    assert response.status_code == 403


def test_a_yes_of_the_host_to_children_takes_the_tick_away(here, waiting, dana):
    check = ask_for_host_check(challenge=waiting, by=dana)
    answer(check, at_risk="children")

    page = page_of(client_of(dana), waiting)

    assert 'name="all_low"' not in page
    assert "Closed until a second approver" in page


def said_on_the_desk(here):
    return [each["title"] for each in of_safety(here, live_challenges(here))]


def test_a_check_that_runs_out_before_the_last_day_is_a_trouble(here, dana):
    challenge = an_open_challenge(institution=here)
    soon = told(here, insured_until=in_days(here, 4))
    record_host_check(institution=here, employer=challenge.employer, by=dana, **soon)

    [title] = said_on_the_desk(here)

    assert title.startswith(f"{challenge.employer}: insurance ends ")
    desk = client_of(dana).get(f"/{here.slug}/desk/").content.decode()
    assert "insurance ends" in desk
    assert said_on_the_desk(an_institution()) == []


def test_a_check_that_lasts_is_none_and_one_that_is_missing_is_when_the_day_is_near(here, dana):
    near = an_open_challenge(institution=here)
    assert said_on_the_desk(here) == []  # a fortnight before, at any hour
    with clock.moved(timedelta(days=1)):
        assert "has not said how it keeps students safe" in said_on_the_desk(here)[0]
    record_host_check(institution=here, employer=near.employer, by=dana, **told(here))

    with clock.moved(timedelta(days=3)):
        assert said_on_the_desk(here) == []


def test_the_timetable_asks_anew_once_and_only_where_work_lasts_longer(here, dana):
    challenge = an_open_challenge(institution=here)
    lasting = an_open_challenge(institution=here)
    soon = told(here, insured_until=in_days(here, 4))
    record_host_check(institution=here, employer=challenge.employer, by=dana, **soon)
    record_host_check(institution=here, employer=lasting.employer, by=dana, **told(here))

    assert [remind_about_checks(), remind_about_checks()] == [1, 0]

    check = HostCheck.objects.get(good_until__isnull=True)
    assert (check.challenge, check.asked_by) == (challenge, None)


def test_an_insurer_who_is_late_is_asked_about_once(here, waiting, dana):
    check = ask_for_host_check(challenge=waiting, by=dana)
    by = in_days(here, 5).isoformat()
    answer(check, insured="asking", insurer="", insured_until="", insurer_answers_by=by)

    assert remind_about_checks() == 0
    with clock.moved(timedelta(days=6)):
        assert [remind_about_checks(), remind_about_checks()] == [1, 0]


def test_what_students_agree_to_says_what_keeps_them_safe(here, dana):
    challenge = an_open_challenge(institution=here)
    note = told(here, controls_note="Nobody touches the oven.")
    record_host_check(institution=here, employer=challenge.employer, by=dana, **note)
    student = a_student(institution=here)
    eoi = an_eoi(challenge=challenge, student=student, state="offered")
    hers = client_of(student.user)

    page = hers.get(url_of("placements:accept_place", eoi)).content.decode()
    assert "Nobody touches the oven." in page
    assert "that you may work in the UK" in page
    assert "Jo Merriman" not in page
    hers.post(url_of("placements:accept_place", eoi), {"name": "Amina Yusuf"})

    sheet = hers.get(url_of("placements:arrival_sheet", Placement.objects.get()))
    assert "Jo Merriman" in sheet.content.decode()


def test_the_seat_of_somebody_under_18_is_held_and_staff_see_why(here, dana):
    challenge = an_open_challenge(institution=here)
    record_host_check(institution=here, employer=challenge.employer, by=dana, **told(here))
    student = a_student(institution=here)
    desk = client_of(dana)
    desk.post(url_of("students:mark_under_18", student), {"under_18": "yes"})
    an_eoi(challenge=challenge, student=student, state="offered")

    assert said_on_the_desk(here) == [
        f"{student.display_name} is under 18: a place is held for you to decide"
    ]
    desk.post(url_of("students:mark_under_18", student), {"under_18": "no"})
    assert said_on_the_desk(here) == []
    reader = client_of(staff_at(here, StaffRole.READER))
    assert reader.post(url_of("students:mark_under_18", student)).status_code == 403


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 36))
def test_months_after_is_the_same_day_or_the_months_last(day, months):
    after = months_after(day, months)

    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day == day.day or (after.day < day.day and (after + timedelta(days=1)).day == 1)
