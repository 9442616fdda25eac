"""The day: who came, who needs help, what the timetable says and when things end by themselves."""

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from core.states import InvalidTransition, move
from employers.models import Challenge, What
from employers.services.recording import Told, record
from employers.states import ChallengeState
from placements.events import (
    AttendanceMarked,
    ConcernRaised,
    DayIsNear,
    DayIsOver,
    PlacementClosed,
)
from placements.models import Attendance, Came, Concern, DayRecord, Placement, Rung
from placements.services.hearing import heed_absence
from placements.services.teams import form_teams_at_the_start
from placements.services.times import is_quiet, policy_of
from placements.states import GONE, PlacementState

BACKGROUND_BEFORE = timedelta(hours=48)
NEAR = timedelta(hours=36)
LATE_FROM = timedelta(hours=12)  # before the start
MARK_FROM = timedelta(hours=1)  # before the start
SIGN_OFF_FROM = timedelta(hours=1)  # before the end: "valid from the last hour of the day"


@transaction.atomic
def mark_attendance(
    *, placement: Placement, came: str, note: str = "", by: User | None = None
) -> Attendance:
    """Note whether she came. It can be put right until the placement closes.

    Raises ``RuleBroken`` before the day and after the placement has closed.
    """
    placement = (
        Placement.objects.select_for_update(no_key=True, of=("self",))
        .select_related("challenge")
        .get(pk=placement.pk)
    )
    if placement.state in GONE:
        raise RuleBroken(_("This place was given back or called off."))
    if placement.state == PlacementState.CLOSED:
        raise RuleBroken(_("This is closed by now. Ring us if something is wrong."))
    if clock.now() < placement.challenge.starts_at - MARK_FROM:
        raise RuleBroken(_("The day has not begun yet."))
    attendance, made = Attendance.objects.get_or_create(
        placement=placement, defaults={"came": came, "note": note.strip()[:200], "marked_by": by}
    )
    if not made and (attendance.came, attendance.note) != (came, note.strip()[:200]):
        attendance.came, attendance.note, attendance.marked_by = came, note.strip()[:200], by
        attendance.save()
        made = True
    if made:
        publish(AttendanceMarked(placement_id=placement.pk))
        if clock.now() >= placement.challenge.ends_at:
            heed_absence(placement=placement, came=came, by=by)
    return attendance


def came_as_marked(placement: Placement) -> str:
    """What is known of her coming; "came" once the day is over and nobody said otherwise."""
    try:
        return placement.attendance.came
    except Attendance.DoesNotExist:
        return Came.CAME


@transaction.atomic
def mark_all(
    *,
    challenge: Challenge,
    marks: Mapping[Placement, tuple[str, str]],
    by: User,
    told: Told | None = None,
) -> None:
    """Note who came, each with a word and a note. ``told``: by whom, where staff write it down."""
    for placement, (came, note) in marks.items():
        mark_attendance(placement=placement, came=came, note=note, by=by)
    record(challenge, What.CAME, told if marks else None)


# Help


def may_say_late(placement: Placement) -> bool:
    """Whether she could be late now: from the evening before until the last hour is over."""
    challenge, now = placement.challenge, clock.now()
    open_yet = placement.state in (PlacementState.READY, PlacementState.RUNNING)
    return open_yet and challenge.starts_at - LATE_FROM <= now < challenge.ends_at


@transaction.atomic
def say_late(
    *,
    placement: Placement,
    minutes: int,
    words: str = "",
    by: User | None = None,
    told: Told | None = None,
) -> Concern:
    """ "I'm late", by so many minutes (0: she does not know): host and staff are told at once.

    ``words`` go to the host too. Raises ``RuleBroken`` before the evening before, and afterwards.
    """
    if not may_say_late(placement):
        raise RuleBroken(_("The day is not near, or it is over. Write to us instead."))
    if minutes:
        said = _("About %(minutes)d minutes late.") % {"minutes": minutes}
    else:
        said = _("Late, not known by how much.")
    return raise_concern(
        challenge=placement.challenge,
        placement=placement,
        kind=Concern.Kind.LATE,
        words=f"{said} {words.strip()[:200]}".strip(),
        by=by,
        told=told,
    )


@transaction.atomic
def raise_concern(
    *,
    challenge: Challenge,
    kind: str,
    words: str = "",
    placement: Placement | None = None,
    by: User | None = None,
    told: Told | None = None,
) -> Concern:
    """Ask staff for help or tell them of a concern; open to both sides, and to staff for them."""
    if kind in (Concern.Kind.CONCERN, Concern.Kind.INCIDENT) and not words.strip():
        raise RuleBroken(_("Write one line about what happened."))
    concern = Concern.objects.create(
        institution=challenge.institution,
        challenge=challenge,
        placement=placement,
        raised_by=by,
        kind=kind,
        words=words.strip()[:600],
    )
    record(challenge, What.CONCERN if placement is None else What.STUCK, told)
    publish(ConcernRaised(concern_id=concern.pk))
    return concern


@transaction.atomic
def settle_concern(*, concern: Concern, by: User, note: str = "") -> None:
    """Staff have dealt with it. Settling twice keeps the first."""
    Concern.objects.filter(pk=concern.pk, settled_at__isnull=True).update(
        settled_at=clock.now(), settled_by=by, note=note.strip()[:300]
    )


@transaction.atomic
def note_rung(*, placement: Placement, by: User) -> None:
    """Somebody told her by telephone that it is called off; the first who did stays."""
    if placement.state != PlacementState.CALLED_OFF:
        raise RuleBroken(_("The day stands: there is nothing to tell."))
    Rung.objects.get_or_create(
        placement=placement, defaults={"rung_at": clock.now(), "rung_by": by}
    )


# What happens by the clock, one challenge or placement a transaction


def say_the_day_is_near() -> int:
    """The day before, at an hour at which people are awake: remind once; of how many challenges."""
    now = clock.now()
    near = Challenge.objects.filter(
        state=ChallengeState.CLOSED, starts_at__gt=now, starts_at__lte=now + NEAR
    ).select_related("institution")
    return sum(_say_near(challenge) for challenge in near)


@transaction.atomic
def _say_near(challenge: Challenge) -> bool:
    zone, now = challenge.institution.zone, clock.now()
    first_day = challenge.starts_at.astimezone(ZoneInfo(zone)).date()
    if (first_day - clock.today(zone)).days > 1 or is_quiet(
        now, policy_of(challenge.institution), zone
    ):
        return False
    if not Placement.objects.filter(challenge=challenge).standing().exists():
        return False
    late = Concern.objects.filter(challenge=challenge, kind=Concern.Kind.LATE, settled_at=None)
    late.update(settled_at=clock.now())  # who was late is there by now, or is asked what happened
    record, _made = DayRecord.objects.get_or_create(challenge=challenge)
    mine = DayRecord.objects.filter(pk=record.pk, near_said_at__isnull=True)
    if not mine.update(near_said_at=now):
        return False
    publish(DayIsNear(challenge_id=challenge.pk))
    return True


def begin_placements() -> int:
    """Ready placements run once their challenge has begun; how many challenges began."""
    begun = (
        Placement.objects.filter(state=PlacementState.READY, challenge__starts_at__lte=clock.now())
        .exclude(challenge__state=ChallengeState.CANCELLED)
        .values("challenge")
    )
    challenges = Challenge.objects.filter(pk__in=begun).select_related("institution")
    for challenge in challenges:
        _begin(challenge)
    return len(challenges)


@transaction.atomic
def _begin(challenge: Challenge) -> None:
    form_teams_at_the_start(challenge=challenge)
    for placement in Placement.objects.filter(challenge=challenge, state=PlacementState.READY):
        _step(placement, PlacementState.RUNNING)


def finish_placements() -> int:
    """Running placements are finished once the last session is over; of how many challenges."""
    over = (
        Placement.objects.filter(state=PlacementState.RUNNING, challenge__ends_at__lte=clock.now())
        .exclude(challenge__state=ChallengeState.CANCELLED)
        .values("challenge")
    )
    challenges = Challenge.objects.filter(pk__in=over)
    for challenge in challenges:
        _finish(challenge)
    return len(challenges)


@transaction.atomic
def _finish(challenge: Challenge) -> None:
    for placement in Placement.objects.filter(challenge=challenge, state=PlacementState.RUNNING):
        _step(placement, PlacementState.FINISHED)
    missed = Placement.objects.filter(challenge=challenge, attendance__came=Came.DID_NOT_COME)
    for placement in missed:
        heed_absence(placement=placement, came=Came.DID_NOT_COME)
    late = Concern.objects.filter(challenge=challenge, kind=Concern.Kind.LATE, settled_at=None)
    late.update(settled_at=clock.now())  # who was late is there by now, or is asked what happened
    record, _made = DayRecord.objects.get_or_create(challenge=challenge)
    mine = DayRecord.objects.filter(pk=record.pk, over_said_at__isnull=True)
    if mine.update(over_said_at=clock.now()):
        publish(DayIsOver(challenge_id=challenge.pk))


def close_placements() -> int:
    """What ended long enough ago closes by itself; nothing more is asked. How many did."""
    ended = Placement.objects.filter(
        state__in=(PlacementState.FINISHED, PlacementState.LEFT_EARLY),
        challenge__ends_at__lte=clock.now(),
    ).select_related("institution", "challenge")
    closed = 0
    days: dict[int, timedelta] = {}
    for placement in ended:
        if placement.institution_id not in days:
            policy = policy_of(placement.institution)
            days[placement.institution_id] = timedelta(days=policy.closes_after_days)
        if placement.challenge.ends_at + days[placement.institution_id] <= clock.now():
            closed += _close(placement)
    return closed


@transaction.atomic
def _close(placement: Placement) -> bool:
    if not _step(placement, PlacementState.CLOSED):
        return False
    publish(PlacementClosed(placement_id=placement.pk))
    return True


def _step(placement: Placement, to: PlacementState) -> bool:
    """Move unless somebody was faster; whether it did."""
    try:
        move(placement, to)
    except InvalidTransition:
        return False
    return True
