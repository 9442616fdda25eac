"""The verbs of the postman: write, send, read."""

import html
import re
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from core.links import absolute, link_for
from core.models import OutboxEvent
from institutions.models import Institution
from notifications.letters import LETTERS_AT_MOST, Letter, Occasion, To
from notifications.models import LetterChoice, Message


def write_message(letter: Letter, occasion: Occasion, to: To, event: OutboxEvent) -> Message:
    """Write one message: a letter, or a note in the app where the budget or a wish says so."""
    user = to.user
    language = (user.language if user else "") or occasion.institution.language
    with override(language):
        context = {
            "institution": occasion.institution,
            "challenge": occasion.challenge,
            "name": to.name,
            **occasion.context,
            **to.extra,
        }
        link = to.link or (link_for(user, to.path) if user else absolute(to.path))
        body = render_to_string(f"notifications/{letter.kind}.txt", context).strip()
        body = re.sub(r"\n{3,}", "\n\n", body)
        subject = " ".join((str(letter.subject) % {"title": occasion.challenge, **context}).split())
        frame = {
            **context,
            "body": body,
            "paragraphs": body.split("\n\n"),
            "button": letter.button,
            "link": link,
            "second": letter.second if to.second else "",
            "second_link": link_for(user, to.second) if user else absolute(to.second),
            "why": letter.why,
            "fewer": absolute(
                reverse("notifications:my_messages", args=[occasion.institution.slug])
            ),
        }
        return Message.objects.create(
            institution=occasion.institution,
            event=event,
            challenge=occasion.challenge,
            user=user,
            address="" if user else to.address,
            reader=letter.reader,
            channel=_channel(letter, occasion, to),
            kind=letter.kind,
            subject=html.unescape(subject)[:200],
            text=render_to_string("notifications/_frame.txt", frame),
            html=render_to_string("notifications/_frame.html", frame),
            path=to.path,
        )


def _channel(letter: Letter, occasion: Occasion, to: To) -> Message.Channel:
    if letter.channel == Message.Channel.NOTE or letter.essential or to.user is None:
        return letter.channel
    if LetterChoice.objects.filter(
        institution=occasion.institution, user=to.user, fewer=True
    ).exists():
        return Message.Channel.NOTE
    if occasion.challenge is None:
        return letter.channel
    hers = Q(user=to.user) | Q(user=None, address__iexact=to.user.email)
    written = Message.objects.filter(
        hers,
        challenge=occasion.challenge,
        reader=letter.reader,
        channel=Message.Channel.LETTER,
    ).count()
    # The last one is kept for what must come: the badge, or the sign-off.
    full = written >= LETTERS_AT_MOST - 1
    return Message.Channel.NOTE if full else letter.channel


@transaction.atomic
def send_message(message_id: int) -> bool:
    """Send one letter. At least once: a worker that dies between send and commit sends again.

    The Message-ID is stable, so that a mailbox can tell. Returns whether it was sent now.
    """
    message = (
        Message.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("user", "institution")
        .filter(pk=message_id, channel=Message.Channel.LETTER, sent_at__isnull=True)
        .first()
    )
    if message is None:
        return False
    sender = settings.DEFAULT_FROM_EMAIL
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=formataddr(
            (" ".join(message.institution.team_name.split()), parseaddr(sender)[1])
        ),
        to=[message.user.email if message.user else message.address],
        reply_to=[message.institution.contact_email] if message.institution.contact_email else None,
        headers={
            "Message-ID": f"<{message.public_id}@{settings.HOST}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(message.html, "text/html")
    mail.send()
    Message.objects.filter(pk=message.pk).update(sent_at=Now(), failure="")
    return True


def mark_read(*, user: User, institution: Institution) -> int:
    """Mark all that ``user`` got from ``institution`` as read. Returns how many were unread."""
    unread = Message.objects.of(institution).filter(user=user, read_at__isnull=True)
    return int(unread.update(read_at=Now()))


def choose_letters(*, user: User, institution: Institution, fewer: bool) -> None:
    """Remember whether ``user`` wants only the letters that can not wait."""
    LetterChoice.objects.update_or_create(
        user=user, institution=institution, defaults={"fewer": fewer}
    )
