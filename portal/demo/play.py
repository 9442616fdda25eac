"""Plays the demo's story: each act at its own moment, everything that follows in this process."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from itertools import groupby

from celery import current_app
from django.db.models import F, Model
from django.db.models.functions import Now
from django.test.utils import override_settings
from django.utils import timezone

from core import clock
from core.models import OutboxReceipt
from core.outbox import subscribers
from credentials.models import Appeal, Credential, Endorsement
from employers.models import Challenge
from employers.services import refresh_words
from institutions.models import Institution
from notifications.models import Message
from placements.models import (
    Allocation,
    Attendance,
    Placement,
    Reflection,
    SelfRating,
    SignOff,
    StepQuestion,
)
from portal.demo.cast import DEMO_SLUG, assemble
from portal.demo.plot import Plot
from students.models import Eoi

LETTERS_SINCE = timedelta(days=30)
BEGAN = timedelta(days=400)  # the university and its hosts were written down so long ago
WRITTEN_BY_THE_DATABASE: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Message, ("written_at", "sent_at")),
    (Challenge, ("state_changed_at",)),
    (Eoi, ("state_changed_at",)),
    (Allocation, ("state_changed_at",)),
    (Placement, ("state_changed_at",)),
    (SignOff, ("state_changed_at",)),
    (StepQuestion, ("state_changed_at",)),
    (Credential, ("state_changed_at",)),
    (Endorsement, ("state_changed_at",)),
    (Appeal, ("against",)),
    (Attendance, ("marked_at",)),
    (Reflection, ("written_at",)),
    (SelfRating, ("rated_at",)),
)


WITHOUT_LETTERS = {
    fact: tuple(task for task in tasks if task != "notifications.notify")
    for fact, tasks in subscribers().items()
}


class Interrupted(Exception):
    """The demo's story was begun and never finished."""


@contextmanager
def at_once() -> Iterator[None]:
    """Tasks run in this process as soon as they are started: there is no worker yet."""
    before, chatter = current_app.conf.task_always_eager, logging.getLogger("celery.app.trace")
    level = chatter.level
    current_app.conf.task_always_eager = True
    chatter.setLevel(logging.WARNING)
    try:
        yield
    finally:
        current_app.conf.task_always_eager = before
        chatter.setLevel(level)


@contextmanager
def without_letters() -> Iterator[None]:
    """Facts are written and acted on, but nobody is written to: it is too long ago."""
    subscribers.cache_clear()
    try:
        with override_settings(EVENT_SUBSCRIBERS="portal.demo.play.WITHOUT_LETTERS"):
            yield
    finally:
        subscribers.cache_clear()


def is_there() -> bool:
    """Whether the story has been played. Raises :class:`Interrupted` where it stopped midway."""
    if not Institution.objects.filter(slug=DEMO_SLUG).exists():
        return False
    if not Plot.has_ended():
        raise Interrupted
    return True


def play() -> int:
    """Play everything that has happened by now. Returns the number of acts.

    Each act runs with the clock at its moment. What the database's own clock stamps (letters,
    changes of state) is set back afterwards, day by day, so that pages tell one story.
    """
    current_app.loader.import_default_modules()
    with at_once():
        with clock.moved(-BEGAN):
            cast = assemble()
        plot = Plot(cast)
        acts = plot.acts()
        for _day, together in groupby(acts, key=lambda act: act.at.date()):
            began, on_the_day = _database_now(), list(together)
            for act in on_the_day:
                recent = act.at > plot.now - LETTERS_SINCE
                with (
                    clock.moved(act.at - timezone.now()),
                    nullcontext() if recent else without_letters(),
                ):
                    asked = _database_now() if recent else began
                    act.do()
                if recent:  # a letter is read with its hour, and never before what it speaks of
                    _set_back(asked, act.at, WRITTEN_BY_THE_DATABASE[:1])
            _set_back(began, on_the_day[0].at)
        plot.end()
    refresh_words()
    return len(acts)


def _database_now() -> datetime:
    row = Institution.objects.annotate(now=Now()).values_list("now", flat=True).first()
    assert row is not None
    return row


def _set_back(
    since: datetime,
    to: datetime,
    written: Sequence[tuple[type[Model], tuple[str, ...]]] = WRITTEN_BY_THE_DATABASE,
) -> None:
    """Move what the database stamped after ``since`` to the moment ``to``; its order stays."""
    by = since - to
    for model, fields in written:
        for field in fields:
            rows = model._default_manager.filter(**{f"{field}__gte": since})
            rows.update(**{field: F(field) - by})


def undelivered() -> list[str]:
    """Facts that a subscriber did not act on, with what went wrong."""
    waiting = OutboxReceipt.objects.filter(done_at__isnull=True).select_related("event")
    return [f"{row.event.name} → {row.subscriber}: {row.last_error}" for row in waiting]
