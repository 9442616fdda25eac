"""How the content's working days and recurring terms become dates, once today is known."""

from collections.abc import Sequence
from datetime import date, timedelta

from .types import RecurringTerm


def workday(today: date, offset: int) -> date:
    """The date ``offset`` working days (Monday to Friday) from ``today``; 0 is today itself."""
    step = timedelta(days=1 if offset > 0 else -1)
    day, left = today, abs(offset)
    while left:
        day += step
        if day.weekday() < 5:
            left -= 1
    return day


def dated_terms(
    terms: Sequence[RecurringTerm], today: date
) -> list[tuple[RecurringTerm, date, date]]:
    """Every term that touches the year before ``today`` and the two after it, by first day.

    The story begins a year before it is played."""
    dated = [
        (term, date(year, *term.starts), date(year, *term.ends))
        for year in range(today.year - 1, today.year + 3)
        for term in terms
    ]
    year = timedelta(days=365)
    near = [row for row in dated if row[2] >= today - year and row[1] <= today + 2 * year]
    return sorted(near, key=lambda row: row[1])
