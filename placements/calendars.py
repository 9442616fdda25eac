"""Calendar files (RFC 5545, 5546): what one says, and how it is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import (
    Calendar,
    Component,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
)

from institutions.models import Institution

ASK_AGAIN = timedelta(hours=1)  # how often a program that subscribes should look


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar. ``uid`` stays for ever, ``sequence`` rises with each change.

    ``starts`` and ``ends`` are moments in the zone of the place, or the first day and the day after
    the last. ``status``: ``CONFIRMED``, ``TENTATIVE`` or ``CANCELLED``.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts: datetime | date
    ends: datetime | date
    title: str
    status: str
    url: str
    where: str = ""
    about: str = ""  # what a person wants to know with no signal
    free: bool = False  # whether other things may be done meanwhile


def write_calendar(
    entries: Sequence[Entry], institution: Institution, *, name: str = "", cancel: bool = False
) -> bytes:
    """The file. ``name`` is that of a calendar somebody subscribes to; ``cancel`` takes it out.

    Times are written in the zone of the place, with its rules: a program that only knows offsets
    would be an hour wrong after the clocks change.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Foothold//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancel else "PUBLISH")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for zone, years in _zones(entries).items():
        calendar.add_component(_rules_of(zone, *years))
    for entry in entries:
        calendar.add_component(_event(entry, institution))
    return bytes(calendar.to_ical())


def _event(entry: Entry, institution: Institution) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.starts)
    event.add("dtend", entry.ends)
    event.add("summary", entry.title)
    event.add("description", "\n\n".join(filter(None, [entry.about, entry.url])))
    event.add("url", entry.url)
    if entry.where:
        event.add("location", entry.where)
    event.add("status", entry.status)
    event.add("transp", "TRANSPARENT" if entry.free else "OPAQUE")
    writer = institution.contact_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    organizer = vCalAddress(f"mailto:{writer}")
    organizer.params["cn"] = institution.team_name
    event.add("organizer", organizer)
    return event


def _zones(entries: Iterable[Entry]) -> dict[str, tuple[int, int]]:
    """The zones that the entries name, each with its first and last year."""
    found: dict[str, tuple[int, int]] = {}
    for moment in (at for entry in entries for at in (entry.starts, entry.ends)):
        if isinstance(moment, datetime) and isinstance(moment.tzinfo, ZoneInfo):
            zone, year = moment.tzinfo.key, moment.year
            first, last = found.get(zone, (year, year))
            found[zone] = (min(first, year), max(last, year))
    return found


@lru_cache(maxsize=64)
def _rules_of(zone: str, first: int, last: int) -> Component:
    """A zone's changes of the clock from the year ``first`` to ``last``.

    Each begins at the wall time that it ends (RFC 5545, 3.6.5), which is where
    ``icalendar.Timezone.from_tzinfo`` (7.3) is an hour late in spring.
    """
    here = ZoneInfo(zone)
    found = Timezone()
    found.add("tzid", zone)
    at = datetime(first - 1, 12, 31, 12, tzinfo=UTC)
    found.add_component(_change(at.astimezone(here), at.astimezone(here)))
    while at.year <= last:
        after = at + timedelta(days=1)
        if at.astimezone(here).utcoffset() != after.astimezone(here).utcoffset():
            changes = _moment(here, at, after)
            before = (changes - timedelta(minutes=1)).astimezone(here)
            found.add_component(_change(before, changes.astimezone(here)))
        at = after
    return found


def _moment(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    """The minute between two moments in UTC at which clocks change."""
    old = early.astimezone(zone).utcoffset()
    while late - early > timedelta(minutes=1):
        half = early + (late - early) // 2
        half = half.replace(second=0, microsecond=0)
        if half in (early, late):
            break
        early, late = (half, late) if half.astimezone(zone).utcoffset() == old else (early, half)
    return late


def _change(before: datetime, after: datetime) -> Component:
    change = TimezoneDaylight() if after.dst() else TimezoneStandard()
    wall = after.astimezone(UTC).replace(tzinfo=None) + (before.utcoffset() or timedelta())
    change.add("dtstart", wall)
    change.add("tzoffsetfrom", before.utcoffset() or timedelta())
    change.add("tzoffsetto", after.utcoffset() or timedelta())
    change.add("tzname", after.tzname() or "")
    return change


def whole_days(starts_at: datetime, ends_at: datetime, zone: str) -> tuple[date, date]:
    """The days from one moment to another at a place: the first, and the one after the last."""
    here = ZoneInfo(zone)
    return (
        starts_at.astimezone(here).date(),
        ends_at.astimezone(here).date() + timedelta(days=1),
    )
