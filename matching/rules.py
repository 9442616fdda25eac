"""What the input must keep, and what follows from it before anything is solved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matching.model import AllocationProblem, BadInput, Challenge, Span, Student, Wish

BUSY = "busy"
LIMIT = "limit"


def check_allocation(problem: AllocationProblem) -> None:
    """Refuse a problem that contradicts itself, with one sentence that names the culprit.

    Raises ``BadInput``.
    """
    weights = problem.weights
    points = (weights.place, *weights.rank)
    extras = (
        weights.carry_over,
        weights.first_timer,
        weights.reserve_short,
        weights.kept_short,
    )
    if not weights.rank or min(points) < 1 or min(extras) < 0:
        raise BadInput("Points for a place and for each rank must be 1 or more, others 0 or more.")
    if max(*points, *extras) > 1_000_000:
        raise BadInput("Points must be 1,000,000 or fewer.")
    if weights.order not in ("strict", "weighted", "lottery"):
        raise BadInput(
            f"The order of a policy is strict, weighted or lottery, not {weights.order!r}."
        )
    challenges = _unique("challenge", problem.challenges)
    students = _unique("student", problem.students)
    for challenge in problem.challenges:
        _check_challenge(challenge)
    for student in problem.students:
        if student.capacity < 0:
            raise BadInput(f"Student {student.id} has a capacity below 0.")
        _check_spans(f"A booking of student {student.id}", student.bookings)
    seen: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    drawn: dict[str, int] = {}
    for wish in problem.wishes:
        if wish.student not in students:
            raise BadInput(f"Wish {wish.eoi} names student {wish.student}, who is not listed.")
        if wish.challenge not in challenges:
            raise BadInput(f"Wish {wish.eoi} names challenge {wish.challenge}, not listed.")
        if wish.eoi in seen:
            raise BadInput(f"Wish {wish.eoi} is there twice.")
        if not wish.excluded and (wish.student, wish.challenge) in pairs:
            raise BadInput(f"Student {wish.student} wishes for {wish.challenge} twice.")
        if wish.rank < 1:
            raise BadInput(f"Wish {wish.eoi} has rank {wish.rank}; the dearest is 1.")
        if not 0 <= wish.lottery < 1_000_000:
            raise BadInput(f"Wish {wish.eoi} has a lottery number outside 0 to 999,999.")
        seen.add(wish.eoi)
        if not wish.excluded:
            pairs.add((wish.student, wish.challenge))
        if weights.order == "lottery" and drawn.setdefault(wish.student, wish.lottery) != (
            wish.lottery
        ):
            raise BadInput(f"Student {wish.student} has two numbers in one lottery.")
    for one, other in problem.together:
        if one not in students or other not in students:
            raise BadInput(f"A pair to keep together names {one} and {other}; not both are listed.")
        if one == other:
            raise BadInput(f"Student {one} cannot be kept together with themselves.")


def _unique(noun: str, things: Iterable[Challenge] | Iterable[Student]) -> set[str]:
    found: set[str] = set()
    for thing in things:
        if thing.id in found:
            raise BadInput(f"There are two entries for {noun} {thing.id}.")
        found.add(thing.id)
    return found


def _check_challenge(challenge: Challenge) -> None:
    name = f"Challenge {challenge.id}"
    if min(challenge.places, challenge.reserved, challenge.kept, challenge.taken) < 0:
        raise BadInput(f"{name} has a number of places below 0.")
    if not 1 <= challenge.min_team <= challenge.max_team:
        raise BadInput(f"{name}: teams of {challenge.min_team} to {challenge.max_team} make none.")
    if challenge.min_teams < 1 or (
        challenge.max_teams is not None and challenge.max_teams < challenge.min_teams
    ):
        raise BadInput(
            f"{name}: {challenge.min_teams} to {challenge.max_teams} is no number of teams."
        )
    _check_spans(name, challenge.spans)


def _check_spans(name: str, spans: Iterable[Span]) -> None:
    for span in spans:
        if span.end <= span.start:
            raise BadInput(f"{name} has a span that ends before it starts.")


def most_teams(challenge: Challenge) -> int:
    """Most teams that places and sizes allow."""
    most = challenge.places // challenge.min_team
    if challenge.max_teams is not None:
        most = min(challenge.max_teams, most)
    return most if most >= challenge.min_teams else 0


def room(challenge: Challenge) -> int:
    """Places that this run may give: by the cap and by the largest whole teams."""
    most = min(challenge.places, challenge.max_team * most_teams(challenge))
    return max(0, most - challenge.taken)


def whole_teams(challenge: Challenge, people: int) -> int | None:
    """Fewest whole teams that ``people`` new ones make with those already there, or None."""
    total = people + challenge.taken
    if total > challenge.places or total < 1:
        return None
    teams = max(challenge.min_teams, -(-total // challenge.max_team))
    fits = teams <= most_teams(challenge) and challenge.min_team * teams <= total
    return teams if fits else None


@dataclass(frozen=True, slots=True)
class Field:
    """A checked problem in canonical order, with what every later step looks up.

    ``open`` holds the wishes that the solver may grant; ``out`` the filter of the others, by EOI;
    ``alone`` those whose partner did not ask for the same (never granted, but counted as asked).
    """

    challenges: Mapping[str, Challenge]
    students: Mapping[str, Student]
    wishes: tuple[Wish, ...]
    open: tuple[Wish, ...]
    out: Mapping[str, str]
    alone: frozenset[str]
    partners: Mapping[str, frozenset[str]]
    by_student: Mapping[str, tuple[Wish, ...]]
    by_challenge: Mapping[str, tuple[Wish, ...]]


def lay_out(problem: AllocationProblem) -> Field:
    """Check the problem, sort it, and take out what bookings, limits and pairs rule out."""
    check_allocation(problem)
    challenges = {item.id: item for item in sorted(problem.challenges, key=lambda c: c.id)}
    students = {item.id: item for item in sorted(problem.students, key=lambda s: s.id)}
    wishes = tuple(sorted(problem.wishes, key=lambda w: (w.student, w.rank, w.challenge, w.eoi)))
    out: dict[str, str] = {}
    for wish in wishes:
        student, challenge = students[wish.student], challenges[wish.challenge]
        if wish.excluded:
            out[wish.eoi] = wish.excluded
        elif any(a.overlaps(b) for a in student.bookings for b in challenge.spans):
            out[wish.eoi] = BUSY
        elif student.capacity == 0:
            out[wish.eoi] = LIMIT
    partners = _circles(problem.together)
    asked = {(w.student, w.challenge) for w in wishes if w.eoi not in out}
    alone = {
        w.eoi
        for w in wishes
        if w.eoi not in out
        and any((partner, w.challenge) not in asked for partner in partners.get(w.student, ()))
    }
    by_student: dict[str, list[Wish]] = defaultdict(list)
    by_challenge: dict[str, list[Wish]] = defaultdict(list)
    for wish in wishes:
        if wish.eoi not in out:
            by_student[wish.student].append(wish)
            by_challenge[wish.challenge].append(wish)
    return Field(
        challenges=challenges,
        students=students,
        wishes=wishes,
        open=tuple(w for w in wishes if w.eoi not in out and w.eoi not in alone),
        out=out,
        alone=frozenset(alone),
        partners=partners,
        by_student={student: tuple(given) for student, given in by_student.items()},
        by_challenge={challenge: tuple(given) for challenge, given in by_challenge.items()},
    )


def _circles(together: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """For each student of a pair all those who are, directly or not, kept together with them."""
    circle: dict[str, set[str]] = {}
    for one, other in together:
        joined = circle.get(one, {one}) | circle.get(other, {other})
        circle.update(dict.fromkeys(joined, joined))
    return {student: frozenset(joined - {student}) for student, joined in circle.items()}


def priority_points(problem: AllocationProblem, student: Student) -> int:
    """Points that a student's carry-over and first-timer flags add to having a place."""
    weights = problem.weights
    return weights.carry_over * student.carry_over + weights.first_timer * student.first_timer


def reserve(field: Field, challenge: str) -> int:
    """Reserved places of a challenge that first-timers could take at all."""
    askers = field.by_challenge.get(challenge, ())
    firsts = sum(field.students[wish.student].first_timer for wish in askers)
    return min(field.challenges[challenge].reserved, firsts)


def kept(field: Field, challenge: str) -> int:
    """Kept places of a challenge that people who qualify could take at all."""
    askers = field.by_challenge.get(challenge, ())
    return min(field.challenges[challenge].kept, sum(wish.qualifies for wish in askers))
