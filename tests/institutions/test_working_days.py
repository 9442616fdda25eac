"""Working days of an institution."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from institutions.models import Institution, Jurisdiction
from institutions.working_days import (
    is_working_day,
    working_days_after,
    working_days_before,
    working_days_between,
)

UK = Institution(jurisdiction=Jurisdiction.UK)
ONTARIO = Institution(jurisdiction=Jurisdiction.ONTARIO)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "count", "institution", "comes"),
    [
        (date(2027, 3, 1), 3, UK, date(2027, 3, 4)),  # Monday to Thursday
        (date(2027, 3, 5), 1, UK, date(2027, 3, 8)),  # over a weekend
        (date(2027, 3, 25), 1, UK, date(2027, 3, 30)),  # Good Friday and Easter Monday
        (date(2027, 3, 25), 1, ONTARIO, date(2027, 3, 29)),  # Easter Monday is worked there
        (date(2027, 3, 6), 0, UK, date(2027, 3, 8)),  # a Saturday: the first after it
        (date(2027, 3, 4), 0, UK, date(2027, 3, 4)),
        (date(2026, 12, 24), 1, UK, date(2026, 12, 29)),  # 26th is a Saturday, its Monday is free
        (date(2027, 3, 1), 1, Institution(), date(2027, 3, 2)),
    ],
)
def test_days_after(day, count, institution, comes):
    assert working_days_after(day, count, institution) == comes


def test_days_before():
    assert working_days_before(date(2027, 3, 30), 1, UK) == date(2027, 3, 25)
    assert working_days_before(date(2027, 3, 7), 0, UK) == date(2027, 3, 5)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="below zero"):
        working_days_after(date(2027, 3, 1), -1, UK)


@given(day=DAYS, count=st.integers(0, 40))
def test_so_many_working_days_lie_between(day, count):
    there = working_days_after(day, count, UK)

    between = [day + timedelta(days=n) for n in range(1, (there - day).days + 1)]
    assert is_working_day(there, UK)
    assert sum(is_working_day(each, UK) for each in between) == (
        count or (0 if is_working_day(day, UK) else 1)
    )


@given(day=DAYS, count=st.integers(1, 40))
def test_there_and_back_again(day, count):
    start = working_days_after(day, 0, UK)

    assert working_days_before(working_days_after(start, count, UK), count, UK) == start


@given(day=DAYS, count=st.integers(0, 40))
def test_as_many_lie_between_as_were_walked(day, count):
    start = working_days_after(day, 0, UK)

    assert working_days_between(start, working_days_after(start, count, UK), UK) == count
    assert working_days_between(start, start - timedelta(days=3), UK) == 0
