"""Teams inside one challenge: proven best where every possible team can be weighed, else good.

Up to about twenty people each possible team becomes a column of a set partitioning program
(every member in exactly one chosen team) that HiGHS solves to proven optimality, beyond a dozen
from the answer of a short search. Larger cohorts are searched alone (``matching.team_search``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb, isfinite

from matching import highs
from matching.model import (
    BadInput,
    Impossible,
    IsCancelled,
    OnProgress,
    Options,
    Progress,
    Status,
)
from matching.team_model import Rule, TeamSlot, TeamsProblem, TeamsResult
from matching.team_scores import Scorer

VERSION = "foothold-teams/3"
SEARCH_FIRST, FIRST_MOVES = 2_000, 2_000_000
"""Possible teams from which on a short search comes before the proof, and its moves."""

PAIRS_NAMED = 20
"""Most pairs of which each is left out on trial, where no teams keep every rule."""

Groups = dict[str, Sequence[int]]
"""Members by index, for each team id."""


def even_teams(
    people: int, min_size: int, max_size: int, teams: int | None = None
) -> tuple[TeamSlot, ...]:
    """Team slots "1", "2" … for ``people``, as even as can be: ten in three teams are 4, 3 and 3.

    Without ``teams`` the fewest that ``max_size`` allows. Sizes are held to within one of each
    other since points for pairs would otherwise favour one large team over two fair ones.
    Raises ``Impossible`` where no whole teams of these sizes exist, ``BadInput`` for bad sizes.
    """
    if not 1 <= min_size <= max_size or (teams is not None and teams < 1) or people < 0:
        raise BadInput(f"Teams of {min_size} to {max_size} people make no team.")
    count = -(-people // max_size) if teams is None else teams
    if not min_size * count <= people <= max_size * count:
        raise Impossible(
            f"{people} people make no {count} teams of {min_size} to {max_size}.", (Rule.SIZE,)
        )
    if not count:
        return ()
    low, high = people // count, -(-people // count)
    return tuple(TeamSlot(str(number), low, high) for number in range(1, count + 1))


def form_teams(
    problem: TeamsProblem,
    *,
    options: Options | None = None,
    progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
) -> TeamsResult:
    """Propose teams. The same problem and options give the same teams, byte for byte, unless cut.

    Raises ``BadInput``, and ``Impossible`` where no teams keep every rule: ``because`` then names
    the rules each of which, left out alone, would leave a way (all rules, if none alone does), and
    ``pairs`` the pairs of which that is true.
    A cancelled or timed-out run gives the best teams so far, or raises ``Impossible`` without any.
    """
    options = options or Options()
    scorer = Scorer(problem)
    least, most = sum(slot.min for slot in problem.teams), sum(slot.max for slot in problem.teams)
    if not least <= len(scorer.members) <= most:
        raise Impossible(
            f"{len(scorer.members)} people do not fill teams for {least} to {most}.", (Rule.SIZE,)
        )
    bound: float | None = None
    if possible_teams(problem) <= options.exact_columns:
        groups, bound, proven = _exact(scorer, options, progress, cancelled)
        status, method = Status.PROVEN if proven else Status.STOPPED, "exact"
    else:
        from matching.team_search import search_teams  # numba loads where it is needed alone

        groups, stopped = search_teams(scorer, options, progress, cancelled)
        status, method = Status.STOPPED if stopped else Status.FOUND, "search"
    teams = scorer.teams(groups)
    objective = round(sum(scorer.points(sorted(group)) for group in groups.values()), 6)
    if bound is not None and not isfinite(bound):
        bound = None  # cut short before anything was known
    if bound is not None:
        bound = objective if status == Status.PROVEN else round(max(bound, objective), 6)
    return TeamsResult(
        teams=teams,
        cohort=scorer.mix(scorer.members)[0],
        objective=objective,
        bound=bound,
        gap=None if bound is None else (bound - objective) / max(1.0, abs(objective)),
        status=status,
        method=method,
        solver=highs.VERSION if method == "exact" else "annealing",
        version=VERSION,
        solver_seed=options.solver_seed,
    )


def possible_teams(problem: TeamsProblem) -> int:
    """How many columns the exact program could have at most."""
    people = len(problem.members)
    return sum(
        comb(people, size)
        for kind in _kinds(problem)
        for size in range(max(1, kind.slot.min), min(kind.slot.max, people) + 1)
    )


@dataclass(frozen=True, slots=True)
class _Kind:
    """Interchangeable slots: the same sizes, and nobody locked to any of them."""

    slot: TeamSlot
    ids: tuple[str, ...]


def _kinds(problem: TeamsProblem) -> list[_Kind]:
    locked = {member.locked_to for member in problem.members}
    alike: dict[tuple[int, int, str], list[TeamSlot]] = {}
    for slot in problem.teams:
        own = slot.id if slot.id in locked else ""
        alike.setdefault((slot.min, slot.max, own), []).append(slot)
    return [_Kind(slots[0], tuple(slot.id for slot in slots)) for slots in alike.values()]


def _exact(
    scorer: Scorer, options: Options, progress: OnProgress | None, cancelled: IsCancelled | None
) -> tuple[Groups, float, bool]:
    begun = time.monotonic()

    def left() -> float | None:
        if options.seconds is None:
            return None
        return max(0.0, options.seconds - (time.monotonic() - begun))

    def over() -> bool:
        seconds = left()
        return seconds == 0 or (cancelled is not None and cancelled())

    first: Groups | None = None
    if options.exact_columns >= possible_teams(scorer.problem) > SEARCH_FIRST:
        first = _first_found(scorer, options, progress, cancelled)
    try:
        program, columns = _program(scorer, frozenset(Rule), over)
    except highs.Stopped:
        return _kept(first), highs.INFINITY, False
    solver = highs.Solver(program, seed=options.solver_seed)
    terms = [(place, scorer.points(team)) for place, (_, team) in enumerate(columns)]

    def report(incumbent: float | None, bound: float | None) -> None:
        if progress is not None:
            progress(Progress("teams", incumbent, bound, time.monotonic() - begun))

    outcome = solver.maximise(
        [(place, points) for place, points in terms if points],
        gap=options.gap,
        start=None if first is None else _as_columns(scorer, columns, first),
        seconds=left(),
        report=report,
        cancelled=cancelled,
    )
    if outcome.infeasible:
        raise _why_not(scorer)
    if outcome.values is None:
        return _kept(first), outcome.bound, False
    chosen = [c for c, value in zip(columns, outcome.values, strict=True) if value > 0.5]
    groups: Groups = {}
    for number, kind in enumerate(_kinds(scorer.problem)):
        teams = sorted(team for of_kind, team in chosen if of_kind == number)
        groups.update(zip(kind.ids, teams, strict=False))
    return groups, outcome.bound, outcome.proven


def _kept(first: Groups | None) -> Groups:
    """What a run that was cut short answers."""
    if first is None:
        raise Impossible("The run was stopped before any teams were found.")
    return first


def _first_found(
    scorer: Scorer, options: Options, progress: OnProgress | None, cancelled: IsCancelled | None
) -> Groups | None:
    """Teams from a short search, most often the best already; None where it found none."""
    from matching.team_search import search_teams

    short = replace(options, moves=FIRST_MOVES)
    begun = time.monotonic()
    try:
        groups, _ = search_teams(scorer, short, None, cancelled)
    except Impossible:
        return None
    if progress is not None:
        points = round(sum(scorer.points(team) for team in groups.values()), 6)
        progress(Progress("teams", points, None, time.monotonic() - begun))
    return groups


def _as_columns(
    scorer: Scorer, columns: Sequence[tuple[int, tuple[int, ...]]], groups: Groups
) -> list[float]:
    """Teams as a point of the program: 1 for each column that is one of them."""
    kind_of = {name: at for at, kind in enumerate(_kinds(scorer.problem)) for name in kind.ids}
    chosen = {(kind_of[name], tuple(sorted(team))) for name, team in groups.items() if team}
    return [float(column in chosen) for column in columns]


def _program(
    scorer: Scorer, rules: frozenset[Rule], over: Callable[[], bool] = lambda: False
) -> tuple[highs.Program, list[tuple[int, tuple[int, ...]]]]:
    """Each member in one team; from each kind of slot as many teams as it has (fewer if empty may
    be). The columns are (number of the kind, members). Raises ``highs.Stopped`` when it is over.
    """
    kinds = _kinds(scorer.problem)
    program = highs.Program()
    columns: list[tuple[int, tuple[int, ...]]] = []
    of_member: list[list[tuple[int, float]]] = [[] for _ in scorer.members]
    for number, kind in enumerate(kinds):
        of_kind = []
        for team in _teams_of(scorer, kind, rules):
            column = program.column()
            if column % 1_000 == 999 and over():
                raise highs.Stopped
            columns.append((number, team))
            of_kind.append((column, 1.0))
            for member in team:
                of_member[member].append((column, 1.0))
        count = len(kind.ids)
        program.row(of_kind, lower=0 if kind.slot.min == 0 else count, upper=count)
    for row in of_member:
        program.row(row, lower=1, upper=1)
    return program, columns


def _teams_of(scorer: Scorer, kind: _Kind, rules: frozenset[Rule]) -> Iterator[tuple[int, ...]]:
    """Every team that a slot of this kind could hold under the rules."""
    members = range(len(scorer.members))
    inside: set[int] = set()
    outside: set[int] = set()
    if Rule.LOCKED in rules:
        for i, member in enumerate(scorer.members):
            if member.locked_to is not None:
                (inside if member.locked_to == kind.slot.id else outside).add(i)
    pairs = {
        rule: [(scorer.index[a], scorer.index[b]) for a, b in given] if rule in rules else []
        for rule, given in (
            (Rule.TOGETHER, scorer.problem.together),
            (Rule.APART, scorer.problem.apart),
        )
    }
    free = [i for i in members if i not in inside and i not in outside]
    for size in range(max(1, kind.slot.min), min(kind.slot.max, len(members)) + 1):
        if size < len(inside):
            continue
        for rest in combinations(free, size - len(inside)):
            team = tuple(sorted((*inside, *rest)))
            chosen = set(team)
            if any((a in chosen) != (b in chosen) for a, b in pairs[Rule.TOGETHER]):
                continue
            if any(a in chosen and b in chosen for a, b in pairs[Rule.APART]):
                continue
            if Rule.ISOLATION in rules and scorer.isolated(team):
                continue
            yield team


def _why_not(scorer: Scorer) -> Impossible:
    """Which rule stands in the way: each that would, left out alone, leave a way."""
    everything, problem = frozenset(Rule), scorer.problem
    loose = (Rule.LOCKED, Rule.TOGETHER, Rule.APART, Rule.ISOLATION)
    guilty = tuple(rule for rule in loose if _feasible(scorer, everything - {rule}))
    message = "No teams keep every rule at once."
    if guilty:
        return Impossible(message, guilty, tuple(_guilty_pairs(problem, guilty)))
    alone = _feasible(scorer, everything - set(loose))
    return Impossible(message, loose if alone else (Rule.SIZE,))


def _guilty_pairs(problem: TeamsProblem, guilty: Sequence[Rule]) -> Iterator[tuple[str, str]]:
    """Pairs without each of which there would be teams; not looked for where they are many."""
    if len(problem.together) + len(problem.apart) > PAIRS_NAMED:
        return
    for rule, pairs in ((Rule.TOGETHER, problem.together), (Rule.APART, problem.apart)):
        for pair in sorted(set(pairs)) if rule in guilty else ():
            left = tuple(other for other in pairs if other != pair)
            together = rule == Rule.TOGETHER
            less = replace(problem, together=left) if together else replace(problem, apart=left)
            if _feasible(Scorer(less), frozenset(Rule)):
                yield pair


def _feasible(scorer: Scorer, rules: frozenset[Rule]) -> bool:
    program, _ = _program(scorer, rules)
    return highs.Solver(program).maximise([]).values is not None
