"""Days and times of posting: several days, halves, evenings, own time; nothing typed is lost."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core import clock
from employers.forms.times import Hours, read_hours, two_times
from employers.reading import minutes_words, read_times
from employers.times import Sitting, plan
from tests.build import an_institution
from tests.build_employers import Walk, a_day_in, answers, fields_asked, post_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def walk(client, here):
    walk = Walk(client, here)
    walk.answer(answers(here)["what"])
    assert walk.page == "when"
    return walk


def days(here, *rows, **more):
    """What a host types for (weeks from now, hours) each."""
    typed = {"time_kind": "sessions", "where": "9 Mill Lane", "places": "4", "rows": str(len(rows))}
    for number, (weeks, hours) in enumerate(rows, start=1):
        mark = "" if number == 1 else f"_{number}"
        typed |= {f"day{mark}": a_day_in(weeks, here) if weeks else "", f"hours{mark}": hours}
    return typed | more


def go(walk, here, typed):
    """All pages with these times."""
    return walk.go(answers(here, when=typed))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9:30 to 16:00, pause 30", Hours(time(9, 30), time(16), 30)),
        ("9:30 to 16:00 online", Hours(time(9, 30), time(16), None, True)),
        ("9-1", Hours(time(9), time(13))),
        ("17:30 to 20:00; break of 15 minutes, ONLINE", Hours(time(17, 30), time(20), 15, True)),
    ],
)
def test_a_line_says_times_pause_and_where(typed, read):
    assert read_hours(typed) == read


@pytest.mark.parametrize("typed", ["online", "pause 30", "9:30 to 16:00, pause", "", "9 to"])
def test_a_line_without_two_times_is_refused(typed):
    with pytest.raises(ValidationError):
        read_hours(typed)


def test_another_day_is_a_button_that_keeps_all_that_was_typed(walk, here):
    typed = days(here, (5, "9:30 to 13:00")) | {"where": "9 Mill Lane", "places": "11"}

    answer = walk.client.post(walk.url("when"), typed | {"act": "add"}, follow=True)

    page, form = answer.content.decode(), answer.context["form"]
    assert "error-summary" not in page  # nothing is wrong before it is sent
    assert fields_asked(page) == {"day", "hours", "day_2", "hours_2", "where", "places"}
    kept = {name: form[name].value() for name in ("day", "where", "places", "hours_2", "day_2")}
    assert kept == {
        "day": a_day_in(5, here),
        "where": "9 Mill Lane",
        "places": "11",
        "hours_2": "9:30 to 13:00",
        "day_2": None,
    }


def test_half_days_evenings_and_split_days_over_weeks_are_one_project(walk, here):
    rows = [(5, "9:00 to 12:00"), (5, "14:00 to 16:00"), (6, "17:30 to 20:00"), (8, "9:30 to 16")]
    challenge = go(walk, here, days(here, *rows))

    sessions = list(challenge.sessions.all())
    assert [each.pause for each in sessions] == [0, 0, 0, 60]
    assert (challenge.days, challenge.hours) == (Decimal("2.5"), Decimal("13.0"))
    assert challenge.mode == "in_person"


def test_a_day_online_makes_it_some_of_each(walk, here):
    challenge = go(walk, here, days(here, (5, "9:30 to 16:00"), (6, "10 to 12, online")))

    assert challenge.mode == "hybrid"
    assert [each.mode for each in challenge.sessions.all()] == ["in_person", "remote"]
    assert challenge.site.address == "9 Mill Lane"


def test_a_place_that_nobody_comes_to_is_not_kept(walk, here):
    challenge = go(walk, here, days(here, (5, "9:30 to 16:00 online")))

    assert (challenge.mode, challenge.site) == ("remote", None)


def test_a_row_left_empty_is_dropped(walk, here):
    typed = days(here, (5, "9:30 to 16:00"), (None, "9:30 to 16:00"), (6, "9:30 to 13:00"))
    challenge = go(walk, here, typed)

    assert challenge.sessions.count() == 2


def test_own_time_has_two_fixed_meetings_at_most(walk, here):
    own = {
        "time_kind": "own_time",
        "total_hours": "10",
        "first_day": a_day_in(5, here),
        "last_day": a_day_in(7, here),
        "places": "3",
    }
    for _meeting in range(3):  # the third press adds nothing
        page = walk.client.post(walk.url("when"), own | {"act": "add"}, follow=True)
        own["rows"] = page.context["form"]["rows"].value()
    assert own["rows"] == "2"
    assert "Add a fixed meeting" not in page.content.decode()
    own |= {
        "day": a_day_in(5, here),
        "hours": "10 to 11",
        "where": "9 Mill Lane",
        "day_2": a_day_in(7, here),
        "hours_2": "15 to 16, online",
    }
    challenge = go(walk, here, own)

    assert [each.mode for each in challenge.sessions.all()] == ["in_person", "remote"]
    assert (challenge.time_kind, challenge.mode, challenge.hours) == ("own_time", "hybrid", 10)


def test_another_kind_of_time_is_a_press_and_loses_nothing(walk, here):
    typed = days(here, (5, "9:30 to 13:00"), (6, "9:30 to 13:00"))
    own = walk.client.post(walk.url("when"), typed | {"act": "own_time"}, follow=True)
    assert fields_asked(own.content.decode()) == {
        *("total_hours", "first_day", "last_day", "places"),
    }
    back = walk.client.post(
        walk.url("when"), {"time_kind": "own_time", "places": "4", "act": "sessions"}, follow=True
    )
    assert back.context["form"]["hours"].value() is not None
    assert back.context["form"]["places"].value() == "4"


def test_what_was_understood_is_shown_without_and_with_a_script(walk, here):
    typed = days(here, (5, "9:30 to 16:00, pause 30"))
    day = clock.today(here.zone) + timedelta(weeks=5)

    without = walk.client.post(walk.url("when"), typed | {"act": "look"}, follow=True)
    part = walk.client.post(
        walk.url("when"), typed | {"act": "look"}, headers={"HX-Request": "true"}
    )

    for page in (without.content.decode(), part.content.decode()):
        assert "9:30 to 16:00, less a break of half an hour: 6 hours" in page
        assert f"<b>{day.day}</b>" in page
    assert "<html" not in part.content.decode()
    half = walk.client.post(
        walk.url("when"), typed | {"act": "look", "hours": "9:"}, headers={"HX-Request": "true"}
    )
    assert "9:30" not in half.content.decode()


def test_a_day_in_words_and_on_the_calendar(here):
    tuesday = date(2026, 12, 1)
    told = read_times(
        plan([Sitting(on=tuesday, starts=time(9, 30), ends=time(16))], here.zone), here
    )
    assert [(line.day, line.said) for line in told.lines] == [
        ("Tue 1 December", "9:30 to 16:00: 6½ hours")
    ]
    assert told.total.startswith("In all 6½ hours of work for each student")
    assert [cell.day.day for cell in told.weeks[0] if cell.is_work] == [1]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(30, "half an hour"), (60, "1 hour"), (90, "1½ hours"), (330, "5½ hours"), (45, "45 minutes")],
)
def test_minutes_in_words(minutes, words):
    assert minutes_words(minutes) == words


def test_a_calendar_of_many_weeks_is_left_out(here):
    monday = date(2027, 1, 4)
    sittings = [
        Sitting(on=monday + timedelta(weeks=n), starts=time(9), ends=time(12)) for n in range(8)
    ]
    assert read_times(plan(sittings, here.zone), here).weeks == []


def test_own_time_counts_seven_hours_as_a_day(client, here):
    challenge = post_project(
        client,
        here,
        when={
            "time_kind": "own_time",
            "total_hours": "14",
            "first_day": a_day_in(5, here),
            "last_day": a_day_in(6, here),
            "places": "3",
        },
    )

    assert (challenge.time_kind, challenge.hours, challenge.days, challenge.mode) == (
        "own_time",
        Decimal(14),
        Decimal(2),
        "remote",
    )
    assert not challenge.sessions.exists()
    assert challenge.site is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [("8-2", ((8, 0), (14, 0))), ("9:30 to 4", ((9, 30), (16, 0))), ("10am-2", ((10, 0), (14, 0)))],
)
def test_two_in_the_afternoon_comes_after_eight(typed, read):
    assert two_times(typed) == tuple(time(*each) for each in read)


@pytest.mark.parametrize("typed", ["16:00 to 9:00", "8am-2am", "16-5"])
def test_an_end_before_the_start_is_not_guessed(typed):
    with pytest.raises(ValidationError):
        two_times(typed)
