"""The integer program of an allocation: which column means what, and which rows bind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from matching import highs
from matching.model import AllocationProblem, Challenge, Wish
from matching.rules import Field, kept, most_teams, priority_points, reserve, room

Points = dict[int, int]
"""Whole points by column."""


@dataclass
class AllocationProgram:
    """The program of a problem, its columns by their meaning, and the points they earn."""

    problem: AllocationProblem
    ground: Field
    program: highs.Program = field(default_factory=highs.Program)
    granted: dict[str, int] = field(default_factory=dict)  # by EOI
    has_place: dict[str, list[int]] = field(default_factory=dict)  # by student: they sum to 0 or 1
    shortfall: Points = field(default_factory=dict)  # what one place less costs
    placed: Points = field(default_factory=dict)
    priority: Points = field(default_factory=dict)
    wishes: Points = field(default_factory=dict)
    policy: Points = field(default_factory=dict)  # the sum of the three
    lottery: Points = field(default_factory=dict)

    def __post_init__(self) -> None:
        for wish in self.ground.open:
            self.granted[wish.eoi] = self.program.column()
        wanted: dict[str, list[Wish]] = defaultdict(list)
        asked: dict[str, list[Wish]] = defaultdict(list)
        for wish in self.ground.open:
            wanted[wish.student].append(wish)
            asked[wish.challenge].append(wish)
        for student, wishes in sorted(wanted.items()):
            self._student(student, wishes)
        for challenge, wishes in sorted(asked.items()):
            self._challenge(self.ground.challenges[challenge], wishes)
        self._together(asked)
        self._give_points()

    def _student(self, student: str, wishes: list[Wish]) -> None:
        """At most ``capacity`` places, none of which overlap; a column that says "has any"."""
        columns = [self.granted[wish.eoi] for wish in wishes]
        capacity = self.ground.students[student].capacity
        if capacity == 1 or len(columns) == 1:
            self.has_place[student] = columns
            if len(columns) > 1:
                self.program.row([(column, 1) for column in columns], upper=1)
            return
        any_place = self.program.column(whole=False)
        self.has_place[student] = [any_place]
        self.program.row([(any_place, -1), *((column, 1) for column in columns)], lower=0)
        if capacity < len(columns):
            self.program.row([(column, 1) for column in columns], upper=capacity)
        for clique in self._cliques(wishes):
            self.program.row([(column, 1) for column in clique], upper=1)

    def _cliques(self, wishes: list[Wish]) -> list[tuple[int, ...]]:
        """Sets of wishes that share a moment: one set for each start of a span, if maximal."""
        spans = [
            (self.granted[wish.eoi], span)
            for wish in wishes
            for span in self.ground.challenges[wish.challenge].spans
        ]
        found = {
            frozenset(column for column, span in spans if span.start <= moment < span.end)
            for moment in {span.start for _, span in spans}
        }
        return sorted(
            tuple(sorted(clique))
            for clique in found
            if len(clique) > 1 and not any(clique < other for other in found)
        )

    def _challenge(self, challenge: Challenge, wishes: list[Wish]) -> None:
        """Nobody, or whole teams within the places; the shortfall of the reserved places."""
        columns = [(self.granted[wish.eoi], 1.0) for wish in wishes]
        space = min(room(challenge), len(columns))  # huge numbers would be lost in roundings
        first_timers = [w for w in wishes if self.ground.students[w.student].first_timer]
        qualify, weights = [w for w in wishes if w.qualifies], self.problem.weights
        promised = [
            (reserve(self.ground, challenge.id), first_timers, weights.reserve_short),
            (kept(self.ground, challenge.id), qualify, weights.kept_short),
        ]
        promised = [each for each in promised if each[0]]
        alone = challenge.min_team == 1 and challenge.min_teams == 1
        if alone and not promised:
            if len(columns) > space:
                self.program.row(columns, upper=space)
            return
        opened = self.program.column(upper=1 if space else 0)
        self.program.row([*columns, (opened, -space)], upper=0)
        self.program.row([*columns, (opened, -1)], lower=0)
        if not alone:
            largest = min(challenge.max_team, challenge.taken + len(columns))
            least = min(challenge.min_team, challenge.taken + len(columns) + 1)
            fewest = min(challenge.min_teams, challenge.taken + len(columns) + 1)
            most = min(most_teams(challenge), challenge.taken + len(columns))
            teams = self.program.column(upper=most)
            self.program.row([(teams, 1), (opened, -most)], upper=0)
            self.program.row([(teams, 1), (opened, -fewest)], lower=0)
            there = (opened, float(challenge.taken))
            self.program.row([*columns, there, (teams, -least)], lower=0)
            self.program.row([*columns, there, (teams, -largest)], upper=0)
        for places, whose, cost in promised:
            short = self.program.column(upper=places, whole=False)
            self.shortfall[short] = cost
            theirs = [(self.granted[wish.eoi], 1.0) for wish in whose]
            self.program.row([*theirs, (short, 1), (opened, -places)], lower=0)

    def _together(self, asked: Mapping[str, list[Wish]]) -> None:
        """Whoever is kept together takes the same challenges."""
        for wishes in asked.values():
            column = {wish.student: self.granted[wish.eoi] for wish in wishes}
            for student in sorted(column):
                follows = [p for p in self.ground.partners.get(student, ()) if p > student]
                if follows:
                    other = column[min(follows)]
                    self.program.row([(column[student], 1), (other, -1)], lower=0, upper=0)

    def _give_points(self) -> None:
        """Which column earns how many points, for each question."""
        weights = self.problem.weights
        for student, columns in self.has_place.items():
            bonus = priority_points(self.problem, self.ground.students[student])
            for column in columns:
                self.placed[column] = weights.place
                self.priority[column] = bonus
        for column, cost in self.shortfall.items():
            self.priority[column] = -cost
        for wish in self.ground.open:
            column = self.granted[wish.eoi]
            self.wishes[column] = weights.of_rank(wish.rank)
            self.lottery[column] = wish.lottery
        for part in (self.placed, self.priority, self.wishes):
            for column, given in part.items():
                self.policy[column] = self.policy.get(column, 0) + given
