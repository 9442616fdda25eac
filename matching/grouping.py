"""The search for good groups: annealed standings, crossed with each other, under a budget.

A few standings are annealed from a feasible start. Then, again and again, two of them are crossed:
what both agree on stays, the rest is dealt anew, and the child is annealed from a middling heat
(three-phase searches of Yang et al., EJOR 302, 2022, do alike). Heats are taken from the instance:
hot is where one move in a hundred loses and is taken all the same, cold where hardly any.

Under a budget of moves the same seed gives the same groups, whatever the number of threads; under
seconds the answer depends on the machine.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Event

import numpy as np

from matching.annealing import anneal, settle
from matching.model import IsCancelled, OnProgress, Progress
from matching.standing import BEST, BROKEN, LOST, NOW, Array, Ground, Standing

START, WARM, END = 0.012, 0.003, 0.0005
"""Shares of moves that lose and are taken all the same: at the heats at which a run begins and a
child begins, and at twice the heat at which both end."""
COOLER, PROBES = 0.8, 800
"""Ratio of one heat to the one before while they are looked for, and the share of a look."""
POPULATION, BROOD, RUNS = 8, 4, 24
"""Most standings, the children annealed side by side, and the most runs that a budget is cut into:
a larger budget makes each run slower rather than the runs more."""
SURELY = 1e7
"""What a broken rule costs while a first feasible standing is looked for."""

Start = Callable[[random.Random], Array]
"""Gives a standing (group of each member, sizes kept, units whole) by the given chance."""


@dataclass(frozen=True, slots=True)
class Budget:
    """``moves`` that may be tried in all, or ``seconds`` of wall clock; whichever ends first."""

    moves: int
    seconds: float | None = None
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Grouping:
    """The best groups found: ``group`` of each member, their points, and whether no rule is broken.

    ``moves`` tried; ``stopped`` before the budget was spent.
    """

    group: Array
    points: float
    feasible: bool
    moves: int
    stopped: bool


@dataclass
class Heats:
    """Where a run begins, where a child begins, where both end."""

    hot: float
    warm: float
    cold: float


def search(
    ground: Ground,
    start: Start,
    budget: Budget,
    *,
    seed: int = 0,
    progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
) -> Grouping:
    """The best groups that the budget finds; the clock starts once the inner loop is compiled.

    ``cancelled`` and ``progress`` are called from this thread about ten times a second; an
    exception that they raise ends the search and is passed on.
    """
    return _Search(ground, start, budget, seed, progress, cancelled).run()


@dataclass
class _Search:
    ground: Ground
    start: Start
    budget: Budget
    seed: int
    progress: OnProgress | None
    cancelled: IsCancelled | None
    begun: float = 0.0
    stop: Event = field(default_factory=Event)
    best: Array | None = None
    points: float = -np.inf
    broken: int = 0
    moves: int = 0
    stopped: bool = False

    def run(self) -> Grouping:
        """First something feasible, then the heats, then standings and their children."""
        count = len(self.ground.pair)
        first = self._standing(0)
        anneal(self.ground, first, 0, 0.0)  # compiled before the clock starts
        self.begun = time.monotonic()
        self._first_feasible(first)
        self._tell([])
        if count > 1 and len(self.ground.low) > 1 and not self._over():
            self._breed(self._heats(first))
        assert self.best is not None
        return Grouping(self.best, self.points, not self.broken, self.moves, self.stopped)

    def _standing(self, number: int, group: Array | None = None) -> Standing:
        """A standing of its own chance, from a fresh start or from given groups."""
        ground, chance = self.ground, random.Random(f"{self.seed}/{number}")  # noqa: S311
        count, groups = len(ground.pair), len(ground.low)
        most = 2 * int(ground.high.max(initial=1))
        standing = Standing(
            group=np.array(self.start(chance) if group is None else group, dtype=np.int64),
            best=np.zeros(count, np.int64),
            members=np.zeros((groups, most), np.int64),
            size=np.zeros(groups, np.int64),
            place=np.zeros(count, np.int64),
            near=np.zeros((groups, count)),
            sums=np.zeros((groups, ground.off.shape[1])),
            carriers=np.zeros((groups, ground.flag.shape[1]), np.int64),
            worth=np.zeros(groups),
            lone=np.zeros(groups, np.int64),
            tally=np.array([0, -np.inf, 0, 0, 0]),
            chance=np.array([chance.getrandbits(63) | 1], np.uint64),
            mark=np.full(count, -2, np.int64),
            moved=np.zeros(count, np.int64),
        )
        settle(ground, standing)
        return standing

    def _first_feasible(self, standing: Standing) -> None:
        """Mend what the start breaks, by moves that do not lose, rules before all points.

        Not cut short: half a second for a thousand people at the very most, and without it nothing
        could be kept.
        """
        strict = self._at_cost(SURELY)
        count = len(self.ground.pair)
        for _ in range(50):
            if standing.tally[BROKEN] == 0:
                break
            anneal(strict, standing, 20 * count, 0.0)
            self.moves += 20 * count
        self._keep(standing)

    def _at_cost(self, breach: float) -> Ground:
        weights = self.ground.weights.copy()
        weights[-1] = breach
        return self.ground._replace(weights=weights)

    def _keep(self, standing: Standing) -> None:
        """Remember a standing if it is the best so far."""
        feasible = np.isfinite(standing.tally[BEST])
        broken = 0 if feasible else int(standing.tally[BROKEN])
        points = float(standing.tally[BEST if feasible else NOW])
        if self.best is None or (-broken, points) > (-self.broken, self.points + 1e-7):
            self.best = (standing.best if feasible else standing.group).copy()
            self.points, self.broken = points, broken

    def _heats(self, standing: Standing) -> Heats:
        """Cool a standing by steps and see how many moves lose and are taken at each heat."""
        near = standing.near
        heat = 4 * float(np.abs(near - near.mean(axis=0)).mean()) + 1e-9
        if self.ground.extras:
            heat = max(heat, 1.0)
        pace = max(1, min(20_000, self.budget.moves // 64))
        anneal(self._at_cost(4 * heat), standing, pace, heat)
        self.moves += pace
        tries = max(2_000, min(320 * len(self.ground.pair), self._share() // PROBES))
        tries = max(1, min(tries, self.budget.moves // 64))
        seen: list[tuple[float, float]] = []
        while len(seen) < 48 and not self._over():
            anneal(self._at_cost(4 * heat), standing, tries, heat)
            self.moves += tries
            seen.append((heat, standing.tally[LOST] / tries))
            if seen[-1][1] < END:
                break
            heat *= COOLER
        self._keep(standing)

        def at(share: float) -> float:
            return next((heat for heat, lost in seen if lost <= share), seen[-1][0])

        return Heats(at(START), at(WARM), at(END) / 2) if seen else Heats(heat, heat, heat)

    def _share(self) -> int:
        """About how many moves are left, of the budget's or in its seconds."""
        left, share = self._left()
        if left is not None:
            rate = self.moves / max(1e-3, time.monotonic() - self.begun)
            share = min(share, int(rate * left * self.budget.threads))
        return share

    def _breed(self, heats: Heats) -> None:
        """Anneal standings, then children of pairs of them, until the budget is spent."""
        ground = self._at_cost(4 * heats.hot)
        count = len(ground.pair)
        share, threads = self._share(), self.budget.threads
        if share < 4:
            return
        long = max((200 if ground.extras else 1400) * count * count, share // RUNS)
        fresh = min(POPULATION, int(0.4 * share / long))
        broods = int((share - fresh * long) / long * 2 / BROOD)
        if fresh < 3:  # too little for a population: all of it into two long runs
            fresh, broods, long = 2, 0, share // 2
        left, moves = self._left()
        if share == moves:  # these end first
            left = None
        lasts = None if left is None else max(1e-3, left) * long / share * threads
        numbers = iter(range(1, 10**9))
        ready = [(self._standing(next(numbers)), heats.hot, long, lasts) for _ in range(fresh)]
        self._side_by_side(ground, ready, heats.cold)
        parents = [standing for standing, *_ in ready]
        chance = random.Random(f"{self.seed}/breed")  # noqa: S311
        for ahead in range(broods * BROOD, 0, -BROOD):
            if self._over():
                break
            now, share = self._left()
            lasts = None if left is None or now is None else max(1e-3, now) * threads / ahead
            brood = []
            for _ in range(BROOD):
                one, other = chance.sample(range(len(parents)), 2)
                group = cross(ground, parents[one].best, parents[other].best, chance)
                child = self._standing(next(numbers), group)
                brood.append(((child, heats.warm, max(1, share // ahead), lasts), one, other))
            self._side_by_side(ground, [each for each, *_ in brood], heats.cold)
            for (child, *_), one, other in brood:
                worse = min((one, other), key=lambda at: float(parents[at].tally[BEST]))
                points = float(child.tally[BEST])
                known = any(abs(points - parent.tally[BEST]) < 1e-6 for parent in parents)
                if points > parents[worse].tally[BEST] and not known:
                    parents[worse] = child

    def _side_by_side(
        self,
        ground: Ground,
        ready: list[tuple[Standing, float, int, float | None]],
        cold: float,
    ) -> None:
        """Anneal each standing from its heat to ``cold``, as many at once as there are threads."""
        with ThreadPoolExecutor(self.budget.threads) as pool:
            try:
                waiting: set[Future[int]] = {
                    pool.submit(self._cool, ground, standing, hot, cold, moves, seconds)
                    for standing, hot, moves, seconds in ready
                }
                while waiting:
                    done, waiting = wait(waiting, timeout=0.1, return_when=FIRST_COMPLETED)
                    self.moves += sum(future.result() for future in done)
                    self._tell([standing for standing, *_ in ready])
                    self._over()
            finally:
                self.stop.set() if waiting else None
        for standing, *_ in ready:
            self._keep(standing)

    def _cool(
        self,
        ground: Ground,
        standing: Standing,
        hot: float,
        cold: float,
        moves: int,
        seconds: float | None,
    ) -> int:
        """One run: the heat falls in equal ratios over the moves, or over the seconds."""
        begun, done = time.monotonic(), 0
        chunk = max(1_000, min(200_000, moves // 200))
        while not self.stop.is_set():
            spent = done / moves if seconds is None else (time.monotonic() - begun) / seconds
            if spent >= 1:
                break
            heat = hot * (cold / hot) ** (spent / 0.97) if spent < 0.97 else 0.0
            anneal(ground, standing, chunk, heat)
            done += chunk
        return done

    def _left(self) -> tuple[float | None, int]:
        """Seconds, if they are limited, and moves that are left."""
        seconds = self.budget.seconds
        left = None if seconds is None else seconds - (time.monotonic() - self.begun)
        return left, max(0, self.budget.moves - self.moves)

    def _over(self) -> bool:
        """Whether the search must end now; those at work are told."""
        seconds, moves = self._left()
        out_of_time = seconds is not None and seconds <= 0
        if out_of_time or (self.cancelled is not None and self.cancelled()):
            self.stopped = True
            self.stop.set()
        return self.stopped or moves <= 0

    def _tell(self, running: list[Standing]) -> None:
        if self.progress is None:
            return
        best = max([self.points, *(float(standing.tally[BEST]) for standing in running)])
        incumbent = best if np.isfinite(best) and not self.broken else None
        self.progress(Progress("groups", incumbent, None, time.monotonic() - self.begun))


def cross(ground: Ground, one: Array, other: Array, chance: random.Random) -> Array:
    """Groups in which all stand who stand together in both; the rest is dealt at random.

    Groups of ``other`` are matched to those of ``one`` by the members they share; a group in which
    somebody is held is matched to itself. The sizes are those of ``one``.
    """
    groups = len(ground.low)
    shared = np.zeros((groups, groups), np.int64)
    np.add.at(shared, (one, other), 1)
    held = {int(one[ground.items[ground.starts[unit]]]) for unit in np.flatnonzero(ground.held)}
    match = np.full(groups, -1)
    taken = np.zeros(groups, bool)
    for group in held:
        match[group], taken[group] = group, True
    for at in np.argsort(-shared, axis=None, kind="stable"):
        mine, theirs = divmod(int(at), groups)
        if match[theirs] < 0 and not taken[mine]:
            match[theirs], taken[mine] = mine, True
    child = np.where(match[other] == one, one, -1)
    room = np.bincount(one, minlength=groups)
    loose = []
    for unit in range(len(ground.starts) - 1):
        people = ground.items[ground.starts[unit] : ground.starts[unit + 1]]
        if (child[people] >= 0).all():
            room[child[people[0]]] -= len(people)
        else:
            loose.append(people)
    chance.shuffle(loose)
    for people in sorted(loose, key=len, reverse=True):
        fitting = [group for group in range(groups) if room[group] >= len(people)]
        if not fitting:
            return one.copy()
        group = chance.choice(fitting)
        child[people] = group
        room[group] -= len(people)
    return child
