"""An employer writes to a student whom it found, and she answers: both through the university."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from credentials.events import ApproachAnswered, StudentApproached
from credentials.models import Approach, Portfolio
from employers.models import Member

AT_MOST, IN_DAYS = 20, timedelta(days=7)  # letters of one employer
KEPT_FOR = timedelta(days=365)

Answer = Approach.Answer


def may_write_again(last: Approach) -> bool:
    """Whether the employer whose ``last`` letter to her this is may write another now.

    At once where she asked something; else once she has had her time; never after a no.
    """
    if last.answer == Answer.ASKED:
        return True
    return not last.refused and clock.now() >= last.until


@transaction.atomic
def approach_student(*, portfolio: Portfolio, member: Member, words: str) -> Approach:
    """Write to somebody who may be found. The letter goes out through the university.

    The door has asked whether the employer is checked. Raises ``RuleBroken`` where she stopped
    being found meanwhile (unless she asked something), has not answered yet or said no, the words
    are missing, or the employer has written to many this week.
    """
    portfolio = (
        Portfolio.objects.select_for_update(of=("self",))
        .select_related("institution", "student")
        .get(pk=portfolio.pk)
    )
    today = clock.today(portfolio.institution.zone)
    sent = Approach.objects.filter(employer=member.employer_id)
    last = sent.filter(student=portfolio.student_id).order_by("-sent_at", "-pk").first()
    asked = last is not None and last.answer == Answer.ASKED
    if not asked and (portfolio.found_until is None or portfolio.found_until < today):
        raise RuleBroken(_("They are not to be found any more, so nothing was sent."))
    if not words.strip():
        raise RuleBroken(_("Write what you have in mind."))
    if last is not None and not may_write_again(last):
        if last.refused:
            raise RuleBroken(_("They said “no, thanks”, so nothing was sent."))
        raise RuleBroken(_("You wrote to them less than 30 days ago. They answer if they wish."))
    if sent.filter(sent_at__gt=clock.now() - IN_DAYS).count() >= AT_MOST:
        raise RuleBroken(_("You have written to 20 people this week. Come back in some days."))
    approach = Approach.objects.create(
        institution=portfolio.institution,
        employer=member.employer,
        member=member,
        student=portfolio.student,
        words=words.strip(),
    )
    publish(StudentApproached(approach_id=approach.pk))
    return approach


@transaction.atomic
def answer_approach(*, approach: Approach, answer: str, line: str = "") -> None:
    """Yes (her name and address go to whoever wrote), no, a question first, or "this is wrong".

    A question may still be followed by a yes or a no. Raises ``RuleBroken`` where it is answered,
    her time is over, or a question is empty.
    """
    approach = Approach.objects.select_for_update(of=("self",)).get(pk=approach.pk)
    if approach.answer not in ("", Answer.ASKED):
        raise RuleBroken(_("You have answered this."))
    if not approach.is_open:
        raise RuleBroken(_("The time to answer is over, so nothing was sent."))
    if answer == Answer.ASKED and not line.strip():
        raise RuleBroken(_("Write your question."))
    approach.answer = Answer(answer)
    approach.line = "" if answer in (Answer.YES, Answer.NO) else line.strip()
    approach.answered_at = clock.now()
    approach.save(update_fields=["answer", "line", "answered_at"])
    publish(ApproachAnswered(approach_id=approach.pk))


def settle_reported(*, approach: Approach, by: User) -> None:
    """Staff have looked into what she reported; who and when stay with it. Once is enough."""
    reported = Approach.objects.filter(
        pk=approach.pk, answer=Answer.REPORTED, settled_at__isnull=True
    )
    reported.update(settled_at=clock.now(), settled_by=by)


def forget_approaches() -> None:
    """A year after they were sent."""
    Approach.objects.filter(sent_at__lt=clock.now() - KEPT_FOR).delete()
