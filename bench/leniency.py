"""Leniency of assessors, by its bars: ``make bench B=leniency``.

Truth and estimate over BENCH_SEEDS simulated universities (40), and seconds for 10,000 ratings.
The floor of the error is that of guessing zero for everybody.
"""

import os
from collections.abc import Iterator

from bench.assessors import ENOUGH, measure, ten_thousand
from bench.pages import Line

SEEDS = int(os.environ.get("BENCH_SEEDS", "40"))


def run() -> Iterator[Line]:
    """One line for each bar."""
    found = measure(range(SEEDS))
    yield Line(
        f"leniency: mean absolute error, in levels, from {ENOUGH} ratings up",
        round(found.error, 3),
        round(found.guess, 3),
        round(found.error / found.guess, 2),
        "<= 0.15",
        found.error <= 0.15,
    )
    for name, share, low in (
        ("leniency: share of truths inside 90 % intervals", found.covered, 0.85),
        ("leniency: the same, of truths beyond half a level", found.strong_covered, 0.8),
        ("spread: share of truths inside 90 % intervals", found.spread_covered, 0.75),
    ):
        bar = f"{low} to 0.95"
        yield Line(name, round(share, 3), 0.9, round(share / 0.9, 2), bar, low <= share <= 0.95)
    seconds, ratings = ten_thousand()
    name = f"leniency: seconds for {ratings} ratings"
    yield Line(name, round(seconds, 2), 0.0, 0.0, "<= 2", seconds <= 2)
