"""The postman's doors: facts come in, letters go out."""

import logging
from datetime import timedelta
from smtplib import SMTPException

from celery import shared_task
from django.db.models.functions import Now

from core.outbox import after_commit, handled_once
from notifications import services
from notifications.messages import MESSAGES
from notifications.models import Message

logger = logging.getLogger(__name__)

OVERDUE = timedelta(seconds=60)
SWEEP_AT_MOST = 500


@shared_task(name="notifications.notify", ignore_result=True)
def notify(event_id: int) -> None:
    """Write this event's messages. Running it twice changes nothing."""
    with handled_once(event_id, "notifications.notify") as event:
        if event is None:
            return
        for letter in MESSAGES[event.name]:
            occasion = letter.occasion(event.payload)
            if occasion is None:
                continue
            for to in occasion.readers:
                message = services.write_message(letter, occasion, to, event)
                if message.channel == Message.Channel.LETTER:
                    after_commit(send_message, message.pk)


@shared_task(name="notifications.send_message", ignore_result=True)
def send_message(message_id: int) -> None:
    """Send one letter; what fails waits for the sweep."""
    try:
        services.send_message(message_id)
    except (SMTPException, OSError) as error:
        Message.objects.filter(pk=message_id).update(failure=type(error).__name__)
        logger.warning("letter_waits message=%s error=%s", message_id, type(error).__name__)


@shared_task(name="notifications.send_overdue", ignore_result=True)
def send_overdue() -> int:
    """Send letters that have waited for over a minute. Returns how many were tried."""
    overdue = list(
        Message.objects.filter(
            channel=Message.Channel.LETTER,
            sent_at__isnull=True,
            written_at__lt=Now() - OVERDUE,
        )
        .order_by("written_at")
        .values_list("pk", flat=True)[:SWEEP_AT_MOST]
    )
    for pk in overdue:
        after_commit(send_message, pk)
    return len(overdue)
