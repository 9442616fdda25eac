"""The record of a partnership: stage, notes, the next step with a day and a person."""

from datetime import timedelta

import pytest

from core import clock
from employers import services
from employers.models import Partnership, PartnershipNote, PastProject
from employers.services import run_timetable
from employers.states import ChallengeState
from tests.build import a_challenge, an_employer, an_institution, client_of, staff_at, url_of
from tests.portal.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def priya(here):
    return staff_at(here, name="Priya Nair")


@pytest.fixture
def officer(priya):
    return client_of(priya)


@pytest.fixture
def known(here):
    return an_employer(known_to=here, name="Kestrel Cycles").partnership_set.get()


def today(here):
    return clock.today(here.zone)


def promise(officer, known, on, **more):
    said = {"stage": "talking", "next_step": "Send the rubric", "next_step_on": on.isoformat()}
    return officer.post(url_of("employers:edit_partnership", known), said | more)


def test_a_next_step_with_day_and_person_waits_on_desk_and_call_list_until_it_is_done(
    here, officer, priya, known
):
    promise(officer, known, today(here), owner=priya.pk)

    known.refresh_from_db()
    assert (known.stage, known.owner, known.next_step_owner) == ("talking", priya, priya)
    assert "We promised Kestrel Cycles: Send the rubric" in words(
        officer.get(url_of("portal:staff_home", here))
    )
    assert "Send the rubric Priya Nair" in words(officer.get(url_of("employers:call_list", here)))

    page = officer.post(url_of("employers:settle_next_step", known), follow=True)

    assert "Done: Send the rubric" in words(page)
    assert "Send the rubric" not in words(officer.get(url_of("employers:call_list", here)))
    assert "We promised" not in words(officer.get(url_of("portal:staff_home", here)))
    officer.post(url_of("employers:settle_next_step", known))
    assert PartnershipNote.objects.count() == 1


def test_a_step_for_next_month_is_no_trouble_yet(here, officer, known):
    promise(officer, known, today(here) + timedelta(days=30))

    assert "We promised" not in words(officer.get(url_of("portal:staff_home", here)))
    assert "Send the rubric" not in words(officer.get(url_of("employers:call_list", here)))
    assert "Send the rubric" in words(officer.get(url_of("employers:host_record", known)))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"next_step_on": ""}, "By when? A next step has a day."),
        ({"next_step": ""}, "What is to be done on that day?"),
        ({"stage": "married"}, "married is not one of the available choices"),
    ],
)
def test_what_is_missing_is_said(here, officer, known, changes, sentence):
    response = promise(officer, known, today(here), **changes)

    assert response.status_code == 422
    assert sentence in words(response)


def test_another_universitys_staff_can_not_be_the_owner(officer, known, here):
    stranger = staff_at(an_institution())

    response = promise(officer, known, today(here), owner=stranger.pk)

    assert response.status_code == 422
    assert Partnership.objects.get().owner is None


def test_notes_stand_with_day_person_and_way_and_a_new_host_is_one_we_talk_with(
    here, officer, known
):
    said = {"words": "<b>Two desks</b> from March.", "how": "visit", "on": today(here).isoformat()}

    page = officer.post(url_of("employers:write_note", known), said, follow=True)

    assert "On a visit , Priya Nair &lt;b&gt;Two desks&lt;/b&gt; from March." in words(page)
    assert "New, then talking , Priya Nair" in words(page)
    known.refresh_from_db()
    assert known.stage == "talking"
    later = said | {"on": (today(here) + timedelta(days=1)).isoformat()}
    assert "still to come" in words(officer.post(url_of("employers:write_note", known), later))


def test_notes_go_after_two_years(here, officer, known):
    said = {"words": "Two desks.", "how": "telephone", "on": today(here).isoformat()}
    officer.post(url_of("employers:write_note", known), said)

    with clock.moved(timedelta(days=725)):
        run_timetable()
    assert PartnershipNote.objects.count() == 1
    with clock.moved(timedelta(days=740)):
        run_timetable()
    assert PartnershipNote.objects.count() == 0


def test_publishing_a_project_makes_the_partnership_active(here, known, priya):
    brief = a_challenge(institution=here, employer=known.employer, state=ChallengeState.IN_REVIEW)

    services.publish_challenge(challenge=brief, by=priya, all_low=True)

    known.refresh_from_db()
    assert known.stage == "active"


def test_past_projects_stand_as_counts(here, officer, known, django_assert_max_num_queries):
    for students in (4, 6):
        PastProject.objects.create(
            institution=here,
            employer=known.employer,
            title=f"Rides of {students}",
            on=today(here),
            students=students,
        )
    PastProject.objects.create(
        institution=an_institution(),
        employer=known.employer,
        title="Elsewhere",
        on=today(here),
        students=9,
    )

    record = url_of("employers:host_record", known)
    with django_assert_max_num_queries(10):
        page = officer.get(record)

    assert "10 students took part." in words(page)
    assert "Elsewhere" not in words(page)
