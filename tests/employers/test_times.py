"""Times become moments, hours and days; what can not be is said in a sentence."""

import itertools
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.errors import RuleBroken
from employers.forms.briefs import read_sitting
from employers.forms.times import two_times
from employers.said import sitting_line
from employers.times import MOST_DAYS, OwnTime, Sitting, moved_to, plan, usual_sitting, window
from tests.build import an_institution

LONDON = "Europe/London"
WEDNESDAY = date(2027, 3, 17)


def sittings(count: int, ends: time = time(16)) -> list[Sitting]:
    return [
        Sitting(on=WEDNESDAY + timedelta(days=n), starts=time(9), ends=ends) for n in range(count)
    ]


@pytest.mark.parametrize("count", [1, 2, 10])
def test_one_to_ten_days_are_taken(count):
    assert plan(sittings(count), LONDON).days == count


@pytest.mark.parametrize(
    ("times", "says"),
    [
        ([], "at least one day"),
        (sittings(11), "counts as 11 days. A project has ten at most"),
        (sittings(21, time(12)), "10.5 days"),
        (OwnTime(hours=Decimal(0), first_day=WEDNESDAY, last_day=WEDNESDAY), "no days"),
        (OwnTime(hours=Decimal("70.5"), first_day=WEDNESDAY, last_day=WEDNESDAY), "more than 70"),
        (
            OwnTime(hours=Decimal(7), first_day=WEDNESDAY, last_day=date(2027, 3, 16)),
            "must not come before",
        ),
        ([Sitting(on=WEDNESDAY, starts=time(16), ends=time(9))], "end must come after the start"),
        ([Sitting(on=WEDNESDAY, starts=time(9), ends=time(10), pause=60)], "no fair day"),
        ([Sitting(on=WEDNESDAY, starts=time(1), ends=time(23))], "no fair day"),
        (sittings(1) * 2, "overlap on Wednesday 17 March"),
        (
            [Sitting(on=date(2027, 3, 28), starts=time(1, 30), ends=time(5))],
            "01:30 does not exist on Sunday 28 March",
        ),
        (
            OwnTime(
                hours=Decimal(7),
                first_day=WEDNESDAY,
                last_day=WEDNESDAY,
                meetings=tuple(sittings(3)),
            ),
            "two fixed meetings",
        ),
        (
            OwnTime(
                hours=Decimal(7),
                first_day=WEDNESDAY,
                last_day=WEDNESDAY,
                meetings=(Sitting(on=date(2027, 3, 18), starts=time(9), ends=time(10)),),
            ),
            "between the first and the last day",
        ),
    ],
)
def test_what_can_not_be_is_said(times, says):
    with pytest.raises(RuleBroken, match=says):
        plan(times, LONDON)


def test_an_hour_that_comes_twice_is_the_first():
    doubled = plan([Sitting(on=date(2026, 10, 25), starts=time(1, 30), ends=time(4))], LONDON)

    assert doubled.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=ZoneInfo("UTC"))
    assert doubled.hours == Decimal("3.5")


def test_four_hours_are_half_a_day_and_a_pause_is_no_work():
    evening = Sitting(on=WEDNESDAY, starts=time(17, 30), ends=time(20))
    whole = Sitting(on=date(2027, 3, 18), starts=time(9, 30), ends=time(16), pause=60)

    both = plan([whole, evening], LONDON)

    assert (both.days, both.hours) == (Decimal("1.5"), Decimal("8.0"))
    assert [each.sitting for each in both.sessions] == [evening, whole]


@given(hours=st.decimals(Decimal("0.5"), 70, places=1), days=st.integers(0, 60))
def test_own_time_counts_as_hours_by_seven(hours, days):
    made = plan(
        OwnTime(hours=hours, first_day=WEDNESDAY, last_day=WEDNESDAY + timedelta(days=days)),
        LONDON,
    )

    assert abs(made.days - hours / 7) <= Decimal("0.05")
    assert 0 < made.days <= MOST_DAYS
    assert made.starts_at < made.ends_at


@given(
    st.lists(
        st.tuples(
            st.dates(date(2026, 1, 1), date(2028, 12, 31)),
            st.times(),
            st.times(),
            st.integers(0, 120),
        ),
        max_size=12,
    ),
    st.sampled_from([LONDON, "America/Toronto", "Australia/Lord_Howe", "Pacific/Apia"]),
)
def test_whatever_is_asked_is_planned_soundly_or_refused_in_a_sentence(asked, zone):
    times = [
        Sitting(on=on, starts=a.replace(microsecond=0), ends=b.replace(microsecond=0), pause=pause)
        for on, a, b, pause in asked
    ]
    try:
        made = plan(times, zone)
    except RuleBroken:
        return
    moments = [(each.starts_at, each.ends_at) for each in made.sessions]
    assert moments == sorted(moments)
    assert all(a < b for a, b in moments)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(moments))
    assert (made.starts_at, made.ends_at) == (moments[0][0], moments[-1][1])
    assert 0 < made.days <= MOST_DAYS
    for each in made.sessions:
        assert each.starts_at.astimezone(ZoneInfo(zone)).time() == each.sitting.starts


@pytest.mark.parametrize(
    ("typed", "starts", "ends"),
    [
        ("9:30 to 16:00", time(9, 30), time(16)),
        ("09.30-16.00", time(9, 30), time(16)),
        ("9:30 – 4pm", time(9, 30), time(16)),
        ("0930 to 1600", time(9, 30), time(16)),
        ("10 to 12", time(10), time(12)),
        ("9 to 5", time(9), time(17)),
        ("9am until 12pm", time(9), time(12)),
        ("12am - 1am", time(0), time(1)),
        ("from 17:30 to 20:00", time(17, 30), time(20)),
    ],
)
def test_two_times_are_read_as_people_write_them(typed, starts, ends):
    assert two_times(typed) == (starts, ends)


@pytest.mark.parametrize("typed", ["", "9:30", "16:00 to 9:30", "13pm to 14pm", "9:75 to 11"])
def test_times_that_are_none_are_refused(typed):
    with pytest.raises(ValidationError, match=r"times|end must"):
        two_times(typed)


@given(st.text(max_size=40))
def test_no_text_breaks_the_readers(typed):
    for reader in (two_times, read_sitting):
        with suppress(ValidationError):
            reader(typed)


@given(
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.times(),
    st.times(),
    st.integers(0, 120),
    st.sampled_from(["in_person", "remote"]),
)
def test_a_line_of_times_reads_back(on, starts, ends, pause, mode):
    sitting = Sitting(
        on=on,
        starts=starts.replace(second=0, microsecond=0),
        ends=ends.replace(second=0, microsecond=0),
        pause=pause,
        mode=mode,
    )

    assert read_sitting(sitting_line(sitting)) == sitting


@given(st.integers(-400, 400))
def test_moved_times_keep_their_distances(by):
    first = WEDNESDAY + timedelta(days=by)
    own = OwnTime(
        hours=Decimal(7),
        first_day=WEDNESDAY,
        last_day=WEDNESDAY + timedelta(days=9),
        meetings=(Sitting(on=WEDNESDAY + timedelta(days=2), starts=time(9), ends=time(10)),),
    )

    assert [each.on - first for each in moved_to(sittings(3), first)] == [
        timedelta(days=n) for n in range(3)
    ]
    moved = moved_to(own, first)
    assert (moved.last_day - first, moved.meetings[0].on - first) == (
        timedelta(days=9),
        timedelta(days=2),
    )


def test_a_day_over_midday_has_an_hour_for_lunch():
    assert usual_sitting(WEDNESDAY, time(9, 30), time(16), "in_person").pause == 60
    assert usual_sitting(WEDNESDAY, time(9), time(12, 30), "in_person").pause == 0
    assert usual_sitting(WEDNESDAY, time(14), time(20), "in_person").pause == 0


@pytest.mark.django_db
@pytest.mark.parametrize("days", [1.05, 2, 3, 5, 8, 12, 16, 20, 30, 60])
def test_the_window_lies_before_the_start_however_near_it_is(days):
    here = an_institution()
    starts_at = clock.now() + timedelta(days=days)

    closes_at, answer_by = window(starts_at, here)

    assert clock.now() < closes_at < answer_by
    assert answer_by <= starts_at - timedelta(hours=here.policy.cutoff_hours)


@pytest.mark.django_db
def test_with_time_enough_the_window_is_the_policys():
    here = an_institution(policy={"closes_after_days": 10, "answer_within_days": 2})
    with clock.moved(datetime(2027, 3, 1, 12, tzinfo=ZoneInfo("UTC")) - clock.now()):
        closes_at, answer_by = window(clock.now() + timedelta(days=40), here)

    assert closes_at == clock.end_of(date(2027, 3, 15), LONDON)
    assert answer_by == clock.end_of(date(2027, 3, 17), LONDON)


@pytest.mark.django_db
def test_students_need_a_day_to_see_it():
    here = an_institution()

    with pytest.raises(RuleBroken, match="need a day to see it"):
        window(clock.now() + timedelta(hours=23), here)
