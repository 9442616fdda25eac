"""What a team hands in; and, on the full track, its room, check-ins and own goals."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from employers.models import Challenge, Session, What
from employers.services.recording import Told, record
from employers.times import local_day
from placements.events import HandedIn, LaterUseAsked
from placements.models import (
    CheckIn,
    Concern,
    Deliverable,
    Goal,
    LaterUse,
    Placement,
    RoomEntry,
    SignOff,
    Team,
)
from placements.services.day import raise_concern
from placements.services.files import keep_file
from placements.states import GONE, PlacementState

HANDED_IN_FROM = timedelta(hours=48)  # before the start
LATER = timedelta(days=90)
LATER_AT_MOST = timedelta(days=180)


@transaction.atomic
def hand_in(
    *,
    team: Team,
    by: User | None,
    link: str = "",
    file: UploadedFile | None = None,
    sources: str = "",
    theory: str = "",
) -> Deliverable:
    """Keep what a team leaves behind; each time a new version, the ones before stay.

    Raises ``RuleBroken``: neither link nor file, too early, called off, or a file that is not
    taken (:func:`placements.services.files.keep_file`).
    """
    members = Placement.objects.filter(team=team).exclude(state__in=GONE)
    if not members.exists():
        raise RuleBroken(_("This project has been called off."))
    if not members.exclude(state=PlacementState.CLOSED).exists():
        raise RuleBroken(_("This is closed by now. Ring us, and we will open it with you."))
    if clock.now() < team.challenge.starts_at - HANDED_IN_FROM:
        raise RuleBroken(_("It opens two days before the start."))
    if not link and file is None:
        raise RuleBroken(_("Give a link, or choose a file."))
    upload = keep_file(file=file, by=by, team=team) if file is not None else None
    deliverable = Deliverable.objects.create(
        institution=team.institution,
        team=team,
        by=by,
        at=clock.now(),
        link=link,
        upload=upload,
        sources=sources.strip()[:600],
        theory=theory.strip()[:400],
    )
    publish(HandedIn(team_id=team.pk))
    return deliverable


@transaction.atomic
def set_goal(*, placement: Placement, words: str) -> Goal:
    """Keep what she wants to take from it, beside what all agreed; hers to change until the end."""
    if placement.state not in (PlacementState.READY, PlacementState.RUNNING):
        raise RuleBroken(_("This is over: the goal stays as it is."))
    if not words.strip():
        raise RuleBroken(_("Write what you want to take from it."))
    goal, _made = Goal.objects.update_or_create(
        placement=placement,
        defaults={"words": words.strip()[:280], "written_at": clock.now()},
    )
    return goal


@transaction.atomic
def write_in_room(
    *,
    team: Team,
    by: User,
    kind: str = RoomEntry.Kind.MESSAGE,
    words: str = "",
    link: str = "",
    file: UploadedFile | None = None,
    placement: Placement | None = None,
) -> RoomEntry:
    """A message, a decision, a file or a link. Raises ``RuleBroken`` where there is nothing in it.

    ``placement`` is the writer's own, where she is a student of the team.
    """
    if team.challenge.is_short:
        raise RuleBroken(_("A day needs no room: talk to each other."))
    if kind == RoomEntry.Kind.FILE and not link and file is None:
        raise RuleBroken(_("Give a link, or choose a file."))
    if kind != RoomEntry.Kind.FILE and not words.strip():
        raise RuleBroken(_("Write a line."))
    upload = keep_file(file=file, by=by, team=team) if file is not None else None
    return RoomEntry.objects.create(
        institution=team.institution,
        team=team,
        placement=placement,
        by=by,
        kind=RoomEntry.Kind.FILE if upload or link else kind,
        words=words.strip()[:600],
        link=link,
        upload=upload,
        at=clock.now(),
    )


def check_in_days(challenge: Challenge, sessions: Sequence[Session]) -> list[date]:
    """The days on which the full track asks how it goes; none on the short track.

    After the first day, in the middle, and on the day before the last: three at most, each a day
    of work where there are sessions, else a share of the time between first and last day.
    """
    if challenge.is_short:
        return []
    days = sorted({session.on for session in sessions})
    if len(days) < 3:
        zone = challenge.institution.zone
        first, last = local_day(challenge.starts_at, zone), local_day(challenge.ends_at, zone)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if len(days) < 3:
        return days[:1]
    return sorted({days[0], days[len(days) // 2], days[-2]})


def check_in_due(days: Sequence[date], done: Sequence[date], today: date) -> date | None:
    """The newest day that has come and is not answered yet; older ones are let go."""
    come = [day for day in days if day <= today]
    return come[-1] if come and come[-1] not in done else None


@transaction.atomic
def check_in(*, placement: Placement, how: str, words: str = "", by: User | None = None) -> CheckIn:
    """Keep how it goes on the day that is due; "I am stuck" asks the host for help at once.

    Raises ``RuleBroken`` where no day is due.
    """
    placement = Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
    challenge = Challenge.objects.select_related("institution").get(pk=placement.challenge_id)
    days = check_in_days(challenge, list(Session.objects.filter(challenge=challenge)))
    done = list(CheckIn.objects.filter(placement=placement).values_list("on", flat=True))
    due = check_in_due(days, done, clock.today(challenge.institution.zone))
    if due is None or placement.state not in (PlacementState.RUNNING, PlacementState.READY):
        raise RuleBroken(_("Nothing is asked today. If you are stuck, press “I’m stuck”."))
    kept = CheckIn.objects.create(
        placement=placement, on=due, how=how, words=words.strip()[:280], at=clock.now()
    )
    if how == CheckIn.How.STUCK:
        raise_concern(
            challenge=challenge,
            placement=placement,
            kind=Concern.Kind.STUCK,
            words=words,
            by=by,
        )
    return kept


# Three months later


def ask_later_use() -> int:
    """Ask each host once, 90 days after the end, what it used; how many were asked."""
    now: datetime = clock.now()
    signed = SignOff.objects.filter(
        later__isnull=True,
        team__challenge__ends_at__lte=now - LATER,
        team__challenge__ends_at__gt=now - LATER_AT_MOST,
    )
    return sum(_ask_later(each) for each in signed)


@transaction.atomic
def _ask_later(signed: SignOff) -> bool:
    later, made = LaterUse.objects.get_or_create(
        sign_off=signed, defaults={"asked_at": clock.now()}
    )
    if made:
        publish(LaterUseAsked(later_use_id=later.pk))
    return made


@transaction.atomic
def say_later_use(
    *, later: LaterUse, used: str, words: str = "", told: Told | None = None
) -> LaterUse:
    """Keep what the host says it used; it may say so again."""
    record(later.sign_off.team.challenge, What.USED, told)
    LaterUse.objects.filter(pk=later.pk).update(
        used=used, words=words.strip()[:400], said_at=clock.now()
    )
    later.refresh_from_db()
    return later
