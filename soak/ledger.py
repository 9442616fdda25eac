"""What the database and the mailbox say afterwards. Import after Django is set up."""

from collections import Counter
from collections.abc import Sequence

from celery import current_app

from core.models import OutboxReceipt
from notifications.models import Message
from portal.demo.mailbox import letters
from students.models import Eoi


def still_waiting() -> int:
    """Deliveries and letters that are under way."""
    receipts = OutboxReceipt.objects.filter(done_at__isnull=True, dead_at__isnull=True).count()
    unsent = Message.objects.filter(channel=Message.Channel.LETTER, sent_at__isnull=True).count()
    return receipts + unsent


def deliver_again(addresses: Sequence[str]) -> int:
    """Hand over everything about ``addresses`` once more, as a broker may. Returns how much."""
    letters_of = Message.objects.filter(address__in=addresses)
    receipts = OutboxReceipt.objects.filter(event__in=letters_of.values("event"))
    again = [(each.subscriber, each.event_id) for each in receipts]
    again += [("notifications.send_letters", [each.pk]) for each in letters_of]
    for task, key in again:
        current_app.send_task(task, [key])
    return len(again)


def findings(addresses: Sequence[str], notes: str = "") -> dict[str, int]:
    """What is wrong with the interests of ``addresses``; all zeros where nothing is.

    A letter may lie in the mailbox twice under one Message-ID (mail is at-least-once): that is
    counted by Message-ID, so only a second *letter* is a finding.
    """
    rows = Counter(Eoi.objects.filter(email__in=addresses).values_list("email", flat=True))
    confirmed = Eoi.objects.filter(student__user__email__in=addresses)
    rows.update(confirmed.values_list("student__user__email", flat=True))
    written = Counter(
        Message.objects.filter(kind="eoi_submitted", address__in=addresses).values_list(
            "address", flat=True
        )
    )
    noted = Counter(
        Message.objects.filter(kind=notes, user__email__in=addresses).values_list(
            "user__email", flat=True
        )
    )
    arrived = Counter(reader for reader, _id in {(each.reader, each.id) for each in letters()})
    return {
        "lost": sum(rows[address] == 0 for address in addresses),
        "twice": sum(rows[address] > 1 for address in addresses),
        "letters_missing": sum(arrived[address] == 0 for address in addresses),
        "letters_twice": sum(written[address] > 1 or arrived[address] > 1 for address in addresses),
        "notes_wrong": sum(noted[address] != 1 for address in addresses) if notes else 0,
        "dead": OutboxReceipt.objects.filter(dead_at__isnull=False).count(),
    }
