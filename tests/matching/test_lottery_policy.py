"""The policy "lottery": nobody gains by an untrue order, nobody is passed over, rules are kept."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given

from matching.allocation import allocate
from matching.model import BadInput, Challenge, Decider, PolicyWeights, Student, Wish
from matching.verify import verify_allocation_result
from tests.examples import examples
from tests.matching.cases import allocation_problems


def by_lottery(problem):
    """The same round under the other policy: one number a student, as it asks for."""
    numbers = {student.id: place * 97 % 11 for place, student in enumerate(problem.students)}
    return replace(
        problem,
        weights=replace(problem.weights, order="lottery"),
        wishes=tuple(replace(wish, lottery=numbers[wish.student]) for wish in problem.wishes),
    )


def simple(problem):
    """One place each, teams of any size, nobody together, nothing promised to anybody."""
    return replace(
        by_lottery(problem),
        together=(),
        challenges=tuple(
            replace(c, min_team=1, max_teams=None, reserved=0, kept=0, taken=0)
            for c in problem.challenges
        ),
        students=tuple(replace(s, capacity=min(1, s.capacity)) for s in problem.students),
    )


@examples(60)
@given(allocation_problems())
def test_every_rule_is_kept_and_every_refusal_has_its_reason(problem):
    result = allocate(by_lottery(problem))
    assert verify_allocation_result(by_lottery(problem), result).faults == ()
    assert (result.bound, result.stages, result.solver) == (None, (), "deferred acceptance")
    if not problem.together:
        plain = allocate(simple(problem))
        assert Decider.NOT_PROVEN not in {r.decided_by for r in plain.reasons.values()}


@examples(30)
@given(allocation_problems())
def test_no_order_but_the_true_one_gets_anybody_more(problem):
    problem = simple(problem)
    ranked = {}
    for wish in problem.wishes:
        ranked.setdefault(wish.student, []).append(wish)
    true = {w.eoi: (place, w) for each in ranked.values() for place, w in enumerate(each)}
    problem = replace(
        problem,
        wishes=tuple(replace(wish, rank=true[wish.eoi][0] + 1) for wish in problem.wishes),
    )

    def got(result, student):
        mine = [true[eoi][0] for eoi in result.placed if true[eoi][1].student == student]
        return min(mine, default=99)

    honest = allocate(problem)
    for student, wishes in ranked.items():
        for order in permutations(range(1, len(wishes) + 1)):
            said = dict(zip((wish.eoi for wish in wishes), order, strict=True))
            told = tuple(replace(w, rank=said.get(w.eoi, w.rank)) for w in problem.wishes)
            assert got(allocate(replace(problem, wishes=told)), student) >= got(honest, student)


def test_priority_then_the_lottery_decide_and_a_challenge_that_cannot_open_sends_people_on():
    """Three ask first for a project of four, which cannot be; two of them fit their second wish."""
    challenges = (Challenge("mill", 4, 4, 4), Challenge("farm", 2))
    students = (Student("ana"), Student("ben"), Student("cem", carry_over=True))
    numbers = {"ana": 9, "ben": 5, "cem": 1}
    wishes = tuple(
        Wish(f"{who}-{where}", who, where, rank, numbers[who])
        for who in numbers
        for rank, where in enumerate(("mill", "farm"), 1)
    )
    problem = by_lottery(a_problem := _problem(challenges, students, wishes))
    problem = replace(problem, wishes=a_problem.wishes)
    result = allocate(problem)
    assert result.placed == ("ana-farm", "cem-farm")
    assert result.reasons["ben-mill"].code == "not_opened"
    refused = result.reasons["ben-farm"]
    assert (refused.decided_by, refused.your_number, refused.last_admitted) == ("lottery", 5, 9)
    assert result.waitlists == {"farm": ("ben-farm",)}
    torn = (replace(wishes[0], lottery=3), *wishes[1:])
    with pytest.raises(BadInput, match="two numbers in one lottery"):
        allocate(replace(problem, wishes=torn))


def _problem(challenges, students, wishes):
    from matching.model import AllocationProblem

    return AllocationProblem(challenges, students, wishes, PolicyWeights(order="lottery"))
