"""Days in words."""

from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language


def dated(day: date, form: str) -> str:
    """``date_format``, remembered: a list says the same few days in every row."""
    return _dated(date(day.year, day.month, day.day), form, get_language())


@lru_cache(maxsize=4096)
def _dated(day: date, form: str, language: str | None) -> str:
    return date_format(day, form)
