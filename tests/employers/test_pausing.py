"""Paused, resumed, given more time: the promise moves only back, and never past the cut-off."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import RuleBroken
from employers.models import Challenge
from employers.services import close_challenge, pause_challenge, resume_challenge, run_timetable
from employers.states import ChallengeState
from employers.times import local_day
from notifications.models import Message
from students.models import Eoi
from students.services import ChallengeNotOpen, expire_unconfirmed, submit_eoi
from students.states import EoiState
from tests.build import (
    a_closed_challenge,
    a_student,
    an_eoi,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)

pytestmark = pytest.mark.django_db


def state_of(challenge) -> str:
    return Challenge.objects.get(pk=challenge.pk).state


def the_officer(challenge):
    return client_of(staff_at(challenge.institution))


def test_a_paused_project_leaves_the_list_and_takes_no_new_interest(client):
    challenge = an_open_challenge()
    sent = an_eoi(challenge=challenge)
    host = client_of(challenge.contact.user)

    asked = host.get(url_of("employers:pause_challenge", challenge))
    before = state_of(challenge)
    host.post(url_of("employers:pause_challenge", challenge))

    assert (asked.status_code, before, state_of(challenge)) == (200, "open", "paused")
    with pytest.raises(ChallengeNotOpen):
        submit_eoi(
            challenge=challenge, sentence="Me", student=a_student(institution=sent.institution)
        )
    listing = client.get(url_of("portal:listing", challenge.institution)).content.decode()
    project = client.get(url_of("portal:project", challenge)).content.decode()
    assert challenge.title not in listing
    assert "takes no new interests for now" in project
    assert Eoi.objects.get(pk=sent.pk).state == EoiState.SUBMITTED


def test_who_sent_before_the_pause_still_confirms_and_does_not_expire():
    challenge = an_open_challenge()
    an_eoi(challenge=challenge, state=EoiState.UNCONFIRMED)
    pause_challenge(challenge=challenge)

    assert expire_unconfirmed() == 0


def test_resumed_it_takes_interests_again_and_the_closing_stands():
    challenge = an_open_challenge()
    pause_challenge(challenge=challenge)

    client_of(challenge.contact.user).post(url_of("employers:resume_challenge", challenge))

    assert state_of(challenge) == ChallengeState.OPEN
    assert Challenge.objects.get().closes_at == challenge.closes_at


def test_a_pause_ends_with_the_closing():
    challenge = an_open_challenge()
    pause_challenge(challenge=challenge)

    with clock.moved(challenge.closes_at - clock.now() + timedelta(minutes=1)):
        with pytest.raises(RuleBroken, match="is over"):
            resume_challenge(challenge=challenge)
        run_timetable()

    assert state_of(challenge) == ChallengeState.CLOSED


def days(challenge, closing: int, answer: int) -> dict[str, str]:
    """A form that moves both days back by so many."""
    zone = challenge.zone
    return {
        "closing_day": str(local_day(challenge.closes_at, zone) + timedelta(days=closing)),
        "answer_day": str(local_day(challenge.answer_by, zone) + timedelta(days=answer)),
    }


def test_more_time_is_told_to_whoever_waits(django_capture_on_commit_callbacks):
    challenge = an_open_challenge()
    waits = an_eoi(challenge=challenge)
    url = url_of("employers:extend_challenge", challenge)

    with django_capture_on_commit_callbacks(execute=True):
        answer = the_officer(challenge).post(url, days(challenge, 1, 2))

    after = Challenge.objects.get(pk=challenge.pk)
    zone = challenge.zone
    assert answer.status_code == 302
    assert local_day(after.closes_at, zone) - local_day(challenge.closes_at, zone) == timedelta(1)
    assert local_day(after.answer_by, zone) - local_day(challenge.answer_by, zone) == timedelta(2)
    note = Message.objects.get(kind="challenge_extended")
    assert (note.user, note.channel) == (waits.student.user, Message.Channel.NOTE)


@pytest.mark.parametrize(
    ("closing", "answer", "said"),
    [
        (-1, 0, "it can only be later"),
        (0, -1, "it can only be later"),
        (0, 30, "Not later than"),
        (30, 30, "Not later than"),
        (4, 0, "put these in order"),
        (0, 0, "what stands already"),
    ],
)
def test_what_can_not_be_is_said_beside_the_field(closing, answer, said):
    challenge = an_open_challenge()

    page = the_officer(challenge).post(
        url_of("employers:extend_challenge", challenge), days(challenge, closing, answer)
    )

    assert page.status_code == 422
    assert said in page.content.decode()
    assert Challenge.objects.get(pk=challenge.pk).closes_at == challenge.closes_at


def test_the_last_day_ends_at_the_cut_off():
    challenge = an_open_challenge()
    hours = challenge.institution.policy.cutoff_hours
    last = challenge.starts_at - timedelta(hours=hours)
    zone = challenge.zone

    the_officer(challenge).post(
        url_of("employers:extend_challenge", challenge),
        {
            "closing_day": str(local_day(challenge.closes_at, zone)),
            "answer_day": str(local_day(last, zone)),
        },
    )

    assert Challenge.objects.get(pk=challenge.pk).answer_by == last


def test_once_closed_only_the_answer_moves():
    challenge = a_closed_challenge()
    posted = days(challenge, 3, 1)

    the_officer(challenge).post(url_of("employers:extend_challenge", challenge), posted)

    after = Challenge.objects.get(pk=challenge.pk)
    assert (after.closes_at, after.answer_by > challenge.answer_by) == (challenge.closes_at, True)


def test_a_host_does_not_move_the_promise():
    challenge = an_open_challenge()
    url = url_of("employers:extend_challenge", challenge)

    assert client_of(challenge.contact.user).get(url).status_code == 403


def test_what_is_over_is_neither_paused_nor_given_time():
    challenge = an_open_challenge()
    close_challenge(challenge=challenge)
    the_officer(challenge).post(url_of("employers:pause_challenge", challenge))

    assert state_of(challenge) == ChallengeState.CLOSED
