"""The words in which a round is given to the solver and its answer is given back.

Everything here is frozen and knows neither a database nor a solver. Identifiers are opaque
strings. Times are whole numbers in any one unit (days, or minutes since some moment), and a
span is half-open: it covers ``start`` and ends just before ``end``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class BadInput(ValueError):
    """The input contradicts itself or names what is not there; the message is one sentence."""


class Impossible(ValueError):
    """No answer keeps every rule. ``because`` names the rules, without which one would exist.

    ``pairs``: of those kept together or apart, each without whom alone one would exist.
    """

    def __init__(
        self,
        message: str,
        because: tuple[str, ...] = (),
        pairs: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.because, self.pairs = because, pairs


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time, half-open: ``start`` <= t < ``end``."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two stretches share a moment."""
        return self.start < other.end and other.start < self.end


# --- Allocation: what is asked -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge with places to share out.

    ``places``     people who may take part at all, those ``taken`` already included.
    ``min_team``   fewest, and ``max_team`` most people in a team (1 and 1: everybody alone).
    ``min_teams``  fewest, and ``max_teams`` most teams (None: as many as the places allow).
    ``reserved``   places of this run kept for first-timers; never left empty for their sake.
    ``kept``       places of this run kept for those whose wish ``qualifies``; never left empty.
    ``spans``      when people have to be there; empty for work in one's own time.
    ``taken``      people who hold a place already and stay (a refill); they count in the sizes.
    """

    id: str
    places: int
    min_team: int = 1
    max_team: int = 1
    min_teams: int = 1
    max_teams: int | None = None
    reserved: int = 0
    kept: int = 0
    spans: tuple[Span, ...] = ()
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Student:
    """One student. ``capacity``: places that may still be given in this run (limit less active).

    ``carry_over``: got nothing in an earlier round. ``first_timer``: never took part before.
    ``bookings``: spans already promised elsewhere; a wish that overlaps one is left out as "busy".
    """

    id: str
    capacity: int = 1
    carry_over: bool = False
    first_timer: bool = False
    bookings: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """One expression of interest.

    ``rank`` 1 is the dearest wish; equal ranks mean that the student gave no order.
    ``lottery`` is the number drawn for it (``matching.lottery.number``); the higher goes first.
    ``excluded`` is empty, or the code of the filter that already took the wish out ("mode",
    "host_declined" …): the wish then only receives its reason.
    ``qualifies``: she is of those for whom the challenge keeps places; why is not told here.
    """

    eoi: str
    student: str
    challenge: str
    rank: int = 1
    lottery: int = 0
    excluded: str = ""
    qualifies: bool = False


Order = Literal["strict", "weighted", "lottery"]


@dataclass(frozen=True, slots=True)
class PolicyWeights:
    """The policy of a round, as data that is visible before the deadline.

    Points: ``place`` for each student with a place, ``carry_over`` and ``first_timer`` added for
    such a student, ``rank[r - 1]`` for each place on a wish of rank r (later ranks take the last),
    less ``reserve_short`` for each reserved place of an opened challenge that no first-timer took,
    and ``kept_short`` for each kept place that nobody took who qualifies. The latter outweighs both
    priorities, since what was promised on the listing goes before who comes first.

    ``order`` "strict" decides in turn: students placed, then the two priorities and the reserves,
    then the students' own order; the points only measure. "weighted" maximises the sum of points.
    In both the lottery decides among what is equal. "lottery" is another way altogether
    (``matching.deferred``): all ask in their own order, and a full challenge keeps whom priority
    and then the lottery put first; all wishes of a student carry one number.
    """

    place: int = 1000
    carry_over: int = 400
    first_timer: int = 150
    rank: tuple[int, ...] = (100, 75, 55, 40, 30)
    reserve_short: int = 120
    kept_short: int = 600
    order: Order = "strict"

    def of_rank(self, rank: int) -> int:
        """Points for a place on a wish of this rank (1 is the dearest)."""
        return self.rank[min(rank, len(self.rank)) - 1]


@dataclass(frozen=True, slots=True)
class AllocationProblem:
    """All that a run of the allocation may know. The order of the tuples does not matter.

    ``together``: pairs of students who take exactly the same challenges or none.
    ``seed``: what the lottery numbers were drawn with, carried along so that others can check.
    """

    challenges: tuple[Challenge, ...]
    students: tuple[Student, ...]
    wishes: tuple[Wish, ...]
    weights: PolicyWeights = field(default_factory=PolicyWeights)
    together: tuple[tuple[str, str], ...] = ()
    seed: str = ""


# --- Allocation: what is answered ----------------------------------------------------------


class ReasonCode(StrEnum):
    """Why a wish ended as it did. Every wish has exactly one."""

    PLACED = "placed"
    EXCLUDED = "excluded"  # a filter took it out: Reason.filter
    FULL = "full"  # asked > places; decided_by says what decided
    NO_WHOLE_TEAM = "no_whole_team"  # one more would not make whole teams
    NOT_OPENED = "not_opened"  # fewer could come than the smallest team needs
    CLASH = "clash"  # its times overlap the place that was got
    ELSEWHERE = "elsewhere"  # as many places got as the student may have
    KEPT_TOGETHER = "kept_together"  # the partner could not come along


class Decider(StrEnum):
    """What decided between a wish that was refused and the last one that was admitted."""

    AS_MANY_AS_POSSIBLE = "as_many_as_possible"  # the other would have had no place at all
    PRIORITY = "priority"  # carry-over, first-timer or a reserved place
    KEPT = "kept"  # a kept place alone: the other qualified
    OWN_ORDER = "own_order"  # the other had wished for it more
    LOTTERY = "lottery"
    KEPT_TOGETHER = "kept_together"  # only pairs could have made room
    NOT_PROVEN = "not_proven"  # the run was stopped before it was finished


@dataclass(frozen=True, slots=True)
class Reason:
    """The facts behind one sentence to one student; None or empty where they say nothing.

    ``asked``          wishes for this challenge that passed every filter (this one included).
    ``places``         places that this run had to give there.
    ``placed``         places that this run gave there.
    ``minimum``        fewest people with whom the challenge could have opened.
    ``elsewhere``      how many of ``asked`` could not come since they got a place elsewhere.
    ``decided_by``     for FULL, NO_WHOLE_TEAM and, rarely, NOT_OPENED.
    ``your_number``    and ``last_admitted``: lottery numbers, only where the lottery decided.
    ``challenges``     for CLASH the place that overlaps; for ELSEWHERE the places that were got.
    ``preferred``      for ELSEWHERE: this wish was dearer than a place that was got.
    ``filter``         for EXCLUDED: the given code, or "busy" (a booking), "limit" (capacity 0).
    """

    code: ReasonCode
    filter: str = ""
    asked: int | None = None
    places: int | None = None
    placed: int | None = None
    minimum: int | None = None
    elsewhere: int | None = None
    decided_by: Decider | None = None
    your_number: int | None = None
    last_admitted: int | None = None
    challenges: tuple[str, ...] = ()
    preferred: bool = False


class StageName(StrEnum):
    """The questions that a run answers in turn."""

    PLACED = "placed"  # strict: students placed
    PRIORITY = "priority"  # strict: carry-over, first-timers, reserves
    WISHES = "wishes"  # strict: the students' own order
    POLICY = "policy"  # weighted: all three as one sum
    LOTTERY = "lottery"


@dataclass(frozen=True, slots=True)
class Stage:
    """One question with its answer: ``value`` reached, ``bound`` that nothing can pass.

    Points for policy stages; the sum of the placed wishes' numbers for the lottery.
    ``gap`` = (bound - value) / max(1, |value|); 0 means proven best, given the earlier stages.
    """

    name: StageName
    value: int
    bound: float
    gap: float


class Status(StrEnum):
    """How a run ended."""

    PROVEN = "proven"  # each stage proven within the gap that was asked for (0 unless told)
    FOUND = "found"  # keeps every rule; not proven best, or only to within a stage's gap
    STOPPED = "stopped"  # cancelled or out of time; the best answer so far


@dataclass(frozen=True, slots=True)
class AllocationResult:
    """A draft for people to confirm: who gets a place, who is next in line, and why.

    ``placed``     EOI ids, sorted.
    ``teams``      for each challenge with somebody placed: the fewest whole teams they make.
    ``waitlists``  for each challenge with anybody waiting: EOI ids, next in line first. Only wishes
                   that a vacancy could still serve (reason FULL or NO_WHOLE_TEAM).
    ``reasons``    one for every EOI of the problem, excluded ones included.
    ``objective``  points of this answer under the weights; ``bound`` the most that the policy
                   allows; ``gap`` between them; None where a stopped run cannot say.
    """

    placed: tuple[str, ...]
    teams: Mapping[str, int]
    waitlists: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, Reason]
    objective: int
    bound: float | None
    gap: float | None
    status: Status
    stages: tuple[Stage, ...]
    solver: str
    version: str
    seed: str
    solver_seed: int


# --- Running -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Options:
    """How far a run goes. A final run leaves ``seconds`` None: a time limit is not repeatable.

    ``gap`` is relative, ``seconds`` wall clock for the whole run. ``exact_columns``: the most
    possible teams for which team forming is solved exactly; beyond it ``moves`` exchanges are tried
    (None: as many as suit the size) on ``threads`` threads, whose number changes no answer.
    """

    gap: float = 0.0
    seconds: float | None = None
    solver_seed: int = 0
    exact_columns: int = 40_000
    moves: int | None = None
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Progress:
    """A sign of life: incumbent and bound (in the stage's own unit; None before the first)."""

    stage: str
    incumbent: float | None
    bound: float | None
    seconds: float


OnProgress = Callable[[Progress], None]
IsCancelled = Callable[[], bool]
