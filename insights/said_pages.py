"""What both sides say, as the desk reads it."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.htmx import render_page
from core.permissions import authorize
from insights.benefits import benefits


@require_safe
def what_they_say(request: SignedInRequest, institution: str) -> HttpResponse:
    """Students beside hosts, and hosts by sector, of the last settled terms."""
    here = request.institution
    authorize(request.user, "insights.what_they_say", here)
    said = benefits(here, clock.today(here.zone))
    last = said.terms[-1] if said.terms else None
    page = {"institution": here, "said": {**vars(said), "last": last}}
    return render_page(request, "insights/what_they_say.html", page)
