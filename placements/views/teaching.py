"""Whoever teaches the module reads a team's result."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from placements import services
from placements.forms.learning import ReadResultForm
from placements.models import AcademicWord, Deliverable
from placements.views.rooms import team_of

READ = ["GET", "HEAD", "POST"]


@require_http_methods(READ)
def read_result(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """What the team left behind, what it rests on, and the academic's word on it."""
    team = team_of(request, public_id)
    authorize(request.user, "placements.read_result", team)
    said = AcademicWord.objects.filter(team=team).first()
    form = ReadResultForm(
        request.POST if request.method == "POST" else None,
        initial={"grounded": said.grounded, "words": said.words} if said else None,
    )
    if form.is_valid():
        try:
            services.read_result(team=team, by=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. The team and its host read it."))
            return go_to(request, "portal:academic_home", institution)
    return render_page(
        request,
        "placements/read_result.html",
        {
            "team": team,
            "challenge": team.challenge,
            "institution": team.institution,
            "deliverable": Deliverable.objects.filter(team=team).select_related("upload").first(),
            "said": said,
            "form": form,
        },
        status=422 if form.errors else 200,
    )
