"""Numbers that hang together: groups of the same people, one step of a way after the other.

Whoever reads is taken to know how many people reached each step, and who they are: staff open the
rows. What is kept is how many of them are of a group. The rules look at rounded numbers and at
these totals alone, so that showing or hiding says no more than the numbers would. Why they suffice:
the rounded numbers of a table that is shown could themselves be the truth (no group loses more
people from one step to the next than were lost, together they are no more than everybody). All of
a group's numbers may then be up to two higher or lower together, so each still fits five truths,
and so does each sum and each difference.
"""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from disclosure.rounding import BASE, FEWEST, rounded

APART = 2 * BASE  # people by which two counts differ, or one of them is not shown
Row = tuple[int, ...]
ShownRow = tuple[int | None, ...]


@dataclass(frozen=True)
class Table:
    """People at each step of a way, and of them those in each group.

    Nobody reaches a step without the one before, so each row never grows. ``disjoint``: nobody is
    in two groups. ``everybody``: everybody is in one of them. ``in_order``: a group is shown where
    those before it are and nowhere else, for groups that nobody may know of anybody: that two of
    them are hidden for being few says more than that one of them is.
    """

    totals: Row
    groups: Mapping[str, Row]
    disjoint: bool = True
    everybody: bool = False
    in_order: bool = False

    def __post_init__(self) -> None:
        rows = [self.totals, *self.groups.values()]
        if any(len(row) != len(self.totals) for row in rows):
            raise ValueError("Every row has every step.")
        if any(_grows(row) or min(row, default=0) < 0 for row in rows):
            raise ValueError("A row of people never grows from step to step.")
        together = [sum(column) for column in zip(*self.groups.values(), strict=True)]
        if self.disjoint and any(a > b for a, b in zip(together, self.totals, strict=False)):
            raise ValueError("Groups of which nobody is in two are no more than everybody.")


@dataclass(frozen=True)
class Shown:
    """What may be seen of a table: numbers to the nearest five, ``None`` where nothing is said.

    ``as_before`` holds the steps that nearly everybody of the step before took: nothing is said of
    groups there.
    """

    totals: ShownRow
    groups: Mapping[str, ShownRow]
    as_before: frozenset[int] = frozenset()

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "totals": list(self.totals),
            "groups": {name: list(row) for name, row in self.groups.items()},
            "as_before": sorted(self.as_before),
        }


def shown(table: Table, at_least: int = FEWEST, closed: Collection[int] = ()) -> Shown:
    """What may be seen of ``table`` where a number under ``at_least`` may not.

    ``closed`` names steps of which nothing may be said of groups for another reason, such as that
    nearly the same people stand in a table shown before (``nearly_the_same``).
    """
    enough = [_is_enough(total, at_least) for total in table.totals]
    kept = [s for s in _steps_apart(table.totals) if enough[s] and s not in closed]
    rows = {name: _alone(table.totals, row, kept, at_least) for name, row in table.groups.items()}
    if table.disjoint:
        rows = _together(table, rows, kept, at_least)
    return Shown(
        tuple(
            rounded(total) if fine else None
            for total, fine in zip(table.totals, enough, strict=True)
        ),
        rows,
        frozenset(s for s in range(len(enough)) if enough[s] and s not in kept),
    )


def nearly_the_same(people: Set[Any], others: Sequence[Set[Any]]) -> bool:
    """Whether one of ``others`` differs from ``people`` by somebody, yet by fewer than ten.

    Whoever has the number of a group among both takes one from the other, and has it among few.
    """
    return any(0 < len(people ^ each) < APART for each in others)


def _grows(row: Row) -> bool:
    return any(later > earlier for earlier, later in pairwise(row))


def _is_enough(count: int, at_least: int) -> bool:
    return rounded(count) - BASE // 2 >= at_least


def _steps_apart(totals: Row) -> list[int]:
    """The steps that as many took as the one kept before, or clearly fewer."""
    kept: list[int] = []
    for step, total in enumerate(totals):
        lost = totals[kept[-1]] - total if kept else 0
        if lost == 0 or lost >= APART:
            kept.append(step)
    return kept


def _alone(totals: Row, row: Row, kept: list[int], at_least: int) -> ShownRow:
    """One group against everybody else: from the first step on that says too much, nothing."""
    said: list[int | None] = [None] * len(row)
    before: int | None = None
    for step in kept:
        number, rest = rounded(row[step]), totals[step] - rounded(row[step])
        if number - BASE // 2 < at_least or rest - BASE // 2 < at_least:
            break
        if before is not None and not _fits(totals, before, step, rounded(row[before]) - number):
            break
        said[step], before = number, step
    return tuple(said)


def _fits(totals: Row, before: int, step: int, lost: int) -> bool:
    """Whether ``lost`` people of a group between two steps leave room for others who were lost."""
    among = totals[before] - totals[step]
    return among == 0 or lost <= among - BASE


def _together(
    table: Table, rows: dict[str, ShownRow], kept: list[int], at_least: int
) -> dict[str, ShownRow]:
    """Groups of which nobody is in two: in their order, as long as the rest is large enough.

    Where everybody is in one of them, the last is never counted by itself: it is the rest, and is
    shown as that where all others are. The order is the table's own, since one by size would say
    which of two hidden groups is the larger.
    """
    *names, last = [*rows] if table.everybody and rows else [*rows, ""]
    chosen: dict[str, ShownRow] = {}
    for name in names:
        row = list(rows[name])
        before: int | None = None
        for step in kept:
            hidden = [other for other in chosen.values() if other[step] is None]
            if (
                row[step] is None
                or (table.in_order and hidden)
                or not _leave_enough(table.totals, chosen, row, before, step, at_least)
            ):
                row[step:] = [None] * (len(row) - step)
                break
            before = step
        chosen[name] = tuple(row)
    if last:
        chosen[last] = tuple(
            _rest(total, [row[step] for row in chosen.values()]) if step in kept else None
            for step, total in enumerate(table.totals)
        )
    return chosen


def _rest(total: int, others: Sequence[int | None]) -> int | None:
    known = [number for number in others if number is not None]
    return rounded(total) - sum(known) if len(known) == len(others) else None


def _leave_enough(
    totals: Row,
    chosen: Mapping[str, ShownRow],
    row: Sequence[int | None],
    before: int | None,
    step: int,
    at_least: int,
) -> bool:
    number = row[step] or 0
    others = sum(other[step] or 0 for other in chosen.values())
    if totals[step] - others - number - BASE // 2 < at_least:
        return False
    if before is None:
        return True
    lost = (row[before] or 0) - number
    for other in chosen.values():
        if other[before] is not None and other[step] is not None:
            lost += (other[before] or 0) - (other[step] or 0)
    return _fits(totals, before, step, lost)
