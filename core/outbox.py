"""The outbox: facts written once, delivered at least once, handled once.

``publish()`` writes the fact and one receipt for each subscriber in the caller's transaction, and
nudges the relay after the commit. When the broker is down the change stands and the sweep of the
timetable delivers later. There is no order: handlers read the rows again.
"""

import dataclasses
import logging
import re
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from typing import Any

from celery import current_app, shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.module_loading import import_string
from kombu.exceptions import ChannelError, OperationalError

from core.compiled import Compiled
from core.languages import spoken
from core.models import OutboxEvent, OutboxReceipt

logger = logging.getLogger(__name__)

FIRST_RETRY = timedelta(seconds=30)
MOST_TRIES = 10
KEEP = timedelta(days=90)
SWEEP_AT_MOST = 500
LONG_QUEUE = 200  # messages: some seconds of a worker
QUIET = 2.0  # seconds without another nudge after one that failed
WAITING = Compiled(
    lambda event, subscriber: (
        OutboxReceipt.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("event")
        .filter(event_id=event, subscriber=subscriber, done_at__isnull=True)
    )
)
_last_failure = float("-inf")  # of this process, by time.monotonic()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all facts: a frozen dataclass of ids, named in the past tense."""

    @classmethod
    def name(cls) -> str:
        """``students.eoi_submitted`` for ``students.events.EoiSubmitted``."""
        snake = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        return f"{cls.__module__.split('.')[0]}.{snake}"

    def payload(self) -> dict[str, Any]:
        """The ids as JSON can hold them."""
        return {
            key: str(value) if isinstance(value, uuid.UUID) else value
            for key, value in dataclasses.asdict(self).items()
        }


@lru_cache(maxsize=1)
def subscribers() -> dict[str, tuple[str, ...]]:
    """The table of config/events.py: fact -> names of tasks."""
    table: dict[str, tuple[str, ...]] = import_string(settings.EVENT_SUBSCRIBERS)
    return table


def publish(fact: Event) -> OutboxEvent:
    """Write ``fact`` in the caller's transaction and nudge the relay after its commit."""
    event = OutboxEvent.objects.create(name=fact.name(), payload=fact.payload(), language=spoken())
    _receipts([event])
    after_commit(relay, event.pk)
    return event


def publish_all(facts: Iterable[Event]) -> list[OutboxEvent]:
    """Write facts that came about together, with one nudge for all of them."""
    events = OutboxEvent.objects.bulk_create(
        OutboxEvent(name=fact.name(), payload=fact.payload(), language=spoken()) for fact in facts
    )
    _receipts(events)
    if events:
        after_commit(relay_all, [event.pk for event in events])
    return events


def _receipts(events: Iterable[OutboxEvent]) -> None:
    OutboxReceipt.objects.bulk_create(
        OutboxReceipt(event=event, subscriber=subscriber)
        for event in events
        for subscriber in subscribers()[event.name]
    )


def after_commit(task: Any, *args: Any) -> None:
    """Start ``task`` after the commit; a broker that is down is logged, never raised.

    What must not be lost goes through :func:`publish`, whose sweep sends again. Whoever writes a
    hundred facts while a broker does not answer waits for one nudge, not for a hundred.
    """

    def start() -> None:
        global _last_failure
        if time.monotonic() - _last_failure < QUIET:
            return
        try:
            task.delay(*args)
        except (OperationalError, OSError) as error:
            _last_failure = time.monotonic()
            logger.warning("broker_unreachable task=%s error=%s", task.name, type(error).__name__)

    transaction.on_commit(start, robust=not settings.CELERY_TASK_ALWAYS_EAGER)


@shared_task(name="core.relay", ignore_result=True)
def relay(event_id: int) -> None:
    """Hand one event to its waiting subscribers."""
    _relay([event_id])


@shared_task(name="core.relay_all", ignore_result=True)
def relay_all(event_ids: list[int]) -> None:
    """Hand several events to their waiting subscribers."""
    _relay(event_ids)


def _relay(event_ids: list[int]) -> None:
    waiting = OutboxReceipt.objects.filter(
        event_id__in=event_ids, done_at__isnull=True, dead_at__isnull=True
    )
    for receipt in waiting.order_by("pk"):
        _hand_over(receipt)


def queued() -> int:
    """How many messages wait in the broker; 0 where it does not say."""
    queue = current_app.conf.task_default_queue
    try:
        with current_app.connection_for_write() as connection:
            said = connection.default_channel.queue_declare(queue=queue, passive=True)
            return int(said.message_count)
    except (ChannelError, OperationalError, OSError):
        return 0


@shared_task(name="core.drain", ignore_result=True)
def drain() -> int:
    """Sweep: send again what is overdue. Returns how many deliveries were started.

    Not while the broker holds many messages: what looks lost is then mostly among them, and each
    sweep would add to what makes them late.
    """
    if queued() > LONG_QUEUE:
        return 0
    started = 0
    with transaction.atomic():
        overdue = list(
            OutboxReceipt.objects.select_for_update(skip_locked=True)
            .filter(done_at__isnull=True, dead_at__isnull=True, next_try_at__lte=Now())
            .order_by("next_try_at")[:SWEEP_AT_MOST]
        )
        for receipt in overdue:
            if receipt.tries >= MOST_TRIES:
                OutboxReceipt.objects.filter(pk=receipt.pk).update(dead_at=Now())
                logger.error("outbox_dead receipt=%s", receipt.pk)
            else:
                after_commit(relay_one, receipt.pk)
                started += 1
        OutboxReceipt.objects.filter(pk__in=[r.pk for r in overdue]).update(
            next_try_at=Now() + FIRST_RETRY
        )
    return started


@shared_task(name="core.relay_one", ignore_result=True)
def relay_one(receipt_id: int) -> None:
    """Hand one overdue delivery to its subscriber."""
    receipt = OutboxReceipt.objects.filter(
        pk=receipt_id, done_at__isnull=True, dead_at__isnull=True
    ).first()
    if receipt is not None:
        _hand_over(receipt)


@shared_task(name="core.prune_outbox", ignore_result=True)
def prune_outbox() -> int:
    """Delete events older than 90 days whose every delivery is done. Returns how many rows went."""
    old = OutboxEvent.objects.filter(published_at__lt=Now() - KEEP).exclude(
        receipts__done_at__isnull=True, receipts__isnull=False
    )
    return old.delete()[0]


def _hand_over(receipt: OutboxReceipt) -> None:
    wait = FIRST_RETRY * 2 ** min(receipt.tries, 8)
    OutboxReceipt.objects.filter(pk=receipt.pk).update(
        tries=F("tries") + 1, next_try_at=Now() + wait
    )
    current_app.tasks[receipt.subscriber].delay(receipt.event_id)


@contextmanager
def handled_once(event_id: int, subscriber: str) -> Iterator[OutboxEvent | None]:
    """Handle event ``event_id`` as ``subscriber`` in one transaction, exactly once.

    Yields the event, or ``None`` where it was handled before (or another worker is at it). The
    receipt is marked done with the block's own changes; an exception undoes both and is raised.
    """
    try:
        with transaction.atomic():
            receipt = WAITING.first(event=event_id, subscriber=subscriber)
            if receipt is None:
                yield None
                return
            yield receipt.event
            OutboxReceipt.objects.filter(pk=receipt.pk).update(
                done_at=Now(), dead_at=None, last_error=""
            )
    except Exception as error:
        OutboxReceipt.objects.filter(event_id=event_id, subscriber=subscriber).update(
            last_error=type(error).__name__
        )
        raise
