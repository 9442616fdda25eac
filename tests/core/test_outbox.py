"""Facts are written once, delivered at least once, handled once."""

import socket
import time

import pytest
from celery import Celery, current_app
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from core import outbox
from core.models import OutboxEvent, OutboxReceipt
from core.outbox import (
    LONG_QUEUE,
    MOST_TRIES,
    after_commit,
    drain,
    handled_once,
    prune_outbox,
    publish,
)
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

    with current_app.connection_for_write() as connection:
        broker = connection.default_channel.client
        broker.lpush("celery", *["{}"] * (LONG_QUEUE + 1))
        assert drain() == 0, "what looks lost is among those"
        broker.delete("celery")
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


@pytest.fixture
def deaf_broker(monkeypatch):
    """The URL of a broker that takes no more connections and refuses none."""
    monkeypatch.setattr(outbox, "_last_failure", float("-inf"))
    monkeypatch.delenv("CELERY_BROKER_URL")  # Celery heeds it before any other
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        queue = [socket.socket() for _place in range(3)]
        for waiting in queue:
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        for waiting in queue:
            waiting.close()


def test_a_hundred_facts_wait_for_a_deaf_broker_once(
    deaf_broker, django_capture_on_commit_callbacks, caplog
):
    app = Celery(broker=deaf_broker, set_as_current=False)
    app.conf.update(
        broker_transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        task_publish_retry=settings.CELERY_TASK_PUBLISH_RETRY,
    )

    @app.task(name="tests.nothing")
    def task():
        """Nobody ever runs it."""

    began = time.monotonic()

    with django_capture_on_commit_callbacks(execute=True):
        for _fact in range(100):
            after_commit(task)

    assert 0.5 < time.monotonic() - began < 3
    assert [r.message for r in caplog.records if r.name == "core.outbox"] == [
        "broker_unreachable task=tests.nothing error=OperationalError"
    ]
