"""Checked by the university: a question about a step, the host's answer, what stands."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from employers.rules import member_for
from placements import services
from placements.forms.trusting import AnswerQuestionForm, AskSupervisorForm, DecideStepForm
from placements.models import SignOff, StepQuestion
from placements.states import StepQuestionState
from placements.views import queues
from students.models import RecordedVia

READ = ["GET", "HEAD", "POST"]

QUESTION = Compiled(
    lambda institution, public_id: (
        StepQuestion.objects.of(institution)
        .filter(public_id=public_id)
        .select_related(
            "institution",
            "assessment__skill",
            "assessment__placement__student",
            "assessment__sign_off__team__challenge__employer",
            "assessment__sign_off__team__challenge__institution",
            "assessment__sign_off__supervisor",
        )
        .prefetch_related("assessment__skill__levels")
    )
)


@require_POST
def ask_supervisor(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Ask whoever signed about one step."""
    signed: SignOff = queues.SIGNED.get_or_404(
        institution=request.institution.pk, public_id=public_id
    )
    authorize(request.user, "placements.ask_supervisor", signed)
    assessments = list(queues.ASSESSED.all(sign_off=signed.pk))
    form = AskSupervisorForm(request.POST, assessments=assessments)
    if form.is_valid():
        try:
            services.ask_supervisor(
                assessment=form.assessment(),
                words=form.cleaned_data["words"],
                reads_like=form.cleaned_data["reads_like"],
                by=request.user,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Asked. The answer comes here."))
            return go_to(request, "placements:settle_outcome", institution, public_id)
    return queues.settle_page(request, signed, ask=form)


@require_POST
def decide_step(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """The step stands, or is the one that the host named."""
    question: StepQuestion = QUESTION.get_or_404(
        institution=request.institution.pk, public_id=public_id
    )
    authorize(request.user, "placements.decide_step", question)
    signed = question.assessment.sign_off
    form = DecideStepForm(request.POST, question=question)
    if form.is_valid():
        try:
            services.decide_step(
                question=question,
                change=form.cleaned_data["decision"] == "change",
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept, with your reason."))
            return go_to(request, "placements:settle_outcome", institution, signed.public_id)
    full: SignOff = queues.SIGNED.get_or_404(
        institution=request.institution.pk, public_id=signed.public_id
    )
    return queues.settle_page(request, full, decide=form)


@require_http_methods(READ)
def answer_question(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """The host reads the question beside its own line, and answers; staff type while it talks."""
    question: StepQuestion = QUESTION.get_or_404(
        institution=request.institution.pk, public_id=public_id
    )
    authorize(request.user, "placements.answer_question", question)
    signed = question.assessment.sign_off
    challenge = signed.team.challenge
    by_telephone = member_for(request.user, challenge) is None
    form = AnswerQuestionForm(request.POST if request.method == "POST" else None, question=question)
    if form.is_valid():
        try:
            services.answer_question(
                question=question,
                via=RecordedVia.TELEPHONE if by_telephone else RecordedVia.WEB,
                by=request.user,
                **form.cleaned_data,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            if by_telephone:
                messages.success(request, _("Written down, with your name and theirs."))
                return go_to(request, "placements:settle_outcome", institution, signed.public_id)
            messages.success(request, _("Sent. Thank you."))
            return go_to(request, "placements:answer_question", institution, public_id)
    assessment = question.assessment
    context: dict[str, Any] = {
        "question": question,
        "waits": question.state == StepQuestionState.ASKED,
        "changed": question.state == StepQuestionState.CHANGED,
        "assessment": assessment,
        "line": assessment.evidence or signed.shared_evidence,
        "challenge": challenge,
        "supervisor": signed.supervisor,
        "institution": question.institution,
        "by_telephone": by_telephone,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render_page(request, "placements/answer_question.html", context, status=status)
