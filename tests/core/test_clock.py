"""The clock of business rules."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from core import clock

LONDON = "Europe/London"
UTC = UTC


def test_an_hour_that_occurs_twice_takes_the_first():
    assert clock.at(date(2026, 10, 25), time(1, 30), LONDON) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_an_hour_that_clocks_skip_is_refused():
    with pytest.raises(ValueError, match="skip 01:30"):
        clock.at(date(2026, 3, 29), time(1, 30), LONDON)


def test_a_deadline_given_as_a_date_ends_with_that_day_in_its_zone():
    assert clock.end_of(date(2026, 7, 1), "America/Toronto") == datetime(
        2026, 7, 2, 3, 59, 59, tzinfo=UTC
    )


def test_tests_move_the_clock_and_it_comes_back():
    before = clock.now()
    with clock.moved(timedelta(days=3)):
        assert clock.now() - before >= timedelta(days=3)
    assert clock.now() - before < timedelta(days=1)
