"""The only clock of business rules. Tests move it; database time only orders."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

_offset: ContextVar[timedelta] = ContextVar("clock_offset", default=timedelta())


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now() + _offset.get()


def today(zone: str) -> date:
    """Today's date in ``zone`` (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


def end_of(day: date, zone: str) -> datetime:
    """The last moment of ``day`` in ``zone``: a deadline given as a date ends there."""
    return at(day, time(23, 59, 59), zone)


def at(day: date, wall: time, zone: str) -> datetime:
    """The moment at which clocks in ``zone`` show ``wall`` on ``day``.

    An hour that occurs twice takes the first. Raises ``ValueError`` where clocks skip it.
    """
    moment = datetime.combine(day, wall, tzinfo=ZoneInfo(zone))
    utc = moment.astimezone(ZoneInfo("UTC"))
    if utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != datetime.combine(day, wall):
        raise ValueError(f"The clocks in {zone} skip {wall} on {day}.")
    return utc


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Move the clock by ``by`` for the length of the block."""
    token = _offset.set(_offset.get() + by)
    try:
        yield
    finally:
        _offset.reset(token)
