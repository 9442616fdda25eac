"""The fairness report of a round: shares and counts before anybody confirms it."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosure import part_shown, percentage_shown, total_shown
from placements.models import Allocation
from placements.services.allocation import asked_and_placed_by_group

GROUPS: dict[str, str | Promise] = {
    "first_in_family": _("First in the family to study"),
    "carer": _("Care for somebody"),
    "disabled": _("Disabled, or with a long-term condition"),
    "international": _("International"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """Those of a group who asked, and those of them with a place; None is hidden, being few."""

    name: str | Promise
    asked: int | None
    placed: int | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a round comes to. ``wishes``: places by how high their student had put them."""

    students: int
    placed: int
    first_timers: tuple[int, int]  # asked, placed
    carry_over: tuple[int, int]
    nothing_again: int  # got nothing before, and would again
    wishes: tuple[tuple[int, int], ...]  # (rank, places)
    groups: tuple[Share, ...]


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
    counted = asked_and_placed_by_group(list(people), placed)
    return Report(
        students=len(people),
        placed=len(placed),
        first_timers=flagged("first_timer"),
        carry_over=carry_over,
        nothing_again=carry_over[0] - carry_over[1],
        wishes=tuple(sorted(ranks.items())),
        groups=tuple(
            Share(
                name,
                total_shown(counted[key][0]),
                part_shown(counted[key][1], counted[key][0]),
                percentage_shown(counted[key][1], counted[key][0]),
            )
            for key, name in GROUPS.items()
        ),
    )
