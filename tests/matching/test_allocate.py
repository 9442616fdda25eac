"""Places go to as many as possible, fairly, provably, and the same way every time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.allocation import allocate
from matching.formats import digest, restore, snapshot
from matching.model import (
    AllocationProblem,
    Challenge,
    Decider,
    PolicyWeights,
    ReasonCode,
    Span,
    StageName,
    Status,
    Student,
    Wish,
)
from matching.verify import verify_allocation_result
from tests.examples import examples
from tests.matching.cases import allocation_problems, best_by_trying, parts_of

few = examples(40)


@few
@given(allocation_problems())
def test_the_answer_is_the_best_of_all_and_every_fact_of_it_holds(problem):
    result = allocate(problem)
    assert verify_allocation_result(problem, result).faults == ()
    assert parts_of(problem, set(result.placed)) == best_by_trying(problem)
    assert (result.status, result.gap) == (Status.PROVEN, 0)
    assert result.bound == result.objective


@few
@given(allocation_problems())
def test_every_eoi_has_one_reason_and_what_decided_is_always_known(problem):
    result = allocate(problem)
    assert sorted(result.reasons) == sorted(wish.eoi for wish in problem.wishes)
    assert Decider.NOT_PROVEN not in {r.decided_by for r in result.reasons.values()}


@few
@given(allocation_problems(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_change_a_byte(problem, chance):
    shuffled = replace(
        problem,
        challenges=tuple(chance.sample(problem.challenges, len(problem.challenges))),
        students=tuple(chance.sample(problem.students, len(problem.students))),
        wishes=tuple(chance.sample(problem.wishes, len(problem.wishes))),
    )
    assert snapshot(allocate(shuffled)) == snapshot(allocate(problem))
    assert digest(shuffled) == digest(problem)


@few
@given(allocation_problems(), st.randoms(use_true_random=False))
def test_other_ids_do_not_change_what_is_reached(problem, chance):
    ids = [item.id for item in (*problem.challenges, *problem.students)]
    names = dict(zip(ids, chance.sample(range(100, 200), len(ids)), strict=True))
    renamed = replace(
        problem,
        challenges=tuple(replace(c, id=str(names[c.id])) for c in problem.challenges),
        students=tuple(replace(s, id=str(names[s.id])) for s in problem.students),
        wishes=tuple(
            replace(w, student=str(names[w.student]), challenge=str(names[w.challenge]))
            for w in problem.wishes
        ),
        together=tuple((str(names[a]), str(names[b])) for a, b in problem.together),
    )
    assert allocate(renamed).stages == allocate(problem).stages


@few
@given(allocation_problems(), st.integers(0, 2))
def test_one_place_more_never_makes_it_worse(problem, which):
    chosen = problem.challenges[which % len(problem.challenges)]
    roomier = replace(
        problem,
        challenges=tuple(
            replace(c, places=c.places + 1) if c.id == chosen.id else c for c in problem.challenges
        ),
    )
    before, after = allocate(problem), allocate(roomier)
    values = [
        tuple(stage.value for stage in result.stages if stage.name != StageName.LOTTERY)
        for result in (before, after)
    ]
    assert values[1] >= values[0]
    if problem.weights.order == "weighted":
        assert after.objective >= before.objective


@few
@given(allocation_problems())
def test_problems_and_results_survive_being_written_down(problem):
    assert digest(restore(snapshot(problem))) == digest(problem)
    result = allocate(problem)
    assert restore(snapshot(result)) == result


def a_round(**changes):
    """Ana and Ben are free in their order; Cem has gone without before; two places each."""
    challenges = (
        Challenge("bakery", places=2, spans=(Span(10, 11),)),
        Challenge("museum", places=2, spans=(Span(10, 12),)),
    )
    students = (Student("ana"), Student("ben"), Student("cem", carry_over=True))
    wishes = (
        Wish("ana-bakery", "ana", "bakery", 1, 500),
        Wish("ben-bakery", "ben", "bakery", 1, 700),
        Wish("cem-bakery", "cem", "bakery", 1, 100),
    )
    return replace(AllocationProblem(challenges, students, wishes), **changes)


def test_priority_then_lottery_decide_and_the_reason_says_so():
    result = allocate(a_round())
    assert result.placed == ("ben-bakery", "cem-bakery")
    ana = result.reasons["ana-bakery"]
    assert (ana.code, ana.asked, ana.places, ana.decided_by) == (
        ReasonCode.FULL,
        3,
        2,
        Decider.LOTTERY,
    )
    assert (ana.your_number, ana.last_admitted) == (500, 700)
    assert result.waitlists == {"bakery": ("ana-bakery",)}


def test_the_dearer_wish_goes_before_the_lottery():
    problem = a_round(students=(Student("ana"), Student("ben"), Student("cem")))
    wishes = (*problem.wishes[:2], replace(problem.wishes[2], rank=2, lottery=999_999))
    reason = allocate(replace(problem, wishes=wishes)).reasons["cem-bakery"]
    assert (reason.code, reason.decided_by) == (ReasonCode.FULL, Decider.OWN_ORDER)
    assert (reason.your_number, reason.last_admitted) == (None, None)


def test_a_second_place_yields_to_somebody_without_any():
    problem = a_round(
        challenges=(Challenge("bakery", places=1), Challenge("museum", places=1)),
        students=(Student("ana", capacity=2), Student("ben")),
        wishes=(
            Wish("ana-bakery", "ana", "bakery", 1, 900_000),
            Wish("ana-museum", "ana", "museum", 1),
            Wish("ben-bakery", "ben", "bakery", 3),
        ),
    )
    result = allocate(problem)
    assert result.placed == ("ana-museum", "ben-bakery")
    assert result.reasons["ana-bakery"].decided_by == Decider.AS_MANY_AS_POSSIBLE


def test_a_place_elsewhere_a_clash_a_booking_and_a_filter_are_told_apart():
    problem = a_round(
        students=(
            Student("ana"),
            Student("ben", capacity=2),
            Student("cem", bookings=(Span(11, 13),)),
            Student("dee", capacity=0),
        ),
        wishes=(
            Wish("ana-bakery", "ana", "bakery", 2),
            Wish("ana-museum", "ana", "museum", 1),
            Wish("ben-bakery", "ben", "bakery", 1),
            Wish("ben-museum", "ben", "museum", 2),
            Wish("cem-museum", "cem", "museum", 1),
            Wish("dee-museum", "dee", "museum", 1),
            Wish("dee-bakery", "dee", "bakery", 1, excluded="host_declined"),
        ),
    )
    reasons = allocate(problem).reasons
    elsewhere = reasons["ana-bakery"]
    assert (elsewhere.code, elsewhere.challenges, elsewhere.preferred) == (
        ReasonCode.ELSEWHERE,
        ("museum",),
        False,
    )
    clash = reasons["ben-museum"]
    assert (clash.code, clash.challenges) == (ReasonCode.CLASH, ("bakery",))
    assert [reasons[f"{eoi}"].filter for eoi in ("cem-museum", "dee-museum", "dee-bakery")] == [
        "busy",
        "limit",
        "host_declined",
    ]


def test_spans_that_only_touch_do_not_clash():
    problem = a_round(
        challenges=(
            Challenge("bakery", places=1, spans=(Span(9, 12),)),
            Challenge("museum", places=1, spans=(Span(12, 15),)),
        ),
        students=(Student("ana", capacity=2),),
        wishes=(
            Wish("ana-bakery", "ana", "bakery"),
            Wish("ana-museum", "ana", "museum"),
        ),
    )
    assert allocate(problem).placed == ("ana-bakery", "ana-museum")


def test_a_challenge_opens_with_whole_teams_or_not_at_all():
    team = Challenge("bakery", places=9, min_team=4, max_team=4)
    too_few = allocate(a_round(challenges=(team,)))
    reason = too_few.reasons["ana-bakery"]
    assert too_few.placed == ()
    assert (reason.code, reason.asked, reason.minimum, reason.elsewhere) == (
        ReasonCode.NOT_OPENED,
        3,
        4,
        0,
    )
    pairs = allocate(a_round(challenges=(replace(team, min_team=2, max_team=2),)))
    assert pairs.placed == ("ben-bakery", "cem-bakery")
    assert pairs.teams == {"bakery": 1}
    reason = pairs.reasons["ana-bakery"]
    assert (reason.code, reason.placed, reason.places, reason.decided_by) == (
        ReasonCode.NO_WHOLE_TEAM,
        2,
        8,
        Decider.LOTTERY,
    )
    assert pairs.waitlists == {"bakery": ("ana-bakery",)}


def test_strict_places_more_people_where_points_would_place_fewer():
    """Three with priority in one team or four without in another; nobody can have both."""
    challenges = (
        Challenge("bakery", places=3, min_team=3, max_team=3),
        Challenge("museum", places=4, min_team=4, max_team=4),
    )
    students = tuple(
        Student(name, carry_over=name in ("a", "b", "c")) for name in ("a", "b", "c", "d", "e")
    )
    wishes = tuple(
        Wish(f"{who}-{where}", who, where)
        for where, people in (("bakery", "abc"), ("museum", "acde"))
        for who in people
    )
    weights = PolicyWeights(place=10, carry_over=40)
    problem = AllocationProblem(challenges, students, wishes, weights)
    placed = allocate(problem).placed
    assert placed == ("a-museum", "c-museum", "d-museum", "e-museum")
    weighted = replace(problem, weights=replace(weights, order="weighted"))
    # three places: 30 + 120 + 300 points; four places: 40 + 80 + 400
    assert allocate(weighted).placed == placed
    dear = replace(weights, order="weighted", carry_over=400)
    assert allocate(replace(problem, weights=dear)).placed == ("a-bakery", "b-bakery", "c-bakery")
    strict_dear = replace(weights, carry_over=400)
    assert allocate(replace(problem, weights=strict_dear)).placed == placed


@pytest.mark.parametrize("three, four", [("bakery", "museum"), ("museum", "bakery")])
@pytest.mark.parametrize("names", ["abcde", "edcba", "cabed"])
def test_the_lottery_never_trades_a_place_for_luck_where_points_are_equal(three, four, names):
    """Three with priority and four without are worth the same here; the lottery likes the three."""
    first, _, third, *others = names
    challenges = (
        Challenge(three, places=3, min_team=3, max_team=3),
        Challenge(four, places=4, min_team=4, max_team=4),
    )
    students = tuple(Student(name, carry_over=name in names[:3]) for name in names)
    wishes = tuple(
        Wish(f"{who}-{where}", who, where, lottery=luck)
        for where, people, luck in (
            (three, names[:3], 900_000),
            (four, (first, third, *others), 1),
        )
        for who in people
    )
    weights = PolicyWeights(place=10, carry_over=15, first_timer=0, rank=(5,))
    problem = AllocationProblem(challenges, students, wishes, weights)
    result = allocate(problem)
    assert (len(result.placed), result.objective) == (4, 90)
    weighted = allocate(replace(problem, weights=replace(weights, order="weighted")))
    assert (len(weighted.placed), weighted.objective) == (3, 90)
