"""One letter, two buttons: the university likes a brief, its host says fine, and it is online."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.models import OutboxEvent
from employers.models import Call, Challenge
from employers.states import ChallengeState
from institutions.models import StaffMember, StaffRole
from notifications.models import Message
from tests.build import (
    a_challenge,
    a_host_member,
    an_employer,
    an_institution,
    client_of,
    staff_at,
    url_of,
)
from tests.build_employers import ALL_LOW

pytestmark = pytest.mark.django_db
S = ChallengeState


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def read(here):
    return a_challenge(institution=here, state=S.IN_REVIEW)


@pytest.fixture
def dana(here):
    return staff_at(here, name="Dana Whitlock")


@pytest.fixture
def host(read):
    return client_of(read.contact.user)


def send(dana, challenge, seen=""):
    return client_of(dana).post(
        url_of("employers:send_to_host", challenge), {"seen": seen} | ALL_LOW, follow=True
    )


def say_fine(client, challenge):
    return client.post(url_of("employers:submit_challenge", challenge), follow=True)


def state_of(challenge):
    return Challenge.objects.get(pk=challenge.pk).state


def facts():
    return [event.name.partition(".")[2] for event in OutboxEvent.objects.order_by("pk")]


def test_fine_puts_it_online_at_once_in_the_name_of_who_read_it(dana, read, host):
    send(dana, read)
    page = host.get(url_of("employers:my_challenge", read)).content.decode()
    assert "This is how students will see it" in page
    assert "Fine, publish" in page
    assert "Ring me" in page

    answer = say_fine(host, read)

    read.refresh_from_db()
    assert (read.state, read.owner) == (S.OPEN, dana)
    assert "Published. Students see it now." in answer.content.decode()
    assert facts() == ["sent_to_host", "challenge_submitted", "challenge_published"]


def test_the_letter_has_two_ways_and_opening_them_does_nothing(
    client, dana, read, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send(dana, read)

    [letter] = mailoutbox
    assert letter.to == [read.contact.user.email]
    fine, ring = (line for line in letter.body.splitlines() if "key=" in line)
    page = client.get(fine, follow=True)
    assert "Fine, publish" in page.content.decode()
    assert "telephone" in client.get(ring, follow=True).content.decode()
    assert (state_of(read), Call.objects.count()) == (S.CHANGES_REQUESTED, 0)

    with django_capture_on_commit_callbacks(execute=True):
        say_fine(client, read)  # the second press since the letter

    assert state_of(read) == S.OPEN
    assert not Message.objects.filter(kind="challenge_submitted").exists()


def test_ring_me_is_a_task_of_the_desk_about_this_brief(here, dana, read, host):
    send(dana, read)

    asked = reverse("employers:ask_for_call", args=[here.slug])
    host.post(
        f"{asked}?project={read.code}",
        {"name": "Rosa", "telephone": "01632 960111", "project": read.code},
    )

    call = Call.objects.get()
    assert (call.challenge, call.rung_at) == (read, None)
    listed = client_of(dana).get(reverse("employers:call_list", args=[here.slug]))
    assert read.title in listed.content.decode()
    assert state_of(read) == S.CHANGES_REQUESTED


def test_what_the_host_changes_comes_back_to_be_read(dana, read, host):
    send(dana, read)
    Challenge.objects.filter(pk=read.pk).update(problem="Another one altogether, and longer.")
    assert (
        "Press “Fine, publish”"
        not in host.get(url_of("employers:my_challenge", read)).content.decode()
    )

    answer = say_fine(host, read)

    assert state_of(read) == S.IN_REVIEW
    assert "reads it" in answer.content.decode()


def test_what_needs_a_second_approver_is_read_by_one(here, dana, host, read):
    unpaid = {"pay": "unpaid", "pay_per_hour": None, "unpaid_ground": "shadowing"}
    Challenge.objects.filter(pk=read.pk).update(**unpaid, unpaid_reason="They look on.")
    send(dana, read)

    say_fine(host, read)

    assert state_of(read) == S.IN_REVIEW


def test_a_second_approver_s_word_is_enough(here, host, read):
    unpaid = {"pay": "unpaid", "pay_per_hour": None, "unpaid_ground": "shadowing"}
    Challenge.objects.filter(pk=read.pk).update(**unpaid, unpaid_reason="They look on.")
    send(staff_at(here, StaffRole.APPROVER), read)

    say_fine(host, read)

    assert state_of(read) == S.OPEN


def test_whoever_left_the_university_publishes_nothing(dana, read, host):
    send(dana, read)
    StaffMember.objects.filter(user=dana).delete()

    say_fine(host, read)

    assert state_of(read) == S.IN_REVIEW


def test_by_telephone_staff_record_the_fine(dana, read):
    send(dana, read)

    say_fine(client_of(dana), read)

    read.refresh_from_db()
    assert (read.state, read.recorded_by) == (S.OPEN, dana)


def test_another_text_than_was_read_is_not_sent(dana, read):
    answer = send(dana, read, seen="0" * 16)

    assert "Read it once more" in answer.content.decode()
    assert state_of(read) == S.IN_REVIEW


def test_after_its_first_day_fine_says_so_and_nothing_is_lost(dana, read, host):
    send(dana, read)

    with clock.moved(timedelta(days=30)):
        answer = say_fine(host, read)

    assert "first day is over" in answer.content.decode()
    assert state_of(read) == S.CHANGES_REQUESTED


def test_nobody_else_s_host_says_fine(here, dana, read):
    send(dana, read)
    stranger = client_of(a_host_member(an_employer(known_to=here)).user)

    say_fine(stranger, read)

    assert state_of(read) == S.CHANGES_REQUESTED


def test_pressed_twice_it_is_online_once(dana, read, host):
    send(dana, read)

    say_fine(host, read)
    say_fine(host, read)

    assert state_of(read) == S.OPEN
    assert facts().count("challenge_published") == 1


def test_the_home_of_the_host_asks_for_the_press(here, dana, read, host):
    send(dana, read)

    page = host.get(reverse("portal:host_home", args=[here.slug])).content.decode()

    assert "See it, and say fine" in page
