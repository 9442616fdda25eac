"""A program that knows everything but the answers, against the tables: ``make bench B=disclosure``.

It is staff: it knows who asked in which term and how far each of them came, from lists, rows and
exports. It has read every frozen table of every term. What each person answered it does not know;
it asks HiGHS for the least and the most that each number could be: every group among every step,
every difference between two steps, and every smallest set of people that it can tell apart, one
person included. A number that is under the threshold is learned where fewer than five values are
left and some were ruled out.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from math import ceil, floor

import highspy
import numpy as np

from bench.pages import Line
from disclosure import BASE, FEWEST, Table, nearly_the_same, shown

COHORTS = int(os.environ.get("BENCH_COHORTS", "200"))
STEPS = 6
NEVER = -1  # the last step of somebody who did not ask in that term
HALF = BASE // 2
Way = tuple[int, ...]  # of one person: her last step in each term


@dataclass
class Cohort:
    """People by their way, and what each answered: yes, no, or nothing (``None``)."""

    ways: list[Way]
    answers: list[bool | None]

    @property
    def terms(self) -> int:
        """How many."""
        return len(self.ways[0])

    def at(self, term: int, step: int) -> frozenset[int]:
        """Who took that step in that term."""
        return frozenset(who for who, way in enumerate(self.ways) if way[term] >= step)


@dataclass
class Published:
    """Sets of people with what was shown of them: yes first, then no."""

    rows: list[tuple[frozenset[int], bool, int]] = field(default_factory=list)
    cells: int = 0


@dataclass
class Learned:
    """What the program found out."""

    small: int = 0  # numbers under the threshold
    learned: list[str] = field(default_factory=list)
    shown: int = 0


def a_cohort(lot: random.Random) -> Cohort:
    """Twenty to 160 people over one to four terms; many come again, some tables are extreme."""
    people, terms = lot.randint(20, 160), lot.randint(1, 4)
    again, onward = lot.uniform(0.1, 1), lot.uniform(0.5, 0.98)
    silent, share = lot.choice((0, 0.05, 0.3, 0.6)), lot.choice((0.05, 0.2, 0.5, 0.9))
    answers = [None if lot.random() < silent else lot.random() < share for _person in range(people)]
    tilt = lot.choice((0, 0, 0.3, 0.6))  # how much likelier those who said yes fall out
    ways: list[Way] = []
    for answer in answers:
        way = []
        for _term in range(terms):
            step = NEVER
            if lot.random() < again:
                step = 0
                while step < STEPS - 1 and lot.random() < onward - tilt * (answer is True):
                    step += 1
            way.append(step)
        ways.append(tuple(way))
    return Cohort(ways, answers)


def publish(cohort: Cohort) -> Published:
    """What ``insights.equity`` freezes, term by term, of one voluntary question."""
    published, before = Published(), []
    for term in range(cohort.terms):
        steps = [cohort.at(term, step) for step in range(STEPS)]
        closed = [step for step in range(STEPS) if nearly_the_same(steps[step], before)]
        rows = {
            name: tuple(sum(cohort.answers[who] is value for who in people) for people in steps)
            for name, value in (("yes", True), ("no", False))
        }
        said = shown(Table(tuple(map(len, steps)), rows, in_order=True), FEWEST, closed)
        for name, value in (("yes", True), ("no", False)):
            for people, number in zip(steps, said.groups[name], strict=True):
                published.cells += 1
                if number is not None:
                    published.rows.append((people, value, number))
        before += steps
    return published


class Reader:
    """A linear program of all answers that fit what was shown: two columns a kind of people."""

    def __init__(self, cohort: Cohort, published: Published) -> None:
        self.kinds = sorted(set(cohort.ways))
        self.sizes = Counter(cohort.ways)
        self.cohort = cohort
        highs = highspy.Highs()
        highs.silent()
        count = len(self.kinds)
        for way in self.kinds * 2:
            highs.addVar(0, self.sizes[way])
        for number, way in enumerate(self.kinds):
            both = np.array([number, number + count], dtype=np.int32)
            highs.addRow(0, self.sizes[way], 2, both, np.ones(2))
        for people, value, number in published.rows:
            columns = self._columns(people, value)
            highs.addRow(number - HALF, number + HALF, len(columns), columns, np.ones(len(columns)))
        self.highs = highs

    def _columns(self, people: frozenset[int], value: bool) -> np.ndarray:
        ways = {self.cohort.ways[who] for who in people}
        first = 0 if value else len(self.kinds)
        return np.array(
            [first + number for number, way in enumerate(self.kinds) if way in ways],
            dtype=np.int32,
        )

    def bounds(self, people: frozenset[int], value: bool) -> tuple[int, int]:
        """The least and the most of ``people`` that may have answered ``value``."""
        columns = self._columns(people, value)
        found = []
        for sign in (1.0, -1.0):
            for column in range(2 * len(self.kinds)):
                self.highs.changeColCost(column, 0.0)
            for column in columns:
                self.highs.changeColCost(int(column), sign)
            self.highs.run()
            if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                raise RuntimeError("What was shown fits no answers at all.")
            found.append(sign * self.highs.getInfo().objective_function_value)
        return ceil(found[0] - 1e-6), floor(found[1] + 1e-6)


def questions(cohort: Cohort) -> dict[str, frozenset[int]]:
    """Every set of people that the program can name."""
    named = {
        f"term {term} step {step}": cohort.at(term, step)
        for term in range(cohort.terms)
        for step in range(STEPS)
    }
    sets = dict(named)
    for (one, people), (other, others) in combinations(named.items(), 2):
        sets[f"{one} without {other}"] = people - others
        sets[f"{other} without {one}"] = others - people
    for way in set(cohort.ways):
        sets[f"ways {way}"] = frozenset(who for who, each in enumerate(cohort.ways) if each == way)
    return {name: people for name, people in sets.items() if people}


def attack(cohort: Cohort) -> Learned:
    """Everything that the program learns of one cohort."""
    published = publish(cohort)
    reader, learned = Reader(cohort, published), Learned(shown=len(published.rows))
    asked: dict[frozenset[int], str] = {}
    for name, people in questions(cohort).items():
        asked.setdefault(people, name)
    for people, name in asked.items():
        for value in (True, False):
            true = sum(cohort.answers[who] is value for who in people)
            if true >= FEWEST and len(people) - true >= FEWEST:
                continue
            learned.small += 1
            least, most = reader.bounds(people, value)
            if not least <= true <= most:
                raise RuntimeError("The program is wrong: the truth is not among its truths.")
            if (least, most) != (0, len(people)) and most - least + 1 < BASE:
                learned.learned.append(f"{name}: {least} to {most} of {len(people)} said {value}")
    return learned


def run() -> Iterator[Line]:
    """One line: numbers learned, of those under the threshold."""
    found = [attack(a_cohort(random.Random(number))) for number in range(COHORTS)]
    small, known = sum(each.small for each in found), sum(len(each.learned) for each in found)
    cells = sum(each.shown for each in found)
    name = (
        f"disclosure: of {small} small numbers in {COHORTS} cohorts ({cells} cells shown), learned"
    )
    yield Line(name, known, 0, 0, "0", known == 0)
