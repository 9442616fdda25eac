"""When the work happens: what clocks show at the place, made into moments, hours and days.

Two kinds (REQUIREMENTS 4.3): sittings on the calendar, or a student's own time between two days.
A calendar day with at most four hours of work counts as half a day, any other as one; own time
counts as hours ÷ 7. The longest project is ten days.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import clock
from core.errors import RuleBroken
from institutions.models import Institution
from institutions.working_days import working_days_after, working_days_before

MOST_DAYS = 10
HOURS_A_DAY = 7
MOST_HOURS = MOST_DAYS * HOURS_A_DAY
HALF_DAY = timedelta(hours=4)
LONGEST_SITTING = timedelta(hours=14)
DAY_BEGINS = time(9, 0)  # of a project in one's own time
NOTICE = timedelta(hours=24)  # students need a day to see it
MEETINGS_AT_MOST = 2


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """One meeting on the calendar; ``pause`` is minutes of it that are not work."""

    on: date
    starts: time
    ends: time
    mode: str = "in_person"
    pause: int = 0


@dataclass(frozen=True, kw_only=True)
class OwnTime:
    """Hours to be spread as one likes from ``first_day`` to ``last_day``, both included.

    ``meetings`` are the fixed ones, at most two; ``hours`` has theirs in it.
    """

    hours: Decimal
    first_day: date
    last_day: date
    meetings: tuple[Sitting, ...] = ()


Times = Sequence[Sitting] | OwnTime


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A sitting and its moments."""

    sitting: Sitting
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What follows from times: moments, hours of work, days that they count as."""

    own_time: bool
    starts_at: datetime
    ends_at: datetime
    hours: Decimal
    days: Decimal
    sessions: tuple[Placed, ...] = field(default=())


def plan(times: Times, zone: str) -> Plan:
    """Make ``times``, as clocks in ``zone`` show them, into moments.

    Raises ``RuleBroken``: no time at all, more than ten days, an end before its start, sittings
    that overlap, an hour that the clocks skip. An hour that occurs twice takes the first.
    """
    if isinstance(times, OwnTime):
        return _plan_own_time(times, zone)
    placed = _place(times, zone)
    if not placed:
        raise RuleBroken(_("Say when: give at least one day with its times."))
    work: dict[date, timedelta] = {}
    for each in placed:
        length = each.ends_at - each.starts_at - timedelta(minutes=each.sitting.pause)
        work[each.sitting.on] = work.get(each.sitting.on, timedelta()) + length
    days = sum(
        (Decimal("0.5") if length <= HALF_DAY else Decimal(1) for length in work.values()),
        Decimal(0),
    )
    _refuse_too_long(days)
    hours = Decimal(sum(work.values(), timedelta()) / timedelta(hours=1))
    return Plan(
        own_time=False,
        starts_at=placed[0].starts_at,
        ends_at=max(each.ends_at for each in placed),
        hours=hours.quantize(Decimal("0.1")),
        days=days,
        sessions=tuple(placed),
    )


def _place(sittings: Sequence[Sitting], zone: str) -> list[Placed]:
    placed = []
    _refuse_far(each.on for each in sittings)
    for each in sittings:
        starts_at, ends_at = _moment(each.on, each.starts, zone), _moment(each.on, each.ends, zone)
        pause = timedelta(minutes=each.pause)
        if ends_at <= starts_at:
            raise RuleBroken(
                _("On %(day)s the end must come after the start.") % {"day": said(each.on)}
            )
        if ends_at - starts_at > LONGEST_SITTING or ends_at - starts_at <= pause:
            raise RuleBroken(
                _("On %(day)s the times leave no fair day’s work: check start, end and pause.")
                % {"day": said(each.on)}
            )
        placed.append(Placed(sitting=each, starts_at=starts_at, ends_at=ends_at))
    placed.sort(key=lambda each: each.starts_at)
    for one, other in itertools.pairwise(placed):
        if other.starts_at < one.ends_at:
            raise RuleBroken(
                _("Two of the times overlap on %(day)s.") % {"day": said(other.sitting.on)}
            )
    return placed


def _refuse_far(days: Iterable[date]) -> None:
    """Moments of the first and last years there are can not be reckoned with."""
    if any(not 2000 <= day.year < 2100 for day in days):
        raise RuleBroken(_("Give days of this century."))


def _plan_own_time(times: OwnTime, zone: str) -> Plan:
    _refuse_far((times.first_day, times.last_day))
    if times.last_day < times.first_day:
        raise RuleBroken(_("The last day must not come before the first."))
    days = (times.hours / HOURS_A_DAY).quantize(Decimal("0.1"))
    if times.hours > MOST_HOURS:
        raise RuleBroken(
            _("%(hours)s hours are more than %(most)s, which is ten days. Ask for less.")
            % {"hours": plain(times.hours), "most": MOST_HOURS}
        )
    _refuse_too_long(days)
    if len(times.meetings) > MEETINGS_AT_MOST:
        raise RuleBroken(_("In their own time students have two fixed meetings at most."))
    placed = _place(times.meetings, zone)
    if any(not times.first_day <= each.sitting.on <= times.last_day for each in placed):
        raise RuleBroken(_("The meetings must lie between the first and the last day."))
    return Plan(
        own_time=True,
        starts_at=_moment(times.first_day, DAY_BEGINS, zone),
        ends_at=clock.end_of(times.last_day, zone),
        hours=times.hours.quantize(Decimal("0.1")),
        days=days,
        sessions=tuple(placed),
    )


def _moment(on: date, wall: time, zone: str) -> datetime:
    try:
        return clock.at(on, wall, zone)
    except ValueError:
        raise RuleBroken(
            _("%(time)s does not exist on %(day)s: the clocks go forward over it. Give another.")
            % {"time": f"{wall:%H:%M}", "day": said(on)}
        ) from None


def _refuse_too_long(days: Decimal) -> None:
    if days > MOST_DAYS:
        raise RuleBroken(
            _("This counts as %(days)s days. A project has ten at most.") % {"days": plain(days)}
        )
    if days <= 0:
        raise RuleBroken(_("This counts as no days. Half a day is the least."))


def said(day: date) -> str:
    """A date with its weekday: "Wednesday 18 March"."""
    return date_format(day, "l j F")


def local_day(moment: datetime, zone: str) -> date:
    """The date that calendars in ``zone`` show at ``moment``."""
    return moment.astimezone(ZoneInfo(zone)).date()


def moved_by_days(moment: datetime, days: timedelta, zone: str) -> datetime:
    """``moment`` moved by whole ``days`` at the same hour of the clocks in ``zone``."""
    there = ZoneInfo(zone)
    return (moment.astimezone(there).replace(tzinfo=None) + days).replace(tzinfo=there)


def plain(number: Decimal) -> str:
    """A number without idle noughts: "5.5", "20"."""
    return f"{number.normalize():f}"


def earliest_start() -> datetime:
    """Before this moment no project can begin: students need a day to see it."""
    return clock.now() + NOTICE


def window(starts_at: datetime, institution: Institution) -> tuple[datetime, datetime]:
    """Until when interests are taken, and when students have their answer.

    As the policy says (working days), squeezed where the start is near: an offer needs its hours,
    and no answer comes later than the cut-off before the start. Both are after the present and
    before ``starts_at``. Raises ``RuleBroken`` where the start is less than a day away.
    """
    policy, zone, now = institution.policy, institution.zone, clock.now()
    if starts_at < now + NOTICE:
        raise RuleBroken(
            _("Students need a day to see it: it can start on %(day)s at the earliest.")
            % {"day": said(local_day(now + NOTICE + timedelta(days=1), zone))}
        )
    latest = starts_at - timedelta(hours=min(policy.cutoff_hours, 20))
    with_offers = latest - timedelta(hours=policy.offer_hours)
    closing = working_days_after(clock.today(zone), policy.closes_after_days, institution)
    answering = working_days_after(closing, policy.answer_within_days, institution)
    if clock.end_of(answering, zone) <= with_offers:
        return clock.end_of(closing, zone), clock.end_of(answering, zone)
    last_day = local_day(with_offers, zone) - timedelta(days=1)
    answering = working_days_before(last_day, 0, institution)
    closing = working_days_before(answering, policy.answer_within_days, institution)
    if clock.end_of(closing, zone) > now:
        return clock.end_of(closing, zone), clock.end_of(answering, zone)
    soonest = now + (latest - now) * 0.6
    return soonest.replace(minute=0, second=0, microsecond=0), latest


def is_soon(closes_at: datetime, institution: Institution) -> bool:
    """Whether interests would close before the promised days of reading have passed."""
    today, promise = clock.today(institution.zone), institution.policy.brief_within_days
    read_by = clock.end_of(working_days_after(today, promise, institution), institution.zone)
    return closes_at <= read_by


def moved_to(times: Times, first_day: date) -> Times:
    """The same times, all moved by as many days as bring the first one to ``first_day``."""
    if isinstance(times, OwnTime):
        by = first_day - times.first_day
        return OwnTime(
            hours=times.hours,
            first_day=first_day,
            last_day=times.last_day + by,
            meetings=tuple(_moved(each, by) for each in times.meetings),
        )
    by = first_day - min(each.on for each in times)
    return [_moved(each, by) for each in times]


def _moved(sitting: Sitting, by: timedelta) -> Sitting:
    return replace(sitting, on=sitting.on + by)


def usual_sitting(on: date, starts: time, ends: time, mode: str) -> Sitting:
    """A sitting with an hour for lunch where it spans noon to two and lasts six hours or more."""
    minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    lunch = starts <= time(12) and ends >= time(14) and minutes >= 360
    return Sitting(on=on, starts=starts, ends=ends, mode=mode, pause=60 if lunch else 0)
