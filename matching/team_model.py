"""The words in which a cohort is given to team forming and its teams are given back.

An absent value is absent: it never counts as zero. A pair of which one has no known programme
counts as the average known pair, an unknown skill level as the mean of the known ones, unknown
free slots as fitting everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from matching.model import Status


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One person of a challenge.

    ``traits``     what teams should mix, by name ("programme", "year"); a missing name is unknown.
    ``levels``     level 0 to 4 by skill; a missing skill is unknown.
    ``free``       slots at which the person is free, or None where that is unknown.
    ``flags``      opaque names of groups of which nobody should be alone in a team; never shown.
    ``locked_to``  id of the team in which a person put them, or None.
    """

    id: str
    traits: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
    free: frozenset[str] | None = None
    flags: frozenset[str] = frozenset()
    locked_to: str | None = None


@dataclass(frozen=True, slots=True)
class TeamSlot:
    """A team to fill with ``min`` to ``max`` people."""

    id: str
    min: int
    max: int


@dataclass(frozen=True, slots=True)
class TeamWeights:
    """Points: ``cover`` for each wanted skill of each team; ``mix`` for each pair in a team that
    differs in a trait; ``slot`` for each slot, up to ``slot_cap``, at which a whole team is free;
    less ``balance`` for each level by which a team's total is off its share of the cohort's.
    """

    cover: int = 60
    mix: Mapping[str, int] = field(default_factory=lambda: {"programme": 8, "year": 4})
    slot: int = 5
    slot_cap: int = 6
    balance: int = 6


@dataclass(frozen=True, slots=True)
class TeamsProblem:
    """People to be put into teams, each into exactly one.

    ``wanted``    (skill, level): some member of each team should have the skill at that level.
    ``together``  pairs in one team; ``apart`` pairs in different teams.
    ``isolation`` flags of which no team of two or more may have exactly one member; None means
                  every flag. A flag that fewer than two people carry is left out.
    """

    members: tuple[TeamMember, ...]
    teams: tuple[TeamSlot, ...]
    wanted: tuple[tuple[str, int], ...] = ()
    weights: TeamWeights = field(default_factory=TeamWeights)
    together: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    isolation: frozenset[str] | None = None


class Rule(StrEnum):
    """What teams must keep."""

    SIZE = "size"
    LOCKED = "locked"
    TOGETHER = "together"
    APART = "apart"
    ISOLATION = "isolation"


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that an arrangement breaks. For ISOLATION nobody and no team is ever named."""

    rule: Rule
    team: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """What can be said of a team. No flag is ever in it.

    ``mix``      by trait: how many members by value; ``unknown`` by trait: of how many unknown.
    ``covered``  wanted skills that some member has at the level; ``missing`` the others. Skills of
                 which nobody's level is known are in neither.
    ``common``   slots at which all whose slots are known are free; None if known of fewer than two.
    ``points``   under the weights of the problem.
    """

    mix: Mapping[str, Mapping[str, int]]
    unknown: Mapping[str, int]
    covered: tuple[str, ...]
    missing: tuple[str, ...]
    common: int | None
    points: float


@dataclass(frozen=True, slots=True)
class Team:
    """A team: its id, its members' ids in order, and its facts."""

    id: str
    members: tuple[str, ...]
    facts: TeamFacts


@dataclass(frozen=True, slots=True)
class TeamsResult:
    """Teams for people to edit and confirm.

    ``cohort``  by trait: how many of all members by value, to hold a team's mix against.
    ``method``  "exact" (every possible team weighed; ``gap`` 0) or "search" (``bound`` unknown).
    """

    teams: tuple[Team, ...]
    cohort: Mapping[str, Mapping[str, int]]
    objective: float
    bound: float | None
    gap: float | None
    status: Status
    method: str
    solver: str
    version: str
    solver_seed: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """An arrangement as it stands, whoever made it: facts, points and broken rules."""

    teams: tuple[Team, ...]
    objective: float
    breaches: tuple[Breach, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would do: the changed teams before and after, and what it breaks or mends."""

    before: tuple[Team, ...]
    after: tuple[Team, ...]
    points_change: float
    new_breaches: tuple[Breach, ...]
    mended: tuple[Breach, ...]
