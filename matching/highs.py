"""The one place that speaks to HiGHS (highspy): build an integer program once, maximise it often.

Single thread and a fixed seed, so that the same program gives the same answer on every machine
with the same version. HiGHS: Huangfu and Hall, Math. Prog. Comp. 10 (2018); https://highs.dev.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import highspy
import numpy as np

INFINITY = highspy.kHighsInf
THREAD = "HiGHS"
"""Name of the threads in which programs are solved."""
GRACE, PATIENCE = 0.3, 60.0
"""Seconds in which HiGHS may end by itself when it is told to, after which it is waited for no
longer; and seconds for which an ending process waits for it all the same."""
VERSION = f"HiGHS {highspy.Highs().version()} (highspy)"

Report = Callable[[float | None, float | None], None]
"""Called with incumbent and bound (None where there is none yet)."""

IsCancelled = Callable[[], bool]

Terms = Sequence[tuple[int, float]]
"""A linear form: (column, value) pairs, each column at most once."""


class Stopped(Exception):
    """The run was cancelled or ran out of time before there was an answer."""


@dataclass
class Program:
    """An integer program under construction: bounded columns and rows ``lower <= a x <= upper``."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    indices: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def column(self, lower: float = 0, upper: float = 1, whole: bool = True) -> int:
        """Add a column and answer its index."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.lower) - 1

    def row(self, terms: Terms, lower: float = -INFINITY, upper: float = INFINITY) -> None:
        """Add the row ``lower <= sum(value * column) <= upper``; each column at most once."""
        for column, value in terms:
            self.indices.append(column)
            self.values.append(value)
        self.starts.append(len(self.indices))
        self.row_lower.append(lower)
        self.row_upper.append(upper)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``values`` of all columns (None: nothing feasible found), the bound, and how it ended."""

    values: list[float] | None
    bound: float
    proven: bool
    infeasible: bool


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Answer of the linear relaxation: a bound, and what moving each column from there costs."""

    bound: float
    values: list[float]
    reduced_costs: list[float]


class Solver:
    """A program loaded into HiGHS, to be maximised for one objective after another."""

    def __init__(self, program: Program, *, seed: int = 0) -> None:
        self._columns = len(program.lower)
        self._lower, self._upper = np.array(program.lower), np.array(program.upper)
        self._whole = np.array(program.whole, dtype=np.bool_)
        ends = zip(program.row_lower, program.row_upper, strict=True)
        self._zero_fits = all(lower <= 0 <= upper for lower, upper in ends)
        self._lost = False  # HiGHS did not stop when it was told to, and is at it still
        self._highs = highspy.Highs()
        self._highs.silent()
        for name, value in (
            ("threads", 1),
            ("parallel", "off"),
            ("random_seed", seed),
        ):
            self._check(self._highs.setOptionValue(name, value))
        self._check(self._highs.passModel(_as_lp(program)))

    def at_least(self, terms: Terms, lower: float) -> None:
        """Add the row ``sum(value * column) >= lower`` for all later objectives."""
        self._check(
            self._highs.addRow(
                lower,
                INFINITY,
                len(terms),
                np.array([column for column, _ in terms], dtype=np.int32),
                np.array([value for _, value in terms], dtype=np.float64),
            )
        )

    def drop_row(self) -> None:
        """Take back the last row that was added."""
        last = self._highs.getNumRow() - 1
        self._check(self._highs.deleteRows(1, np.array([last], dtype=np.int32)))

    def fix(self, columns: Sequence[tuple[int, float]]) -> None:
        """Hold each (column, value) for all later objectives."""
        where = np.array([column for column, _ in columns], dtype=np.int32)
        held = np.array([value for _, value in columns], dtype=np.float64)
        self._bound(where, held, held)
        self._lower[where] = self._upper[where] = held

    def relax(
        self,
        terms: Terms,
        *,
        seconds: float | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Relaxed | None:
        """Maximise as if no column had to be whole; None if that cannot be. Raises ``Stopped``."""
        self._prepare(terms, seconds)
        self._check(self._highs.setOptionValue("solve_relaxation", True))
        watched = self._watched(seconds, None, cancelled)
        status = self._highs.getModelStatus() if watched.ended else None
        if status in (
            None,
            highspy.HighsModelStatus.kTimeLimit,
            highspy.HighsModelStatus.kInterrupt,
        ):
            raise Stopped
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self._highs.getSolution()
        return Relaxed(
            bound=self._highs.getInfo().objective_function_value,
            values=list(solution.col_value),
            reduced_costs=list(solution.col_dual),
        )

    def narrow(
        self,
        terms: Terms,
        *,
        allowance: float,
        gap: float = 0.0,
        start: Sequence[float] | None = None,
        seconds: float | None = None,
        report: Report | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Outcome:
        """As ``maximise``, by way of a smaller program; quick where the relaxation is nearly whole.

        A whole column at its bound whose reduced cost exceeds ``allowance`` cannot move in an
        answer that is less than ``allowance`` below the relaxation. All such are held; an answer
        that close is proven best among all (reduced cost fixing). Otherwise the allowance grows to
        what the answer found falls short by, which then proves it or finds a better one, unless
        that is within ``gap``, as a share of the answer. Raises ``Stopped``.
        """
        ends = None if seconds is None else time.monotonic() + seconds
        relaxed = None
        if self._columns:
            relaxed = self.relax(terms, seconds=seconds, cancelled=cancelled)
        if relaxed is None:
            left = None if ends is None else max(0.0, ends - time.monotonic())
            return self.maximise(
                terms, gap=gap, start=start, seconds=left, report=report, cancelled=cancelled
            )
        costs, values = np.abs(relaxed.reduced_costs), np.rint(relaxed.values)
        outcome = Outcome(None, relaxed.bound, proven=False, infeasible=False)
        while True:
            held = np.flatnonzero(self._whole & (costs > allowance))
            left = None if ends is None else max(0.0, ends - time.monotonic())
            if len(held) < self._columns // 20:
                return self.maximise(
                    terms, gap=gap, start=start, seconds=left, report=report, cancelled=cancelled
                )
            lower, upper = self._lower[held], self._upper[held]
            self._bound(held, values[held], values[held])
            outcome = self.maximise(
                terms, gap=gap, start=start, seconds=left, report=report, cancelled=cancelled
            )
            if self._lost:
                return replace(outcome, bound=relaxed.bound)
            self._bound(held, lower, upper)
            if outcome.values is None:
                if not outcome.infeasible:
                    return replace(outcome, bound=relaxed.bound)
                allowance *= 4
                continue
            start = outcome.values
            best = sum(value * start[column] for column, value in terms)
            short = relaxed.bound - best
            if short <= allowance and gap == 0 and outcome.proven:
                return outcome
            if not outcome.proven or short <= gap * abs(best):
                return replace(outcome, bound=relaxed.bound)
            allowance = max(1.01 * short, 2 * allowance)

    def _bound(self, columns: Any, lower: Any, upper: Any) -> None:
        """Give columns new bounds."""
        if len(columns):
            where = np.asarray(columns, dtype=np.int32)
            self._check(self._highs.changeColsBounds(len(where), where, lower, upper))

    def maximise(
        self,
        terms: Terms,
        *,
        gap: float = 0.0,
        start: Sequence[float] | None = None,
        seconds: float | None = None,
        report: Report | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Outcome:
        """Maximise ``sum(value * column)`` from the feasible point ``start``, if one is given.

        Ends at a proven answer, or as soon as it is proven to within ``gap``, relatively.
        """
        if not self._columns:  # HiGHS calls this "empty" and does not look at the rows
            fits = self._zero_fits
            return Outcome([] if fits else None, bound=0.0, proven=fits, infeasible=not fits)
        highs = self._highs
        self._prepare(terms, seconds)
        self._check(highs.setOptionValue("mip_rel_gap", gap))
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = list(start)
            self._check(highs.setSolution(solution))
        watched = self._watched(seconds, report, cancelled)
        if not watched.ended:
            return Outcome(watched.values, watched.bound, proven=False, infeasible=False)
        status = highs.getModelStatus()
        info = highs.getInfo()
        infeasible = status == highspy.HighsModelStatus.kInfeasible
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        return Outcome(
            values=list(highs.getSolution().col_value) if found and not infeasible else None,
            bound=info.mip_dual_bound,
            proven=status == highspy.HighsModelStatus.kOptimal,
            infeasible=infeasible,
        )

    def _prepare(self, terms: Terms, seconds: float | None) -> None:
        costs = np.zeros(self._columns)
        for column, value in terms:
            costs[column] += value
        if self._lost:
            raise Stopped
        highs = self._highs
        highs.clearSolver()
        everywhere = np.arange(self._columns, dtype=np.int32)
        self._check(highs.changeColsCost(self._columns, everywhere, costs))
        self._check(highs.changeObjectiveSense(highspy.ObjSense.kMaximize))
        self._check(highs.setOptionValue("solve_relaxation", False))
        self._check(highs.setOptionValue("time_limit", INFINITY if seconds is None else seconds))

    def _watched(
        self, seconds: float | None, report: Report | None, cancelled: IsCancelled | None
    ) -> _Watched:
        watched = _Watched(self._highs, seconds, report, cancelled)
        self._lost = not watched.ended
        return watched

    @staticmethod
    def _check(status: highspy.HighsStatus) -> None:
        if status == highspy.HighsStatus.kError:
            raise RuntimeError("HiGHS refused a call; see the traceback for which")


class _Watched:
    """One run of HiGHS in a thread of its own, watched from ours.

    HiGHS looks at its limits and calls back between steps, some of which take seconds (presolve,
    the first relaxation). So the watch is kept here: at its end, or when ``cancelled`` says so,
    HiGHS is asked to stop, and if it does not hear within ``GRACE`` it is left alone with its
    thread, which ends at its next step; the model may not be touched any more. ``report`` and
    ``cancelled`` are called from the caller's thread; an exception of theirs is passed on.

    ``ended``: whether HiGHS is done, so that it can be asked for its answer. If not, ``values``
    holds the best that it told (None: nothing), ``bound`` what it had proven.
    """

    def __init__(
        self,
        highs: highspy.Highs,
        seconds: float | None,
        report: Report | None,
        cancelled: IsCancelled | None,
    ) -> None:
        self.values: list[float] | None = None
        self.bound = INFINITY
        self.ended = False
        self._primal, self._stop = -INFINITY, False
        self._failed: BaseException | None = None
        if (cancelled is not None and cancelled()) or seconds == 0:
            return
        hearing = (
            (highs.cbMipImprovingSolution, self._improved),
            (highs.cbMipInterrupt, self._hear),
            (highs.cbSimplexInterrupt, self._look),
        )
        for event, hear in hearing:
            event.subscribe(hear)
        thread = threading.Thread(target=self._run, args=(highs,), name=THREAD, daemon=True)
        ends = None if seconds is None else time.monotonic() + seconds
        thread.start()
        try:
            self._watch(thread, ends, report, cancelled)
        finally:
            self._stop = True
            thread.join(GRACE)
            self.ended = not thread.is_alive()
            if self.ended:
                for event, hear in hearing:
                    event.unsubscribe(hear)
            else:  # an interpreter that ends under its feet would abort
                atexit.register(thread.join, PATIENCE)
        if self._failed is not None:
            raise self._failed

    def _run(self, highs: highspy.Highs) -> None:
        try:
            Solver._check(highs.run())
        except BaseException as error:
            self._failed = error

    def _watch(
        self,
        thread: threading.Thread,
        ends: float | None,
        report: Report | None,
        cancelled: IsCancelled | None,
    ) -> None:
        """Until the thread ends by itself, or should."""
        while True:
            thread.join(0.1 if ends is None else max(0.0, min(0.1, ends - time.monotonic())))
            if not thread.is_alive() or (ends is not None and time.monotonic() >= ends):
                return
            if cancelled is not None and cancelled():
                return
            if report is not None:
                report(_finite(self._primal), _finite(self.bound))

    def _improved(self, event: Any) -> None:
        self.values = [float(value) for value in event.data_out.mip_solution]

    def _hear(self, event: Any) -> None:
        self._primal, self.bound = event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
        self._look(event)

    def _look(self, event: Any) -> None:
        if self._stop:
            event.interrupt()


def _finite(value: float) -> float | None:
    return value if abs(value) < 1e30 else None


def _as_lp(program: Program) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_ = len(program.lower)
    lp.num_row_ = len(program.row_lower)
    lp.col_cost_ = np.zeros(lp.num_col_)
    lp.col_lower_ = np.array(program.lower, dtype=np.float64)
    lp.col_upper_ = np.array(program.upper, dtype=np.float64)
    lp.row_lower_ = np.array(program.row_lower, dtype=np.float64)
    lp.row_upper_ = np.array(program.row_upper, dtype=np.float64)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(program.starts, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(program.indices, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(program.values, dtype=np.float64)
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[whole] for whole in program.whole]
    return lp
