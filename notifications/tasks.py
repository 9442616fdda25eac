"""The postman's doors: facts come in, letters go out."""

from celery import shared_task
from django.db.models.functions import Now

from core.outbox import after_commit, handled_once
from institutions.models import Policy
from mailroom.services import take_bounce
from notifications import services
from notifications.messages import MESSAGES
from notifications.models import Message

TOGETHER = 50  # letters over one connection
SWEEP_AT_MOST = 2000


@shared_task(name="notifications.notify", ignore_result=True)
def notify(event_id: int) -> None:
    """Write this event's messages. Running it twice changes nothing."""
    with handled_once(event_id, "notifications.notify") as event:
        if event is None:
            return
        to_send = []
        for letter in MESSAGES[event.name]:
            for occasion, to in services.each_reader(letter, event.payload, event):
                message = services.write_message(letter, occasion, to, event)
                if message.channel == Message.Channel.LETTER:
                    to_send.append(message.pk)
        _send(to_send)


@shared_task(name="notifications.stop_bounced", ignore_result=True)
def stop_bounced(event_id: int) -> None:
    """A letter came back by e-mail: if it is one of ours, write to its reader no more."""
    with handled_once(event_id, "notifications.stop_bounced") as event:
        if event is not None:
            address, letter, code = take_bounce(event.payload["mail_id"])
            services.address_bounced(None, address, message_id=letter, code=code)


@shared_task(name="notifications.send_letters", ignore_result=True)
def send_letters(message_ids: list[int]) -> None:
    """Send letters; what fails waits for the sweep."""
    services.send_letters(message_ids)


@shared_task(name="notifications.send_overdue", ignore_result=True)
def send_overdue() -> int:
    """Send letters whose time has come (again). Returns how many are tried.

    A letter that was just written is not overdue: its own task is at it. Whoever takes a letter
    here puts the next try off, so that a sweep does not queue what an earlier one has queued.
    """
    overdue = list(
        Message.objects.filter(
            channel=Message.Channel.LETTER,
            sent_at__isnull=True,
            given_up_at__isnull=True,
            next_try_at__lt=Now(),
        )
        .order_by("next_try_at")
        .values_list("pk", flat=True)[:SWEEP_AT_MOST]
    )
    Message.objects.filter(pk__in=overdue).update(next_try_at=Now() + services.OVERDUE)
    _send(overdue)
    return len(overdue)


@shared_task(name="notifications.bundle_notes", ignore_result=True)
def bundle_notes() -> int:
    """Once an hour: where a working day begins, one letter to each with notes that are not read."""
    written = 0
    for policy in Policy.objects.select_related("institution"):
        if services.is_time(policy.institution, policy):
            letters = services.write_bundles(policy.institution)
            _send(letters)
            written += len(letters)
    return written


def _send(message_ids: list[int]) -> None:
    for start in range(0, len(message_ids), TOGETHER):
        after_commit(send_letters, message_ids[start : start + TOGETHER])
