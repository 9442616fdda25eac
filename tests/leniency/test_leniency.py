"""Assessors whose truth is known, and those of whom too little is."""

from bench.assessors import measure
from leniency import Case, Rating, estimate


def test_it_finds_the_truth_as_closely_as_it_says():
    found = measure(range(8))

    assert found.assessors == 320
    assert found.error <= 0.15
    assert 0.85 <= found.covered <= 0.95
    assert found.strong_covered >= 0.75  # few of them: 0.85 over the forty of the bench
    assert 0.75 <= found.spread_covered <= 0.97


def test_few_ratings_stay_near_the_average_and_practice_cases_tell_people_from_teams():
    def team(assessor, *levels):
        return [
            Rating(assessor, "their team", f"{assessor}{n}", "T4.1", level)
            for n, level in enumerate(levels)
        ]

    middles = (1, 2, 3, 2, 3, 1, 2, 2)
    others = [row for n, m in enumerate(middles) for row in team(n, m, m + 1, m, max(m - 1, 1))]
    given = [*team("kind", 4, 4, 3, 3), *others]
    cases = [Case(n, level, level) for n in range(8) for level in (2, 3)]

    alone = {row.assessor: row for row in estimate(given)}["kind"]
    strict_on_paper = {
        row.assessor: row
        for row in estimate(given, [*cases, *(Case("kind", 2, 3) for _n in range(4))])
    }["kind"]
    kind_on_paper = {
        row.assessor: row
        for row in estimate(given, [*cases, *(Case("kind", 4, 3) for _n in range(4))])
    }["kind"]

    assert 0 < alone.leniency < 1.5  # one team, and its levels are above the others'
    assert alone.low < 0 < alone.high
    assert strict_on_paper.leniency < alone.leniency < kind_on_paper.leniency
    assert kind_on_paper.high - kind_on_paper.low < alone.high - alone.low
    assert (kind_on_paper.ratings, kind_on_paper.teams, kind_on_paper.cases) == (4, 1, 4)
    assert estimate(given) == estimate(given)
    assert estimate(team("a", *[2] * 9) + team("b", *[3] * 9)) == []  # two: nobody to compare with
