"""Teams for cohorts too large to weigh every team: greedy construction, then exchanges.

Whoever is kept together moves as one unit. Sizes hold at every step; a broken rule costs more than
any team can earn, so that exchanges mend what the construction could not keep. An exchange may lose
a little, less and less as the moves run out (threshold accepting, Dueck and Scheuer, J. Comp. Phys.
90, 1990): no exponential function, hence the same on every machine.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from matching.model import Impossible, IsCancelled, OnProgress, Options, Progress
from matching.team_model import Rule
from matching.team_scores import Scorer

BROKEN = 1e6
CHECK_EVERY = 256
BOLDNESS = 8.0
"""Points that an exchange may lose at first; none in the last tenth of the moves."""
PATIENCE = 10
"""How many times the budget of moves may be spent while a rule is still broken."""


def search(
    scorer: Scorer, options: Options, progress: OnProgress | None, cancelled: IsCancelled | None
) -> tuple[dict[str, Sequence[int]], bool]:
    """Members by index for each team id, and whether the run was cut short.

    Spends ``options.moves`` exchanges, more only while a rule is broken. Raises ``Impossible``
    if no arrangement that keeps the rules was found, naming those still broken.
    """
    board = _Board(scorer)
    board.construct()
    chance = random.Random(options.solver_seed)  # noqa: S311 (repeatable, guards nothing)
    begun = time.monotonic()
    stopped = False
    for move in range(options.moves * PATIENCE):
        if move >= options.moves and not board.broken():
            break
        if move % CHECK_EVERY == 0:
            seconds = time.monotonic() - begun
            if progress is not None:
                progress(Progress("teams", board.total(), None, seconds))
            out_of_time = options.seconds is not None and seconds > options.seconds
            if out_of_time or (cancelled is not None and cancelled()):
                stopped = True
                break
        board.exchange(chance, BOLDNESS * max(0.0, 1 - move / (0.9 * options.moves + 1)))
    if broken := board.broken():
        raise Impossible("No teams that keep every rule were found.", broken)
    names = [slot.id for slot in scorer.problem.teams]
    return {name: sorted(team) for name, team in zip(names, board.teams, strict=True)}, stopped


@dataclass
class _Board:
    """Units, the teams they stand in, and the worth of each team."""

    scorer: Scorer
    units: list[tuple[int, ...]] = field(init=False)
    locked: list[int | None] = field(init=False)
    where: list[int] = field(init=False)
    teams: list[list[int]] = field(init=False)
    worth: list[float] = field(init=False)
    foes: list[set[int]] = field(init=False)

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
        self.foes = [set() for _ in self.scorer.members]
        for one, other in problem.apart:
            self.foes[index[one]].add(index[other])
            self.foes[index[other]].add(index[one])
        self.where = [-1] * len(self.units)
        self.teams = [[] for _ in problem.teams]
        self.worth = [0.0] * len(problem.teams)

    def _weigh(self, team: list[int]) -> float:
        quarrels = sum(len(self.foes[i].intersection(team)) for i in team) / 2
        return self.scorer.points(team) - BROKEN * (quarrels + self.scorer.isolated(team))

    def construct(self) -> None:
        """Locked units first, then whoever carries a flag, larger units before smaller."""
        flagged = self.scorer.flagged

        def order(unit: int) -> tuple[bool, bool, int, int]:
            people = self.units[unit]
            carries = any(flag[i] for flag in flagged for i in people)
            return self.locked[unit] is None, not carries, -len(people), unit

        slots = self.scorer.problem.teams
        missing = sum(slot.min for slot in slots)
        left = len(self.scorer.members)
        for unit in sorted(range(len(self.units)), key=order):
            people = self.units[unit]
            hold = self.locked[unit]
            best: tuple[float, int] | None = None
            for place in range(len(slots)) if hold is None else (hold,):
                team, slot = self.teams[place], slots[place]
                needed = max(0, slot.min - len(team))
                if len(team) + len(people) > slot.max:
                    continue
                if missing - min(needed, len(people)) > left - len(people):
                    continue  # the others could no longer fill every team
                gain = self._weigh([*team, *people]) - self.worth[place]
                if best is None or (gain, -place) > (best[0], -best[1]):
                    best = gain, place
            if best is None:
                raise Impossible("Those kept together do not fit the teams' sizes.", (Rule.SIZE,))
            place = best[1]
            missing -= min(max(0, slots[place].min - len(self.teams[place])), len(people))
            left -= len(people)
            self.where[unit] = place
            self.teams[place] = [*self.teams[place], *people]
            self.worth[place] = self._weigh(self.teams[place])

    def exchange(self, chance: random.Random, loss: float) -> None:
        """Try to swap two units, or to move one; keep it if it gains, or loses at most ``loss``."""
        one, other = chance.randrange(len(self.units)), chance.randrange(len(self.units))
        here, there = self.where[one], self.where[other]
        if here == there or self.locked[one] is not None:
            return
        goes, comes = self.units[one], self.units[other]
        if self.locked[other] is not None or chance.random() < 0.1:
            comes = ()
        mine = [i for i in self.teams[here] if i not in goes] + list(comes)
        theirs = [i for i in self.teams[there] if i not in comes] + list(goes)
        slots = self.scorer.problem.teams
        for team, slot in ((mine, slots[here]), (theirs, slots[there])):
            if not slot.min <= len(team) <= slot.max:
                return
        worth = self._weigh(mine), self._weigh(theirs)
        if sum(worth) <= self.worth[here] + self.worth[there] + 1e-9 - loss:
            return
        self.teams[here], self.teams[there] = mine, theirs
        self.worth[here], self.worth[there] = worth
        self.where[one] = there
        if comes:
            self.where[other] = here

    def broken(self) -> tuple[Rule, ...]:
        """Rules that some team still breaks."""
        apart = any(not self.foes[i].isdisjoint(team) for team in self.teams for i in team)
        alone = any(self.scorer.isolated(team) for team in self.teams)
        named = ((Rule.APART, apart), (Rule.ISOLATION, alone))
        return tuple(rule for rule, broken in named if broken)

    def total(self) -> float:
        """Worth of all teams, broken rules counted against it."""
        return sum(self.worth)
