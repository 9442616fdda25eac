"""A whole round: kept and reserved places, large ones, those that are broken off, and bad input."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given

from matching.allocation import allocate
from matching.model import (
    AllocationProblem,
    BadInput,
    Challenge,
    Decider,
    Options,
    PolicyWeights,
    ReasonCode,
    Span,
    StageName,
    Status,
    Student,
    Wish,
)
from matching.verify import verify_allocation_result
from tests.matching.cases import allocation_problems
from tests.matching.test_allocate import a_round, few


def test_reserved_places_go_to_first_timers_but_never_stay_empty():
    problem = a_round(
        challenges=(Challenge("bakery", places=1, reserved=1),),
        students=(Student("ana", first_timer=True), Student("ben")),
        wishes=(
            Wish("ana-bakery", "ana", "bakery", 3, 0),
            Wish("ben-bakery", "ben", "bakery", 1, 9),
        ),
    )
    assert allocate(problem).placed == ("ana-bakery",)
    assert allocate(problem).reasons["ben-bakery"].decided_by == Decider.PRIORITY
    without = replace(problem, wishes=problem.wishes[1:])
    assert allocate(without).placed == ("ben-bakery",)


def test_kept_places_go_first_to_whom_they_are_kept_for_and_then_to_all():
    """Even before those who got nothing and never took part; the refused hears that it was that."""
    eager = Student("ben", carry_over=True, first_timer=True)
    problem = a_round(
        challenges=(Challenge("bakery", places=2, kept=2),),
        students=(Student("ana"), eager, Student("cem")),
        wishes=(
            Wish("ana-bakery", "ana", "bakery", 3, 0, qualifies=True),
            Wish("ben-bakery", "ben", "bakery", 1, 9),
            Wish("cem-bakery", "cem", "bakery", 1, 9, qualifies=True),
        ),
    )
    result = allocate(problem)
    assert result.placed == ("ana-bakery", "cem-bakery")
    assert result.reasons["ben-bakery"].decided_by == Decider.KEPT
    nobody = tuple(replace(wish, qualifies=False) for wish in problem.wishes)
    assert "ben-bakery" in allocate(replace(problem, wishes=nobody)).placed
    fewer = replace(problem, challenges=(Challenge("bakery", places=2, kept=1),))
    assert allocate(fewer).placed == ("ben-bakery", "cem-bakery")
    assert allocate(fewer).reasons["ana-bakery"].decided_by == Decider.OWN_ORDER


@few
@given(allocation_problems())
def test_nobody_who_qualifies_goes_without_while_a_kept_place_is_with_somebody_else(problem):
    """Between two who want one place alone, with nobody to come along and teams of any size."""
    weights = replace(problem.weights, kept_short=600, reserve_short=0)
    loose = replace(
        problem,
        together=(),
        weights=weights,
        challenges=tuple(replace(c, min_team=1, max_teams=None) for c in problem.challenges),
        students=tuple(replace(s, capacity=min(1, s.capacity)) for s in problem.students),
    )
    result = allocate(loose)
    assert verify_allocation_result(loose, result).faults == ()
    wishes_of = Counter(wish.student for wish in loose.wishes)
    for challenge in loose.challenges:
        here = [wish for wish in loose.wishes if wish.challenge == challenge.id]
        theirs = sum(wish.eoi in result.placed for wish in here if wish.qualifies)
        others = [w for w in here if w.eoi in result.placed and not w.qualifies]
        without = [
            w
            for w in here
            if w.qualifies
            and wishes_of[w.student] == 1
            and result.reasons[w.eoi].code == ReasonCode.FULL
        ]
        wanted_here_alone = any(wishes_of[w.student] == 1 for w in others)
        assert not (without and wanted_here_alone and theirs < challenge.kept)


def test_a_refill_counts_those_who_hold_places():
    team = Challenge("bakery", places=5, min_team=4, max_team=5, taken=3)
    assert len(allocate(a_round(challenges=(team,))).placed) == 2
    assert (
        allocate(a_round(challenges=(replace(team, taken=5),))).reasons["ana-bakery"].code
        == ReasonCode.FULL
    )


def test_those_kept_together_come_together_or_not_at_all():
    result = allocate(a_round(together=(("ana", "ben"),)))
    assert result.placed == ("ana-bakery", "ben-bakery")
    cem = result.reasons["cem-bakery"]
    assert (cem.code, cem.decided_by) == (ReasonCode.FULL, Decider.KEPT_TOGETHER)
    alone = a_round(together=(("ana", "zoe"),), students=(*a_round().students, Student("zoe")))
    assert allocate(alone).reasons["ana-bakery"].code == ReasonCode.KEPT_TOGETHER


def test_nobody_asks_and_nothing_happens():
    result = allocate(AllocationProblem((), (), ()))
    assert (result.placed, result.objective, result.gap) == ((), 0, 0)


def test_a_cancelled_run_keeps_what_it_has_and_says_so():
    problem = a_round()
    result = allocate(problem, cancelled=lambda: True)
    assert result.status == Status.STOPPED
    assert verify_allocation_result(problem, result).holds
    assert len(result.placed) == 2  # nothing was found yet: a draft down the line
    large, looks = a_large_round(), iter(range(99))
    stopped = allocate(large, cancelled=lambda: next(looks) > 1)  # asked before each question
    assert (stopped.status, stopped.gap) == (Status.STOPPED, 0)
    assert verify_allocation_result(large, stopped).holds
    down_the_line = allocate(large, options=Options(seconds=0))
    assert stopped.objective >= down_the_line.objective > 0  # nothing worse than a draft is kept
    out_of_time = allocate(problem, options=Options(seconds=0))
    assert out_of_time.status == Status.STOPPED
    assert (out_of_time.bound, out_of_time.gap) == (None, None)


def a_large_round(students=300):
    chance = random.Random(7)
    challenges = tuple(
        Challenge(f"c{n}", places=10, min_team=3, max_team=5, reserved=2, spans=(Span(n, n + 2),))
        for n in range(students // 12)
    )
    people = tuple(
        Student(f"s{n}", chance.choice([1, 1, 2]), chance.random() < 0.2, chance.random() < 0.4)
        for n in range(students)
    )
    wishes = tuple(
        Wish(f"{who.id}-{c.id}", who.id, c.id, rank, chance.randrange(1_000_000))
        for who in people
        for rank, c in enumerate(chance.sample(challenges, 4), 1)
    )
    return AllocationProblem(challenges, people, wishes)


def test_a_round_of_three_hundred_is_proven_and_reports_on_the_way():
    problem = a_large_round()
    heard = []
    result = allocate(problem, progress=heard.append)
    assert verify_allocation_result(problem, result).faults == ()
    assert (result.status, result.gap) == (Status.PROVEN, 0)
    assert {p.stage for p in heard} <= set(StageName)
    assert [stage.gap for stage in result.stages] == [0, 0, 0, 0]


def test_an_exception_from_outside_ends_the_run_and_is_passed_on():
    def pull_the_plug():
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError, match="gone"):
        allocate(a_large_round(), cancelled=pull_the_plug)


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"challenges": (Challenge("bakery", places=-1),)}, "below 0"),
        ({"challenges": (Challenge("bakery", 5, min_team=3, max_team=2),)}, "make none"),
        ({"challenges": (Challenge("bakery", 5, min_teams=3, max_teams=2),)}, "no number of teams"),
        ({"challenges": (Challenge("bakery", 5, spans=(Span(2, 2),)),)}, "ends before"),
        ({"challenges": (Challenge("bakery", 5), Challenge("bakery", 5))}, "two entries"),
        ({"challenges": ()}, "not listed"),
        ({"students": ()}, "not listed"),
        ({"students": (Student("ana", capacity=-1), Student("ben"), Student("cem"))}, "below 0"),
        ({"together": (("ana", "zoe"),)}, "not both are listed"),
        ({"together": (("ana", "ana"),)}, "with themselves"),
        ({"weights": PolicyWeights(rank=())}, "Points"),
        ({"weights": PolicyWeights(place=0)}, "Points"),
        ({"wishes": (Wish("x", "ana", "bakery"), Wish("x", "ben", "bakery"))}, "twice"),
        ({"wishes": (Wish("x", "ana", "bakery"), Wish("y", "ana", "bakery"))}, "twice"),
        ({"wishes": (Wish("x", "ana", "bakery", rank=0),)}, "rank 0"),
        ({"wishes": (Wish("x", "ana", "bakery", lottery=1_000_000),)}, "lottery number"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(changes, sentence):
    with pytest.raises(BadInput, match=sentence):
        allocate(a_round(**changes))
