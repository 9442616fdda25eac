"""From a round's challenges to a list for it: posed, worked out, and what people fixed put back.

Nothing here writes: a draft, what a change would do, and a run for comparison are worked out alike.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from employers.models import Challenge
from institutions.models import Policy
from matching import formats
from matching.allocation import allocate
from matching.model import IsCancelled, OnProgress, Options, Status
from placements.models import Allocation, Hold
from placements.models.holding import ALONE
from placements.services.keeping import name_the_kept
from placements.services.problem import as_json, from_json, holds_in, problem_of
from placements.services.telling import result_of

Problem = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Solved:
    """A list as ``Allocation.result`` holds it, and what stands behind it.

    ``hash`` is the SHA-256 of the file that ``python -m matching allocate`` writes. ``ended``:
    nothing cut the run short, so that anybody comes to the same list.
    """

    result: dict[str, Any]
    hash: str
    solver: str
    ended: bool


def pose(
    challenges: Sequence[Challenge], policy: Policy, seed: str, extra: Sequence[Hold] = ()
) -> Problem:
    """The problem as JSON, under what is fixed by hand; ``extra`` are holds that nobody kept yet.

    ``held`` in it names the interests that are no part of the question any more.
    """
    holds = [*holds_in(challenges), *extra]
    problem = as_json(problem_of(challenges, policy, seed, holds))
    held: dict[str, list[str]] = {kind.value: [] for kind in ALONE}
    for hold in holds:
        if hold.kind in held:
            held[hold.kind].append(str(hold.eoi.public_id))
    return problem | {"held": held}


def file_of(problem: Problem) -> bytes:
    """The problem as ``python -m matching`` reads it: ids alone, and no secret."""
    return formats.snapshot(from_json(problem))


def solve(
    challenges: Iterable[Challenge],
    problem: Problem,
    *,
    progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
    seconds: float | None = None,
) -> Solved:
    """Work the problem out. Raises ``BadInput`` where it contradicts itself."""
    answer = allocate(
        from_json(problem),
        options=Options(seconds=seconds),
        progress=progress,
        cancelled=cancelled,
    )
    result = result_of(answer, problem)
    name_the_kept(challenges, problem["wishes"], result["reasons"])
    return Solved(
        result=result,
        hash=hash_of_file(formats.snapshot(answer)),
        solver=f"{answer.version} {answer.solver}"[:80],
        ended=result["status"] != Status.STOPPED,
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of working a round out again; ``why`` is empty where the bytes are the same."""

    same: bool
    solver: str
    why: str


def compare(allocation: Allocation, challenges: Iterable[Challenge]) -> Compared:
    """Work a round out again from what it keeps, and hold the answer against the first one."""
    problem = allocation.problem or {}
    if hash_of_file(file_of(problem)) != allocation.problem_hash:
        return Compared(False, "", "changed")
    solved = solve(challenges, problem)
    if solved.hash == allocation.result_hash:
        return Compared(True, solved.solver, "")
    if (allocation.result or {}).get("status") == Status.STOPPED:
        return Compared(False, solved.solver, "stopped")
    other = solved.solver != allocation.solver
    return Compared(False, solved.solver, "version" if other else "unknown")


def hash_of_file(content: bytes) -> str:
    """SHA-256 of a file with this content and the end of its one line, as 64 hex digits."""
    return hashlib.sha256(content + b"\n").hexdigest()
