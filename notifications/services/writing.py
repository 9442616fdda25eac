"""From an occasion to one message for each reader."""

import html
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override

from core.links import absolute, link_for
from core.models import OutboxEvent
from notifications.letters import LETTERS_AT_MOST, Letter, Occasion, To
from notifications.messages import OWN_ACTS
from notifications.models import Message
from notifications.services.reading import choices
from notifications.stopping import stop_link

OVERDUE = timedelta(seconds=60)  # after that the sweep sends what its own task did not


def write_message(letter: Letter, occasion: Occasion, to: To, event: OutboxEvent | None) -> Message:
    """Write one message: a letter, or a note in the app where the budget or a wish says so."""
    return Message.objects.create(
        institution=occasion.institution,
        event=event,
        challenge=occasion.challenge,
        user=to.user,
        address="" if to.user else to.address,
        reader=letter.reader,
        channel=_channel(letter, occasion, to),
        kind=letter.kind,
        path=to.path,
        next_try_at=Now() + OVERDUE,
        read_at=Now() if letter.kind in OWN_ACTS else None,
        **compose(letter, occasion, to, language_of(occasion, to, event)),
    )


def each_reader(
    letter: Letter, payload: Mapping[str, int], event: OutboxEvent
) -> Iterator[tuple[Occasion, To]]:
    """The letter's readers, each with the occasion in the words of their own language."""
    spoken = get_language() or ""
    occasion = letter.occasion(payload)
    if occasion is None:
        return
    said = {spoken: occasion}
    for to in occasion.readers:
        language = language_of(occasion, to, event)
        if language not in said:
            with override(language):
                said[language] = letter.occasion(payload) or occasion
        own = said[language]
        same = [each for each in own.readers if (each.user, each.address) == (to.user, to.address)]
        yield own, same[0] if same else to


def language_of(occasion: Occasion, to: To, event: OutboxEvent | None) -> str:
    """What ``to`` reads, as far as the university offers it; otherwise the university's own."""
    here = occasion.institution
    if to.acted and to.user is None and event is not None:
        return event.language if event.language in here.offered_languages else here.language
    return here.language_for(to.user)


def compose(letter: Letter, occasion: Occasion, to: To, language: str) -> dict[str, str]:
    """``subject``, ``text`` and its ``html`` twin, in ``language``; nothing is kept."""
    user = to.user
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
                reverse("notifications:choose_letters", args=[occasion.institution.slug])
            ),
            "stop": stop_link(user, occasion.institution, letter.stops)
            if user and letter.stops
            else "",
        }
        return {
            "subject": html.unescape(subject)[:200],
            "text": render_to_string("notifications/_frame.txt", frame),
            "html": render_to_string("notifications/_frame.html", frame),
        }


def _channel(letter: Letter, occasion: Occasion, to: To) -> Message.Channel:
    if letter.channel == Message.Channel.NOTE or letter.essential or to.user is None:
        return letter.channel
    wants = choices(user=to.user, institution=occasion.institution)
    if wants.fewer or (letter.stops and not getattr(wants, letter.stops)):
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
