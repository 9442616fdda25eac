"""Assessors whose truth is known, for the bench and the tests of ``leniency``.

Forty of them with 5 to 40 ratings each, in teams of two to six with two skills a student. Truth:
leniency N(0, 0.35²); teams N(0, 0.15²), students N(0, 0.5²) and the rest N(0, 0.5²), their sum
times each assessor's own spread, exp N(0, 0.2²); rounded, and held within 1 to 4. Two students in
three rate themselves; one in eight has been rated by somebody before; every second assessor has
answered two to four practice cases.
"""

import time
from dataclasses import dataclass

import numpy as np

from leniency import Case, Rating, estimate

ENOUGH = 20  # ratings, from which the bar on the error holds
LENIENCY, SPREAD = 0.35, 0.2
STRONG = 0.5  # of a level


@dataclass(frozen=True)
class Measured:
    """Over several simulated truths: errors from :data:`ENOUGH` ratings up, shares inside."""

    error: float
    guess: float  # the error of saying zero of everybody
    covered: float
    strong_covered: float  # of those whose true leaning is beyond STRONG
    spread_covered: float
    assessors: int


def simulated(
    seed: int, assessors: int = 40, fewest: int = 5, most: int = 40
) -> tuple[list[Rating], list[Case], dict[int, float], dict[int, float]]:
    """Ratings, cases, and the truth: leniency and spread of each assessor."""
    rng = np.random.default_rng(seed)
    leniency = rng.normal(0, LENIENCY, assessors)
    spread = np.exp(rng.normal(0, SPREAD, assessors))
    ratings: list[Rating] = []
    cases: list[Case] = []
    people: list[tuple[str, float]] = []

    def level(middle: float, wide: float = 0.5) -> int:
        return int(np.clip(round(middle + rng.normal(0, wide)), 1, 4))

    for a in range(assessors):
        wanted = int(rng.integers(fewest, most + 1))
        given = team_number = 0
        while given < wanted:
            team, team_number = f"{a}-{team_number}", team_number + 1
            of_team = rng.normal(0, 0.15)
            for _member in range(int(rng.integers(2, 7))):
                if people and rng.random() < 0.125:
                    name, able = people[int(rng.integers(len(people)))]
                else:
                    name, able = f"s{len(people)}", rng.normal(0, 0.5)
                    people.append((name, able))
                says = rng.random() < 2 / 3
                for skill in (f"k{(a + team_number) % 6}", f"k{(a + team_number) % 6 + 6}"):
                    if given == wanted:
                        break
                    true = 2.4 + 0.03 * int(skill[1:]) + of_team + able
                    theirs = level(true + 0.2, 0.6) if says else None
                    middle = 2.4 + 0.03 * int(skill[1:])
                    apart = of_team + able + rng.normal(0, 0.5)
                    seen = level(middle + leniency[a] + spread[a] * apart, 0)
                    ratings.append(Rating(a, team, name, skill, seen, theirs))
                    given += 1
        if rng.random() < 0.5:
            for _case in range(int(rng.integers(2, 5))):
                expected = int(rng.integers(1, 5))
                cases.append(Case(a, level(expected + leniency[a]), expected))
    return ratings, cases, dict(enumerate(leniency)), dict(enumerate(spread))


def measure(seeds: range) -> Measured:
    """Estimates beside the truth, over ``seeds``."""
    errors, guesses, inside, spreads, strong = [], [], [], [], []
    for seed in seeds:
        ratings, cases, lenient, wide = simulated(seed)
        for found in estimate(ratings, cases):
            truth = lenient[found.assessor]  # type: ignore[index]
            if found.ratings >= ENOUGH:
                errors.append(abs(found.leniency - truth))
                guesses.append(abs(truth))
            inside.append(found.low <= truth <= found.high)
            if abs(truth) > STRONG:
                strong.append(inside[-1])
            spreads.append(found.spread_low <= wide[found.assessor] <= found.spread_high)  # type: ignore[index]
    return Measured(
        float(np.mean(errors)),
        float(np.mean(guesses)),
        float(np.mean(inside)),
        float(np.mean(strong)),
        float(np.mean(spreads)),
        len(inside),
    )


def ten_thousand() -> tuple[float, int]:
    """Seconds for at least 10,000 ratings, and how many they were."""
    ratings, cases, _lenient, _wide = simulated(1, assessors=460, fewest=5, most=40)
    begun = time.perf_counter()
    estimate(ratings, cases)
    return time.perf_counter() - begun, len(ratings)
