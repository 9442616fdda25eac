"""Noting that staff looked at a student's page, and reading who did."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from core import clock
from core.compiled import Compiled
from institutions.models import Institution
from students.looks import PageLook
from students.models import Student

SHOWN = 20
OF_HER = Compiled(
    lambda student: (
        PageLook.objects.filter(student=student)
        .select_related("by")
        .order_by("-hour", "-pk")[:SHOWN]
    )
)


def note_look(*, student: Student, by: User, page: str) -> None:
    """Keep that ``by`` opened ``page`` about her; again within the hour is the same look."""
    if student.user_id == by.pk:
        return
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    look = PageLook(
        institution_id=student.institution_id, student=student, by=by, page=page, hour=hour
    )
    PageLook.objects.bulk_create([look], ignore_conflicts=True)


def looks_at(student: Student) -> QuerySet[PageLook]:
    """Who looked at her pages, the latest first."""
    return OF_HER.all(student=student.pk)


def looks_in(institution: Institution) -> QuerySet[Any]:
    """Every look at this university, the latest first."""
    rows: QuerySet[Any] = PageLook.objects.of(institution)
    return rows.select_related("by", "student").order_by("-hour", "-pk")
