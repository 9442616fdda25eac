"""What would help somebody: kept by herself, opened by staff who are noted."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from core.compiled import Compiled
from students.access import WORDS, AccessLook, AccessNeeds, Help
from students.models import Student

HELPS = Help.choices
ACCESS_WORDS = WORDS

NEEDS = Compiled(lambda student: AccessNeeds.objects.filter(student=student)[:1])
LOOKS = Compiled(
    lambda student: (
        AccessLook.objects.filter(student=student).select_related("by").order_by("-at", "-pk")[:20]
    )
)


def access_needs_of(student: Student) -> AccessNeeds | None:
    """Her own lines, for her own pages alone; staff come by ``open_access_needs``."""
    needs: AccessNeeds | None = NEEDS.first(student=student.pk)
    return needs


def said_what_would_help(student: Student) -> bool:
    """Whether there is anything to open. For the placements team."""
    return AccessNeeds.objects.filter(student=student).exists()


def looks_at_access_needs(student: Student) -> QuerySet[AccessLook]:
    """Who opened her lines, the latest first."""
    return LOOKS.all(student=student.pk)


@transaction.atomic
def keep_access_needs(*, student: Student, helps: Iterable[str] = (), words: str = "") -> None:
    """Keep what would help her; nothing ticked and nothing said leaves no row."""
    known = [code for code in Help.values if code in set(helps)]
    if not known and not words.strip():
        AccessNeeds.objects.filter(student=student).delete()
        return
    AccessNeeds.objects.update_or_create(
        student=student,
        defaults={
            "institution": student.institution,
            "helps": known,
            "words": words.strip()[:WORDS],
        },
    )


@transaction.atomic
def open_access_needs(*, student: Student, by: User) -> AccessNeeds | None:
    """Her lines for a member of the placements team, whose look she finds on her page."""
    needs = access_needs_of(student)
    if needs is not None:
        AccessLook.objects.create(institution=student.institution, student=student, by=by)
    return needs
