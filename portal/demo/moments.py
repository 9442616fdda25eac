"""When things happen in the demo's story, and the rows that they happen to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from core import clock
from employers.models import Challenge
from employers.times import OwnTime, Sitting, Times
from portal.demo.cast import Cast, officer_of
from portal.demo.content import types
from portal.demo.content.days import workday


@dataclass(frozen=True)
class Act:
    """Something that somebody did at a moment."""

    at: datetime
    do: Callable[[], object]


class Moments:
    """The content's days and hours as moments, its keys as rows."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.now = clock.now()
        self.challenges: dict[str, int] = {}  # the content's key -> the row's

    def _moment(self, brief: types.Challenge, day: int, at: str) -> datetime:
        zone = self.cast.institutions[brief.institution].zone
        return clock.at(self._date(brief, day), time_of(at), zone)

    def _date(self, brief: types.Challenge, day: int) -> date:
        zone = self.cast.institutions[brief.institution].zone
        return workday(self.now.astimezone(ZoneInfo(zone)).date(), day)

    def _end_of(self, brief: types.Challenge, day: int) -> datetime:
        return clock.end_of(self._date(brief, day), self.cast.institutions[brief.institution].zone)

    def _times(self, brief: types.Challenge) -> Times:
        if brief.own_time is None:
            return [self._sitting(brief, session) for session in brief.sessions]
        own = brief.own_time
        return OwnTime(
            hours=Decimal(own.hours),
            first_day=self._date(brief, own.first_day),
            last_day=self._date(brief, own.last_day),
            meetings=tuple(self._sitting(brief, session) for session in own.meetings),
        )

    def _sitting(self, brief: types.Challenge, session: types.Session) -> Sitting:
        starts, ends = time_of(session.starts), time_of(session.ends)
        on = self._date(brief, session.day)
        return Sitting(on=on, starts=starts, ends=ends, mode=session.mode, pause=session.pause)

    def _begins(self, brief: types.Challenge) -> datetime:
        first = min((s.starts for s in brief.sessions if s.day == brief.first_day), default="09:00")
        return self._moment(brief, brief.first_day, first)

    def _is_over(self, brief: types.Challenge) -> datetime:
        if brief.own_time:
            return self._end_of(brief, brief.last_day)
        return self._moment(brief, brief.last_day, max(session.ends for session in brief.sessions))

    def _row(self, brief: types.Challenge) -> Challenge:
        return Challenge.objects.select_related(
            "institution__policy", "employer", "contact__user", "supervisor__user"
        ).get(pk=self.challenges[brief.key])

    def _desk(self, brief: types.Challenge) -> Any:
        return officer_of(self.cast, brief.institution)


def time_of(words: str) -> time:
    """``8:50`` as a time."""
    hour, minute = words.split(":")
    return time(int(hour), int(minute))
