"""The desk's queues: days that are near, sign-offs to read, people who asked for help."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers.models import Challenge
from employers.states import ChallengeState
from placements import services
from placements.forms.staff import SettleOutcomeForm
from placements.forms.trusting import AskSupervisorForm, DecideStepForm
from placements.late import why_late, with_the_day
from placements.models import Assessment, Concern, Hearing, SelfRating, SignOff, StepQuestion
from placements.services.assessment import due_for_moderation
from placements.services.mentoring import uses_of
from placements.states import STEP_QUESTION_OPEN, SignOffState, StepQuestionState

READ = ["GET", "HEAD", "POST"]
PAGE = 25
AHEAD = timedelta(days=2)
OF_THE_DAY = (
    ChallengeState.CLOSED,
    ChallengeState.RUNNING,
    ChallengeState.COMPLETED,
    ChallengeState.CANCELLED,
)


DAYS = Compiled(
    lambda keys: (
        with_the_day(Challenge.objects.filter(pk__any_of=keys))
        .select_related("employer", "supervisor")
        .order_by("starts_at", "pk")
    )
)


@require_safe
def days(request: SignedInRequest, institution: str) -> HttpResponse:
    """Today's and tomorrow's projects: who comes, who is there, what is late and why."""
    here = request.institution
    authorize(request.user, "placements.days", here)
    now = clock.now()
    near = (
        Challenge.objects.of(here)
        .filter(
            state__in=OF_THE_DAY,
            published_at__isnull=False,
            starts_at__lte=now + AHEAD,
            ends_at__gte=now - timedelta(hours=12),
        )
        .order_by("starts_at", "pk")
        .only("pk")
    )
    page = Paginator(near, PAGE).get_page(request.GET.get("page"))
    page.object_list = [
        {"challenge": challenge, "late": why_late(challenge)}
        for challenge in DAYS.all(keys=[challenge.pk for challenge in page])
    ]
    return render_page(
        request, "placements/days.html", {"institution": here, "page": page, "now": now}
    )


@require_safe
def sign_offs(request: SignedInRequest, institution: str) -> HttpResponse:
    """Sign-offs that wait to be read, oldest first; below them those that were."""
    here = request.institution
    authorize(request.user, "placements.sign_offs", here)
    ours = SignOff.objects.of(here).select_related("team__challenge__employer", "supervisor")
    asked = StepQuestion.objects.filter(assessment__sign_off=OuterRef("pk"))
    waiting = (
        ours.filter(state=SignOffState.MODERATION)
        .annotate(
            with_host=Exists(asked.filter(state=StepQuestionState.ASKED)),
            has_answer=Exists(asked.filter(state=StepQuestionState.ANSWERED)),
        )
        .order_by("signed_at")
    )
    settled = ours.filter(state=SignOffState.SETTLED).order_by("-signed_at")
    return render_page(
        request,
        "placements/sign_offs.html",
        {
            "institution": here,
            "waiting": Paginator(waiting, PAGE).get_page(request.GET.get("page")),
            "settled": list(settled[:10]),
            "guide_uses": uses_of(here),
            "may_settle": may(request.user, "placements.settle_outcome", here),
        },
    )


SIGNED = Compiled(
    lambda institution, public_id: (
        SignOff.objects.of(institution)
        .filter(public_id=public_id)
        .select_related("team__challenge__employer", "supervisor", "institution", "settled_by")
    )
)
ASSESSED = Compiled(
    lambda sign_off: (
        Assessment.objects.filter(sign_off=sign_off)
        .select_related("placement__student", "skill")
        .prefetch_related("skill__levels")
        .order_by("skill__code", "placement__seat")
    )
)


@require_http_methods(READ)
def settle_outcome(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """The evidence beside the behaviour of each level; staff say what they checked."""
    signed: SignOff = SIGNED.get_or_404(institution=request.institution.pk, public_id=public_id)
    authorize(request.user, "placements.settle_outcome", signed)
    form = SettleOutcomeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.settle_outcome(
                sign_off=signed, by=request.user, note=form.cleaned_data["note"]
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Settled. The badges go out."))
            return go_to(request, "placements:sign_offs", institution)
    return settle_page(request, signed, form=form)


ASKED = Compiled(
    lambda sign_off: (
        StepQuestion.objects.filter(assessment__sign_off=sign_off)
        .select_related(
            "asked_by", "decided_by", "assessment__skill", "assessment__placement__student"
        )
        .order_by("asked_at", "pk")
    )
)
OWN_STEPS = Compiled(
    lambda team: SelfRating.objects.filter(placement__team=team, level__gt=0).values_list(
        "placement", "skill", "level"
    )
)


def settle_page(
    request: SignedInRequest,
    signed: SignOff,
    *,
    form: SettleOutcomeForm | None = None,
    ask: AskSupervisorForm | None = None,
    decide: DecideStepForm | None = None,
) -> HttpResponse:
    """The page of one sign-off, with the form that was sent and could not be taken."""
    assessments = list(ASSESSED.all(sign_off=signed.pk))
    waiting = signed.state == SignOffState.MODERATION
    found: Any = OWN_STEPS.all(team=signed.team_id)
    own = {(placement, skill): level for placement, skill, level in found}
    questions = [
        {
            "question": question,
            "open": question.state in STEP_QUESTION_OPEN,
            "silent": question.state == StepQuestionState.ASKED,
            "form": decide
            if decide is not None and decide.prefix == f"q{question.pk}"
            else DecideStepForm(question=question),
        }
        for question in ASKED.all(sign_off=signed.pk)
    ]
    sent = [each for each in (form, ask, decide) if each is not None]
    return render_page(
        request,
        "placements/settle_outcome.html",
        {
            "signed": signed,
            "challenge": signed.team.challenge,
            "institution": signed.institution,
            "rows": [
                _beside_its_level(signed, each)
                | {"own": own.get((each.placement_id, each.skill_id))}
                for each in assessments
            ],
            "because": because(signed, assessments),
            "compared": services.compared(signed.institution, signed.supervisor_id),
            "questions": questions,
            "open_questions": any(each["open"] for each in questions),
            "waiting": waiting,
            "form": form or SettleOutcomeForm(),
            "ask": ask or AskSupervisorForm(assessments=assessments),
        },
        status=422 if any(each.errors for each in sent) else 200,
    )


def because(signed: SignOff, assessments: list[Assessment]) -> list[str]:
    """Why this sign-off is read, in sentences."""
    told = due_for_moderation(assessments)
    if signed.off_by is not None:
        told.append(
            _("The steps of this team lie far above what teams here are given.")
            if signed.off_by > 0
            else _("The steps of this team lie far below what teams here are given.")
        )
    if signed.drawn:
        told.append(_("Drawn by lot. Nothing stands out."))
    return told


def _beside_its_level(signed: SignOff, assessment: Assessment) -> dict[str, Any]:
    """One assessment with the behaviour that its level stands for, and the line about it."""
    level = next(
        (row for row in assessment.skill.levels.all() if row.level == assessment.level), None
    )
    return {
        "assessment": assessment,
        "level": level,
        "line": assessment.evidence or (signed.shared_evidence if assessment.level else ""),
    }


def _told(institution: Any) -> "QuerySet[Concern]":
    return Concern.objects.of(institution).select_related(
        "challenge__employer", "placement__student", "raised_by", "settled_by"
    )


UNSETTLED = Compiled(
    lambda institution: (
        _told(institution).filter(settled_at__isnull=True).order_by("raised_at", "pk")
    )
)
SETTLED = Compiled(
    lambda institution: (
        _told(institution).filter(settled_at__isnull=False).order_by("-settled_at")[:10]
    )
)
HEARINGS = Compiled(
    lambda concerns: (
        Hearing.objects.filter(concern__any_of=concerns)
        .select_related("placement__student")
        .order_by("pk")
    )
)


@dataclass(frozen=True)
class BothSides:
    """A concern, and what each side was asked and said."""

    concern: Concern
    sides: list[Hearing]


@require_safe
def concerns(request: SignedInRequest, institution: str) -> HttpResponse:
    """Who asked for help or told us of a concern, unsettled first."""
    here = request.institution
    authorize(request.user, "placements.concerns", here)
    page = Paginator(UNSETTLED.listed(institution=here.pk), PAGE).get_page(request.GET.get("page"))
    concerns = list(page)
    hearings = list(HEARINGS.all(concerns=[each.pk for each in concerns]))
    rows = [BothSides(each, [h for h in hearings if h.concern_id == each.pk]) for each in concerns]
    return render_page(
        request,
        "placements/concerns.html",
        {
            "institution": here,
            "page": page,
            "rows": rows,
            "settled": list(SETTLED.all(institution=here.pk)),
            "may_settle": may(request.user, "placements.settle_concern", here),
            "heard": (Concern.Kind.CONCERN, Concern.Kind.INCIDENT, Concern.Kind.ENDED),
        },
    )


@require_POST
def settle_concern(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Dealt with; a note of what was done may stay."""
    ours = Concern.objects.of(request.institution)
    concern: Concern = get_object_or_404(ours.select_related("institution"), public_id=public_id)
    authorize(request.user, "placements.settle_concern", concern)
    note = request.POST.get("note", "").replace("\x00", "")  # no form has looked at it
    services.settle_concern(concern=concern, by=request.user, note=note)
    messages.success(request, _("Settled."))
    return go_to(request, "placements:concerns", institution)
