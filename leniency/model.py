"""Leniency and spread of assessors by partial pooling, in closed form on a grid.

**The question.** One assessor's levels run higher than another's. Is she lenient, was her team
good, or is it chance? Each team is assessed by one person, so levels alone cannot tell a lenient
assessor from a good team. What links assessors, and is used here:

- written practice cases, the same for all, where nobody's ability is in play;
- what students said of themselves, and what *other* assessors gave the same student elsewhere;
- several teams of one assessor, which show how much of it stays with her.

**The model.** A level that assessor *a* gives student *s* of team *t* in skill *k* is

    level = skill_k + slopes · (own rating, other assessors' levels)
            + a  + t + s + rest,   a ~ N(0, σa²), t ~ N(0, σt²), s ~ N(0, σs²), rest ~ N(0, σe²)

and her level for a practice case is ``expected + shift + reach · a + rest``, where ``shift`` is
common to all who answered one of that expected level, and ``reach`` is 1, or a half where the
expected level is at an end and nobody can miss it on that side. Leniency is *a*: zero is the
average assessor of those given. It is the linear mixed model of Henderson ("Best linear unbiased
estimation and prediction under a selection model", Biometrics 31, 1975); estimates are drawn
towards zero where ratings are few.

**The method.** Effects are nested (rating, student in team, team, assessor), so the inverse of the
covariance needs no matrix: each level of nesting is one rank-one update of sums (Sherman and
Morrison), and a pass costs time in proportion to the ratings. The shares σa, σt, σs of σe are not
fixed at one best guess: the restricted likelihood (Patterson and Thompson, Biometrika 58, 1971),
with σe integrated by its best value, weighs a grid of them, with a half-normal prior of scale
:data:`PRIOR` on σa, so that intervals stay honest with few assessors (Gelman, "Prior distributions
for variance parameters in hierarchical models", Bayesian Analysis 1, 2006).

**Heavy tails.** Under one normal distribution those who lean most are drawn in most, and their
intervals miss them: simulated, 77 % of those beyond half a level lay inside "90 %". So each
assessor is one of three kinds of a scale mixture of normals (West, "On scale mixtures of normal
distributions", Biometrika 74, 1987), of which her own levels say which: :data:`KINDS`, chosen on
simulated universities so that the intervals of those who lean strongly hold as well. The shares of
the grid are still weighed under the normal model, which costs little and keeps it in closed form.
Whoever leans strongly and has few ratings still looks less so than she is; her interval says it.

**Spread** is the ratio of an assessor's standard deviation within her ratings to what the model
expects of that pattern of teams and students. Its logarithm is taken as normal with variance
``1 / (2 df)``, ``df`` by Satterthwaite (Biometrics Bulletin 2, 1946), and drawn towards the
common spread with a between-assessor variance by moments (DerSimonian and Laird, Controlled
Clinical Trials 7, 1986).

**Assumptions, and what follows.** Levels 1 to 4 are treated as equally far apart; that none lies
past 1 or 4 is undone on average (:func:`_beyond_the_ends`), not rating by rating. Assessors are no
better or worse in judging practice cases than people. Students are not sent to assessors by ability
beyond what their own ratings show: an assessor who always gets the best teams would look lenient.
A student placed twice counts as two, linked by what the other assessor gave. So an estimate is a
caveat to read a rating with, never a correction of it.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import erf

import numpy as np

from leniency.data import Case, Data, Floats, Rating, products, summed

FEWEST_ASSESSORS = 3
FEWEST_RATINGS = 12
NINETY = 1.6449  # standard deviations either side of a 90 % interval
PRIOR = 0.4  # of a level: scale of how far assessors differ, before any rating was seen
KINDS = ((0.45, 1.3), (0.4, 3.0), (0.15, 8.0))  # share of assessors, times the variance σa²
ROUNDED = 1 / 12  # variance that comes of writing whole levels: the least that is left over
ALIKE = 0.02  # the least that spreads differ by: variance of their logarithms
LEAST = 0.1  # of what is expected: the least that ratings are apart
ASSESSOR = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1.0, 1.3)  # shares of σe
TEAM = (0.0, 0.15, 0.3, 0.5, 0.75)
STUDENT = (0.2, 0.5, 0.8, 1.1, 1.5, 2.0)


@dataclass(frozen=True)
class Estimate:
    """One assessor. ``leniency`` in levels, above zero: higher than the average assessor.

    ``spread`` is a ratio: below one, her levels lie closer together than others'. ``low`` and
    ``high`` bound each with a probability of 90 %. ``ratings``, ``teams`` and ``cases`` count what
    it rests on.
    """

    assessor: Hashable
    leniency: float
    low: float
    high: float
    spread: float
    spread_low: float
    spread_high: float
    ratings: int
    teams: int
    cases: int


def estimate(ratings: Sequence[Rating], cases: Sequence[Case] = ()) -> list[Estimate]:
    """Leniency and spread of each assessor who rated somebody, in the order of first appearance.

    Empty where fewer than :data:`FEWEST_ASSESSORS` assessors or :data:`FEWEST_RATINGS` ratings are
    given: there is nobody to compare with. Takes time in proportion to the ratings.
    """
    assessors = list(dict.fromkeys(rating.assessor for rating in ratings))
    if len(assessors) < FEWEST_ASSESSORS or len(ratings) < FEWEST_RATINGS:
        return []
    data = Data(ratings, cases, assessors)
    mean, variance, beta, shares, rest = _pooled(data)
    logs, variances = _spreads(data, beta, shares, rest)
    half = NINETY * np.sqrt(variance)
    wide = float(np.sqrt(max(rest * (1.0 + shares[1] ** 2 + shares[2] ** 2) - ROUNDED, 0.04)))
    average = float(data.level.mean())
    (lean, low, high), slope = _beyond_the_ends(
        np.array([mean, mean - half, mean + half]), average, wide
    )
    spreads = _drawn_together(logs / slope, variances / slope**2)
    teams = np.bincount(data.assessor_of_team, minlength=len(assessors))
    return [
        Estimate(
            assessor=assessor,
            leniency=float(lean[i]),
            low=float(low[i]),
            high=float(high[i]),
            spread=float(spreads[i, 0]),
            spread_low=float(spreads[i, 1]),
            spread_high=float(spreads[i, 2]),
            ratings=int(data.ratings_of[i]),
            teams=int(teams[i]),
            cases=int(data.cases_of[i]),
        )
        for i, assessor in enumerate(assessors)
    ]


def _written(middles: Floats, wide: Floats | float) -> tuple[Floats, Floats]:
    """Mean and standard deviation of what is written down of normal impressions, sd ``wide``.

    Rounded, and held within 1 to 4. ``middles`` and ``wide`` broadcast to one shape (n,).
    """
    z = (middles[:, None] - np.array([1.5, 2.5, 3.5])) / np.reshape(wide, (-1, 1))
    above = 0.5 + 0.5 * np.vectorize(erf)(z / np.sqrt(2.0))
    mean = 1.0 + above.sum(axis=1)
    square = 1.0 + above @ np.array([3.0, 5.0, 7.0])
    return mean, np.sqrt(np.maximum(square - mean**2, 1e-9))


def _beyond_the_ends(moved: Floats, average: float, wide: float) -> tuple[Floats, float]:
    """The leans behind levels that moved by ``moved``; how far a spread shows in what is written.

    A lean moves the mean of what is written, a wider eye its standard deviation, and both by less
    near the ends of the scale, past which nothing is written. The leans are by the inverse of the
    curve of the mean from ``average``; the second is the slope of the logarithm of the deviation.
    """
    middles = np.linspace(-2.0, 7.0, 361)
    written, _sd = _written(middles, wide)
    start = float(np.interp(average, written, middles))
    leans = np.interp(average + moved, written, middles) - start
    _mean, around = _written(np.full(2, start), wide * np.array([0.9, 1.1]))
    slope = float(np.diff(np.log(around))[0] / np.log(1.1 / 0.9))
    return np.asarray(leans), slope


def _pooled(data: Data) -> tuple[Floats, Floats, Floats, tuple[float, float, float], float]:
    """Mean and variance of each leniency over the grid; slopes, shares and σe² of its best point.

    The variance is that within a point (with what the slopes do not know) and that between points.
    """
    points = []
    for student in STUDENT:
        of_teams = _to_teams(data, student)
        for team in TEAM:
            sums = _to_assessors(data, of_teams, team)
            points += [((share, team, student), _at(data, share, sums)) for share in ASSESSOR]
    score = np.array([point.score for _shares, point in points])
    weights = np.exp(score - score.max())
    weights /= weights.sum()
    means = np.array([point.mean for _shares, point in points])
    within = np.array([point.variance for _shares, point in points])
    mean = weights @ means
    variance = weights @ (within + (means - mean) ** 2)
    shares, best = points[int(score.argmax())]
    return mean, variance, best.beta, shares, best.rest


@dataclass(frozen=True)
class _Sums:
    squares: Floats  # of everything, what is below taken in
    rows: Floats  # of each group
    weight: Floats
    logdet: float


def _absorbed(
    squares: Floats, rows: Floats, weight: Floats, share: float
) -> tuple[Floats, Floats, Floats, float]:
    """One level of nesting taken in: Sherman–Morrison for each group at once, in units of σe²."""
    grown = 1.0 + share**2 * weight
    squares = squares - products(rows, share**2 / grown)
    return squares, rows / grown[:, None], weight / grown, float(np.log(grown).sum())


def _to_teams(data: Data, share: float) -> _Sums:
    """Sums of each team, its students' share taken in."""
    squares, rows, weight, logdet = _absorbed(data.squares, data.of_student, data.weight, share)
    team = data.team_of_student
    weights = np.asarray(np.bincount(team, weights=weight), dtype=np.float64)
    return _Sums(squares, summed(rows, team), weights, logdet)


def _to_assessors(data: Data, of_teams: _Sums, share: float) -> _Sums:
    """Sums of each assessor, the teams' share taken in, and her practice cases beside them."""
    assessor, known = data.assessor_of_team, of_teams
    squares, rows, weight, more = _absorbed(known.squares, known.rows, known.weight, share)
    weights = np.bincount(assessor, weights=weight)
    return _Sums(
        squares,
        summed(rows, assessor) + data.of_cases,
        np.asarray(weights + data.weight_of_cases, dtype=np.float64),
        known.logdet + more,
    )


@dataclass(frozen=True)
class _Point:
    score: float
    mean: Floats
    variance: Floats
    beta: Floats
    rest: float


def _at(data: Data, share: float, sums: _Sums) -> _Point:
    """The restricted likelihood at one point of the grid, and leniency there."""
    squares, _rows, _weight, more = _absorbed(sums.squares, sums.rows, sums.weight, share)
    xx, xy, yy = squares[:-1, :-1], squares[:-1, -1], squares[-1, -1]
    xx = xx + 1e-9 * np.eye(len(xx))  # a skill that one level explains twice stays solvable
    inverse = np.linalg.inv(xx)
    beta = inverse @ xy
    free = data.n - len(beta)
    rest = max(float(yy - xy @ beta) / max(free, 1), ROUNDED)
    logdet = sums.logdet + more + float(np.linalg.slogdet(xx)[1])
    prior = -0.5 * share**2 * rest / PRIOR**2
    off = sums.rows[:, -1] - sums.rows[:, :-1] @ beta
    mean, variance, drawn = _drawn(share, sums.weight, off, rest)
    leans = drawn[:, None] * sums.rows[:, :-1]
    variance += rest * np.einsum("ij,ij->i", np.einsum("ij,jk->ik", leans, inverse), leans)
    return _Point(-0.5 * (free * np.log(rest) + logdet) + prior, mean, variance, beta, rest)


def _drawn(share: float, weight: Floats, off: Floats, rest: float) -> tuple[Floats, Floats, Floats]:
    """Mean, variance and pull of each leniency, where assessors are a mixture of :data:`KINDS`.

    ``weight`` and ``off`` are the sums of each assessor's levels. Whoever lies far out by many
    levels is of the wider kind, and is drawn less.
    """
    share_of, times = np.array(KINDS).T[:, :, None]
    wide = share**2 * times
    drawn = wide / (1.0 + wide * weight)
    means = drawn * off
    logs = np.log(share_of) - 0.5 * np.log1p(wide * weight) + 0.5 * means * off / rest
    kind = np.exp(logs - logs.max(axis=0))
    kind /= kind.sum(axis=0)
    mean = (kind * means).sum(axis=0)
    variance = (kind * (rest * drawn + (means - mean) ** 2)).sum(axis=0)
    return mean, variance, (kind * drawn).sum(axis=0)


def _spreads(
    data: Data, beta: Floats, shares: tuple[float, float, float], rest: float
) -> tuple[Floats, Floats]:
    """The logarithm of each assessor's spread, and its variance: infinite below three ratings."""
    _assessor, team, student = shares
    off = data.level - data.x @ beta[: data.x.shape[1]]
    order = np.argsort(data.assessor, kind="stable")
    parts = np.split(order, np.cumsum(data.ratings_of)[:-1])
    logs, variances = np.zeros(len(parts)), np.full(len(parts), np.inf)
    for i, part in enumerate(parts):
        n = len(part)
        if n < 3:
            continue
        same_team = data.team[part][:, None] == data.team[part]
        same_student = data.student[part][:, None] == data.student[part]
        v = np.eye(n) + team**2 * same_team + student**2 * same_student
        centred = v - v.mean(axis=0)
        centred = centred - centred.mean(axis=1)[:, None]
        expected = float(np.trace(centred))
        df = expected**2 / float((centred**2).sum())
        squares = float(((off[part] - off[part].mean()) ** 2).sum()) / rest
        squares = max(squares, expected * LEAST)  # all the same is not no spread at all
        logs[i] = 0.5 * (np.log(squares / expected) + 1.0 / df)
        variances[i] = 0.5 / df
    return logs, variances


def _drawn_together(logs: Floats, variances: Floats) -> Floats:
    """Spread, low and high of each assessor (n, 3), drawn towards the common one."""
    weights = 1.0 / variances
    known = np.count_nonzero(weights)
    centre = float(weights @ logs / weights.sum()) if known else 0.0
    between = ALIKE
    if known > 2:
        excess = float(weights @ (logs - centre) ** 2) - (known - 1)
        between = max(ALIKE, excess / float(weights.sum() - (weights**2).sum() / weights.sum()))
    drawn = between * weights / (between * weights + 1.0)
    middle = drawn * (logs - centre)
    half = NINETY * np.sqrt(between * (1.0 - drawn))
    return np.asarray(np.exp(np.column_stack([middle, middle - half, middle + half])))
