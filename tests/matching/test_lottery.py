"""The lottery is a promise that anybody can check by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from matching import lottery


def test_the_numbers_are_those_that_openssl_gives():
    """Made with: printf %s 3f2504e0-… | openssl dgst -sha256 -hmac spring-2026."""
    eoi = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    assert lottery.number("spring-2026", eoi) == int("9b3dfcbdb3f62b7f", 16) * 1_000_000 // 2**64
    assert (
        lottery.commit("spring-2026")
        == "eab97ba5d6b386161719966eda2da4baf187026f6ccfbf1d641fdfa95633467f"
    )


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_number_has_six_digits_and_never_changes(seed, eoi):
    assert 0 <= lottery.number(seed, eoi) == lottery.number(seed, eoi) <= 999_999


def test_numbers_are_spread_evenly_and_seeds_are_fresh():
    drawn = [lottery.number("seed", str(n)) for n in range(10_000)]
    tenths = [sum(n // 100_000 == tenth for n in drawn) for tenth in range(10)]
    assert min(tenths) > 850
    assert max(tenths) < 1150
    assert len({lottery.new_seed() for _ in range(10)}) == 10
