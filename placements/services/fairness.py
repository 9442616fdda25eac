"""The fairness report of a round: shares and counts before anybody confirms it."""

from dataclasses import dataclass
from typing import Any

from placements.models import Allocation


@dataclass(frozen=True, slots=True)
class Report:
    """What a round comes to. ``wishes``: places by how high their student had put them."""

    students: int
    placed: int
    first_timers: tuple[int, int]  # asked, placed
    carry_over: tuple[int, int]
    nothing_again: int  # got nothing before, and would again
    wishes: tuple[tuple[int, int], ...]  # (rank, places)


def fairness_of(allocation: Allocation) -> Report:
    """The report of a list that was worked out, as it stands after what people changed by hand."""
    problem: dict[str, Any] = allocation.problem or {"wishes": [], "students": []}
    got = set((allocation.result or {}).get("placed", ()))
    chosen = [wish for wish in problem["wishes"] if wish["eoi"] in got]
    placed = {wish["student"] for wish in chosen}
    people = {student["id"]: student for student in problem["students"]}
    ranks: dict[int, int] = {}
    for wish in chosen:
        ranks[wish["rank"]] = ranks.get(wish["rank"], 0) + 1

    def flagged(flag: str) -> tuple[int, int]:
        theirs = [pk for pk, student in people.items() if student[flag]]
        return len(theirs), sum(pk in placed for pk in theirs)

    carry_over = flagged("carry_over")
    return Report(
        students=len(people),
        placed=len(placed),
        first_timers=flagged("first_timer"),
        carry_over=carry_over,
        nothing_again=carry_over[0] - carry_over[1],
        wishes=tuple(sorted(ranks.items())),
    )
