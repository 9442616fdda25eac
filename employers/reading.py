"""How the times of a project were understood: in lines, and as the weeks they lie in."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.days import dated
from employers.checks import READING_AGE_AT_MOST
from employers.times import Placed, Plan, local_day
from employers.wording import clock_words, hours_words, length_words
from institutions.models import Institution

WEEKS_SHOWN = 6


@dataclass(frozen=True)
class ReadLine:
    """One sitting: ``Tue 1 December``, ``9:30 to 16:00, half an hour’s break: 6 hours``."""

    day: str
    said: str


@dataclass(frozen=True)
class Cell:
    """One day of the small calendar. ``is_work`` days are marked."""

    day: date
    is_work: bool


@dataclass(frozen=True)
class ReadTimes:
    """What ``read_times`` understood. ``weeks`` are seven cells each; none where they are many."""

    lines: list[ReadLine]
    total: str
    weeks: list[list[Cell]]

    @property
    def weekdays(self) -> list[str]:
        """``Mon`` to ``Sun``, in the reader's language."""
        monday = date(2024, 1, 1)
        return [date_format(monday + timedelta(days=n), "D") for n in range(7)]


def read_times(planned: Plan, institution: Institution) -> ReadTimes:
    """``planned`` in words and as a calendar."""
    zone = institution.zone
    lines = [_line(each, meeting=planned.own_time) for each in planned.sessions]
    if planned.own_time:
        first, last = (
            dated(local_day(moment, zone), "D j F")
            for moment in (planned.starts_at, planned.ends_at)
        )
        whole = _("%(hours)s when it suits them")
        lines.insert(
            0,
            ReadLine(
                _("%(first)s to %(last)s") % {"first": first, "last": last},
                whole % {"hours": hours_words(planned.hours)},
            ),
        )
    total = _("In all %(hours)s of work for each student. That counts as %(length)s.") % {
        "hours": hours_words(planned.hours),
        "length": length_words(planned.days),
    }
    return ReadTimes(lines, total, _weeks({each.sitting.on for each in planned.sessions}))


def _line(placed: Placed, *, meeting: bool) -> ReadLine:
    sitting = placed.sitting
    times = _("%(start)s to %(end)s") % {
        "start": clock_words(sitting.starts),
        "end": clock_words(sitting.ends),
    }
    if sitting.mode == "remote":
        times = _("%(times)s, online") % {"times": times}
    if meeting:
        return ReadLine(dated(sitting.on, "D j F"), _("%(times)s, fixed") % {"times": times})
    minutes = int((placed.ends_at - placed.starts_at).total_seconds() // 60) - sitting.pause
    work = minutes_words(minutes)
    if not sitting.pause:
        said = _("%(times)s: %(work)s") % {"times": times, "work": work}
    else:
        said = _("%(times)s, less a break of %(pause)s: %(work)s") % {
            "times": times,
            "pause": minutes_words(sitting.pause),
            "work": work,
        }
    return ReadLine(dated(sitting.on, "D j F"), said)


def minutes_words(minutes: int) -> str:
    """``5½ hours``, ``45 minutes``, ``1 hour 20 minutes``."""
    hours, rest = divmod(minutes, 60)
    figure = "½" if rest == 30 else ""
    said = []
    if hours or figure:
        if not hours:
            said.append(_("half an hour"))
        else:
            one = hours == 1 and not figure
            word = ngettext("%(n)s hour", "%(n)s hours", 1 if one else 2)
            said.append(word % {"n": f"{hours}{figure}"})
    if rest and not figure:
        said.append(ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest})
    return " ".join(said)


def _weeks(days: set[date]) -> list[list[Cell]]:
    """The weeks in which ``days`` lie, Monday first; weeks without any are left out."""
    mondays = sorted({day - timedelta(days=day.weekday()) for day in days})
    if len(mondays) > WEEKS_SHOWN:
        return []
    return [
        [Cell(day := monday + timedelta(days=number), day in days) for number in range(7)]
        for monday in mondays
    ]


def reading_words(age: int | None) -> str:
    """The reading age of a brief as a sentence to its writer; empty where it is too short."""
    if age is None:
        return ""
    if age <= READING_AGE_AT_MOST:
        return _("It reads easily: for about %(age)d years of age.") % {"age": age}
    return _(
        "It reads hard: for about %(age)d years of age. Shorter sentences and plainer words bring "
        "more students; change it if you like."
    ) % {"age": age}
