"""The maximally diverse grouping problem: groups of set sizes with the largest distances inside.

NP-hard (Feo and Khellaf, Networks 20, 1990); the pairs of a team alone, hence searched for like
teams (``matching.grouping``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from matching.diverse_model import DiverseProblem, DiverseResult, check_diverse
from matching.grouping import Budget, search
from matching.model import IsCancelled, OnProgress, Options, Status
from matching.standing import Array, Ground

VERSION = "foothold-groups/2"


def sizes_of(problem: DiverseProblem) -> tuple[int, ...]:
    """The sizes to search with: where distances are not negative, those with the most pairs.

    A search that may change sizes was found worse than one with these. Filling the groups to the
    brim, the largest first, gives the most pairs, since each step adds to the larger group.
    """
    sizes = list(problem.low)
    left = len(problem.distance) - sum(sizes)
    order = sorted(range(len(sizes)), key=lambda at: (-problem.high[at], at))
    if (problem.distance < 0).any():  # as even as can be
        while left:
            at = min((at for at in order if sizes[at] < problem.high[at]), key=sizes.__getitem__)
            sizes[at] += 1
            left -= 1
    for at in order:
        more = min(left, problem.high[at] - sizes[at])
        sizes[at] += more
        left -= more
    return tuple(sizes)


def form_groups(
    problem: DiverseProblem,
    *,
    options: Options | None = None,
    progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
) -> DiverseResult:
    """Groups as diverse as the budget finds. Without ``seconds`` the same bytes every time.

    Raises ``BadInput`` and ``Impossible``.
    """
    options = options or Options()
    check_diverse(problem)
    count, sizes = len(problem.distance), sizes_of(problem)
    if count == 0 or not sizes:
        return DiverseResult((), 0.0, Status.PROVEN, 0, VERSION, options.solver_seed)
    nobody = np.zeros(count, np.uint64)
    ground = Ground(
        pair=np.ascontiguousarray(problem.distance, dtype=np.float64),
        unit_of=np.arange(count),
        starts=np.arange(count + 1),
        items=np.arange(count),
        held=np.zeros(count, np.bool_),
        low=np.array(sizes),
        high=np.array(sizes),
        able=nobody,
        free=nobody.reshape(count, 1),
        known=np.zeros(count, np.bool_),
        off=np.zeros((count, 0)),
        flag=np.zeros((count, 0), np.int64),
        foe_starts=np.zeros(count + 1, np.int64),
        foes=np.zeros(0, np.int64),
        weights=np.zeros(6),
        extras=False,
        flexible=False,
    )

    def start(chance: Any) -> Array:
        group = [number for number, size in enumerate(sizes) for _ in range(size)]
        chance.shuffle(group)
        return np.array(group, np.int64)

    limit = 10_000 * count * count if options.seconds is None else 2**62
    found = search(
        ground,
        start,
        Budget(options.moves or limit, options.seconds, options.threads),
        seed=options.solver_seed,
        progress=progress,
        cancelled=cancelled,
    )
    group = tuple(int(each) for each in found.group)
    return DiverseResult(
        group=group,
        objective=diversity(problem, group),
        status=Status.STOPPED if found.stopped else Status.FOUND,
        moves=found.moves,
        version=VERSION,
        solver_seed=options.solver_seed,
    )


def diversity(problem: DiverseProblem, group: Sequence[int]) -> float:
    """Sum of the distances inside groups."""
    of = np.array(group)
    return round(float(problem.distance[of[:, None] == of[None, :]].sum()) / 2, 6)
