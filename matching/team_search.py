"""Teams for cohorts too large to weigh every team: packed so that sizes hold, then searched.

Whoever is kept together moves as one unit; sizes hold at every step; a team that breaks another
rule is never kept as the best. The search itself is ``matching.grouping``.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.grouping import Budget, Grouping, search
from matching.model import BadInput, Impossible, IsCancelled, OnProgress, Options
from matching.standing import Array, Ground
from matching.team_model import Rule
from matching.team_scores import Scorer

PACKINGS = 50
"""Orders in which the units are tried before those kept together are said not to fit."""
MOST_MOVES = 20_000_000


def search_teams(
    scorer: Scorer, options: Options, progress: OnProgress | None, cancelled: IsCancelled | None
) -> tuple[dict[str, Sequence[int]], bool]:
    """Members by index for each team id, and whether the run was cut short.

    Raises ``Impossible`` if no arrangement that keeps the rules was found, naming those broken.
    """
    cohort = Cohort(scorer)
    people = len(scorer.members)
    moves = options.moves if options.moves is not None else min(MOST_MOVES, 200 * people * people)
    if options.moves is None and options.seconds is not None:
        moves = 2**62
    found = search(
        cohort.ground(),
        cohort.pack,
        Budget(moves, options.seconds, options.threads),
        seed=options.solver_seed,
        progress=progress,
        cancelled=cancelled,
    )
    if not found.feasible:
        broken, pairs = cohort.broken(found)
        raise Impossible("No teams that keep every rule were found.", broken, pairs)
    groups: dict[str, Sequence[int]] = {}
    for place, slot in enumerate(scorer.problem.teams):
        groups[slot.id] = [int(member) for member in np.flatnonzero(found.group == place)]
    return groups, found.stopped


@dataclass
class Cohort:
    """A cohort in units: who moves with whom, and who may not move at all."""

    scorer: Scorer
    units: list[tuple[int, ...]] = field(init=False)
    locked: list[int | None] = field(init=False)

    def __post_init__(self) -> None:
        problem, index = self.scorer.problem, self.scorer.index
        circle = {i: frozenset({i}) for i in range(len(self.scorer.members))}
        for one, other in problem.together:
            joined = circle[index[one]] | circle[index[other]]
            circle.update(dict.fromkeys(joined, joined))
        self.units = sorted({tuple(sorted(joined)) for joined in circle.values()})
        names = {slot.id: place for place, slot in enumerate(problem.teams)}
        self.locked = []
        for unit in self.units:
            wanted = {self.scorer.members[i].locked_to for i in unit} - {None}
            if len(wanted) > 1:
                raise Impossible("Some are kept together but locked apart.", (Rule.LOCKED,))
            self.locked.append(next((names[team] for team in wanted if team is not None), None))
        inside = {frozenset(pair) for unit in self.units for pair in _pairs(unit)}
        torn = tuple((a, b) for a, b in problem.apart if frozenset((index[a], index[b])) in inside)
        if torn:
            because = (Rule.TOGETHER, Rule.APART)
            raise Impossible("Some are to be kept together and apart.", because, torn)

    def ground(self) -> Ground:
        """The cohort in the arrays of the search."""
        scorer, weights = self.scorer, self.scorer.weights
        people, slots = len(scorer.members), scorer.problem.teams
        if len(scorer.wanted) > 64:
            raise BadInput("More than 64 wanted skills cannot be searched for.")
        unit_of = np.zeros(people, np.int64)
        for number, unit in enumerate(self.units):
            unit_of[list(unit)] = number
        able = np.zeros(people, np.uint64)
        for bit, (_skill, who) in enumerate(scorer.wanted):
            able[sorted(who)] |= np.uint64(1 << bit)
        names = sorted({slot for m in scorer.members if m.free is not None for slot in m.free})
        free = np.zeros((people, max(1, -(-len(names) // 64))), np.uint64)
        for bit, name in enumerate(names):
            for i, member in enumerate(scorer.members):
                if member.free is not None and name in member.free:
                    free[i, bit // 64] |= np.uint64(1 << bit % 64)
        foes: list[list[int]] = [[] for _ in scorer.members]
        for one, other in sorted(set(scorer.problem.apart)):
            foes[scorer.index[one]].append(scorer.index[other])
            foes[scorer.index[other]].append(scorer.index[one])
        expected = scorer.expected_common
        low = np.array([slot.min for slot in slots])
        high = np.array([min(slot.max, people) for slot in slots])
        return Ground(
            pair=np.array(scorer.pair, dtype=np.float64).reshape(people, people),
            unit_of=unit_of,
            starts=np.cumsum([0, *(len(unit) for unit in self.units)]),
            items=np.array([i for unit in self.units for i in unit], np.int64),
            held=np.array([hold is not None for hold in self.locked], np.bool_),
            low=low,
            high=high,
            able=able,
            free=free,
            known=np.array([member.free is not None for member in scorer.members], np.bool_),
            off=np.array(scorer.off_mean, dtype=np.float64).reshape(people, -1),
            flag=np.array(scorer.flagged, dtype=np.int64).reshape(-1, people).T.copy(),
            foe_starts=np.cumsum([0, *(len(each) for each in foes)]),
            foes=np.array([foe for each in foes for foe in each], np.int64),
            weights=np.array(
                [
                    weights.cover,
                    weights.slot if expected is not None else 0,
                    weights.slot_cap,
                    expected or 0,
                    weights.balance,
                    0,
                ],
                dtype=np.float64,
            ),
            extras=True,
            flexible=bool((low < high).any()),
        )

    def pack(self, chance: random.Random) -> Array:
        """Every unit in a team, so that all sizes hold. Raises ``Impossible``."""
        for _ in range(PACKINGS):
            packed = self._packed(chance)
            if packed is not None:
                return packed
        raise Impossible("Those kept together do not fit the teams' sizes.", (Rule.SIZE,))

    def _packed(self, chance: random.Random) -> Array | None:
        """Locked units first, then larger ones, then whoever carries a flag side by side."""
        slots, flagged = self.scorer.problem.teams, self.scorer.flagged
        order = list(range(len(self.units)))
        chance.shuffle(order)
        order.sort(
            key=lambda unit: (
                self.locked[unit] is None,
                -len(self.units[unit]),
                [not any(flag[i] for i in self.units[unit]) for flag in flagged],
            )
        )
        group = np.zeros(len(self.scorer.members), np.int64)
        size = [0] * len(slots)
        missing, left = sum(slot.min for slot in slots), len(group)
        begin = 0
        for unit in order:
            people, hold = self.units[unit], self.locked[unit]
            while hold is None and begin < len(slots) and size[begin] >= slots[begin].max:
                begin += 1  # full for good
            chosen = None
            for place in range(begin, len(slots)) if hold is None else (hold,):
                filled = min(max(0, slots[place].min - size[place]), len(people))
                fits = size[place] + len(people) <= slots[place].max
                if fits and missing - filled <= left - len(people):
                    chosen = place
                    break
            if chosen is None:
                return None
            missing -= filled
            left -= len(people)
            size[chosen] += len(people)
            group[list(people)] = chosen
        return group

    def broken(self, found: Grouping) -> tuple[tuple[Rule, ...], tuple[tuple[str, str], ...]]:
        """Rules that a grouping still breaks, and the pairs that are to be apart and are not."""
        index, group = self.scorer.index, found.group
        near = [(a, b) for a, b in self.scorer.problem.apart if group[index[a]] == group[index[b]]]
        teams = [np.flatnonzero(group == place) for place in range(len(self.scorer.problem.teams))]
        alone = any(self.scorer.isolated([int(i) for i in team]) for team in teams)
        named = ((Rule.APART, bool(near)), (Rule.ISOLATION, alone))
        return tuple(rule for rule, broken in named if broken), tuple(near)


def _pairs(unit: tuple[int, ...]) -> list[tuple[int, int]]:
    return [(a, b) for place, a in enumerate(unit) for b in unit[:place]]
