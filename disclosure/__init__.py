"""Rounding and suppression of small numbers: a library that knows neither Django nor a database.

``rounding`` is about one number, ``tables`` about numbers that hang together, ``intervals`` about
how sure a share is.
"""

from disclosure.intervals import Interval, wilson
from disclosure.rounding import (
    BASE,
    FEWEST,
    PERCENT_FROM,
    part_shown,
    percentage_shown,
    rounded,
    sum_shown,
    total_shown,
)
from disclosure.tables import APART, Shown, Table, nearly_the_same, shown

__all__ = [
    "APART",
    "BASE",
    "FEWEST",
    "PERCENT_FROM",
    "Interval",
    "Shown",
    "Table",
    "nearly_the_same",
    "part_shown",
    "percentage_shown",
    "rounded",
    "shown",
    "sum_shown",
    "total_shown",
    "wilson",
]
