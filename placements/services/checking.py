"""The university asks a host about a step, and the step stands or is the one that the host names.

Nobody re-rates what they did not see (REQUIREMENTS 4.12): staff read the line against the step,
ask, and keep the step or take the host's second one. Both views and the reason are kept.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken, refused_by
from core.outbox import publish
from core.states import move
from institutions.working_days import is_working_day
from placements.events import (
    StepDecided,
    SupervisorAnswered,
    SupervisorAsked,
    SupervisorReminded,
)
from placements.models import Assessment, StepQuestion
from placements.services.assessment import NEEDS_LINE
from placements.services.times import is_quiet, policy_of
from placements.states import STEP_QUESTION_OPEN, SignOffState, StepQuestionState
from students.models import RecordedVia

REMIND_AFTER = timedelta(days=2)


@transaction.atomic
def ask_supervisor(
    *, assessment: Assessment, words: str, reads_like: int | None, by: User
) -> StepQuestion:
    """Ask whoever signed about one step. ``reads_like``: the step that the line reads like to us.

    Raises ``RuleBroken`` where nothing waits to be read, or this step is asked about already.
    """
    if assessment.sign_off.state != SignOffState.MODERATION:
        raise RuleBroken(_("This sign-off is settled. Its badges are out."))
    if not words.strip():
        raise RuleBroken(_("Write what you want to know."))
    asked = RuleBroken(_("A question about this step is open already."))
    with refused_by("stepquestion_one_open", asked):
        question = StepQuestion.objects.create(
            institution_id=assessment.sign_off.institution_id,
            assessment=assessment,
            first_level=assessment.level,
            reads_like=reads_like,
            words=words.strip(),
            asked_by=by,
        )
    publish(SupervisorAsked(question_id=question.pk))
    return question


@transaction.atomic
def answer_question(
    *,
    question: StepQuestion,
    answer: str,
    level: int | None = None,
    line: str = "",
    via: str = RecordedVia.WEB,
    by: User | None = None,
) -> None:
    """The host says what it saw, and may name another step (0: not seen) with a line for it.

    Nothing changes by that: staff decide. Raises ``RuleBroken`` without words, or where a top or a
    low step has no line; ``InvalidTransition`` where it was answered or decided.
    """
    question = _locked(question)
    if not answer.strip():
        raise RuleBroken(_("Write one line about what you saw."))
    named = None if level == question.first_level else level
    if named in NEEDS_LINE and not (line.strip() or question.assessment.evidence):
        raise RuleBroken(_("This step needs a line that the student reads."))
    StepQuestion.objects.filter(pk=question.pk, state=StepQuestionState.ASKED).update(
        answer=answer.strip(),
        named_level=named,
        line=line.strip(),
        answered_at=clock.now(),
        via=via,
        recorded_by=by,
    )
    move(question, StepQuestionState.ANSWERED)
    publish(SupervisorAnswered(question_id=question.pk))


def remind_of_questions() -> int:
    """Remind each host that says nothing for two days: once a sign-off, while people are awake.

    From then on it stands among what will not wait at the desk. Returns how many were reminded.
    """
    silent = StepQuestion.objects.filter(
        state=StepQuestionState.ASKED,
        reminded_at__isnull=True,
        asked_at__lte=clock.now() - REMIND_AFTER,
    ).select_related("institution__policy", "assessment")
    first = {question.assessment.sign_off_id: question for question in silent.order_by("-pk")}
    return sum(_remind(question) for question in first.values())


@transaction.atomic
def _remind(question: StepQuestion) -> bool:
    here, now = question.institution, clock.now()
    if is_quiet(now, policy_of(here), here.zone) or not is_working_day(
        clock.today(here.zone), here
    ):
        return False
    of_it = StepQuestion.objects.filter(
        assessment__sign_off=question.assessment.sign_off_id, state=StepQuestionState.ASKED
    )
    reminded_before = of_it.filter(reminded_at__isnull=False).exists()
    if not of_it.filter(reminded_at__isnull=True).update(reminded_at=now) or reminded_before:
        return False
    publish(SupervisorReminded(question_id=question.pk))
    return True


@transaction.atomic
def decide_step(*, question: StepQuestion, change: bool, reason: str, by: User) -> None:
    """Keep the step, or take the one that the host named; the reason is read by student and host.

    An unanswered question can be decided too: then the step stands. Raises ``RuleBroken`` without
    a reason, or where there is nothing to change to; ``InvalidTransition`` when it was decided.
    """
    question = _locked(question)
    if not reason.strip():
        raise RuleBroken(_("Say why. The student and the host read it."))
    if change and question.named_level is None:
        raise RuleBroken(_("The host named no other step, and nobody here gives one."))
    open_still = StepQuestion.objects.filter(pk=question.pk, state__in=STEP_QUESTION_OPEN)
    open_still.update(reason=reason.strip(), decided_by=by, decided_at=clock.now())
    move(question, StepQuestionState.CHANGED if change else StepQuestionState.KEPT)
    if change:
        assessment, level = question.assessment, question.named_level
        Assessment.objects.filter(pk=assessment.pk).update(
            level=level, evidence=(question.line or assessment.evidence) if level else ""
        )
    publish(StepDecided(question_id=question.pk))


def _locked(question: StepQuestion) -> StepQuestion:
    rows = StepQuestion.objects.select_for_update(of=("self",)).select_related("assessment")
    locked: StepQuestion = rows.get(pk=question.pk)
    return locked
