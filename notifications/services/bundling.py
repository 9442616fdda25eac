"""One letter a day about what stands in the app and was not read."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.urls import reverse

from accounts.models import User
from core import clock
from institutions.models import Institution, Policy
from institutions.working_days import is_working_day
from notifications.letters import Occasion, To
from notifications.messages import DAILY_BUNDLE
from notifications.models import LetterChoice, Message
from notifications.services.writing import write_message

AT_MOST_EVERY = timedelta(hours=20)
NEWS_FOR = timedelta(days=4)  # a long weekend; what is older was left unread
NAMED = 8  # lines of a letter


def is_time(institution: Institution, policy: Policy) -> bool:
    """Whether the letters of the day go now: the first hour after the night of a working day."""
    now = clock.now().astimezone(ZoneInfo(institution.zone))
    return now.hour == policy.quiet_until.hour and is_working_day(now.date(), institution)


def write_bundles(institution: Institution) -> list[int]:
    """Write one letter to each person with notes that are not read; the letters' keys.

    Each note is told of once. Whoever was told within 20 hours, or does not want it, is left alone.
    """
    wanting = (
        User.objects.filter(is_active=True, pk__in=_untold(institution).values("user"))
        .exclude(
            pk__in=Message.objects.of(institution)
            .filter(kind=DAILY_BUNDLE.kind, written_at__gt=Now() - AT_MOST_EVERY)
            .filter(user__isnull=False)
            .values("user")
        )
        .exclude(
            pk__in=LetterChoice.objects.filter(institution=institution, bundle=False).values("user")
        )
    )
    written = (_write_bundle(institution, user) for user in wanting.order_by("pk"))
    return [message.pk for message in written if message is not None]


@transaction.atomic
def _write_bundle(institution: Institution, user: User) -> Message | None:
    notes = list(
        _untold(institution)
        .filter(user=user)
        .order_by("-written_at")
        .select_for_update(skip_locked=True)
        .only("pk", "subject", "reader")
    )
    if not notes:
        return None
    Message.objects.filter(pk__in=[note.pk for note in notes]).update(bundled_at=Now())
    path = reverse("notifications:my_messages", args=[institution.slug])
    context = {
        "first": notes[0].subject,
        "subjects": [note.subject for note in notes[:NAMED]],
        "more": len(notes) - NAMED,
        "count": len(notes),
    }
    to = To(user=user, name=user.name, path=path)
    letter = replace(DAILY_BUNDLE, reader=Message.Reader(notes[0].reader))
    return write_message(letter, Occasion(institution, (to,), context), to, None)


def _untold(institution: Institution) -> QuerySet[Message]:
    """Notes that are not read, and that no letter has told of."""
    return Message.objects.of(institution).filter(
        channel=Message.Channel.NOTE,
        user__isnull=False,
        read_at__isnull=True,
        bundled_at__isnull=True,
        written_at__gt=Now() - NEWS_FOR,
    )
