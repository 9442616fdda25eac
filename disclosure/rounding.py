"""One number of people at a time: to the nearest five, or hidden.

The rules are those of HESA's standard rounding methodology (REQUIREMENTS 5): counts of people to
the nearest five, no percentage on fewer than 22.5 people; and besides, nothing under a threshold,
nor what would give it away by taking one shown number from another.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

BASE = 5
FEWEST = 5  # people of whom something may be said
PERCENT_FROM = 25  # rounded: it stands for 23 people or more, none of which is under 22.5


def rounded(count: int) -> int:
    """``count`` of people to the nearest five: 0 to 2 are 0, 3 to 7 are 5."""
    if count < 0:
        raise ValueError("A count is at least nought.")
    return (count + BASE // 2) // BASE * BASE


def _is_enough(shown: int, at_least: int) -> bool:
    """Whether even the smallest number that ``shown`` stands for is large enough.

    It asks the rounded number alone, so that showing or hiding it says no more than it does.
    """
    return shown - BASE // 2 >= at_least


def total_shown(count: int, at_least: int = FEWEST) -> int | None:
    """How many people, rounded; ``None`` where there may be fewer than ``at_least``."""
    shown = rounded(count)
    return shown if _is_enough(shown, at_least) else None


def part_shown(part: int, whole: int, at_least: int = FEWEST) -> int | None:
    """How many of ``whole`` people, rounded; ``None`` where few may be in it, or left out of it.

    The rest is ``whole`` less ``part``, so hiding a small rest hides the part, and a group of whom
    everybody is in it is not said to be: that would say it of each of them.
    """
    if not 0 <= part <= whole:
        raise ValueError("A part is no larger than its whole.")
    shown = rounded(part)
    rest = rounded(whole) - shown - BASE // 2  # the whole may be as much too high
    return shown if _is_enough(shown, at_least) and _is_enough(rest, at_least) else None


def percentage_shown(part: int, whole: int, at_least: int = FEWEST) -> int | None:
    """The part in a hundred, from the rounded numbers, so that it says no more than they do."""
    shown, all_of_them = part_shown(part, whole, at_least), rounded(whole)
    if shown is None or all_of_them < PERCENT_FROM:
        return None
    return (200 * shown + all_of_them) // (2 * all_of_them)


def sum_shown(amounts: Sequence[Decimal], at_least: int = FEWEST) -> Decimal | None:
    """The sum of what each person has (hours, say), to the nearest five of the largest amount.

    So rounded, the sum of equal amounts says just what the rounded number of people says, and one
    person more or less moves it by one step at most. ``None`` where the number of people who have
    any would not be shown.
    """
    if any(amount < 0 for amount in amounts):
        raise ValueError("An amount is at least nought.")
    if total_shown(sum(amount > 0 for amount in amounts), at_least) is None:
        return None
    step = BASE * max(amounts)
    return (sum(amounts) / step).quantize(Decimal(1), ROUND_HALF_EVEN) * step
