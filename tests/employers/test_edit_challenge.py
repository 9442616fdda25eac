"""Changing a brief, and running it again."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.errors import RuleBroken
from core.models import OutboxEvent
from employers.models import Challenge
from employers.services import edit_challenge, set_times
from employers.services.briefs import times_of
from employers.states import ChallengeState
from notifications.models import Message
from notifications.tasks import notify
from placements.models import Concern
from tests.build import a_challenge, an_institution, client_of, some_skills, staff_at, url_of
from tests.build_employers import ALL_LOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def mine(here):
    some_skills(12)
    return a_challenge(institution=here)


@pytest.fixture
def host(mine):
    return client_of(mine.contact.user)


def letter_about(event, reader=None):
    """The letter that this event brings."""
    notify(OutboxEvent.objects.get(name=event).pk)
    letters = Message.objects.filter(event__name=event)
    return letters.get(user=reader) if reader else letters.get()


def words_of(client, challenge):
    """What the page of the brief shows, as a browser sends it back."""
    form = client.get(url_of("employers:edit_challenge", challenge)).context["form"]
    sent = {}
    for name in form.fields:
        value = form[name].value()
        if value is None or value is False:
            continue
        sent[name] = [getattr(v, "pk", v) for v in value] if name == "skills" else value
    return sent


def test_sent_back_unchanged_the_brief_stays_as_it_is(host, mine):
    before = Challenge.objects.values().get(pk=mine.pk)
    times = times_of(mine)

    response = host.post(url_of("employers:edit_challenge", mine), words_of(host, mine))

    assert response.status_code == 302, response.context["form"].errors
    assert Challenge.objects.values().get(pk=mine.pk) == before
    assert times_of(mine) == times


def test_the_host_changes_words_times_and_skills(host, mine):
    day = clock.today(mine.zone) + timedelta(days=30)
    after = day + timedelta(days=1)
    words = words_of(host, mine) | {
        "title": "Why do the riders stay away?",
        "sittings": f"{day} 9:30 to 16:00, pause 60\n{after} 13:00 to 16:00, online",
        "running_order": "9:30 Tea\n10.15 Look\nHome",
        "skills": [skill.pk for skill in some_skills(4)],
        "places": 8,
        "address": "1 New Street, Northshire",
    }

    host.post(url_of("employers:edit_challenge", mine), words)

    mine.refresh_from_db()
    assert mine.title == "Why do the riders stay away?"
    assert (mine.days, mine.hours, mine.places) == (Decimal("1.5"), Decimal("8.5"), 8)
    assert [session.mode for session in mine.sessions.all()] == ["in_person", "remote"]
    assert mine.day_plan == [
        {"time": "9:30", "text": "Tea"},
        {"time": "10:15", "text": "Look"},
        {"time": "", "text": "Home"},
    ]
    assert mine.skills.count() == 4
    assert mine.site.address == "1 New Street, Northshire"
    assert mine.closes_at < mine.answer_by < mine.starts_at


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"sittings": "tomorrow"}, "like this"),
        ({"sittings": ""}, "at least one day"),
        ({"sittings": "2020-01-01 9:00 to 12:00"}, "need a day to see it"),
        ({"places": 11}, "1 to 10"),
        ({"first_timer_places": 9, "places": 5}, "first-timers"),
        ({"team_at_least": 6}, "smallest team"),
        ({"pay_per_hour": ""}, "what you pay"),
        ({"pay": "unpaid", "unpaid_ground": ""}, "on what ground"),
        ({"pay": "unpaid", "unpaid_ground": "charity"}, "Only a charity"),
        ({"pay": "unpaid", "unpaid_ground": "course"}, "needs a reason"),
        ({"deliverable": ""}, "required"),
        ({"experience_needed": "Final years, or years 2 and 3."}, "Every year may ask"),
        ({"time_kind": "own_time"}, "give the hours"),
        ({"title": "x" * 91}, "90"),
        ({"leads_to": "javascript:alert(1)"}, "valid URL"),
    ],
)
def test_what_does_not_do_changes_nothing(host, mine, change, says):
    before = Challenge.objects.values().get(pk=mine.pk)

    response = host.post(url_of("employers:edit_challenge", mine), words_of(host, mine) | change)

    assert response.status_code == 422
    assert says in str(response.context["form"].errors)
    assert Challenge.objects.values().get(pk=mine.pk) == before


def test_the_host_may_write_while_the_university_reads(here, mine, host):
    Challenge.objects.filter(pk=mine.pk).update(state=ChallengeState.IN_REVIEW)
    officer = client_of(staff_at(here))
    read = officer.get(url_of("employers:review_challenge", mine)).context["mark"]
    assert "Change it" in host.get(url_of("employers:my_challenge", mine)).content.decode()

    words = words_of(host, mine) | {"title": "Shorter"}
    host.post(url_of("employers:edit_challenge", mine), words)

    mine.refresh_from_db()
    assert (mine.title, mine.state) == ("Shorter", ChallengeState.IN_REVIEW)
    late = officer.post(url_of("employers:publish_challenge", mine), {"seen": read} | ALL_LOW)
    assert "has changed it since" in late.content.decode()
    mine.refresh_from_db()
    assert mine.state == ChallengeState.IN_REVIEW
    seen = late.context["mark"]
    officer.post(url_of("employers:publish_challenge", mine), {"seen": seen} | ALL_LOW)
    mine.refresh_from_db()
    assert mine.state == ChallengeState.OPEN
    assert host.get(url_of("employers:edit_challenge", mine)).status_code == 403


def test_what_the_clinic_changed_stands_in_the_host_s_letter_and_page(here, mine, host):
    Challenge.objects.filter(pk=mine.pk).update(state=ChallengeState.IN_REVIEW)
    officer = client_of(staff_at(here))
    words = words_of(officer, mine) | {"title": "Shorter", "places": 4}
    officer.post(url_of("employers:edit_challenge", mine), words)
    officer.post(url_of("employers:request_changes", mine), {"reason": "Will this do?"})

    letter = letter_about("employers.changes_requested")

    assert "– the title\n– how many students" in letter.text
    assert letter.text.count("http") == 3  # fine or change; ring me; fewer letters
    assert "Ring me:\n" in letter.text
    page = host.get(url_of("employers:my_challenge", mine)).content.decode()
    assert "<li>the title</li>" in page
    assert "Fine, publish" in page
    host.post(url_of("employers:edit_challenge", mine), words_of(host, mine))
    assert (
        "<li>the title</li>"
        not in host.get(url_of("employers:my_challenge", mine)).content.decode()
    )


def test_online_a_host_suggests_a_change_and_may_call_it_off(here, mine, host):
    Challenge.objects.filter(pk=mine.pk).update(state=ChallengeState.OPEN, published_at=clock.now())
    page = host.get(url_of("employers:my_challenge", mine)).content.decode()
    assert "Suggest a change" in page

    suggest = url_of("placements:host_concern", mine) + "?kind=change"
    assert "Write what should change" in host.post(suggest, {"kind": "change"}).content.decode()
    sent = host.post(suggest, {"kind": "change", "words": "Bring boots, not shoes."})

    assert sent.url == url_of("employers:my_challenge", mine)
    assert (
        "A change to the project" in letter_about("placements.concern_raised", staff_at(here)).text
    )
    assert Concern.objects.get().words == "Bring boots, not shoes."
    assert "Call it off" in page
    host.post(url_of("employers:cancel_challenge", mine), {"reason": "The roof leaks."})
    mine.refresh_from_db()
    assert (mine.state, mine.state_reason) == (ChallengeState.CANCELLED, "The roof leaks.")


def test_staff_set_closing_and_answer(here, mine):
    officer = client_of(staff_at(here))
    day = clock.today(here.zone)
    words = words_of(officer, mine) | {
        "closing_day": (day + timedelta(days=4)).isoformat(),
        "answer_day": (day + timedelta(days=6)).isoformat(),
    }

    officer.post(url_of("employers:edit_challenge", mine), words)

    mine.refresh_from_db()
    assert mine.closes_at == clock.end_of(day + timedelta(days=4), here.zone)
    assert mine.answer_by == clock.end_of(day + timedelta(days=6), here.zone)


def test_another_universitys_staff_and_other_hosts_may_not(mine):
    for other in (staff_at(an_institution()), a_challenge().contact.user):
        assert client_of(other).get(url_of("employers:edit_challenge", mine)).status_code == 403
        assert client_of(other).get(url_of("employers:my_challenge", mine)).status_code == 403


def test_once_students_see_it_only_words_are_put_right():
    challenge = a_challenge(state=ChallengeState.OPEN)

    edit_challenge(challenge=challenge, title="A better title")
    with pytest.raises(RuleBroken, match="Students have read this"):
        edit_challenge(challenge=challenge, places=3)
    with pytest.raises(RuleBroken, match="Students have read this"):
        edit_challenge(challenge=challenge, times=times_of(challenge))

    challenge.refresh_from_db()
    assert (challenge.title, challenge.places) == ("A better title", 10)


def test_new_times_bring_a_new_window_only_where_the_old_one_no_longer_fits():
    challenge = a_challenge(state=ChallengeState.OPEN)
    day = clock.today(challenge.zone)
    before = challenge.closes_at
    a_little_later, soon = day + timedelta(days=15), day + timedelta(days=3)
    sitting = times_of(challenge)[0]

    set_times(challenge=challenge, times=[replace(sitting, on=a_little_later)])
    assert challenge.closes_at == before
    set_times(challenge=challenge, times=[replace(sitting, on=soon)])

    challenge.refresh_from_db()
    assert challenge.closes_at < challenge.answer_by < challenge.starts_at
    assert [session.on for session in challenge.sessions.all()] == [soon]


def test_a_finished_project_runs_again_in_three_presses(here):
    some_skills(12)
    past = clock.now() - timedelta(days=90)
    done = a_challenge(institution=here, day_plan=[{"time": "9:30", "text": "Tea"}])
    Challenge.objects.filter(pk=done.pk).update(
        state=ChallengeState.COMPLETED,
        published_at=past,
        closes_at=past,
        answer_by=past + timedelta(hours=1),
        starts_at=past + timedelta(days=2),
        ends_at=past + timedelta(days=3),
    )
    host = client_of(done.contact.user)
    clone_url = url_of("employers:clone_challenge", done)

    assert clone_url in host.get(url_of("employers:my_challenge", done)).content.decode()
    form = host.get(clone_url).context["form"]  # the first press
    made = host.post(clone_url, {"first_day": form["first_day"].value()})  # the second
    copy = Challenge.objects.exclude(pk=done.pk).get()
    assert made.url == url_of("employers:my_challenge", copy)
    host.post(url_of("employers:submit_challenge", copy))  # the third

    copy.refresh_from_db()
    done.refresh_from_db()
    assert copy.state == ChallengeState.IN_REVIEW
    assert copy.starts_at.weekday() == done.sessions.get().on.weekday()
    for name in ("title", "problem", "deliverable", "places", "pay_per_hour", "day_plan", "site"):
        assert getattr(copy, name) == getattr(done, name)
    assert list(copy.skills.all()) == list(done.skills.all())
    assert (copy.code, copy.public_id) != (done.code, done.public_id)
    assert done.state == ChallengeState.COMPLETED


def test_it_does_not_run_again_in_the_past(host, mine):
    response = host.post(url_of("employers:clone_challenge", mine), {"first_day": "2020-01-01"})

    assert response.status_code == 422
    assert Challenge.objects.count() == 1
