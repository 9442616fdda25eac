"""What is shown of small numbers gives nobody away: whoever reads it can not tell one more or less.

The reader here is a program that knows the rules and tries every truth that fits what is shown.
"""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from disclosure import BASE, part_shown, percentage_shown, rounded, sum_shown, total_shown

MOST = 60
AT_LEAST = st.integers(5, 10)


@given(whole=st.integers(0, MOST), data=st.data(), at_least=AT_LEAST)
def test_what_is_shown_fits_five_truths_and_none_of_them_is_small(whole, data, at_least):
    part = data.draw(st.integers(0, whole))

    def shown(w, p):
        return (
            total_shown(w, at_least),
            part_shown(p, w, at_least),
            percentage_shown(p, w, at_least),
        )

    said = shown(whole, part)
    truths = [(w, p) for w in range(MOST + 9) for p in range(w + 1) if shown(w, p) == said]

    wholes, parts = {w for w, _p in truths}, {p for _w, p in truths}
    if said[0] is None:
        assert said == (None, None, None)
        assert wholes == set(range(max(wholes) + 1))  # nobody up to some
        assert max(wholes) >= at_least - 1
    else:
        assert said[0] == rounded(whole)
        assert len(wholes) >= BASE
        assert min(wholes) >= at_least
    if said[1] is None:
        assert said[2] is None
        assert {0, max(wholes)} <= parts  # nobody, a few or everybody: it does not say
    else:
        assert said[1] == rounded(part)
        assert len(parts) == BASE
        assert all(at_least <= p <= w - at_least for w, p in truths)
        assert len(truths) == BASE * BASE  # also not by taking one shown number from another
    if said[2] is not None:
        assert min(wholes) >= 22.5


@given(people=st.integers(0, MOST), hours=st.integers(1, 70), at_least=AT_LEAST)
def test_hours_of_a_known_length_say_no_more_than_the_number_of_people(people, hours, at_least):
    said = sum_shown([Decimal(hours)] * people, at_least)

    shown = total_shown(people, at_least)
    assert said == (None if shown is None else hours * shown)


@given(
    amounts=st.lists(st.decimals("0.1", "70", places=1), max_size=40),
    at_least=AT_LEAST,
)
def test_one_person_more_or_less_moves_a_sum_by_one_step_at_most(amounts, at_least):
    said = sum_shown(amounts, at_least)
    if said is None:
        assert total_shown(len(amounts), at_least) is None
        return
    step = BASE * max(amounts)

    assert abs(said - sum(amounts)) <= step / 2
    assert said % step == 0
    without = sum_shown([*sorted(amounts)[1:]], at_least)
    assert without is None or abs(said - without) in (0, step)
