"""The words of diverse grouping: elements, their distances, groups of set sizes; and its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.model import BadInput, Impossible, Status

LARGEST = 5_000
"""Most elements: their distances take 200 MB, and each of some arrays of the search as much."""


@dataclass(frozen=True, slots=True, eq=False)
class DiverseProblem:
    """``distance`` (n, n), symmetric, 0 on the diagonal; ``low`` and ``high`` bound each group."""

    distance: Any
    low: tuple[int, ...]
    high: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DiverseResult:
    """``group`` of each element; ``objective``: sum of the distances inside groups, six digits."""

    group: tuple[int, ...]
    objective: float
    status: Status
    moves: int
    version: str
    solver_seed: int
    bound: None = None
    gap: None = None


def read_diverse(text: str) -> DiverseProblem:
    """The problem in an ``mdgp.txt``: the head of MDGPLIB's files, then the upper triangle.

    Raises ``BadInput``.
    """
    lines = text.splitlines()
    try:
        head = lines[0].split()
        count, groups = int(head[0]), int(head[1])
        if not 0 <= count <= LARGEST or not 0 <= groups <= LARGEST:
            raise BadInput(f"{count} elements in {groups} groups are more than can be taken in.")
        bounds = [int(word) for word in head[3:]]
        if head[2] not in ("ss", "ds") or len(bounds) != 2 * groups:
            raise BadInput("The first line is not: n groups ss|ds min1 max1 min2 max2 ….")
        distance = np.zeros((count, count))
        for row in range(count - 1):
            values = np.array(lines[1 + row].split(), dtype=np.float64)
            if len(values) != count - 1 - row:
                raise BadInput(f"Line {row + 2} has {len(values)} distances.")
            distance[row, row + 1 :] = values
    except (IndexError, ValueError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput("This is no instance of diverse grouping.") from error
    return DiverseProblem(distance + distance.T, tuple(bounds[0::2]), tuple(bounds[1::2]))


def check_diverse(problem: DiverseProblem) -> None:
    """Refuse what contradicts itself. Raises ``BadInput``, or ``Impossible`` for sizes."""
    if not np.isfinite(problem.distance).all():
        raise BadInput("A distance is not a number.")
    count = len(problem.distance)
    for number, (low, high) in enumerate(zip(problem.low, problem.high, strict=True)):
        if not 0 <= low <= high:
            raise BadInput(f"Group {number}: {low} to {high} elements make no group.")
    if not sum(problem.low) <= count <= sum(problem.high):
        raise Impossible(f"{count} elements do not fill the groups.", ("size",))
