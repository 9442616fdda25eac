"""The demo's clock: it moves one project, so that the present is another moment of its life.

Moving forward means that the project's dates move back (or forward) by whole days: hours of the
clock stay what they are, but on "the day", whose hours move too where the present is outside them,
so that the day is on while you look. Everything that hangs on the dates moves along: sittings,
bookings, closing, answers, offers and their deadlines, what was sent, said and signed. Badges stay:
they are signed. Then the timetable does what it would have done on the way.

What people would have done on the way is done for them: the clinic shares out the places, so that
whoever waits has an answer; whoever is offered one by that says yes; at the door everybody is
checked in whom nobody has marked by hand.

A project's life has one direction: a moment that lies behind it is refused.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from time import sleep
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Case, F, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import clock
from core.errors import RuleBroken, refused_by
from employers import services as employers
from employers.models import Challenge, Session
from employers.states import AHEAD, ChallengeState
from institutions.models import StaffMember
from placements import services as placements
from placements.models import (
    Allocation,
    Booking,
    Came,
    DayRecord,
    How,
    Placement,
    Promise,
    SignOff,
    Team,
    Word,
)
from placements.services.agreement import days_of, lines_of
from placements.services.allocation import asked_since
from placements.services.choosing import waits_for_host
from placements.services.lists import free_seats, list_by_hand
from placements.states import AllocationState
from portal.demo.plot import end_by_day, run_the_timetable
from students import services as students
from students.models import Eoi
from students.states import WAITING, EoiState

THREE_MONTHS = timedelta(days=91)
WAIT_TRIES, WAIT_SECONDS = 40, 0.25  # for a worker that works out the same list
SHARED_BY_THE_CLOCK = "The demo’s clock shared out the places in the order of asking."
BEGUN_FOR = 20  # minutes, on "the day": somebody may still be late, and nobody is marked yet
LAST_MINUTE = time(23, 55)
QUARTER = 15
WALL = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")
OF_AN_INTEREST = (
    *("sent_at", "confirmed_at", "reminded_at", "offered_at", "offer_ends_at", "answered_at"),
    "access_talked_at",
)


class Moment(models.TextChoices):
    """Where the present can stand in a project's life."""

    ANSWERS = "answers", gettext_lazy("Answers are out")
    EVENING_BEFORE = "evening_before", gettext_lazy("Evening before")
    THE_DAY = "the_day", gettext_lazy("The day")
    DAY_AFTER = "day_after", gettext_lazy("Day after")
    THREE_MONTHS_LATER = "three_months_later", gettext_lazy("Three months later")


STILL_AHEAD = AHEAD
REACHABLE: dict[str, tuple[ChallengeState, ...]] = {
    Moment.ANSWERS: STILL_AHEAD,
    Moment.EVENING_BEFORE: STILL_AHEAD,
    Moment.THE_DAY: (*STILL_AHEAD, ChallengeState.RUNNING),
    Moment.DAY_AFTER: (*STILL_AHEAD, ChallengeState.RUNNING, ChallengeState.COMPLETED),
    Moment.THREE_MONTHS_LATER: (*STILL_AHEAD, ChallengeState.RUNNING, ChallengeState.COMPLETED),
}
DAY_HAS_COME = (Moment.THE_DAY, Moment.DAY_AFTER, Moment.THREE_MONTHS_LATER)
IS_OVER = (Moment.DAY_AFTER, Moment.THREE_MONTHS_LATER)
MOVABLE = (*STILL_AHEAD, ChallengeState.RUNNING, ChallengeState.COMPLETED)


@dataclass(frozen=True)
class Shift:
    """By how much the first day's moments move: whole days, and on "the day" hours as well."""

    days: int
    hours: timedelta = timedelta()


def movable() -> QuerySet[Challenge]:
    """The projects that the clock can move: the soonest first, those that are over last."""
    return (
        Challenge.objects.filter(state__in=MOVABLE)
        .select_related("institution", "employer")
        .order_by(Case(When(state=ChallengeState.COMPLETED, then=1), default=0), "starts_at")
    )


def move(challenge: Challenge, moment: str) -> None:
    """Bring ``challenge`` to ``moment``; what people and the timetable do on the way is done.

    Raises ``RuleBroken`` where that moment lies behind it, and for answers nobody waits for.
    """
    if challenge.state not in REACHABLE[moment]:
        raise RuleBroken(
            _("“%(title)s” is past that moment. Choose a later one, or another project.")
            % {"title": challenge}
        )
    offered = _answer_everybody(challenge)
    if moment == Moment.ANSWERS:
        if not offered:
            raise RuleBroken(_("Nobody waits for an answer in “%(title)s”.") % {"title": challenge})
        return
    _say_yes(offered)
    if moment in DAY_HAS_COME and challenge.state in STILL_AHEAD:
        placements.run_with_fewer(challenge=challenge)
    _shift(challenge, moment)
    if moment in IS_OVER:
        _check_in(challenge)
    run_the_timetable()


def _answer_everybody(challenge: Challenge) -> list[Eoi]:
    """Close the project and share out its places as the clinic would; who got an answer."""
    waiting = Eoi.objects.filter(challenge=challenge, state=EoiState.SUBMITTED)
    asked = list(waiting.select_related("student").order_by("confirmed_at", "pk"))
    if not asked:
        return []
    for eoi in asked:
        if eoi.student is not None and eoi.student.left_at is None:
            students.verify_student(eoi.student)
    if challenge.state != ChallengeState.CLOSED:
        employers.close_challenge(challenge=challenge)
    _choose_for_the_host(challenge)
    by = _officer_of(challenge)
    draft = _list_for(challenge, asked)
    with transaction.atomic():  # the letters say the hour that is set last
        if draft.state == AllocationState.CONFIRMED:
            placements.send_answers(allocation=draft)
        else:
            placements.confirm_allocation(allocation=draft, by=by, send_now=True)
        end_by_day(challenge)
    answered = Eoi.objects.filter(pk__in=[eoi.pk for eoi in asked])
    return list(answered.select_related("challenge__institution", "student__user"))


def _choose_for_the_host(challenge: Challenge) -> None:
    """Where the host chooses, she says yes to everybody who has no answer yet."""
    choosing = placements.ask_host(challenge=challenge) if waits_for_host(challenge) else None
    if choosing is None:
        return
    for line in choosing.lines.filter(word="", eoi__state__in=WAITING):
        placements.choose(line=line, word=Word.YES, by=challenge.contact.user)
    placements.finish_choosing(challenge=challenge, by=challenge.contact.user)


def _list_for(challenge: Challenge, asked: Sequence[Eoi]) -> Allocation:
    """The list to send: the one that is ready, one by the rules, or where other projects share
    the round, one in the order of asking."""
    draft = placements.round_of(challenge)
    alone = draft is None or not draft.entries.exclude(challenge=challenge).exists()
    if alone and draft is not None and draft.state == AllocationState.CONFIRMED:
        return draft
    if alone and (draft is None or draft.state != AllocationState.DRAFTED or asked_since(draft)):
        draft = placements.share_out(challenge=challenge)
        placements.propose_allocation(allocation=draft)
        draft = _once_worked_out(draft)
    if alone and draft is not None and draft.state == AllocationState.DRAFTED:
        return draft
    free = free_seats(challenge)
    return list_by_hand(
        challenge=challenge,
        eois=asked[:free],
        line=asked[free:],
        how=How.BY_HAND,
        note=SHARED_BY_THE_CLOCK,
    )


def _once_worked_out(draft: Allocation) -> Allocation:
    """The row again: a worker may have been faster, and still be at it."""
    for _try in range(WAIT_TRIES):
        draft = Allocation.objects.get(pk=draft.pk)
        if draft.state == AllocationState.DRAFTED or draft.failure:
            break
        sleep(WAIT_SECONDS)
    return draft


def _officer_of(challenge: Challenge) -> User:
    staff = StaffMember.objects.of(challenge.institution).select_related("user").order_by("pk")
    return staff[0].user


def _say_yes(eois: Sequence[Eoi]) -> None:
    """Whom the clock has just offered a place takes it; who can not, has the time she has."""
    for eoi in eois:
        if eoi.state == EoiState.OFFERED:
            with suppress(RuleBroken):
                placements.accept_place(eoi=eoi)


def _check_in(challenge: Challenge) -> None:
    """Everybody came, as the supervisor's list says unless somebody says otherwise."""
    unmarked = Placement.objects.filter(challenge=challenge, attendance__isnull=True).standing()
    for placement in unmarked:
        with suppress(RuleBroken):  # closed long ago
            placements.mark_attendance(placement=placement, came=Came.CAME)


@transaction.atomic
def _shift(challenge: Challenge, moment: str) -> None:
    challenge = (
        Challenge.objects.select_for_update(of=("self",))
        .select_related("institution")
        .get(pk=challenge.pk)
    )
    zone = challenge.institution.zone
    sessions = list(Session.objects.filter(challenge=challenge))
    shift = _wanted(challenge, sessions, moment)
    for session in sessions:
        _shift_session(session, shift, zone)
    by = timedelta(days=shift.days)
    starts_at = _same_wall(challenge.starts_at, shift.days, zone)
    ends_at = _same_wall(challenge.ends_at, shift.days, zone)
    if sessions and challenge.time_kind == "sessions":
        starts_at = min(session.starts_at for session in sessions)
        ends_at = max(session.ends_at for session in sessions)
    answer_by = min(challenge.answer_by + by, starts_at - timedelta(minutes=1))
    closes_at = min(challenge.closes_at + by, answer_by)
    Challenge.objects.filter(pk=challenge.pk).update(
        starts_at=starts_at,
        ends_at=ends_at,
        answer_by=answer_by,
        closes_at=closes_at,
        answer_again_by=F("answer_again_by") + by,
        published_at=F("published_at") + by,
        day_plan=_moved(challenge.day_plan, shift.hours),
    )
    _shift_what_hangs_on_it(challenge, by)
    _book_again(challenge, sessions)
    _agree_on_the_new_days(challenge, sessions)


def _wanted(challenge: Challenge, sessions: list[Session], moment: str) -> Shift:
    zone = challenge.institution.zone
    here = clock.now().astimezone(ZoneInfo(zone))
    first = challenge.starts_at.astimezone(ZoneInfo(zone)).date()
    last = challenge.ends_at.astimezone(ZoneInfo(zone)).date()
    match moment:
        case Moment.EVENING_BEFORE:
            return Shift((here.date() + timedelta(days=1) - first).days)
        case Moment.DAY_AFTER:
            return Shift((here.date() - timedelta(days=1) - last).days)
        case Moment.THREE_MONTHS_LATER:
            return Shift((here.date() - THREE_MONTHS - last).days)
    days = (here.date() - first).days
    today = [session for session in sessions if session.on == first]
    return Shift(days, _hours_to_be_on(today, here) if today else timedelta())


def _hours_to_be_on(today: list[Session], here: datetime) -> timedelta:
    """By how much today's hours move so that the present is inside them, in whole quarters."""
    starts, ends = min(s.starts for s in today), max(s.ends for s in today)
    if starts <= here.time() < ends:
        return timedelta()
    latest = _minutes(LAST_MINUTE) - (_minutes(ends) - _minutes(starts))
    start = max(0, min(_minutes(here.time()) - BEGUN_FOR, latest))
    return timedelta(minutes=start // QUARTER * QUARTER - _minutes(starts))


def _moved(day_plan: Iterable[dict[str, str]], hours: timedelta) -> list[dict[str, str]]:
    """The running order of a day whose hours move: its clock times move along."""
    moved = []
    for row in day_plan:
        if WALL.fullmatch(row.get("time", "")):
            minutes = (
                _minutes(time.fromisoformat(row["time"].zfill(5))) + hours.total_seconds() / 60
            )
            wall = divmod(int(minutes) % (24 * 60), 60)
            row = row | {"time": f"{wall[0]}:{wall[1]:02}"}
        moved.append(row)
    return moved


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _shift_session(session: Session, shift: Shift, zone: str) -> None:
    """Clocks at the place show the same hours on another day; moments follow."""
    day = session.on + timedelta(days=shift.days)
    session.starts, session.ends = (
        (datetime.combine(date(2000, 1, 2), wall) + shift.hours).time()
        for wall in (session.starts, session.ends)
    )
    session.on = day
    session.starts_at = clock.at(day, session.starts, session.zone or zone)
    session.ends_at = clock.at(day, session.ends, session.zone or zone)


def _same_wall(moment: datetime, days: int, zone: str) -> datetime:
    local = moment.astimezone(ZoneInfo(zone))
    return clock.at(local.date() + timedelta(days=days), local.time(), zone)


def _shift_what_hangs_on_it(challenge: Challenge, by: timedelta) -> None:
    """Moments of rows that belong to this project alone."""
    own_rounds = (
        Allocation.objects.filter(entries__challenge=challenge)
        .exclude(entries__challenge__in=Challenge.objects.exclude(pk=challenge.pk))
        .values("pk")
    )
    moved: tuple[tuple[QuerySet[models.Model], tuple[str, ...]], ...] = (
        (
            Eoi.objects.filter(challenge=challenge),
            OF_AN_INTEREST,
        ),
        (Placement.objects.filter(challenge=challenge), ("agreed_at",)),
        (Team.objects.filter(challenge=challenge), ("formed_at",)),
        (SignOff.objects.filter(team__challenge=challenge), ("signed_at", "settled_at")),
        (Promise.objects.filter(challenge=challenge), ("warned_for", "escalated_for", "said_at")),
        (DayRecord.objects.filter(challenge=challenge), ("near_said_at", "over_said_at")),
        (
            Allocation.objects.filter(pk__in=own_rounds),
            ("closes_at", "confirmed_at", "letters_at"),
        ),
    )
    for rows, fields in moved:
        rows.update(**{field: F(field) + by for field in fields})


def _agree_on_the_new_days(challenge: Challenge, sessions: list[Session]) -> None:
    """What was agreed names the days: it says those on which the project is now."""
    challenge.refresh_from_db(fields=["starts_at", "ends_at"])
    lines, days = lines_of(challenge, sessions), days_of(challenge, sessions)
    for placement in Placement.objects.filter(challenge=challenge).exclude(agreed={}):
        placement.agreed |= {"lines": lines, "days": days}
        placement.save(update_fields=["agreed"])


def _book_again(challenge: Challenge, sessions: list[Session]) -> None:
    """Rewrite sittings and bookings. A booking that would clash with another project is left out:
    on the demo's days everything may be today."""
    Booking.objects.filter(placement__challenge=challenge).delete()
    Session.objects.filter(challenge=challenge).delete()
    for session in sessions:
        session.pk = None
        session.save(force_insert=True)
    clash = RuleBroken()
    for placement in Placement.objects.filter(challenge=challenge).standing():
        for session in sessions:
            try:
                with (
                    refused_by("booking_student_no_clash", clash),
                    refused_by("booking_user_no_clash", clash),
                ):
                    Booking.objects.create(
                        placement=placement,
                        student=placement.student,
                        user_id=placement.student.user_id,
                        span=DateTimeTZRange(session.starts_at, session.ends_at),
                    )
            except RuleBroken:
                continue
