"""Facts are written once, delivered at least once, handled once."""

import pytest
from django.db import transaction
from django.db.models.functions import Now

from core import outbox
from core.models import OutboxEvent, OutboxReceipt
from core.outbox import MOST_TRIES, drain, handled_once, prune_outbox, publish
from employers.events import ChallengeClosed, ChallengePublished

pytestmark = pytest.mark.django_db

FACT = ChallengePublished(challenge_id=7)
SUBSCRIBERS = ["credentials.define_achievement", "notifications.notify"]


def test_a_fact_is_written_with_one_receipt_a_subscriber():
    event = publish(FACT)

    assert (event.name, event.payload) == ("employers.challenge_published", {"challenge_id": 7})
    assert sorted(event.receipts.values_list("subscriber", flat=True)) == SUBSCRIBERS


def test_a_fact_that_is_rolled_back_was_never_published():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish(FACT)
        1 / 0  # noqa: B018

    assert not OutboxEvent.objects.exists()


def test_an_event_is_handled_once():
    event = publish(FACT)
    seen = []

    for _attempt in range(3):
        with handled_once(event.pk, "notifications.notify") as found:
            seen.append(found)

    assert seen == [event, None, None]
    done = OutboxReceipt.objects.filter(done_at__isnull=False)
    assert [receipt.subscriber for receipt in done] == ["notifications.notify"]


def test_a_handler_that_fails_leaves_its_receipt_waiting_and_changes_nothing():
    event = publish(FACT)

    with pytest.raises(ZeroDivisionError), handled_once(event.pk, "notifications.notify"):
        OutboxEvent.objects.create(name="half.done")
        1 / 0  # noqa: B018

    receipt = event.receipts.get(subscriber="notifications.notify")
    assert (receipt.done_at, receipt.last_error) == (None, "ZeroDivisionError")
    assert not OutboxEvent.objects.filter(name="half.done").exists()


def test_the_sweep_starts_what_is_overdue_and_only_that(django_capture_on_commit_callbacks):
    overdue = publish(FACT)
    publish(ChallengeClosed(challenge_id=8))
    OutboxReceipt.objects.exclude(event=overdue).update(next_try_at=Now() + outbox.KEEP)

    assert drain() == 2


def test_after_ten_tries_a_delivery_is_dead_and_is_not_sent_again():
    event = publish(FACT)
    event.receipts.update(tries=MOST_TRIES)

    assert drain() == 0
    assert event.receipts.filter(dead_at__isnull=False).count() == 2
    assert drain() == 0


def test_old_events_go_once_every_delivery_is_done():
    done, waiting, fresh = publish(FACT), publish(FACT), publish(FACT)
    done.receipts.update(done_at=Now())
    OutboxEvent.objects.filter(pk__in=[done.pk, waiting.pk]).update(
        published_at=Now() - outbox.KEEP - outbox.FIRST_RETRY
    )

    prune_outbox()

    assert list(OutboxEvent.objects.order_by("pk")) == [waiting, fresh]
