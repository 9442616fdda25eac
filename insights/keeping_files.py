"""Rules about files of places: what is deleted or emptied five years after the project."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from credentials.models import Appeal, Credential
from employers.models import BriefComment
from insights.retention import Part
from placements.models import (
    AcademicWord,
    Assessment,
    Attendance,
    CheckIn,
    Concept,
    Concern,
    Deliverable,
    Goal,
    Hearing,
    Hold,
    LaterUse,
    PeerRating,
    Placement,
    Reflection,
    RoomEntry,
    Signature,
    SignOff,
    StepQuestion,
    Upload,
)
from placements.survey import SurveyAnswer
from students.models import Eoi, Student


def _of(model: Any, challenge: str) -> Callable[[Any, datetime], QuerySet[Any]]:
    """Rows of ``model`` about projects that ended before; ``challenge`` is the path to them."""
    return lambda institution, before: model._base_manager.filter(
        **{f"{challenge}__institution": institution, f"{challenge}__ends_at__lt": before}
    )


def _gone(model: Any, challenge: str) -> Part:
    return Part(_of(model, challenge))


def _emptied(model: Any, challenge: str, **blank: Any) -> Part:
    return Part(_of(model, challenge), blank)


def _unless_on_a_badge(rows: Callable[..., QuerySet[Any]], **badge: str) -> Any:
    """What is written in a badge too stays as long as the badge does."""
    stands = {name: OuterRef(path) for name, path in badge.items()}
    return lambda institution, before: rows(institution, before).exclude(
        Exists(Credential.objects.filter(**stands))
    )


def _uploads(institution: Any, before: datetime) -> QuerySet[Any]:
    of_team = Q(team__challenge__ends_at__lt=before)
    of_place = Q(placement__challenge__ends_at__lt=before)
    return Upload._base_manager.filter(of_team | of_place, institution=institution)


AGO = "placement__challenge"
FILE_PARTS: tuple[Part, ...] = (
    *(_gone(model, AGO) for model in (Goal, CheckIn, Reflection, Concept, Signature)),
    _gone(PeerRating, "rater__challenge"),
    *(_gone(model, "team__challenge") for model in (RoomEntry, Deliverable, AcademicWord)),
    Part(_uploads),
    _gone(LaterUse, "sign_off__team__challenge"),
    _gone(StepQuestion, "assessment__sign_off__team__challenge"),
    _gone(Hearing, "concern__challenge"),
    _gone(SurveyAnswer, "challenge"),
    _gone(BriefComment, "challenge"),
    _gone(Appeal, "credential__placement__challenge"),
    _emptied(Eoi, "challenge", sentence="", withdrawn_because=""),
    _emptied(Placement, "challenge", left_because=""),
    _emptied(Attendance, AGO, note=""),
    _emptied(Concern, "challenge", words="", answer="", note=""),
    _emptied(Hold, "challenge", why="–"),
    _emptied(SignOff, "team__challenge", use_on_monday="", thanks="", moderation_note=""),
    Part(
        _unless_on_a_badge(_of(SignOff, "team__challenge"), placement__team="team"),
        {"shared_evidence": "", "signed_name": "–"},
    ),
    Part(_unless_on_a_badge(_of(Assessment, AGO), placement="placement"), {"evidence": "–"}),
)


def _shells(institution: Any, before: datetime) -> QuerySet[Any]:
    """Empty lines whose every interest is about a project that ended before."""
    since = Eoi.objects.filter(student=OuterRef("pk")).exclude(challenge__ends_at__lt=before)
    return Student._base_manager.filter(
        ~Exists(since),
        ~Exists(Credential.objects.filter(student=OuterRef("pk"))),
        institution=institution,
        user=None,
        left_at__isnull=False,
        student_number="",
        email="",
        family_name="",
    )


def _end_shell(student: Student) -> None:
    Placement._base_manager.filter(student=student).delete()
    student.delete()


AFTER_THE_FILE: tuple[Part, ...] = (Part(_shells, end=_end_shell),)
