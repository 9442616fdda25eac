"""Letters go out: at least once, several over one connection, again later where it fails."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.mime.image import MIMEImage
from email.utils import formataddr, parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused

from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from core.compiled import Compiled
from institutions.models import Institution, Logo
from notifications.messages import LETTERS
from notifications.models import Message, StoppedAddress
from notifications.services.addresses import (
    STILL_WORTH_SENDING,
    STOPPED,
    is_stopped,
    stop_address,
)
from notifications.stopping import stop_link

logger = logging.getLogger(__name__)

FIRST_RETRY = timedelta(minutes=1)
LAST_RETRY = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(days=3)  # of tries; a mail server that is away is back by then
NO_SUCH_ADDRESS = range(550, 554)  # replies of SMTP that do not change by trying (RFC 5321 4.2.3)
UNSENT = Compiled(
    lambda pk: (
        Message.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("user", "institution")
        .filter(
            pk=pk,
            channel=Message.Channel.LETTER,
            sent_at__isnull=True,
            given_up_at__isnull=True,
        )
    )
)
TROUBLE = (SMTPException, AnymailError, OSError)


def send_letters(message_ids: Iterable[int]) -> int:
    """Send these letters over one connection. Returns how many were sent now.

    Each is sent and written down by itself, so that a worker that dies doubles one at most. A
    letter that fails is tried again later, and the next gets a connection of its own.
    """
    sent = 0
    connection = get_connection()
    try:
        for message_id in message_ids:
            try:
                sent += send_message(message_id, connection)
            except TROUBLE as error:
                _put_off(message_id, error)
                _close(connection)
    finally:
        _close(connection)
    return sent


@transaction.atomic
def send_message(message_id: int, connection: BaseEmailBackend | None = None) -> bool:
    """Send one letter. At least once: a worker that dies between send and commit sends again.

    The Message-ID is stable, so that a mailbox can tell. Returns whether it was sent now. Raises
    ``SMTPException`` and ``OSError`` as the mail server has them, but for an address that it
    refuses for good, which is stopped.
    """
    message = UNSENT.first(pk=message_id)
    if message is None:
        return False
    address = message.reader_address
    if is_stopped(message.institution, address):
        Message.objects.filter(pk=message.pk).update(given_up_at=Now(), failure=STOPPED)
        return False
    mail = as_mail(message)
    try:
        (connection or get_connection()).send_messages([mail])
    except SMTPRecipientsRefused as refused:
        code = next((reply[0] for reply in refused.recipients.values()), 0)
        if code not in NO_SUCH_ADDRESS:
            raise
        stop_address(message.institution, address, StoppedAddress.Why.REFUSED, str(code))
        return False
    except AnymailRecipientsRefused:
        stop_address(message.institution, address, StoppedAddress.Why.REFUSED)
        return False
    Message.objects.filter(pk=message.pk).update(sent_at=Now(), failure="")
    return True


def try_letters_now(institution: Institution) -> int:
    """Bring the next try of what waits, and of what was given up this week, to now.

    What waits for a stopped address stays. Returns how many letters are tried.
    """
    unsent = Message.objects.of(institution).filter(
        channel=Message.Channel.LETTER, sent_at__isnull=True
    )
    late = Q(given_up_at__isnull=True, tries__gt=0)
    lost = Q(given_up_at__gt=Now() - STILL_WORTH_SENDING) & ~Q(failure=STOPPED)
    return unsent.filter(late | lost).update(next_try_at=Now(), given_up_at=None)


def as_mail(message: Message) -> EmailMultiAlternatives:
    """``message`` as it goes to the mail server."""
    institution = message.institution
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    name = institution.letters_from or institution.team_name
    replies_to = institution.replies_to or institution.contact_email
    headers = {
        "Message-ID": f"<{message.public_id}@{settings.HOST}>",
        "Auto-Submitted": "auto-generated",
    }
    stops = LETTERS[message.kind].stops if message.kind in LETTERS else ""
    if stops and message.user:
        headers["List-Unsubscribe"] = f"<{stop_link(message.user, institution, stops)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    from_line = formataddr((" ".join(name.split()), sender))
    if settings.BOUNCE_ADDRESS:  # the envelope's: where a report of what comes back is sent
        headers["From"] = from_line
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=settings.BOUNCE_ADDRESS or from_line,
        to=[message.reader_address],
        reply_to=[replies_to] if replies_to else None,
        headers=headers,
    )
    mail.metadata = {"letter": str(message.public_id)}  # type: ignore[attr-defined] # for anymail
    mail.attach_alternative(message.html, "text/html")
    if institution.logo_mark and "cid:logo" in message.html:
        picture = MIMEImage(bytes(Logo.objects.get(institution=institution).png), "png")
        picture["Content-ID"] = "<logo>"
        picture.add_header("Content-Disposition", "inline", filename="logo.png")
        mail.attach(picture)
        mail.mixed_subtype = "related"  # type: ignore[attr-defined] # the picture is the text's
    return mail


def next_try(tries: int) -> datetime:
    """When to try again after ``tries`` that failed: 1, 2, 4 … minutes, four hours at most."""
    return timezone.now() + min(FIRST_RETRY * 2 ** min(tries, 10), LAST_RETRY)


def _put_off(message_id: int, error: Exception) -> None:
    """Try again later, each time later still; after three days no more."""
    name = type(error).__name__
    row = Message.objects.filter(pk=message_id)
    tries = row.values_list("tries", flat=True).first() or 0
    row.update(tries=F("tries") + 1, next_try_at=next_try(tries), failure=name)
    given_up = row.filter(written_at__lt=Now() - GIVE_UP_AFTER).update(given_up_at=Now())
    logger.warning("letter_waits message=%s error=%s given_up=%s", message_id, name, given_up)


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except TROUBLE as error:
        logger.info("mail_server_not_closed error=%s", type(error).__name__)
