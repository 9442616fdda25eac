"""Who gets a place: an integer program, solved to proven optimality, one question after another.

The model is section 1 of the project's matching study: a student takes at most ``capacity``
places whose times do not overlap; a challenge takes nobody, or as many as make whole teams within
its places; pairs stay together; reserved places are soft. Questions in turn ("strict"): how many
students get a place; how well the two priorities and the reserves are kept; how dear the granted
wishes are; and among all that is still equal, the highest sum of lottery numbers. Each answer
becomes a row of the next question's program (a lexicographic order as one weighted sum would need
weights beyond the solver's tolerance). "weighted" asks the first three as one sum.
"""

from __future__ import annotations

import time
from math import floor, gcd, isfinite

from matching import explanations, highs
from matching.allocation_program import AllocationProgram, Points
from matching.deferred import defer, draft
from matching.model import (
    AllocationProblem,
    AllocationResult,
    IsCancelled,
    OnProgress,
    Options,
    Progress,
    Stage,
    StageName,
    Status,
)
from matching.rules import lay_out

VERSION = "foothold-allocation/2"
CLOSE = (8.0, 2000.0)
"""How close to its relaxation an answer is looked for first, in units of points and of lots."""
LARGE = 80_000
"""Columns (wishes, teams …) beyond which a small gap is good enough: some 20,000 students."""
CLOSE_LARGE = (0.5, 500.0)
GAP_LARGE = (1e-4, 1e-2)
"""That gap, of points and of lots, relatively."""


def allocate(
    problem: AllocationProblem,
    *,
    options: Options | None = None,
    progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
) -> AllocationResult:
    """Propose who gets which place, who is next in line, and why, for every wish.

    The same problem (in whatever order its tuples come) and options give the same result, byte for
    byte, as long as neither ``options.seconds`` nor ``cancelled`` cuts the run short; then the best
    answer so far is kept and says so. ``progress`` and ``cancelled`` are called about ten times
    a second, from this thread; an exception that they raise ends the run and is passed on.

    Raises ``BadInput``. There is always an answer, since placing nobody breaks no rule.
    """
    if problem.weights.order == "lottery":
        return _by_lottery(problem, options or Options(), progress, cancelled)
    run = _Run(problem, options or Options(), progress, cancelled)
    status = Status.PROVEN
    try:
        run.ask_all()
    except highs.Stopped:
        status = Status.STOPPED
    return run.result(status)


def _by_lottery(
    problem: AllocationProblem,
    options: Options,
    progress: OnProgress | None,
    cancelled: IsCancelled | None,
) -> AllocationResult:
    """The other policy. Nothing is to be proven: the rules of the procedure are all there is.

    Cut short it gives what a strict run gives then: each line served in turn.
    """
    begun = time.monotonic()

    def watch() -> None:
        seconds = time.monotonic() - begun
        if progress is not None:
            progress(Progress(StageName.LOTTERY, None, None, seconds))
        if cancelled is not None and cancelled():
            raise highs.Stopped
        if options.seconds is not None and seconds >= options.seconds:
            raise highs.Stopped

    ground, status = lay_out(problem), Status.FOUND
    try:
        granted = defer(problem, ground, watch)
    except highs.Stopped:
        granted, status = draft(problem, ground), Status.STOPPED
    told = explanations.explain(problem, ground, granted)
    return AllocationResult(
        placed=tuple(sorted(granted)),
        teams=told.teams,
        waitlists=told.waitlists,
        reasons=told.reasons,
        objective=sum(explanations.parts_of(problem, ground, granted)),
        bound=None,
        gap=None,
        status=status,
        stages=(),
        solver="deferred acceptance",
        version=VERSION,
        seed=problem.seed,
        solver_seed=0,
    )


class _Run:
    """One run over the questions of a problem, with the best answer so far."""

    def __init__(
        self,
        problem: AllocationProblem,
        options: Options,
        progress: OnProgress | None,
        cancelled: IsCancelled | None,
    ) -> None:
        self.problem, self.options = problem, options
        self.progress, self.cancelled = progress, cancelled
        self.begun = time.monotonic()
        self.ground = lay_out(problem)
        self.model = AllocationProgram(problem, self.ground)
        program = self.model.program
        self.solver = highs.Solver(program, seed=options.solver_seed)
        self.large = len(program.lower) > LARGE
        self.values = [0.0] * len(program.lower)
        self.stages: list[Stage] = []
        self.bound: float | None = None
        self.opening = time.monotonic() - self.begun

    def ask_all(self) -> None:
        """Ask the policy's questions, then draw lots among the answers that are equally good by it.

        The strict order costs little more than the sum of its points: all but always the best sum
        also has the best of each part in turn, which a relaxation proves. Only where a part could
        be better does it become a row for good, and the sum is maximised again under it.
        """
        if not self.model.granted:
            self.bound = 0.0
            return
        total = self._maximise(StageName.POLICY, self.model.policy)
        if self.problem.weights.order == "weighted":
            self.stages.append(total)
            self._draw_lots(total)
            return
        parts: list[tuple[Points, int]] = []
        rows_matter = False
        for name, points in (
            (StageName.PLACED, self.model.placed),
            (StageName.PRIORITY, self.model.priority),
        ):
            before = _value(points, self.values)
            stage = self._best_of(name, points)
            self.stages.append(stage)
            self._require(points, stage.value)
            parts.append((points, stage.value))
            if stage.value > before:
                rows_matter = True
                total = self._maximise(StageName.POLICY, self.model.policy)
        settled = sum(stage.value for stage in self.stages)
        wishes = total.value - settled
        self.stages.append(_stage(StageName.WISHES, wishes, total.bound - settled, 1))
        if not rows_matter:  # they slow the drawing of lots, and are rarely missed there
            for _ in parts:
                self.solver.drop_row()
        unlotted = self.values
        try:
            self._draw_lots(total)
        except highs.Stopped:
            if self._lots_cost_points():
                self.values = unlotted
            raise
        if self._lots_cost_points():
            self.values = unlotted
            for points, value in parts:
                self._require(points, value)
            self.stages.pop()
            self.stages.append(self._maximise(StageName.LOTTERY, self.model.lottery))

    def _lots_cost_points(self) -> bool:
        """Whether an equal sum hides less of a part that the strict order puts first."""
        return any(
            now < stage.value for now, stage in zip(self._parts(), self.stages, strict=False)
        )

    def _draw_lots(self, total: Stage) -> None:
        """Maximise the lottery among the answers with this total.

        A wish whose reduced cost exceeds what the relaxation has in hand over the total is decided
        alike in all of them, and is held there.
        """
        terms, unit = _scaled(StageName.POLICY, self.model.policy)
        relaxed = self.solver.relax(terms, seconds=self._left(), cancelled=self.cancelled)
        if relaxed is not None:
            slack = relaxed.bound - total.value / unit + 1e-3
            self.solver.fix(
                [
                    (column, float(round(relaxed.values[column])))
                    for column in self.model.granted.values()
                    if abs(relaxed.reduced_costs[column]) > slack
                ]
            )
        self._require(self.model.policy, total.value)
        self.stages.append(self._maximise(StageName.LOTTERY, self.model.lottery))

    def _best_of(self, name: StageName, points: Points) -> Stage:
        """The most of one part, and an answer that has it."""
        value = _value(points, self.values)
        terms, unit = _scaled(name, points)
        relaxed = self.solver.relax(terms, seconds=self._left(), cancelled=self.cancelled)
        if relaxed is not None:
            stage = _stage(name, value, relaxed.bound * unit, unit)
            if stage.gap == 0:
                return stage
        before = self.values
        stage = self._maximise(name, points)
        if stage.value == value:  # as good in this part, perhaps worse in the sum
            self.values = before
        return stage

    def _maximise(self, name: StageName, points: Points) -> Stage:
        """Ask one question, starting from the best answer so far, and keep what it gives."""
        terms, unit = _scaled(name, points)
        outcome = self.solver.narrow(
            terms,
            allowance=(CLOSE_LARGE if self.large else CLOSE)[name == StageName.LOTTERY],
            gap=self._gap(name),
            start=self.values,
            seconds=self._left(),
            report=self._report(name, unit),
            cancelled=self.cancelled,
        )
        if outcome.values is not None:
            self.values = [
                float(round(value)) if whole else value
                for value, whole in zip(outcome.values, self.model.program.whole, strict=True)
            ]
        if not isfinite(outcome.bound):  # cut short before anything was known
            raise highs.Stopped
        step = 1 if name == StageName.LOTTERY else int(unit)
        stage = _stage(name, _value(points, self.values), outcome.bound * unit, step)
        if name == StageName.POLICY:
            self.bound = stage.bound
        if not outcome.proven:
            self.stages.append(stage)
            raise highs.Stopped
        return stage

    def _gap(self, name: StageName) -> float:
        """The gap that is good enough for a question: what was asked for, or what size allows."""
        if not self.large:
            return self.options.gap
        return max(self.options.gap, GAP_LARGE[name == StageName.LOTTERY])

    def _require(self, points: Points, value: int) -> None:
        """From here on no answer may have less of this."""
        terms, unit = _scaled(StageName.POLICY, points)
        self.solver.at_least(terms, value / unit - 0.5)

    def _left(self) -> float | None:
        """Seconds that are left of the run, if they are limited, less those to explain it in.

        A draft and the reasons take about twice as long as laying the problem out took.
        """
        if self.options.seconds is None:
            return None
        left = self.options.seconds - (time.monotonic() - self.begun) - 2 * self.opening
        if left <= 0:
            raise highs.Stopped
        return left

    def _report(self, name: StageName, unit: float) -> highs.Report | None:
        progress = self.progress
        if progress is None:
            return None

        def report(incumbent: float | None, bound: float | None) -> None:
            progress(
                Progress(
                    stage=name,
                    incumbent=None if incumbent is None else incumbent * unit,
                    bound=None if bound is None else bound * unit,
                    seconds=time.monotonic() - self.begun,
                )
            )

        return report

    def _granted(self) -> frozenset[str]:
        columns = self.model.granted.items()
        return frozenset(eoi for eoi, column in columns if self.values[column] > 0.5)

    def _parts(self, granted: frozenset[str] | None = None) -> tuple[int, int, int]:
        granted = self._granted() if granted is None else granted
        return explanations.parts_of(self.problem, self.ground, granted)

    def _or_draft(self, granted: frozenset[str]) -> frozenset[str]:
        """The draft down the line, where a run was cut short before it found anything better."""
        other = draft(self.problem, self.ground)
        mine, theirs = self._parts(granted), self._parts(other)
        strict = self.problem.weights.order == "strict"
        if (mine >= theirs) if strict else (sum(mine) >= sum(theirs)):
            return granted
        if self.stages:
            cut = self.stages.pop()
            self.stages.append(_stage(cut.name, sum(theirs), cut.bound, 1))
        return other

    def result(self, status: Status) -> AllocationResult:
        """The best answer so far, explained."""
        granted = self._granted()
        if status == Status.STOPPED:
            granted = self._or_draft(granted)
        told = explanations.explain(self.problem, self.ground, granted)
        objective = sum(self._parts(granted))
        bound = self.bound
        if status == Status.PROVEN and any(s.gap > self.options.gap for s in self.stages):
            status = Status.FOUND
        return AllocationResult(
            placed=tuple(sorted(granted)),
            teams=told.teams,
            waitlists=told.waitlists,
            reasons=told.reasons,
            objective=objective,
            bound=bound,
            gap=None if bound is None else (bound - objective) / max(1, abs(objective)),
            status=status,
            stages=tuple(self.stages),
            solver=highs.VERSION,
            version=VERSION,
            seed=self.problem.seed,
            solver_seed=self.options.solver_seed,
        )


def _value(points: Points, values: list[float]) -> int:
    return round(sum(given * values[column] for column, given in points.items()))


def _scaled(name: StageName, points: Points) -> tuple[list[tuple[int, float]], float]:
    """Points in the largest unit that keeps them whole; lottery numbers in thousands."""
    unit = 1000.0 if name == StageName.LOTTERY else float(gcd(*points.values()) or 1)
    return [(column, given / unit) for column, given in sorted(points.items()) if given], unit


def _stage(name: StageName, value: int, bound: float, step: float) -> Stage:
    """The bound is rounded down to a multiple of ``step``: there are no values in between."""
    ceiling = float(max(value, floor(bound / step + 1e-6) * step))
    return Stage(name, value, ceiling, (ceiling - value) / max(1, abs(value)))
