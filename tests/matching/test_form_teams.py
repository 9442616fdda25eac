"""Teams that a good teacher would form: every rule kept, absence never held against anyone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.formats import restore, snapshot
from matching.model import BadInput, Impossible, Options, Status
from matching.team_model import Rule, TeamMember, TeamSlot, TeamsProblem, TeamWeights
from matching.team_scores import assess, effect_of_move, effect_of_swap
from matching.teams import even_teams, form_teams
from matching.verify import verify_teams, verify_teams_result
from tests.examples import examples
from tests.matching.cases import best_teams_by_trying, teams_problems

few = examples(40)


@few
@given(teams_problems())
def test_the_teams_are_the_best_of_all_or_shown_to_be_impossible(problem):
    best = best_teams_by_trying(problem)
    if best is None:
        with pytest.raises(Impossible) as refused:
            form_teams(problem)
        assert set(refused.value.because) <= set(Rule)
        assert refused.value.because
        return
    result = form_teams(problem)
    assert verify_teams_result(problem, result).faults == ()
    assert result.objective == pytest.approx(best, abs=1e-4)
    assert (result.status, result.method, result.gap) == (Status.PROVEN, "exact", 0)


@few
@given(teams_problems())
def test_the_search_for_large_cohorts_keeps_every_rule_too(problem):
    try:
        result = form_teams(problem, options=Options(exact_columns=0, moves=200))
    except Impossible:
        return
    assert verify_teams_result(problem, result).faults == ()
    assert result.objective <= best_teams_by_trying(problem) + 1e-4


@few
@given(teams_problems(), st.randoms(use_true_random=False))
def test_the_order_of_the_members_does_not_change_a_byte(problem, chance):
    shuffled = replace(problem, members=tuple(chance.sample(problem.members, len(problem.members))))
    try:
        expected = snapshot(form_teams(problem))
    except Impossible:
        return
    assert snapshot(form_teams(shuffled)) == expected
    assert snapshot(restore(expected)) == expected


@few
@given(teams_problems(), st.data())
def test_the_effect_of_a_swap_is_the_difference_it_makes(problem, data):
    team = st.sampled_from([slot.id for slot in problem.teams])
    team_of = {member.id: data.draw(team) for member in problem.members}
    one, other = (data.draw(st.sampled_from(sorted(team_of))) for _ in range(2))
    swapped = {**team_of, one: team_of[other], other: team_of[one]}
    effect = effect_of_swap(problem, team_of, one, other)
    before, after = verify_teams(problem, team_of), verify_teams(problem, swapped)
    assert effect.points_change == pytest.approx(after.objective - before.objective, abs=1e-4)
    assert bool(assess(problem, swapped).breaches) is not after.holds
    assert len(effect.before) == len(effect.after)
    back = effect_of_swap(problem, swapped, one, other)
    assert (back.new_breaches, back.mended) == (effect.mended, effect.new_breaches)


def people(programmes, **changes):
    return tuple(
        TeamMember(f"m{number}", traits={"programme": programme}, **changes)
        for number, programme in enumerate(programmes)
    )


def test_programmes_are_mixed_and_the_facts_say_how():
    result = form_teams(TeamsProblem(people("aaabbbccc"), even_teams(9, 3, 3)))
    assert [team.facts.mix["programme"] for team in result.teams] == [{"a": 1, "b": 1, "c": 1}] * 3
    assert result.cohort["programme"] == {"a": 3, "b": 3, "c": 3}
    assert [team.facts.unknown for team in result.teams] == [{"programme": 0, "year": 3}] * 3


def test_ten_people_are_proven_best_quickly_with_skills_and_slots():
    members = tuple(
        TeamMember(
            f"m{n}",
            traits={"programme": "abc"[n % 3], "year": "12"[n % 2]},
            levels={"writing": n % 5, "maths": (n * 3) % 5},
            free=frozenset(str(slot) for slot in range(8) if (n + slot) % 3),
        )
        for n in range(10)
    )
    problem = TeamsProblem(members, even_teams(10, 2, 4), wanted=(("writing", 4), ("maths", 3)))
    result = form_teams(problem)
    assert (result.status, result.gap) == (Status.PROVEN, 0)
    assert sorted(len(team.members) for team in result.teams) == [3, 3, 4]
    assert [team.facts.covered for team in result.teams].count(("maths", "writing")) == 2
    assert all(team.facts.common is not None for team in result.teams)


def test_nobody_of_a_group_is_left_alone_and_the_flag_is_shown_nowhere():
    members = tuple(
        replace(member, flags=frozenset({"secret"})) if member.id in ("m0", "m4") else member
        for member in people("ababab")
    )
    result = form_teams(TeamsProblem(members, even_teams(6, 3, 3)))
    assert any({"m0", "m4"} <= set(team.members) for team in result.teams)
    assert b"secret" not in snapshot(result)
    split = {"m0": "1", "m1": "1", "m2": "1", "m3": "2", "m4": "2", "m5": "2"}
    (breach,) = assess(TeamsProblem(members, even_teams(6, 3, 3)), split).breaches
    assert (breach.rule, breach.team, breach.members) == (Rule.ISOLATION, "", ())


def test_an_absent_level_is_neither_zero_nor_a_reason_to_be_put_aside():
    """A member without levels changes no balance and covers nothing."""
    weights = TeamWeights(mix={}, cover=0, slot=0, balance=10)
    known = (TeamMember("a", levels={"x": 4}), TeamMember("b", levels={"x": 2}))
    problem = TeamsProblem(
        (*known, TeamMember("c")), (TeamSlot("t", 1, 3), TeamSlot("u", 0, 3)), weights=weights
    )
    both = assess(problem, {"a": "t", "b": "t"}).objective
    assert assess(problem, {"a": "t", "b": "t", "c": "t"}).objective == both
    assert assess(problem, {"a": "t", "b": "t", "c": "u"}).objective == both


def test_locked_members_stay_and_pairs_are_kept():
    locked = replace(people("aabb")[0], locked_to="2")
    problem = TeamsProblem(
        (locked, *people("aabb")[1:]),
        even_teams(4, 2, 2),
        together=(("m0", "m1"),),
        apart=(("m1", "m2"),),
    )
    result = form_teams(problem)
    assert [team.members for team in result.teams] == [("m2", "m3"), ("m0", "m1")]


@pytest.mark.parametrize(
    "changes, because, pairs",
    [
        (
            {"apart": (("m0", "m1"), ("m1", "m2"), ("m0", "m2"))},
            (Rule.APART,),
            (("m0", "m1"), ("m0", "m2"), ("m1", "m2")),
        ),
        (
            {"apart": (("m0", "m1"),), "together": (("m0", "m1"),)},
            (Rule.TOGETHER, Rule.APART),
            (("m0", "m1"), ("m0", "m1")),
        ),
        ({"teams": even_teams(6, 3, 3)}, (Rule.SIZE,), ()),
    ],
)
def test_what_cannot_be_kept_is_named(changes, because, pairs):
    problem = replace(TeamsProblem(people("aabb"), even_teams(4, 2, 2)), **changes)
    with pytest.raises(Impossible) as refused:
        form_teams(problem)
    assert (refused.value.because, refused.value.pairs) == (because, pairs)


def test_a_proof_that_is_cut_short_gives_the_teams_of_the_search_and_claims_no_bound():
    """At the press of a button, while every possible team is still being listed, or in HiGHS."""
    problem = TeamsProblem(people("abcabcabcabcabcab"), even_teams(17, 4, 5))
    heard = []
    result = form_teams(problem, progress=heard.append, cancelled=lambda: bool(heard))
    assert verify_teams_result(problem, result).faults == ()
    assert (result.status, result.bound, result.gap) == (Status.STOPPED, None, None)
    assert snapshot(restore(snapshot(result))) == snapshot(result)


@given(st.integers(1, 60), st.integers(1, 5), st.integers(0, 5))
def test_even_teams_hold_everybody_and_differ_by_one_at_most(number, smallest, more):
    try:
        slots = even_teams(number, smallest, smallest + more)
    except Impossible:
        whole = range(1, number + 1)
        assert not any(smallest * t <= number <= (smallest + more) * t for t in whole)
        return
    assert sum(slot.min for slot in slots) <= number <= sum(slot.max for slot in slots)
    assert {slot.max - slot.min for slot in slots} <= {0, 1}
    assert all(smallest <= slot.min and slot.max <= smallest + more for slot in slots)


def test_a_move_from_no_team_has_an_effect():
    problem = TeamsProblem(people("ab"), (TeamSlot("1", 1, 2), TeamSlot("2", 0, 1)))
    effect = effect_of_move(problem, {"m0": "1"}, "m1", "1")
    assert [team.members for team in effect.after] == [("m0", "m1")]
    assert effect.points_change == 8


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"members": (TeamMember("m0"), TeamMember("m0"))}, "twice"),
        ({"teams": (TeamSlot("1", 3, 2),)}, "make no team"),
        ({"together": (("m0", "zoe"),)}, "two listed"),
        ({"members": (TeamMember("m0", locked_to="9"),)}, "not a team"),
        ({"members": (TeamMember("m0", levels={"x": 9}),)}, "outside 0 to 4"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(changes, sentence):
    with pytest.raises(BadInput, match=sentence):
        form_teams(replace(TeamsProblem(people("aabb"), even_teams(4, 2, 2)), **changes))


def test_a_cohort_of_sixty_has_teams_that_keep_every_rule():
    members = tuple(
        TeamMember(
            f"m{n:02}",
            traits={"programme": "abcde"[n % 5], "year": "123"[n % 3]},
            levels={"x": n * 7 % 5},
            flags=frozenset(flag for flag, each in (("f", 6), ("g", 7)) if n % each == 0),
        )
        for n in range(60)
    )
    apart = tuple((f"m{n:02}", f"m{n + 1:02}") for n in range(0, 60, 2))
    problem = TeamsProblem(members, even_teams(60, 4, 5), wanted=(("x", 3),), apart=apart)
    result = form_teams(problem)
    assert verify_teams_result(problem, result).faults == ()
    assert (result.method, result.status, result.bound) == ("search", Status.FOUND, None)
    assert snapshot(form_teams(problem)) == snapshot(result)
