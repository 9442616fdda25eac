"""Working days of an institution: Monday to Friday without public holidays and its own closed days.

Holidays come from the ``holidays`` package by jurisdiction; England's where none is known. Closed
days are what the institution has typed (Christmas week, say): a column of its row, so that
counting asks the database nothing.
"""

from datetime import date, timedelta
from functools import lru_cache

import holidays

from institutions.models import Institution, Jurisdiction

CALENDARS: dict[str, tuple[str, str | None]] = {
    Jurisdiction.UK: ("GB", "ENG"),
    Jurisdiction.ONTARIO: ("CA", "ON"),
    Jurisdiction.BRITISH_COLUMBIA: ("CA", "BC"),
    Jurisdiction.AUSTRALIA: ("AU", None),
    Jurisdiction.US_FEDERAL: ("US", None),
}
ONE_DAY = timedelta(days=1)
MANY = 100  # nobody counts further


@lru_cache(maxsize=256)
def _holidays_of(jurisdiction: str, year: int) -> frozenset[date]:
    country, part = CALENDARS.get(jurisdiction, ("GB", "ENG"))
    return frozenset(holidays.country_holidays(country, subdiv=part, years=year))


def is_working_day(day: date, institution: Institution) -> bool:
    """Whether people at ``institution`` work on ``day``."""
    if day.weekday() >= 5 or day in _holidays_of(institution.jurisdiction, day.year):
        return False
    return day not in institution.closed_on


def closed_stretches(institution: Institution) -> list[tuple[date, date]]:
    """The institution's own closed days as first and last day of each stretch, earliest first."""
    stretches: list[tuple[date, date]] = []
    for day in sorted(set(institution.closed_on)):
        if stretches and stretches[-1][1] + ONE_DAY == day:
            stretches[-1] = (stretches[-1][0], day)
        else:
            stretches.append((day, day))
    return stretches


def working_days_after(day: date, count: int, institution: Institution) -> date:
    """The ``count``-th working day after ``day``; with 0, ``day`` or the first one after it."""
    return _walk(day, count, institution, ONE_DAY)


def working_days_before(day: date, count: int, institution: Institution) -> date:
    """The ``count``-th working day before ``day``; with 0, ``day`` or the last one before it."""
    return _walk(day, count, institution, -ONE_DAY)


def working_days_between(first: date, last: date, institution: Institution) -> int:
    """How many working days come after ``first``, up to and with ``last``, a hundred at most."""
    days = 0
    while first < last and days < MANY:
        first += ONE_DAY
        days += is_working_day(first, institution)
    return days


def _walk(day: date, count: int, institution: Institution, step: timedelta) -> date:
    if count < 0:
        raise ValueError("Count working days forwards or backwards, not below zero.")
    while count > 0 or not is_working_day(day, institution):
        day += step
        if count > 0 and is_working_day(day, institution):
            count -= 1
    return day
