"""A value as a file of lines holds it: what a spreadsheet would run as a formula is made text."""

from datetime import date, datetime
from typing import Any

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def plain(value: Any) -> str:
    """Dates and times as ISO 8601 writes them, nothing as ""; a quote before a formula's sign."""
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, datetime | date) else str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
