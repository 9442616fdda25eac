"""Calendars: the file of one place, and the address at which somebody's program asks for all."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.addresses import address_of
from core.compiled import Compiled
from core.links import absolute
from employers.models import Challenge, Member, Session, TimeKind
from employers.states import AHEAD, ChallengeState
from employers.wording import SESSIONS
from institutions.models import Institution
from placements.calendars import Entry, whole_days, write_calendar
from placements.models import CalendarFeed, CalendarMark, Placement
from placements.states import GONE, PlacementState
from students.models import Student

KEPT = timedelta(days=180)  # what was over so long ago is in no calendar any more
SALT = "placements.calendars"
MARKS = Compiled(lambda keys: CalendarMark.objects.filter(challenge__any_of=keys))
FEED = Compiled(
    lambda institution, public_id: (
        CalendarFeed.objects.of(institution)
        .filter(public_id=public_id, ended_at__isnull=True, user__is_active=True)
        .select_related("user", "institution")
    )
)
THEIRS = Compiled(
    lambda institution, user, since: (
        Placement.objects.of(institution)
        .filter(
            student__in=Student.objects.filter(institution=institution, user=user),
            challenge__ends_at__gte=since,
        )
        .select_related("challenge__employer", "challenge__site", "institution")
        .order_by("pk")
    )
)


def _hosted_by(institution: Any, user: Any, since: Any) -> QuerySet[Challenge]:
    hers = Member.objects.filter(user=user)
    return (
        Challenge.objects.of(institution)
        .filter(
            Q(contact__in=hers) | Q(supervisor__in=hers) | Q(owner=user),
            ends_at__gte=since,
            published_at__isnull=False,
        )
        .select_related("employer", "site")
        .order_by("pk")
    )


HOSTED = Compiled(_hosted_by)


# What a calendar says


def calendar_of(placement: Placement) -> bytes:
    """One student's place as a file. Once it is called off or given back it takes itself out."""
    sessions = list(Session.objects.filter(challenge=placement.challenge))
    marks = _marks([placement.challenge], sessions)
    entries = list(_of_placement(placement, sessions, marks[placement.challenge_id]))
    gone = all(entry.status == "CANCELLED" for entry in entries)
    return write_calendar(entries, placement.institution, cancel=gone)


def calendar_for(feed: CalendarFeed) -> bytes:
    """All that somebody has at an institution: her places, the days that she hosts or looks after.

    What is called off stays, marked so, until half a year after: a program that had it shows it.
    """
    asked: dict[str, Any] = {
        "institution": feed.institution_id,
        "user": feed.user_id,
        "since": clock.now() - KEPT,
    }
    placements: list[Placement] = list(THEIRS.all(**asked))
    hosted: list[Challenge] = list(HOSTED.all(**asked))
    challenges = {placement.challenge_id: placement.challenge for placement in placements}
    challenges |= {challenge.pk: challenge for challenge in hosted}
    sittings: dict[int, list[Session]] = {pk: [] for pk in challenges}
    for session in SESSIONS.all(keys=list(challenges)) if challenges else ():
        sittings[session.challenge_id].append(session)
    marks = _marks(challenges.values(), [each for all_of in sittings.values() for each in all_of])
    entries: list[Entry] = []
    for placement in placements:
        pk = placement.challenge_id
        entries += _of_placement(placement, sittings[pk], marks[pk])
    for challenge in hosted:
        entries += _of_host(
            challenge, feed.institution, sittings[challenge.pk], marks[challenge.pk]
        )
    name = _("%(team)s: my days") % {"team": feed.institution.team_name}
    return write_calendar(entries, feed.institution, name=name)


def _of_placement(
    placement: Placement, sessions: Sequence[Session], mark: CalendarMark
) -> Iterable[Entry]:
    challenge, slug = placement.challenge, placement.institution.slug
    gone = placement.state in GONE or challenge.state == ChallengeState.CANCELLED
    asked_again = placement.again_by is not None and placement.state == PlacementState.READY
    said_again = len(placement.agreed.get("before", ()))
    return _entries(
        challenge,
        sessions,
        mark,
        key=str(placement.public_id),
        # an answer about a new day, and its end, are news to this calendar alone
        more=said_again + (placement.state in GONE),
        since=placement.state_changed_at,
        status="CANCELLED" if gone else "TENTATIVE" if asked_again else "CONFIRMED",
        url=absolute(address_of("placements:arrival_sheet", slug, placement.public_id)),
        about=_about(challenge, placement.institution),
        zone=placement.institution.zone,
    )


def _about(challenge: Challenge, institution: Institution) -> str:
    """How to get there and what to bring; no name of a person, since the address is a secret."""
    site = challenge.site if challenge.mode != "remote" else None
    said = [
        (_("Getting there"), site.travel if site else ""),
        (_("Access"), challenge.access or (site.access if site else "")),
        (_("What to bring and wear"), challenge.bring),
        (_("Lunch"), challenge.lunch),
        (institution.team_name, institution.contact_phone),
    ]
    lines = [f"{heading}: {words}" for heading, words in said if words]
    return "\n".join([*lines, _("Whom to ask for, “I’m late” and “I can’t come”:")])


def _of_host(
    challenge: Challenge, institution: Institution, sessions: Sequence[Session], mark: CalendarMark
) -> Iterable[Entry]:
    called_off = challenge.state == ChallengeState.CANCELLED
    open_yet = challenge.state in AHEAD and challenge.state != ChallengeState.CLOSED
    return _entries(
        challenge,
        sessions,
        mark,
        key=str(challenge.public_id),
        more=0 if open_yet else 1,
        since=challenge.state_changed_at,
        status="CANCELLED" if called_off else "TENTATIVE" if open_yet else "CONFIRMED",
        url=absolute(address_of("placements:door_list", institution.slug, challenge.public_id)),
        zone=institution.zone,
    )


def _entries(
    challenge: Challenge,
    sessions: Sequence[Session],
    mark: CalendarMark,
    *,
    key: str,
    more: int,
    since: datetime,
    status: str,
    url: str,
    zone: str,
    about: str = "",
) -> Iterable[Entry]:
    """One entry a sitting; the days of a project in one's own time as a whole, which fill none."""
    where = challenge.site.called if challenge.site and challenge.mode != "remote" else ""
    common: dict[str, Any] = {
        "sequence": mark.sequence + more,
        "changed_at": max(mark.changed_at, since),
        "title": f"{challenge.title} ({challenge.employer})",
        "status": status,
        "url": url,
        "about": about,
    }
    if challenge.time_kind == TimeKind.OWN_TIME:
        first, after = whole_days(challenge.starts_at, challenge.ends_at, zone)
        yield Entry(uid=f"{key}-0", starts=first, ends=after, free=True, **common)
    for number, session in enumerate(sessions, start=1):
        place = ZoneInfo(session.zone)
        yield Entry(
            uid=f"{key}-{number}",
            starts=session.starts_at.astimezone(place),
            ends=session.ends_at.astimezone(place),
            where=where if session.mode != "remote" else "",
            **common,
        )


def _marks(challenges: Iterable[Challenge], sessions: Iterable[Session]) -> dict[int, CalendarMark]:
    """What was said last of each challenge, brought up to date where that has changed.

    It is looked at when a calendar is read, so no verb that moves a day, a place or a name can
    forget it; two changes that nobody read between are one.
    """
    by_key = {challenge.pk: challenge for challenge in challenges}
    if not by_key:
        return {}
    times: dict[int, list[str]] = {pk: [] for pk in by_key}
    for each in sessions:
        times[each.challenge_id].append(f"{_utc(each.starts_at)}-{_utc(each.ends_at)}-{each.mode}")
    now = clock.now().replace(microsecond=0)
    said = {pk: _said(challenge, times[pk]) for pk, challenge in by_key.items()}
    found = {mark.challenge_id: mark for mark in MARKS.all(keys=list(by_key))}
    new = [
        CalendarMark(challenge_id=pk, mark=said[pk], changed_at=now)
        for pk in by_key.keys() - found.keys()
    ]
    if new:
        CalendarMark.objects.bulk_create(new, ignore_conflicts=True)
        found |= {mark.challenge_id: mark for mark in new}
    for pk, mark in found.items():
        if mark.mark == said[pk]:
            continue
        mine = CalendarMark.objects.filter(challenge=pk, mark=mark.mark)
        mine.update(mark=said[pk], sequence=F("sequence") + 1, changed_at=now)
        found[pk] = CalendarMark.objects.get(challenge=pk)
    return found


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M}"


def _said(challenge: Challenge, times: list[str]) -> str:
    site = challenge.site
    words = [challenge.title, str(challenge.employer), site.where if site else "", challenge.mode]
    words += [challenge.access, challenge.bring, challenge.lunch]
    words += [site.name, site.travel, site.access] if site else []
    words += [_utc(challenge.starts_at), _utc(challenge.ends_at), *times]
    words += ["off" if challenge.state == ChallengeState.CANCELLED else ""]
    return hashlib.sha256(repr(words).encode()).hexdigest()[:16]


# Whose address


def feed_of(user: User, institution: Institution) -> CalendarFeed | None:
    """The address that she has now, if any."""
    return (
        CalendarFeed.objects.of(institution)
        .filter(user=user, ended_at__isnull=True)
        .select_related("institution")
        .first()
    )


@transaction.atomic
def subscribe(*, user: User, institution: Institution) -> CalendarFeed:
    """Begin an address, or give a new one in place of the one before, which ends."""
    feed, made = CalendarFeed.objects.get_or_create(
        user=user, institution=institution, defaults={"begun_at": clock.now()}
    )
    if not made:
        CalendarFeed.objects.filter(pk=feed.pk).update(
            turn=F("turn") + 1, begun_at=clock.now(), ended_at=None
        )
        feed.refresh_from_db()
    return feed


@transaction.atomic
def unsubscribe(*, user: User, institution: Institution) -> None:
    """Switch the address off."""
    mine = CalendarFeed.objects.of(institution).filter(user=user, ended_at__isnull=True)
    mine.update(ended_at=clock.now())


def address_of_feed(feed: CalendarFeed) -> str:
    """The absolute address: whoever has it reads what it says, and nothing else."""
    args = [feed.institution.slug, feed.public_id, _secret(feed, settings.SECRET_KEY)]
    return absolute(reverse("placements:calendar_feed", args=args))


def webcal(address: str) -> str:
    """The same address, so that a device asks its calendar program to open it."""
    return urlsplit(address)._replace(scheme="webcal").geturl()


def feed_behind(institution: Institution, public_id: UUID, secret: str) -> CalendarFeed | None:
    """The feed of that address, unless the address is wrong, renewed or switched off."""
    feed: CalendarFeed | None = FEED.first(institution=institution.pk, public_id=public_id)
    if feed is None:
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    good = any(constant_time_compare(secret, _secret(feed, key)) for key in keys)
    return feed if good else None


def _secret(feed: CalendarFeed, key: str | bytes) -> str:
    words = f"{feed.public_id}:{feed.turn}"
    return salted_hmac(SALT, words, secret=key, algorithm="sha256").hexdigest()[:40]
