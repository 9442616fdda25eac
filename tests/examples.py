"""How many examples a property is tried with: few at each run, tenfold with THOROUGH=10."""

import os

from hypothesis import settings

TIMES = int(os.environ.get("THOROUGH", "1"))


def examples(number: int) -> settings:
    """A decorator for a property: ``number`` examples."""
    return settings(max_examples=number * TIMES)
