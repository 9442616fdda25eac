"""Voluntary answers: written by the student herself, shown to nobody else."""

from django.db import transaction

from core import clock
from core.compiled import Compiled
from students.equity import EquityProfile
from students.models import Student

QUESTIONS = ("first_in_family", "carer", "disabled", "international")
Answers = dict[str, bool | None]


ANSWERS = Compiled(
    lambda student: EquityProfile.objects.filter(student=student).values(*QUESTIONS)[:1]
)


def equity_answers_of(student: Student) -> Answers | None:
    """Her own answers, for her own page; ``None`` where she has never been there."""
    row = ANSWERS.first(student=student.pk)
    return dict(row) if row else None


@transaction.atomic
def ask_no_more(student: Student) -> None:
    """She has been asked, and answered or not: the questions are not put to her again."""
    asked = Student.objects.filter(pk=student.pk, background_asked_at__isnull=True)
    asked.update(background_asked_at=clock.now())


@transaction.atomic
def record_equity_answers(student: Student, answers: Answers) -> None:
    """Keep her answers, ``None`` for a question left open; nothing answered leaves no row."""
    ask_no_more(student)
    if all(answers.get(question) is None for question in QUESTIONS):
        EquityProfile.objects.filter(student=student).delete()
        return
    EquityProfile.objects.update_or_create(
        student=student,
        defaults={
            "institution": student.institution,
            **{question: answers.get(question) for question in QUESTIONS},
        },
    )
