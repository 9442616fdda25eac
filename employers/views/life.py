"""A published challenge's life: paused, resumed, given more time."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services
from employers.forms.life import EffortForm, ExtendForm
from employers.forms.recording import fits, told_form, told_in
from employers.models import Challenge
from employers.services.pausing import last_answer
from employers.states import ChallengeState
from employers.views.host import challenge_of
from employers.way import way_back


@require_http_methods(["GET", "HEAD", "POST"])
def pause_challenge(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """No new interests for now: a question first, with what it does and to whom."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.pause_challenge", challenge)
    told = told_form(request, challenge)
    if request.method == "POST" and fits(told):
        try:
            services.pause_challenge(challenge=challenge, told=told_in(told))
        except RuleBroken as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Paused: it takes no new interests."))
        return _back(request, challenge)
    context = {
        "challenge": challenge,
        "institution": challenge.institution,
        "told": told,
        "way": way_back(request.user, challenge),
    }
    status = 200 if fits(told) else 422
    return render_page(request, "employers/pause_challenge.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def tell_effort(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """How long it took the host, beside what we said it would."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.tell_effort", challenge)
    told = {"minutes": challenge.minutes_told}
    form = EffortForm(request.POST if request.method == "POST" else None, initial=told)
    if form.is_valid():
        try:
            services.tell_effort(challenge=challenge, minutes=form.cleaned_data["minutes"])
        except RuleBroken as error:
            form.add_error("minutes", str(error))
        else:
            messages.success(request, _("Thank you. The next host is told what it really takes."))
            return go_to(request, "employers:tell_effort", institution, challenge.public_id)
    context = {
        "challenge": challenge,
        "institution": challenge.institution,
        "form": form,
        "others": services.effort_told(challenge.institution_id),
        "way": way_back(request.user, challenge),
    }
    status = 422 if form.errors else 200
    return render_page(request, "employers/tell_effort.html", context, status=status)


@require_POST
def resume_challenge(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Take interests again."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.resume_challenge", challenge)
    try:
        services.resume_challenge(challenge=challenge, told=told_in(told_form(request, challenge)))
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("It takes interests again."))
    return _back(request, challenge)


@require_http_methods(["GET", "HEAD", "POST"])
def extend_challenge(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """A later closing or answer; whoever waits for one is told."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.extend_challenge", challenge)
    form = ExtendForm(request.POST or None, challenge=challenge)
    if form.is_valid():
        try:
            services.extend_challenge(challenge=challenge, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(_field_of(form), str(error))
        else:
            messages.success(request, _("Changed. Whoever waits for an answer is told."))
            return _back(request, challenge)
    return render_page(
        request,
        "employers/extend_challenge.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "way": way_back(request.user, challenge),
            "last": last_answer(challenge),
            "closed": challenge.state == ChallengeState.CLOSED,
        },
        status=422 if form.errors else 200,
    )


def _field_of(form: forms.Form) -> str:
    return "answer_day" if form.cleaned_data["closing_day"] is None else "closing_day"


def _back(request: SignedInRequest, challenge: Challenge) -> HttpResponse:
    slug, public_id = challenge.institution.slug, challenge.public_id
    if may(request.user, "employers.extend_challenge", challenge):
        return go_to(request, "placements:places", slug, public_id)
    return go_to(request, "employers:my_challenge", slug, public_id)
