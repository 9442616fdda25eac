"""The end of a student's record: what goes, what stays without her name, in one transaction.

Before: seven days in which one press undoes it (``students.services.keep_record``). Her open
interests are withdrawn and her places given back by their own verbs, so that others move up. What
is done to each kind of thing stands in ``insights.held``.
"""

import fcntl
import json
import logging
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.html import escape
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import end_sessions
from core import clock
from core.models import OutboxReceipt
from credentials.services import leave_badges
from employers.models import BriefComment, Challenge, Member
from insights.exports import Export
from insights.held import HELD
from insights.kinds import Whose, kept_eois
from institutions.models import StaffMember
from notifications.models import Message
from placements import services as placements
from placements.models import (
    AcademicWord,
    Assessment,
    Concern,
    Deliverable,
    Placement,
    RoomEntry,
    SignOff,
    StepQuestion,
    Upload,
)
from placements.states import GONE, PlacementState
from students import services as students
from students.models import Eoi, Student
from students.rights import Erasure
from students.states import OVER, EoiState

logger = logging.getLogger(__name__)
SPECIAL = {"words_for_badges", "badges", "places", "host_words", "interests", "deletions"}
SPECIAL |= {"record", "sign_in", "consents"}
OF_TEAM: dict[Any, tuple[str, ...]] = {  # what others wrote where she was
    RoomEntry: ("words",),
    Deliverable: ("sources", "theory"),
    Upload: ("name",),
    AcademicWord: ("words",),
}
OF_PROJECT: dict[Any, tuple[str, ...]] = {
    Concern: ("words", "answer", "note"),
    BriefComment: ("words",),
}
EMPTY: dict[str, Any] = {
    **dict.fromkeys(("student_number", "given_name", "family_name", "preferred_name"), ""),
    **dict.fromkeys(("pronouns", "email", "programme", "discipline", "mobile"), ""),
    **dict.fromkeys(("user", "year_of_study", "expected_graduation", "student_visa"), None),
    **dict.fromkeys(("free_days", "name_chosen_at", "background_asked_at", "verified_at"), None),
    "module_codes": [],
    "under_18": False,
}


def erase_due() -> int:
    """Do what was asked for seven days ago; how many. One that fails stops no other."""
    waiting = Erasure.objects.filter(
        kept_at__isnull=True, done_at__isnull=True, due_at__lte=clock.now()
    )
    done = 0
    for erasure in waiting:
        try:
            done += erase(erasure)
        except Exception:
            logger.exception("erasure_failed erasure=%s", erasure.pk)
    return done


@transaction.atomic
def erase(erasure: Erasure) -> bool:
    """Delete all about one student but what must stay. Not while a project of hers runs."""
    erasure = Erasure.objects.select_for_update(of=("self",)).get(pk=erasure.pk)
    student = Student.objects.select_related("user", "institution").get(pk=erasure.student_id)
    if erasure.kept_at or erasure.done_at or is_running(student):
        return False
    left_out = students.left_out_marks(student)
    ids: dict[str, Any] = {"erasure": str(erasure.public_id)}
    ids["student"] = str(student.public_id)
    ids["badges"] = [str(each) for each in erasure.badges]
    forget_student(student, badges=erasure.badges)
    Erasure.objects.filter(pk=erasure.pk).update(done_at=clock.now(), left_out=left_out)
    _note_for_restores(ids)
    return True


@transaction.atomic
def forget_student(student: Student, *, badges: Iterable[UUID] = ()) -> None:
    """End all that is held about her; of her public badges stay ``badges``.

    At her wish, or where the time of her record is over (``insights.keeping``).
    """
    whose, user = Whose.of(student), student.user
    _step_back(student)
    _forget_the_name(student)
    leave_badges(student=student, keep=set(badges))
    for held in HELD:
        if held.name in SPECIAL:
            continue
        if held.stays:
            held.of(whose).update(**held.blank)
        else:
            held.of(whose).delete()
    Erasure.objects.filter(student=student).update(student=None, badges=[])
    eois = dict(Eoi.objects.filter(student=student).values_list("pk", "challenge"))
    places = list(Placement.objects.filter(student=student).values_list("pk", flat=True))
    _empty(student, whose)
    _settle_facts(eois, places)
    Export.objects.of(student.institution).delete()  # files of rows of these days may name her
    if user is not None:
        leave_alone(user)


def _note_for_restores(ids: dict[str, Any]) -> None:
    """On the disk before the commit: ``insights.forgotten`` does it again after a restore."""
    path = Path(settings.ERASURE_LOG)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(json.dumps({"at": clock.now().isoformat(), **ids}) + "\n")
        file.flush()
        os.fsync(file.fileno())


def is_running(student: Student) -> bool:
    """Whether she is at a project now: it is not the moment to take her off its list."""
    return Placement.objects.filter(student=student, state=PlacementState.RUNNING).exists()


def _step_back(student: Student) -> None:
    """Whoever is next in line moves up."""
    for placement in Placement.objects.filter(student=student, state=PlacementState.READY):
        placements.give_back_place(placement=placement)
    open_ones = Eoi.objects.filter(student=student).exclude(state__in=OVER)
    for eoi in open_ones.exclude(state=EoiState.ACCEPTED).select_related("challenge"):
        if eoi.state == EoiState.OFFERED:
            placements.decline_place(eoi=eoi)
        else:
            students.withdraw_eoi(eoi)


def _empty(student: Student, whose: Whose) -> None:
    """Interests and places that others' answers hang on lose all words; the rest is deleted."""
    by_name = {held.name: held for held in HELD}
    Placement.objects.filter(student=student, state__in=GONE).delete()
    by_name["places"].of(whose).update(**by_name["places"].blank)
    staying = set(kept_eois(vars(whose)).values_list("pk", flat=True))
    by_name["interests"].of(whose).exclude(pk__in=staying).delete()
    Eoi.objects.filter(pk__in=staying).update(**by_name["interests"].blank)
    if staying:
        Student.objects.filter(pk=student.pk).update(left_at=clock.now(), **EMPTY)
    else:
        Student.objects.filter(pk=student.pk).delete()
    entries = LogEntry.objects.filter(content_type__app_label="students")  # an operator's edits
    entries.filter(content_type__model="student", object_id=str(student.pk)).delete()
    history = set(Student.pgh_event_models.values())  # type: ignore[attr-defined]
    for versions in history:  # years and flags of a person, by her number
        versions.objects.filter(pgh_obj_id=student.pk).delete()


def _settle_facts(eois: dict[int, int], places: list[int]) -> None:
    """What waits to be said of rows that are gone is said to nobody; her seats go down the line."""
    left = set(Eoi.objects.filter(pk__in=eois).values_list("pk", flat=True))
    gone = [pk for pk in eois if pk not in left]
    still = set(Placement.objects.filter(pk__in=places).values_list("pk", flat=True))
    about = Q(event__payload__eoi_id__in=gone)
    about |= Q(event__payload__placement_id__in=[pk for pk in places if pk not in still])
    waiting = OutboxReceipt.objects.filter(about, done_at__isnull=True)
    acts: dict[str, Callable[..., object]] = {"placements.refill": placements.refill}
    acts["placements.propose_teams"] = placements.propose_teams
    asked = waiting.select_related("event").filter(
        subscriber__in=acts, event__payload__eoi_id__in=gone
    )
    due = {(each.subscriber, eois[each.event.payload["eoi_id"]]) for each in asked}
    waiting.update(done_at=clock.now(), dead_at=None)
    for subscriber, challenge in sorted(due, reverse=True):  # refill, then teams
        acts[subscriber](challenge=Challenge.objects.get(pk=challenge))


def leave_alone(user: User) -> None:
    """Sessions end; the account goes unless it is somebody else here too."""
    end_sessions(user)
    another = (
        Student.objects.filter(user=user).exists()
        or StaffMember.objects.filter(user=user).exists()
        or Member.objects.filter(user=user).exists()
        or user.is_staff
    )
    if not another:
        user.delete()


def names_of(student: Student) -> list[str]:
    """What others' letters may call her: whole names and addresses, the longest first."""
    names = {
        f"{student.preferred_name} {student.family_name}".strip(),
        f"{student.given_name} {student.family_name}".strip(),
        student.email,
        student.student_number,
        *((student.user.name, student.user.email) if student.user else ()),
    }
    return sorted((name for name in names if len(name) > 3), key=len, reverse=True)


def _forget_the_name(student: Student) -> None:
    """In letters to others about her projects, and in what was said of her teams."""
    names = names_of(student)
    if not names:
        return
    hers = Eoi.objects.filter(student=student).values("challenge")
    letters = Message.objects.of(student.institution).filter(challenge__in=hers)
    _replace(letters, ("subject", "text", "html"), names)
    words = SignOff.objects.filter(team__placements__student=student).distinct()
    _replace(words, ("use_on_monday", "shared_evidence", "thanks", "moderation_note"), names)
    asked = StepQuestion.objects.filter(assessment__sign_off__in=words)
    _replace(asked, ("words", "answer", "line", "reason"), names)
    teams = Placement.objects.filter(student=student).values("team")
    projects = Placement.objects.filter(student=student).values("challenge")
    for model, columns in OF_TEAM.items():
        _replace(model._base_manager.filter(team__in=teams), columns, names)
    for model, columns in OF_PROJECT.items():
        _replace(model._base_manager.filter(challenge__in=projects), columns, names)
    mates = Assessment.objects.filter(sign_off__in=words).exclude(placement__student=student)
    _replace(mates, ("evidence",), names)


def _replace(rows: QuerySet[Any], columns: Iterable[str], names: list[str]) -> None:
    somebody = _("A former student")
    forms = sorted({*names, *map(escape, names)}, key=len, reverse=True)
    pattern = re.compile(
        "|".join(rf"(?<!\w){re.escape(form)}(?!\w)" for form in forms), re.IGNORECASE
    )
    said = Q()
    for column in columns:
        for form in forms:
            said |= Q(**{f"{column}__icontains": form})
    for row in rows.filter(said):
        changed = {name: pattern.sub(somebody, getattr(row, name)) for name in columns}
        type(row).objects.filter(pk=row.pk).update(**changed)
