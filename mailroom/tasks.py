"""The timetable's doors."""

import imaplib
import logging

from celery import shared_task
from django.conf import settings
from django.core.cache import cache

from accounts.limits import used_up
from core import clock
from mailroom import services
from mailroom.mailbox import read_mailbox

logger = logging.getLogger(__name__)
EVERY_SECONDS = 60


@shared_task(name="mailroom.read_mailbox", ignore_result=True)
def read_the_mailbox() -> int:
    """Take in what came to the letter-box of the settings. Returns how many messages."""
    if not settings.INBOUND_IMAP_URL or used_up("mailbox", at_most=1, seconds=EVERY_SECONDS - 10):
        return 0
    trouble, taken = "", 0
    try:
        taken = read_mailbox(settings.INBOUND_IMAP_URL, delete=settings.INBOUND_IMAP_DELETE)
    except (OSError, imaplib.IMAP4.error) as error:
        trouble = type(error).__name__
        logger.warning("mailbox_unreachable error=%s", trouble)
    cache.set("feed:mailbox", (clock.now(), trouble), None)  # operators read it
    return taken


@shared_task(name="mailroom.forget_mail", ignore_result=True)
def forget_mail() -> int:
    """Empty and delete what is kept no longer."""
    return services.forget_mail()
