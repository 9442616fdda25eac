"""What a host can give, made into a format that fits (R7): pure, no row is read or written.

A format is days, times, places and where, with the reason it is proposed. The first of
:func:`proposals` is the one that we would take; the others are there for a host who knows better.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.templatetags.components.parts import Words
from employers.times import OwnTime, Sitting, Times
from employers.wording import hours_words

TEAM = 5  # students that make one good team where seats do not say otherwise
WEEK = timedelta(weeks=1)
SATURDAY = 5


class Lend(StrEnum):
    """How long one person of the host can be there for the students, in all."""

    TWO_HOURS = "two_hours"
    HALF_DAY = "half_day"
    DAY = "day"
    EVENINGS = "evenings"
    DAYS = "days"


HOURS_LENT = {
    Lend.TWO_HOURS: Decimal(2),
    Lend.HALF_DAY: Decimal("3.5"),
    Lend.DAY: Decimal("6.5"),
    Lend.EVENINGS: Decimal("7.5"),
    Lend.DAYS: Decimal(13),
}


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a host can give: ``seats`` for students, someone's time, about which day on."""

    seats: int
    lend: Lend
    day: date


@dataclass(frozen=True, kw_only=True)
class Format:
    """One way to do it. ``host_hours`` is how long somebody of the host is needed."""

    key: str
    title: Words
    why: Words
    places: int
    times: Times
    host_hours: Decimal
    in_person: bool

    @property
    def host_time(self) -> str:
        """How long somebody of the host is needed: “1½ hours”."""
        return hours_words(self.host_hours)

    @property
    def sittings(self) -> Sequence[Sitting]:
        """Its days, or the fixed meetings of own time."""
        return self.times.meetings if isinstance(self.times, OwnTime) else self.times


def proposals(given: Given, *, places_at_most: int = 10) -> list[Format]:
    """The formats that need no more than is given, the best one first; never none.

    Seats and hours are never exceeded; a day on a weekend is moved to Monday, except for evenings.
    """
    seats = max(0, min(given.seats, places_at_most))
    day = _working(given.day)
    made = [
        *_days_here(seats, day),
        *_day_here(seats, day),
        *_half_day_here(seats, day),
        *_evenings(seats, given.day, places_at_most),
        *_begin_here(seats, day),
        *_day_online(day, places_at_most),
        _online_brief(seats, day, places_at_most),
    ]
    fitting = [each for each in made if each.host_hours <= HOURS_LENT[given.lend]]
    wished = WISHED[given.lend]
    last = len(wished)
    return sorted(fitting, key=lambda each: wished.index(each.key) if each.key in wished else last)


WISHED = {  # what suits this much time best; the rest keeps its order
    Lend.TWO_HOURS: ("online_brief", "begin_here"),
    Lend.HALF_DAY: ("half_day_here", "day_online", "begin_here", "online_brief"),
    Lend.DAY: ("day_here", "day_online", "half_day_here"),
    Lend.EVENINGS: ("evenings", "day_here"),
    Lend.DAYS: ("days_here", "day_here", "day_online"),
}


def _working(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day


def _one_here(seats: int) -> Words:
    return ngettext_lazy(
        "You have one seat: one student works beside you.",
        "You have %(seats)d seats and somebody who can be there.",
        seats,
    ) % {"seats": seats}


def _day_here(seats: int, day: date) -> list[Format]:
    if not seats:
        return []
    return [
        Format(
            key="day_here",
            title=_("One day at your place"),
            why=_one_here(seats),
            places=seats,
            times=[Sitting(on=day, starts=time(9, 30), ends=time(16), pause=60)],
            host_hours=Decimal(6),
            in_person=True,
        )
    ]


def _days_here(seats: int, day: date) -> list[Format]:
    if not seats:
        return []
    whole = Sitting(on=day, starts=time(9, 30), ends=time(16), pause=60)
    later = Sitting(on=day + WEEK, starts=time(9, 30), ends=time(16), pause=60)
    return [
        Format(
            key="days_here",
            title=_("Two days at your place, a week apart"),
            why=_("Between the days they think, ask and try; the second day is for the result."),
            places=seats,
            times=[whole, later],
            host_hours=Decimal(12),
            in_person=True,
        )
    ]


def _half_day_here(seats: int, day: date) -> list[Format]:
    if not seats:
        return []
    return [
        Format(
            key="half_day_here",
            title=_("Half a day at your place"),
            why=_("A morning fits what you can give, and is enough for one sharp question."),
            places=seats,
            times=[Sitting(on=day, starts=time(9, 30), ends=time(13))],
            host_hours=Decimal("3.5"),
            in_person=True,
        )
    ]


def _evenings(seats: int, day: date, most: int) -> list[Format]:
    mode = "in_person" if seats else "remote"
    return [
        Format(
            key="evenings",
            title=_("Three evenings, a week apart"),
            why=_("After hours: people who work or care for somebody in the day can come too."),
            places=seats or min(TEAM, most),
            times=[
                Sitting(on=day + number * WEEK, starts=time(17, 30), ends=time(20), mode=mode)
                for number in range(3)
            ],
            host_hours=Decimal("7.5"),
            in_person=bool(seats),
        )
    ]


def _begin_here(seats: int, day: date) -> list[Format]:
    if not seats:
        return []
    return [
        Format(
            key="begin_here",
            title=_("Two hours at your place, the rest on their own"),
            why=_("They meet you and see the place; the work itself needs no desk of yours."),
            places=seats,
            times=OwnTime(
                hours=Decimal(7),
                first_day=day,
                last_day=day + WEEK,
                meetings=(Sitting(on=day, starts=time(10), ends=time(12)),),
            ),
            host_hours=Decimal(2),
            in_person=True,
        )
    ]


def _day_online(day: date, most: int) -> list[Format]:
    return [
        Format(
            key="day_online",
            title=_("One day online"),
            why=_("No desk is needed: you are there by video at the start, at noon, at the end."),
            places=min(TEAM, most),
            times=[Sitting(on=day, starts=time(9, 30), ends=time(16), mode="remote", pause=60)],
            host_hours=Decimal(3),
            in_person=False,
        )
    ]


def _online_brief(seats: int, day: date, most: int) -> Format:
    ends = day + WEEK
    return Format(
        key="online_brief",
        title=_("A brief for a team online, in their own time"),
        why=_("You give half an hour at the start and an hour at the end; they need no desk.")
        if not seats
        else _("The least that it can ask of you: half an hour at the start, an hour at the end."),
        places=min(TEAM, most),
        times=OwnTime(
            hours=Decimal(7),
            first_day=day,
            last_day=ends,
            meetings=(
                Sitting(on=day, starts=time(10), ends=time(10, 30), mode="remote"),
                Sitting(on=ends, starts=time(15), ends=time(16), mode="remote"),
            ),
        ),
        host_hours=Decimal("1.5"),
        in_person=False,
    )


def as_typed(chosen: Format, where: str) -> dict[str, str]:
    """``chosen`` as if the host had typed it on the page of days and times."""
    typed = {"places": str(chosen.places), "where": where if chosen.in_person else ""}
    rows = list(chosen.sittings)
    if isinstance(chosen.times, OwnTime):
        typed |= {
            "time_kind": "own_time",
            "total_hours": f"{chosen.times.hours:f}",
            "first_day": chosen.times.first_day.isoformat(),
            "last_day": chosen.times.last_day.isoformat(),
        }
    else:
        typed["time_kind"] = "sessions"
    typed["rows"] = str(len(rows))
    for number, sitting in enumerate(rows, start=1):
        mark = "" if number == 1 else f"_{number}"
        typed[f"day{mark}"] = sitting.on.isoformat()
        typed[f"hours{mark}"] = _line(sitting, some_here=chosen.in_person)
    return typed


def _line(sitting: Sitting, *, some_here: bool) -> str:
    """“9:30 to 16:00”, with what a reader of the line would not take for granted."""
    said = f"{sitting.starts:%H:%M} to {sitting.ends:%H:%M}".removeprefix("0")
    return said + (", online" if some_here and sitting.mode == "remote" else "")
