"""Days in words."""

import calendar
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language

WEEK = {name: 1 << n for n, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}


def week_bits(names: Iterable[str]) -> int:
    """Days of the week as bits, Monday the lowest; a name that is none counts nothing."""
    return sum(WEEK[name] for name in set(names) if name in WEEK)


def week_names(bits: int | None) -> list[str]:
    """The days of these bits, Monday first."""
    return [name for name, bit in WEEK.items() if (bits or 0) & bit]


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def dated(day: date, form: str) -> str:
    """``date_format``, remembered: a list says the same few days in every row."""
    return _dated(date(day.year, day.month, day.day), form, get_language())


@lru_cache(maxsize=4096)
def _dated(day: date, form: str, language: str | None) -> str:
    return date_format(day, form)
