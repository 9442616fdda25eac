"""Ratings as sums: what the model looks at, and what of it does not change on its grid."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ENDS, HALF = (1, 4), 0.5  # expected levels with no room on one side: they show half of a lean

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Rating:
    """A level (1 to 4) that ``assessor`` gave ``student`` of ``team`` in ``skill``.

    ``own`` is the student's own level in it, where she gave one.
    """

    assessor: Hashable
    team: Hashable
    student: Hashable
    skill: Hashable
    level: float
    own: float | None = None


@dataclass(frozen=True)
class Case:
    """A level that ``assessor`` gave a written practice case, beside the one that was expected."""

    assessor: Hashable
    level: float
    expected: float


class Data:
    """Ratings as sums: what the grid needs does not change from point to point."""

    def __init__(
        self, ratings: Sequence[Rating], cases: Sequence[Case], assessors: list[Hashable]
    ) -> None:
        place = {assessor: i for i, assessor in enumerate(assessors)}
        known = [case for case in cases if case.assessor in place]
        self.assessor = np.array([place[rating.assessor] for rating in ratings], dtype=np.intp)
        self.team = _numbered([(rating.assessor, rating.team) for rating in ratings])
        self.student = _numbered([(rating.team, rating.student) for rating in ratings])
        self.level = np.array([rating.level for rating in ratings], dtype=np.float64)
        self.x = _columns(ratings, self.level)
        of_case = np.array([place[case.assessor] for case in known], dtype=np.intp)
        above = np.array([case.level - case.expected for case in known], dtype=np.float64)
        at_the_end = np.array([case.expected in ENDS for case in known], dtype=np.bool_)
        kinds = _numbered([case.expected for case in known])
        # each row is what explains a level, and the level last
        width = self.x.shape[1]
        shifts = int(kinds.max()) + 1 if known else 0
        rows = np.column_stack([self.x, np.zeros((len(ratings), shifts)), self.level])
        more = np.zeros((len(known), rows.shape[1]))
        more[np.arange(len(known)), width + kinds] = 1.0
        more[:, -1] = above
        reach = np.where(at_the_end, HALF, 1.0)
        self.squares = products(rows, np.ones(len(rows))) + products(more, np.ones(len(more)))
        self.of_student = summed(rows, self.student)
        self.weight = np.bincount(self.student).astype(np.float64)
        first_of_student = _firsts(self.student)
        self.team_of_student = self.team[first_of_student]
        self.assessor_of_team = self.assessor[_firsts(self.team)]
        self.cases_of = np.bincount(of_case, minlength=len(assessors))
        self.ratings_of = np.bincount(self.assessor, minlength=len(assessors))
        self.of_cases = np.zeros((len(assessors), rows.shape[1]))
        np.add.at(self.of_cases, of_case, more * reach[:, None])
        self.weight_of_cases = np.bincount(of_case, weights=reach**2, minlength=len(assessors))
        self.n = len(ratings) + len(known)


def _numbered(keys: Sequence[Hashable]) -> Ints:
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.intp)


def _firsts(numbers: Ints) -> Ints:
    return np.asarray(np.unique(numbers, return_index=True)[1], dtype=np.intp)


def products(rows: Floats, weights: Floats) -> Floats:
    """Sums of ``weight · row · row`` transposed; not by BLAS, whose threads wait on busy cores."""
    return np.asarray(np.einsum("n,ni,nj->ij", weights, rows, rows))


def summed(rows: Floats, group: Ints) -> Floats:
    """Sums of ``rows`` by group, groups numbered from 0 without a gap."""
    order = np.argsort(group, kind="stable")
    begins = np.searchsorted(group[order], np.arange(group.max() + 1))
    return np.asarray(np.add.reduceat(rows[order], begins, axis=0))


def _columns(ratings: Sequence[Rating], level: Floats) -> Floats:
    """What explains a level but for people: its skill, and what others say of this student.

    Each of "her own rating" and "levels by other assessors" is centred within its skill, with a
    column of its own for "not there": nothing known is not the same as average.
    """
    skill = _numbered([rating.skill for rating in ratings])
    sizes = np.bincount(skill)
    dummies = np.zeros((len(ratings), len(sizes)))
    dummies[np.arange(len(ratings)), skill] = 1.0
    own = np.array([np.nan if rating.own is None else rating.own for rating in ratings])
    about = level - (np.bincount(skill, weights=level) / sizes)[skill]
    person = _numbered([rating.student for rating in ratings])
    there = _numbered([(rating.student, rating.assessor) for rating in ratings])
    total, of_pair = np.bincount(person, weights=about), np.bincount(there, weights=about)
    n, n_pair = np.bincount(person), np.bincount(there)
    count = (n[person] - n_pair[there]).astype(np.float64)
    others = np.where(count > 0, (total[person] - of_pair[there]) / np.maximum(count, 1.0), np.nan)
    columns = [dummies]
    for extra in (own, others):
        known = ~np.isnan(extra)
        if not known.any():
            continue
        seen = np.bincount(skill[known], minlength=len(sizes))
        sums = np.bincount(skill[known], weights=extra[known], minlength=len(sizes))
        centre = (sums / np.maximum(seen, 1))[skill]
        columns.append(np.where(known, extra - centre, 0.0)[:, None])
        if not known.all():
            columns.append((~known).astype(np.float64)[:, None])
    return np.column_stack(columns)
