"""Two minutes for the next ones: the same statements for students and for hosts (R37, R55)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from placements import services
from placements.forms.survey import SurveyForm
from placements.models import Team
from placements.services.inviting import may_be_asked
from placements.services.survey import said_by_host, said_of_placement
from placements.views.student import placement_of

READ = ["GET", "HEAD", "POST"]


@require_http_methods(READ)
def answer_survey(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Hers: answered, changed, left or taken back."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.answer_survey", placement)
    said = said_of_placement(placement)
    form = _form(request, "student", said)
    done = ""
    try:
        if request.POST.get("act") == "later":
            services.leave_survey(placement=placement)
            done = _("Fine. We do not ask again.")
        elif request.POST.get("act") == "back":
            services.take_back_survey(placement=placement)
            done = _("Taken back. Nothing of it is kept.")
        elif form.is_valid():
            services.answer_survey(placement=placement, **form.said())
            done = _("Thank you. The next ones will have it better for it.")
    except RuleBroken as error:
        _say(form, request, error)
    if done:
        messages.success(request, done)
        return go_to(request, "placements:arrival_sheet", institution, placement.public_id)
    context = {
        "challenge": placement.challenge,
        "institution": placement.institution,
        "back": ("placements:arrival_sheet", placement.public_id),
        "open": may_be_asked(placement),
        "hers": True,
    }
    return _page(request, form, context | {"said": said})


@require_http_methods(READ)
def answer_host_survey(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """The host's, once a term: one of them answers for the house; nobody else reads it."""
    found = Team.objects.of(request.institution).select_related(
        "institution", "challenge__institution", "challenge__employer", "sign_off"
    )
    team: Team = get_object_or_404(found, public_id=public_id)
    authorize(request.user, "placements.answer_host_survey", team)
    said = said_by_host(team)
    own = said if said and said.by_id == request.user.pk else None
    form = _form(request, "host", own)
    done = ""
    try:
        if request.POST.get("act") == "later":
            services.leave_host_survey(team=team, by=request.user)
            done = _("Fine. We do not ask you again this term.")
        elif request.POST.get("act") == "back":
            services.take_back_host_survey(team=team, by=request.user)
            done = _("Taken back. Nothing of it is kept.")
        elif form.is_valid():
            services.answer_host_survey(team=team, by=request.user, **form.said())
            done = _("Thank you. The next ones will have it better for it.")
    except RuleBroken as error:
        _say(form, request, error)
    if done:
        messages.success(request, done)
        return go_to(request, "placements:sign_off", institution, team.public_id)
    context = {
        "challenge": team.challenge,
        "institution": team.institution,
        "back": ("placements:sign_off", team.public_id),
        "open": getattr(team, "sign_off", None) is not None,
        "by_colleague": said is not None and own is None and not said.not_now,
    }
    return _page(request, form, context | {"said": own})


def _form(request: HttpRequest, side: str, said: Any) -> SurveyForm:
    sent = request.POST if request.POST.get("act") == "send" else None
    initial = {**said.answers, "words": said.words} if said else {}
    return SurveyForm(sent, side=side, initial=initial)


def _say(form: SurveyForm, request: HttpRequest, error: RuleBroken) -> None:
    if form.is_bound:
        form.add_error(None, str(error))
    else:
        messages.warning(request, str(error))


def _page(request: HttpRequest, form: SurveyForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.errors else 200
    return render_page(request, "placements/survey.html", {"form": form, **context}, status=status)
