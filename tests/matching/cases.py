"""Random small problems, and what a person would find by trying everything."""

from __future__ import annotations

from itertools import chain, combinations, product
from pathlib import Path

from hypothesis import strategies as st

from matching.model import (
    AllocationProblem,
    Challenge,
    PolicyWeights,
    Span,
    Student,
    Wish,
)
from matching.team_model import TeamMember, TeamSlot, TeamsProblem
from matching.verify import verify_allocation, verify_teams

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "matching"


@st.composite
def allocation_problems(draw):
    """At most ten wishes of five students for three challenges, with everything that can occur."""
    challenges = []
    for number in range(draw(st.integers(2, 3))):
        smallest = draw(st.sampled_from([1, 1, 2, 3]))
        largest = draw(st.integers(smallest, 4))
        start = draw(st.integers(0, 4))
        spans = (Span(start, start + draw(st.integers(1, 3))),) if draw(st.booleans()) else ()
        if spans and draw(st.booleans()):
            spans = (*spans, Span(start + 5, start + 6))
        challenges.append(
            Challenge(
                id=f"c{number}",
                places=draw(st.sampled_from([1, 2, 3, 4, 6, 0])),
                min_team=smallest,
                max_team=largest,
                max_teams=draw(st.sampled_from([None, None, 1, 2])),
                reserved=draw(st.integers(0, 2)),
                kept=draw(st.sampled_from([0, 0, 1, 2])),
                spans=spans,
                taken=draw(st.sampled_from([0, 0, 0, 1])),
            )
        )
    students = [
        Student(
            id=f"s{number}",
            capacity=draw(st.sampled_from([1, 1, 1, 2, 2, 2, 0])),
            carry_over=draw(st.booleans()),
            first_timer=draw(st.booleans()),
            bookings=(Span(1, 2),) if draw(st.integers(0, 7)) == 7 else (),
        )
        for number in range(draw(st.integers(3, 5)))
    ]
    possible = list(product(students, challenges))
    least = min(len(possible), draw(st.sampled_from([6, 8, 0])))
    wanted = st.lists(st.sampled_from(possible), unique=True, min_size=least, max_size=10)
    chosen = draw(wanted)
    wishes = [
        Wish(
            eoi=f"{student.id}-{challenge.id}",
            student=student.id,
            challenge=challenge.id,
            rank=draw(st.integers(1, 3)),
            lottery=draw(st.integers(0, 20)) * 40_000,
            excluded=draw(st.sampled_from(["", "", "", "", "", "", "", "mode"])),
            qualifies=draw(st.booleans()),
        )
        for student, challenge in chosen
    ]
    together = ()
    if draw(st.integers(0, 3)) == 3:
        together = (("s0", "s1"),)
    return AllocationProblem(
        challenges=tuple(challenges),
        students=tuple(students),
        wishes=tuple(wishes),
        weights=PolicyWeights(
            place=draw(st.sampled_from([1, 30, 1000])),
            carry_over=draw(st.sampled_from([0, 40, 400])),
            first_timer=draw(st.sampled_from([0, 15, 150])),
            rank=draw(st.sampled_from([(100, 75, 55), (3,), (9, 1)])),
            reserve_short=draw(st.sampled_from([0, 12, 120])),
            kept_short=draw(st.sampled_from([0, 60, 600])),
            order=draw(st.sampled_from(["strict", "weighted"])),
        ),
        together=together,
    )


def parts_of(problem, placed):
    """Points of the four questions: places, priorities, wishes, lottery."""
    weights = problem.weights
    chosen = [wish for wish in problem.wishes if wish.eoi in placed]
    places = weights.place * len({wish.student for wish in chosen})
    wishes = sum(weights.rank[min(w.rank, len(weights.rank)) - 1] for w in chosen)
    priority = verify_allocation(problem, placed).objective - places - wishes
    return places, priority, wishes, sum(wish.lottery for wish in chosen)


def best_by_trying(problem):
    """The parts of the best allocation, found among all that keep the rules."""
    eois = [wish.eoi for wish in problem.wishes if not wish.excluded]
    everything = chain.from_iterable(combinations(eois, size) for size in range(len(eois) + 1))
    found = [
        parts_of(problem, set(placed))
        for placed in everything
        if verify_allocation(problem, placed).holds
    ]
    if problem.weights.order == "strict":
        return max(found)
    return max(found, key=lambda parts: (sum(parts[:3]), parts[3]))


@st.composite
def teams_problems(draw):
    """Up to seven people with many unknowns, for up to three teams."""
    size = draw(st.sampled_from([6, 7, 5, 4, 2, 1]))
    ids = [f"m{number}" for number in range(size)]
    count = draw(st.sampled_from([2, 2, 3, 1]))
    slots = []
    for number in range(count):
        low = max(0, size // count - draw(st.sampled_from([0, 1, 1])))
        slots.append(TeamSlot(f"t{number}", low, max(1, low + draw(st.integers(1, 2)))))
    maybe = st.integers(0, 3)
    members = []
    for member in ids:
        traits = {}
        if draw(maybe):
            traits["programme"] = draw(st.sampled_from("abc"))
        if draw(maybe):
            traits["year"] = draw(st.sampled_from("12"))
        members.append(
            TeamMember(
                id=member,
                traits=traits,
                levels={
                    skill: draw(st.integers(0, 4)) for skill in ("x", "y") if draw(st.booleans())
                },
                free=(draw(st.frozensets(st.sampled_from("123"))) if draw(st.booleans()) else None),
                flags=draw(st.frozensets(st.sampled_from("fg"), max_size=1)),
                locked_to=draw(st.sampled_from([s.id for s in slots]))
                if draw(st.integers(0, 9)) == 9
                else None,
            )
        )
    pair = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda p: p[0] != p[1])
    pairs = st.lists(pair, max_size=1) if size > 1 else st.just([])
    return TeamsProblem(
        members=tuple(members),
        teams=tuple(slots),
        wanted=(("x", 3), ("y", 2)),
        together=tuple(draw(pairs)),
        apart=tuple(draw(pairs)),
    )


def best_teams_by_trying(problem):
    """The points of the best teams that keep every rule, or None where there are none."""
    ids = [member.id for member in problem.members]
    names = [slot.id for slot in problem.teams]
    found = [
        verdict.objective
        for chosen in product(names, repeat=len(ids))
        for verdict in [verify_teams(problem, dict(zip(ids, chosen, strict=True)))]
        if verdict.holds
    ]
    return max(found, default=None)
