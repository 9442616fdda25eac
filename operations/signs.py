"""How the service runs: what an operator looks at, each with what to do about it.

The page, the command and the figures for a monitor are all made from these signs.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Max, Min, Q, Sum
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import OutboxReceipt
from core.outbox import queued
from credentials.models import SigningKey, StatusList
from institutions.models import Institution
from notifications.models import Message
from operations.backups import NAME, backups_in
from operations.timetable import runs
from placements.models import Upload
from students.rights import Erasure

A_WHILE = timedelta(minutes=5)
LONG = timedelta(minutes=30)
BACKUP_EVERY = timedelta(hours=26)
KEY_AT_MOST = timedelta(days=730)
ERASED_WITHIN = timedelta(days=2)
LITTLE_ROOM = 0.1  # of the disk


class State(StrEnum):
    """How much it presses."""

    FINE = "fine"
    LOOK = "look"
    BROKEN = "broken"


@dataclass(frozen=True)
class Sign:
    """One thing to look at: what is so, and what to do. ``figures`` are for a monitor."""

    name: str
    label: str
    said: str
    state: State = State.FINE
    act: str = ""
    figures: dict[str, float] = field(default_factory=dict)


def signs() -> list[Sign]:
    """All of them, what presses most first."""
    order = list(reversed(State))
    found = [sign for look in LOOKS for sign in look()]
    return sorted(found, key=lambda sign: order.index(sign.state))


def _deliveries() -> Iterator[Sign]:
    receipts = OutboxReceipt.objects.filter(done_at__isnull=True).aggregate(
        dead=Count("pk", filter=Q(dead_at__isnull=False)),
        waiting=Count("pk", filter=Q(dead_at__isnull=True)),
        oldest=Min("event__published_at", filter=Q(dead_at__isnull=True)),
    )
    dead, waiting = receipts["dead"], receipts["waiting"]
    yield Sign(
        "dead_letters",
        _("Given up"),
        ngettext("One delivery was given up.", "%(n)s deliveries were given up.", dead)
        % {"n": dead}
        if dead
        else _("No delivery was given up."),
        State.BROKEN if dead else State.FINE,
        _("Read the error beside it below, mend its cause, and try it again.") if dead else "",
        {"deliveries_dead": dead},
    )
    age = now() - receipts["oldest"] if receipts["oldest"] else timedelta(0)
    tasks = queued()
    yield Sign(
        "queue",
        _("Waiting to be done"),
        _("%(waiting)s deliveries wait, the oldest for %(age)s; %(queued)s tasks in the broker.")
        % {"waiting": waiting, "age": in_words(age), "queued": tasks}
        if waiting or tasks
        else _("Nothing waits."),
        _by_age(age, A_WHILE, LONG),
        _("Is a worker running, and does the broker answer? /readyz says both.")
        if age > A_WHILE
        else "",
        {
            "deliveries_waiting": waiting,
            "delivery_oldest_seconds": age.total_seconds(),
            "broker_queue": tasks,
        },
    )


def _letters() -> Iterator[Sign]:
    letters = Message.objects.filter(channel=Message.Channel.LETTER, sent_at__isnull=True)
    found = letters.aggregate(
        given_up=Count("pk", filter=Q(given_up_at__gte=now() - timedelta(days=7))),
        failing=Count("pk", filter=Q(given_up_at__isnull=True, tries__gte=3)),
    )
    wrong = found["given_up"] + found["failing"]
    yield Sign(
        "letters",
        _("Letters"),
        _("%(failing)s letters were tried three times or more, %(given_up)s given up this week.")
        % found,
        State.LOOK if wrong else State.FINE,
        _("Does the mail server take letters? Look at EMAIL_URL and at the worker's log.")
        if wrong
        else "",
        {"letters_failing": found["failing"], "letters_given_up_week": found["given_up"]},
    )


def _timetable() -> Iterator[Sign]:
    found = list(runs())
    wrong = [run.name for run in found if run.late or run.failed]
    never = sum(run.ended_at is None for run in found)
    if wrong:
        said = _("Late or failed: %(names)s.") % {"names": ", ".join(wrong)}
    elif never == len(found):
        said = _("Nothing of the timetable was seen to run.")
    else:
        said = _("Everything ran in its time.")
    state = State.BROKEN if wrong or never == len(found) else State.FINE
    yield Sign(
        "timetable",
        _("Timetable"),
        said,
        state,
        _("Exactly one timetable (beat) and a worker must run.") if state != State.FINE else "",
        {"timetable_late": len(wrong), "timetable_never": never},
    )


def _feeds() -> Iterator[Sign]:
    slugs = list(Institution.objects.order_by("slug").values_list("slug", flat=True))
    seen = cache.get_many([f"feed:roster:{slug}" for slug in slugs] + ["feed:mailbox"])
    if settings.INBOUND_IMAP_URL or "feed:mailbox" in seen:
        yield _feed("feed_mailbox", _("Letter-box"), seen.get("feed:mailbox"))
    for slug in slugs:
        if f"feed:roster:{slug}" in seen:
            label = _("Students of %(name)s") % {"name": slug}
            yield _feed(f"feed_roster_{slug}", label, seen[f"feed:roster:{slug}"])


def _feed(name: str, label: str, seen: tuple[datetime, str] | None) -> Sign:
    at, trouble = seen or (None, "")
    said = (
        _("Never read.") if at is None else _("Read %(age)s ago.") % {"age": in_words(now() - at)}
    )
    return Sign(
        name,
        label,
        f"{said} {trouble}".strip(),
        State.BROKEN if trouble else State.LOOK if at is None else State.FINE,
        _("Look at its address and password, or at the file, and run it again.") if trouble else "",
        {f"{name}_failed": bool(trouble)},
    )


def _keys() -> Iterator[Sign]:
    live = Q(retired_at__isnull=True, compromised_at__isnull=True)
    found = SigningKey.objects.aggregate(
        oldest=Min("made_at", filter=live),
        many=Count("pk", filter=live),
        sealed=Count("kek_id", distinct=True),
    )
    age = now() - found["oldest"] if found["oldest"] else timedelta(0)
    act = ""
    if age > KEY_AT_MOST:
        act = _("Keys do not run out. Change them every two years: manage.py rotate_keys.")
    if found["sealed"] > 1:
        act = _("Private keys lie under more than one key: run manage.py rewrap_keys again.")
    yield Sign(
        "keys",
        _("Keys of badges"),
        _("%(many)s keys sign, the oldest for %(age)s.")
        % {"many": found["many"], "age": in_words(age)},
        State.LOOK if act else State.FINE,
        act,
        {"signing_key_oldest_seconds": age.total_seconds()},
    )


def _status_lists() -> Iterator[Sign]:
    found = StatusList.objects.filter(entries__isnull=False).aggregate(
        many=Count("pk", distinct=True),
        unsigned=Count("pk", filter=Q(signed_at__isnull=True), distinct=True),
        newest=Max("signed_at"),
        oldest=Min("signed_at"),
    )
    age = now() - found["oldest"] if found["oldest"] else timedelta(0)
    yield Sign(
        "status_lists",
        _("Lists of what is in force"),
        _("%(many)s lists, %(unsigned)s never signed; the oldest copy is %(age)s old.")
        % {"many": found["many"], "unsigned": found["unsigned"], "age": in_words(age)},
        State.BROKEN if found["unsigned"] else State.FINE,
        _("Badges of that list cannot be checked by others. A worker that can read KEY_FILE signs.")
        if found["unsigned"]
        else "",
        {
            "status_lists_unsigned": found["unsigned"],
            "status_list_oldest_seconds": age.total_seconds(),
        },
    )


def _room() -> Iterator[Sign]:
    used = Upload.objects.aggregate(bytes=Sum("size"))["bytes"] or 0
    place = next(each for each in (settings.DATA_DIR, Path("/")) if each.exists())
    disk = shutil.disk_usage(place)
    short = disk.free < LITTLE_ROOM * disk.total
    yield Sign(
        "disk",
        _("Room for files"),
        _("People's files take %(used)s MB; %(free)s MB of %(total)s MB are free.")
        % {"used": used // 10**6, "free": disk.free // 10**6, "total": disk.total // 10**6},
        State.LOOK if short else State.FINE,
        _("Make room: under a tenth of the disk is left.") if short else "",
        {"files_bytes": used, "disk_free_bytes": disk.free},
    )


def _backup() -> Iterator[Sign]:
    newest = next(iter(backups_in(settings.BACKUP_DIR)), None)
    if newest is None:
        age, said = None, _("There is no backup in %(folder)s.") % {"folder": settings.BACKUP_DIR}
    else:
        age = now() - datetime.strptime(f"{newest.name}+0000", f"{NAME}%z")
        said = _("The newest was taken %(age)s ago.") % {"age": in_words(age)}
    late = age is None or age > BACKUP_EVERY
    yield Sign(
        "backup",
        _("Backup"),
        said,
        State.FINE if not late else State.BROKEN if settings.PRODUCTION else State.LOOK,
        _("Run manage.py backup, and look why its timer did not.") if late else "",
        {"backup_age_seconds": age.total_seconds() if age is not None else float("inf")},
    )


def _erasures() -> Iterator[Sign]:
    waiting = Erasure.objects.filter(
        kept_at__isnull=True, done_at__isnull=True, due_at__lt=now() - ERASED_WITHIN
    ).count()
    yield Sign(
        "deletions",
        _("Deletions that people asked for"),
        ngettext("One is late.", "%(n)s are late.", waiting) % {"n": waiting}
        if waiting
        else _("None is late."),
        State.LOOK if waiting else State.FINE,
        _("One waits while a project of that student runs; else the worker's log says why.")
        if waiting
        else "",
        {"deletions_late": waiting},
    )


LOOKS: tuple[Callable[[], Iterator[Sign]], ...] = (
    *(_deliveries, _letters, _timetable, _feeds, _keys, _status_lists),
    *(_room, _backup, _erasures),
)


def in_words(age: timedelta) -> str:
    """“3 days”, “5 hours”, “12 minutes”."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 120:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}


def _by_age(age: timedelta, look: timedelta, broken: timedelta) -> State:
    return State.BROKEN if age > broken else State.LOOK if age > look else State.FINE
