"""Hearing both sides: what is asked, what is told, and the host who ends somebody's time early."""

import uuid
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers.forms.recording import acts_for_host, told_by
from employers.services.recording import Told
from placements import services
from placements.forms.hearing import AskOtherSideForm, EndEarlyForm, TellOwnSideForm
from placements.models import Concern, Hearing
from placements.states import PlacementState
from placements.views.host import READ, challenge_of, who_comes

HEARING = Compiled(
    lambda institution, public_id: (
        Hearing.objects.of(institution)
        .filter(public_id=public_id)
        .select_related(
            "institution",
            "placement__student",
            "concern__challenge__institution",
            "concern__challenge__employer",
            "concern__challenge__supervisor",
        )
    )
)
CONCERN = Compiled(
    lambda institution, public_id: (
        Concern.objects.of(institution)
        .filter(public_id=public_id)
        .select_related(
            "institution",
            "placement__student",
            "raised_by",
            "challenge__institution",
            "challenge__employer",
            "challenge__supervisor",
        )
    )
)


def concern_page(
    request: SignedInRequest, template: str, concern: Concern, form: Form, **more: Any
) -> HttpResponse:
    """A page about one concern with one form."""
    about = {"challenge": concern.challenge, "institution": concern.institution}
    context = {"concern": concern, "form": form, **about, **more}
    return render_page(request, template, context, status=422 if form.errors else 200)


@require_http_methods(READ)
def tell_own_side(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """What was said, and room for her side of it; staff write it down for whoever rings."""
    hearing: Hearing = HEARING.get_or_404(institution=request.institution.pk, public_id=public_id)
    authorize(request.user, "placements.tell_own_side", hearing)
    concern = hearing.concern
    missed = concern.kind == Concern.Kind.NO_SHOW
    form = TellOwnSideForm(
        request.POST if request.method == "POST" else None,
        missed=missed,
        initial={"says": hearing.says, "words": hearing.words},
    )
    by_staff = may(request.user, "placements.settle_concern", concern)
    if form.is_valid():
        host = None if hearing.placement_id else concern.challenge.supervisor
        told = Told(request.user, host) if by_staff else None
        try:
            services.tell_own_side(hearing=hearing, told=told, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            if by_staff:
                messages.success(request, _("Written down, as told by telephone."))
                return go_to(request, "placements:concerns", institution)
            messages.success(request, _("Thank you. A person reads it."))
            return go_to(request, "placements:tell_own_side", institution, hearing.public_id)
    return render_page(
        request,
        "placements/tell_own_side.html",
        {
            "hearing": hearing,
            "concern": concern,
            "challenge": concern.challenge,
            "institution": hearing.institution,
            "missed": missed,
            "ended": concern.kind == Concern.Kind.ENDED,
            "by_staff": by_staff,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(READ)
def ask_other_side(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Staff choose whom to ask, and write what they would like to hear about."""
    concern: Concern = CONCERN.get_or_404(institution=request.institution.pk, public_id=public_id)
    authorize(request.user, "placements.ask_other_side", concern)
    form = AskOtherSideForm(
        request.POST if request.method == "POST" else None,
        host=concern.challenge.supervisor.name,
        placements=[each for each in who_comes(concern.challenge) if each != concern.placement],
    )
    if form.is_valid():
        try:
            services.ask_other_side(
                concern=concern,
                placement=form.placement(),
                question=form.cleaned_data["question"],
                by=request.user,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Asked. The answer stands beside it."))
            return go_to(request, "placements:concerns", institution)
    return concern_page(request, "placements/ask_other_side.html", concern, form)


@require_http_methods(READ)
def end_early(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """One student stops before the end: who, and why."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "placements.end_early", challenge)
    running = [p for p in who_comes(challenge) if p.state == PlacementState.RUNNING]
    form = EndEarlyForm(request.POST if request.method == "POST" else None, placements=running)
    by_staff = acts_for_host(request.user, challenge) is not None
    if form.is_valid():
        placement = form.by_id[form.cleaned_data["who"]]
        try:
            services.end_early(
                placement=placement,
                because=form.cleaned_data["because"],
                by=request.user,
                told=told_by(request.user, challenge, challenge.supervisor),
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            name = placement.student.display_name
            messages.success(
                request, _("Noted. %(name)s and the university are told.") % {"name": name}
            )
            page = "placements:day" if by_staff else "placements:door_list"
            return go_to(request, page, institution, challenge.public_id)
    return render_page(
        request,
        "placements/end_early.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "running": running,
            "by_staff": by_staff,
        },
        status=422 if form.errors else 200,
    )
