"""Her record put right, or gone: what she asks for, and what staff answer."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken, refused_by
from core.outbox import publish
from institutions.models import Institution
from students.events import CorrectionAsked, CorrectionSettled, ErasureAsked
from students.models import Student
from students.rights import Correction, Erasure

UNDO_FOR = timedelta(days=7)
WAITING = Compiled(
    lambda student: Erasure.objects.filter(
        student=student, kept_at__isnull=True, done_at__isnull=True
    )
)


@transaction.atomic
def describe_herself(
    student: Student, *, preferred_name: str, pronouns: str, mobile: str, language: str = ""
) -> Student:
    """What is hers to say: the name she goes by, pronouns, a mobile, the language of letters.

    A name of her own stays, whatever a feed of the university says; emptied, the feed's is back
    with its next turn.
    """
    name = " ".join(preferred_name.split())[:80]
    if name != student.preferred_name:
        student.preferred_name = name
        student.name_chosen_at = clock.now() if name else None
    student.pronouns = " ".join(pronouns.split())[:40]
    student.mobile = mobile.strip()[:40]
    student.save(update_fields=["preferred_name", "name_chosen_at", "pronouns", "mobile"])
    if student.user is not None and student.user.language != language:
        User.objects.filter(pk=student.user.pk).update(language=language)
    return student


@transaction.atomic
def ask_correction(*, student: Student, about: str, words: str) -> Correction:
    """Tell staff what the university's records have wrong about her, and what is right."""
    correction = Correction.objects.create(
        institution=student.institution, student=student, about=about, words=words
    )
    publish(CorrectionAsked(correction_id=correction.pk))
    return correction


@transaction.atomic
def settle_correction(*, correction: Correction, by: User, answer: str) -> None:
    """Say what became of it. Raises ``RuleBroken`` without words, or where it was answered."""
    if not answer.strip():
        raise RuleBroken(_("Say what was done: the student reads it."))
    open_one = Correction.objects.filter(pk=correction.pk, settled_at__isnull=True)
    if not open_one.update(settled_at=clock.now(), settled_by=by, answer=answer.strip()[:300]):
        raise RuleBroken(_("A colleague has answered this meanwhile."))
    publish(CorrectionSettled(correction_id=correction.pk))


def left_out_marks(student: Student) -> list[str]:
    """Keyed hashes of her number and address, by which a feed can leave her out."""
    return [
        left_out_mark(student.institution, said)
        for said in (student.student_number, student.email)
        if said
    ]


def left_out_mark(institution: Institution, said: str) -> str:
    """The hash of one number or address at one institution; nobody reads it back."""
    key = f"{institution.pk}:{said.casefold()}"
    return salted_hmac("students.left_out", key, algorithm="sha256").hexdigest()


def left_out_of_feeds(institution: Institution) -> frozenset[str]:
    """The marks of everybody who was deleted here at her own wish."""
    done = Erasure.objects.of(institution).filter(done_at__isnull=False)
    return frozenset(mark for marks in done.values_list("left_out", flat=True) for mark in marks)


def erasure_of(student: Student) -> Erasure | None:
    """Her wish to be deleted that waits, if there is one."""
    waiting: Erasure | None = WAITING.first(student=student.pk)
    return waiting


@transaction.atomic
def ask_for_erasure(*, student: Student, badges: Iterable[UUID] = ()) -> Erasure:
    """Everything of hers is to go in seven days; ``badges`` are those that stay public.

    Asked again while one waits, it changes what stays and not when.
    """
    waits = erasure_of(student)
    if waits is not None:
        waits.badges = list(badges)
        waits.save(update_fields=["badges"])
        return waits
    with refused_by("erasure_one_waits", RuleBroken(_("You have just asked for it."))):
        erasure = Erasure.objects.create(
            institution=student.institution,
            student=student,
            badges=list(badges),
            due_at=clock.now() + UNDO_FOR,
        )
    publish(ErasureAsked(erasure_id=erasure.pk))
    return erasure


@transaction.atomic
def keep_record(*, student: Student) -> bool:
    """She thought better of it: nothing goes. Whether there was anything to undo."""
    waits = Erasure.objects.filter(student=student, kept_at__isnull=True, done_at__isnull=True)
    return bool(waits.update(kept_at=clock.now()))
