"""Letters go out: again later where it fails, and never to an address that does not take them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Message, StoppedAddress
from notifications.services import address_bounced, address_works_again, send_letters
from notifications.services.sending import LAST_RETRY, next_try
from notifications.tasks import send_overdue
from tests.build import a_user, an_institution
from tests.notifications.mail_server import MailServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "tests.notifications.mail_server.MailServer"
    return MailServer.begin()


@pytest.fixture
def north():
    return an_institution()


def a_letter(institution, **overrides):
    values = {"user": None if "address" in overrides else a_user(), "kind": "x", "subject": "Sent"}
    return Message.objects.create(institution=institution, channel="letter", **values | overrides)


def swept():
    """What the sweep does once every letter's next try has come."""
    Message.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    return send_overdue()


def test_a_mail_server_that_is_away_is_tried_later_and_one_that_refuses_an_address_is_believed(
    server, north, django_capture_on_commit_callbacks
):
    letters = [a_letter(north) for _one in range(3)]
    server.away = True
    assert send_letters([letter.pk for letter in letters]) == 0

    waiting = Message.objects.get(pk=letters[0].pk)
    assert (waiting.tries, waiting.failure) == (1, "SMTPServerDisconnected")
    assert waiting.next_try_at > timezone.now() + timedelta(seconds=55)
    assert send_overdue() == 0, "its time has not come"
    steps = [round((next_try(n) - timezone.now()).total_seconds()) for n in range(12)]
    assert steps == sorted(steps)
    assert steps[-1] == LAST_RETRY.total_seconds()

    Message.objects.filter(pk=letters[2].pk).update(written_at=timezone.now() - timedelta(days=4))
    with django_capture_on_commit_callbacks(execute=True):
        assert swept() == 3
    assert Message.objects.get(pk=letters[2].pk).given_up_at, "four days are enough"

    server.away = False
    with django_capture_on_commit_callbacks(execute=True):
        assert swept() == 2
    assert server.connections == 1, "one for both"
    assert [mail.to for mail in server.taken] == [[each.user.email] for each in letters[:2]]
    assert send_letters([letter.pk for letter in letters]) == 0, "and never again"

    letters = [a_letter(north, address=f"{name}@mail.example") for name in ("a", "b", "c")]
    server.refuses = {"a@mail.example": 550, "b@mail.example": 451}

    assert send_letters([letter.pk for letter in letters]) == 1
    stopped = StoppedAddress.objects.get()
    assert (stopped.address, stopped.why, stopped.code) == ("a@mail.example", "refused", "550")
    busy = Message.objects.get(pk=letters[1].pk)
    assert (busy.tries, busy.given_up_at) == (1, None)


def test_what_comes_back_stops_its_address_until_somebody_says_that_it_works(
    server, north, django_capture_on_commit_callbacks
):
    sent = a_letter(north, address="Noor@mail.example")
    send_letters([sent.pk])
    other = a_letter(north)
    ours = f"<{sent.public_id}@placements.example>"

    assert address_bounced(north, "noor@mail.example", message_id="<made-up@x>") is None
    assert address_bounced(north, other.user.email, message_id=ours) is None, "not to her"
    assert address_bounced(an_institution(), "noor@mail.example", message_id=ours) is None
    first = address_bounced(None, "Noor <NOOR@mail.example>", message_id=ours, code="5.1.1")
    assert (first.institution, first.address, first.code) == (north, "noor@mail.example", "5.1.1")
    assert address_bounced(north, "noor@mail.example", message_id=ours) == first, "once"

    held, old = (a_letter(north, address="noor@mail.example") for _one in range(2))
    elsewhere = a_letter(an_institution(), address="noor@mail.example")
    Message.objects.filter(pk=old.pk).update(written_at=timezone.now() - timedelta(days=8))
    assert send_letters([held.pk, old.pk, elsewhere.pk]) == 1, "elsewhere it may work"
    assert Message.objects.get(pk=held.pk).failure == "stopped"

    assert address_works_again(north, "noor@mail.example") == 1, "what is a week old is no news"
    with django_capture_on_commit_callbacks(execute=True):
        swept()
    assert Message.objects.get(pk=held.pk).sent_at
    assert Message.objects.get(pk=old.pk).given_up_at
    assert address_works_again(north, "noor@mail.example") is None
