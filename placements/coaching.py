"""Her own step held against her host's, in a sentence that helps (R27).

People misjudge themselves in both directions, and those who are new at something do so most (Kruger
and Dunning 1999; Boud and Falchikov 1989 on self-assessment at university). So a difference is
never called an error: the sentence says what to do with it, and points at what was seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Any

from django.utils.translation import gettext as _

PEERS_AT_LEAST = 3  # fewer steps of team mates together are not shown


@dataclass(frozen=True)
class Compared:
    """One skill: a row for each who said a step, and a sentence."""

    assessment: Any  # the host's
    rows: list[dict[str, Any]]
    words: str


def together(levels: Sequence[int]) -> int | None:
    """The middle of what team mates said, the lower of two; nothing while too few have seen it."""
    seen = [level for level in levels if level]
    return median_low(seen) if len(seen) >= PEERS_AT_LEAST else None


def sentence(own: int | None, host: int) -> str:
    """What to make of her step beside the host's; 0: not shown, not seen. Empty without hers."""
    if own is None:
        return ""
    if not host:
        return _("Your host had no chance to see it. That says nothing about you.")
    if not own:
        return _("You saw no chance to show it, and your host saw it. Note down what that was.")
    if own == host:
        return _("You and your host see the same. You can say it with confidence.")
    if own < host:
        return _("Your host saw more than you did. Note down what it was: it is yours to name.")
    if own == host + 1:
        return _("You see it one step higher. Ask what the next step would have looked like there.")
    return _("You see it quite differently. Ask your host or your tutor for one example of each.")


def growth(before: int | None, after: int | None) -> str:
    """How her own view moved from before the first day to after the last; empty where it can't."""
    if not before or not after or before == after:
        return ""
    if after > before:
        return _("In your own eyes you moved up since before the first day.")
    return _("You see yourself a little lower than before: often a sign of seeing more clearly.")


def compared(row: Any) -> Compared:
    """One skill: ``row`` is the host's assessment with her ``own``, ``before`` and ``mates``."""
    mates = together(row.mates)
    said = [
        (_("You, before"), row.before, False),
        (_("You, after"), row.own, False),
        (_("Your team mates, together"), mates, False),
        (_("Your host"), row.level, True),
    ]
    rows = [
        {"who": who, "value": level, "label": _step(level), "highlight": lit}
        for who, level, lit in said
        if level is not None
    ]
    words = f"{sentence(row.own, row.level)} {growth(row.before, row.own)}".strip()
    return Compared(row, rows, words)


def _step(level: int) -> str:
    return _("Step %(n)d") % {"n": level} if level else _("Not seen")
