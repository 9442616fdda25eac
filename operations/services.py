"""What an operator may do about it."""

from django.db.models.functions import Now

from core.models import OutboxReceipt
from core.outbox import after_commit, relay_one


def try_again(receipts: list[int]) -> int:
    """Deliver what was given up once more, with all its tries; how many."""
    given_up = OutboxReceipt.objects.filter(pk__in=receipts, dead_at__isnull=False)
    found = list(given_up.values_list("pk", flat=True))
    given_up.update(dead_at=None, tries=0, next_try_at=Now())
    for pk in found:
        after_commit(relay_one, pk)
    return len(found)
