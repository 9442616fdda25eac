"""Visa hours, and the return of twenty days: information, never advice."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employers.paylaw import Every, return_note, visa_notes
from employers.paylaw.visas import busiest

MONDAY = date(2026, 11, 30)


def days(*hours: int, first: date = MONDAY) -> dict[date, Decimal]:
    return {first + timedelta(days=n): Decimal(each) for n, each in enumerate(hours) if each}


@pytest.mark.parametrize(
    ("where", "hours", "paid", "part_of_course", "expected"),
    [
        # rule, hours of the busiest stretch, whether it counts, whether alone it is too much
        ("uk", days(7), False, False, [("uk.visa.student", 7, True, False)]),
        (
            "uk",
            days(7, 7, 7),
            True,
            False,
            [("uk.visa.student", 21, True, True), ("uk.visa.self_employed", None, True, False)],
        ),
        ("uk", days(7, 7, 6), False, False, [("uk.visa.student", 20, True, False)]),
        ("uk", days(7, 7, 7), False, True, [("uk.visa.student", 21, False, False)]),
        ("ca-on", days(8, 8, 8), False, False, [("ca.visa.study_permit", 24, True, False)]),
        ("ca-on", days(8, 8, 8, 1), False, False, [("ca.visa.study_permit", 25, True, True)]),
        ("ca-bc", days(7), True, False, [("ca.visa.study_permit", 7, True, False)]),
        ("au", days(*[7] * 10), False, False, [("au.visa.student", 70, True, True)]),
        (
            "au",
            days(8, 8, 8, 0, 0, 0, 0, 8, 8, 8),
            True,
            False,
            [("au.visa.student", 48, True, False)],
        ),
        ("us", days(7), False, False, [("us.visa.f1", None, True, False)]),
        ("other", days(7), False, False, []),
        ("uk", {}, True, False, []),
    ],
)
def test_what_a_projects_hours_mean_for_a_visa(where, hours, paid, part_of_course, expected):
    notes = visa_notes(where, hours=hours, paid=paid, part_of_course=part_of_course)

    assert [(note.rule.id, note.busiest, note.counts, note.over) for note in notes] == expected


def test_a_week_begins_on_monday_whatever_the_day_of_the_project():
    friday = MONDAY + timedelta(days=4)

    assert busiest(days(7, 0, 0, 7, first=friday), Every.WEEK) == 7
    assert busiest(days(7, 0, 0, 7, first=friday), Every.FORTNIGHT) == 14


def test_a_rule_of_later_is_not_told():
    assert (
        visa_notes("au", hours=days(7, first=date(2023, 6, 26)), paid=True, part_of_course=False)
        == ()
    )


@given(
    st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(1, 12), min_size=1)
)
def test_a_week_is_within_a_fortnight_within_the_whole(typed):
    hours = {day: Decimal(each) for day, each in typed.items()}

    week, fortnight = busiest(hours, Every.WEEK), busiest(hours, Every.FORTNIGHT)

    assert max(hours.values()) <= week <= fortnight <= sum(hours.values())


@pytest.mark.parametrize(
    ("where", "length", "part_of_course", "expected"),
    [
        ("uk", "5", True, True),
        ("uk", "10", True, True),
        ("uk", "4.9", True, False),
        ("uk", "1", True, False),
        ("uk", "10", False, None),
        ("ca-on", "10", True, None),
        ("other", "10", True, None),
    ],
)
def test_days_of_a_course_add_up_to_a_return_from_five_on(where, length, part_of_course, expected):
    note = return_note(where, first_day=MONDAY, days=Decimal(length), part_of_course=part_of_course)

    assert (note.counts if note else None) == expected
