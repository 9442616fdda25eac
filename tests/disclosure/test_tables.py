"""A table of groups and steps gives nobody away to a reader who knows everything but the answers.

She knows how many people took each step and who they are, the rules, and which numbers they hide.
So all truths are tried, and those that would be shown alike are laid side by side.
"""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure import Table, nearly_the_same, rounded, shown, wilson

ENOUGH = 5  # truths that each number must leave open


def ambiguous(worlds, table_of, numbers_of) -> int:
    """The fewest truths left open to any number of which a shown table says something."""
    alike, before = defaultdict(list), defaultdict(set)
    for world in worlds:
        alike[tuple(shown(table_of(world)).groups.values())].append(numbers_of(world))
        for name, number in numbers_of(world).items():
            before[name].add(number)
    fewest = 99
    for truths in alike.values():
        for name in truths[0]:
            left = {truth[name] for truth in truths}
            if left != before[name]:
                fewest = min(fewest, len(left))
    return fewest


def of_one_group(first, second, row):
    y1, y2 = row
    return {
        "asked": y1,
        "yes": y2,
        "others asked": first - y1,
        "others": second - y2,
        "lost": y1 - y2,
        "others lost": first - second - y1 + y2,
    }


@pytest.mark.parametrize("first", [23, 31, 40])
@pytest.mark.parametrize("everybody", [True, False])
def test_of_one_group_on_its_way_each_number_stays_open(first, everybody):
    for second in range(first - 22, first + 1):
        worlds = [
            (y1, y2)
            for y1 in range(first + 1)
            for y2 in range(max(0, y1 - first + second), min(y1, second) + 1)
        ]

        def table_of(row, second=second):
            groups = {"yes": row, "no": (first - row[0], second - row[1])}
            if not everybody:
                groups.pop("no")
            return Table((first, second), groups, everybody=everybody)

        left = ambiguous(
            worlds, table_of, lambda row, second=second: of_one_group(first, second, row)
        )
        assert left >= ENOUGH, (first, second)


@pytest.mark.parametrize(("first", "second"), [(37, 22), (33, 33)])
def test_of_a_question_that_not_everybody_answered_each_number_stays_open(first, second):
    worlds = [
        (y1, y2, n1, n2)
        for y1, n1 in product(range(first + 1), repeat=2)
        if y1 + n1 <= first
        for y2, n2 in product(range(y1 + 1), range(n1 + 1))
        if y2 + n2 <= second and 0 <= (y1 - y2) + (n1 - n2) <= first - second
    ]

    def table_of(world):
        return Table((first, second), {"yes": world[:2], "no": world[2:]}, in_order=True)

    def numbers_of(world):
        y1, y2, n1, n2 = world
        yes, no = (of_one_group(first, second, row) for row in ((y1, y2), (n1, n2)))
        silent = of_one_group(first, second, (first - y1 - n1, second - y2 - n2))
        named = {"yes": yes, "no": no, "silent": silent}
        return {(name, key): row[key] for name, row in named.items() for key in row}

    assert ambiguous(worlds, table_of, numbers_of) >= ENOUGH


@st.composite
def tables(draw):
    steps, groups = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    rows = {}
    for name in range(groups + 1):
        row = [draw(st.integers(0, 60))]
        while len(row) < steps:
            row.append(draw(st.integers(0, row[-1])))
        rows[str(name)] = tuple(row)
    totals = tuple(sum(column) for column in zip(*rows.values(), strict=True))
    if not draw(st.booleans()):
        rows.pop(str(groups))
        in_order, disjoint = draw(st.sampled_from([(True, True), (False, True), (False, False)]))
        return Table(totals, rows, in_order=in_order, disjoint=disjoint)
    return Table(totals, rows, everybody=True)


@settings(max_examples=40)
@given(table=tables(), at_least=st.integers(5, 12))
def test_what_is_shown_is_rounded_never_small_never_grows_and_could_be_true(table, at_least):
    said = shown(table, at_least)
    stricter = shown(table, at_least + 5)

    for name, row in said.groups.items():
        numbers = [number for number in row if number is not None]
        assert numbers == sorted(numbers, reverse=True)
        for step, number in enumerate(row):
            if number is None:
                # out of order, hiding one group may leave room for another
                assert stricter.groups[name][step] is None or not table.in_order
                continue
            assert table.groups[name][step] >= at_least - 1 or number > at_least
            assert table.totals[step] - table.groups[name][step] >= at_least - 1
            last = table.everybody and name == [*table.groups][-1]
            assert last or number == rounded(table.groups[name][step])
            assert step not in said.as_before
    for step, total in enumerate(table.totals):
        assert said.totals[step] in (None, rounded(total))
        together = sum(row[step] or 0 for row in said.groups.values())
        assert together <= rounded(total) or not table.disjoint
    again = shown(table, at_least)
    assert again == said


def test_counts_of_nearly_the_same_people_and_how_sure_a_share_is():
    people = frozenset(range(40))

    assert nearly_the_same(people, [frozenset(range(3, 45))])
    assert not nearly_the_same(people, [people, frozenset(range(10, 45))])
    ours, theirs = wilson(40, 60), wilson(80, 90)
    assert (round(ours.low, 3), round(ours.high, 3)) == (0.541, 0.773)
    assert ours.lies_below(theirs)
    assert not theirs.lies_below(ours)
    assert (wilson(0, 10).low, wilson(10, 10).high) == pytest.approx((0, 1))
    nearly_all = Table((40,), {"charity": (37,), "firm": (20,)}, disjoint=False)
    assert shown(nearly_all).groups == {"charity": (None,), "firm": (20,)}
    with pytest.raises(ValueError, match="never grows"):
        Table((5, 6), {})
