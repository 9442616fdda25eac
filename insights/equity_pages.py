"""Who takes part: the page of a term, and the same as a paper for a committee."""

from datetime import date

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.htmx import render_page
from core.permissions import authorize
from insights.funnel import WhoTakesPart, report_of
from insights.reports import committee_paper
from insights.words import STEP_NAMES


def _asked_for(request: SignedInRequest) -> WhoTakesPart | None:
    """The term in the address, by its first day; no other filter is read."""
    wanted = request.GET.get("term", "")
    if not wanted:
        return report_of(request.institution)
    try:
        found = report_of(request.institution, date.fromisoformat(wanted))
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


@require_safe
def who_takes_part(request: SignedInRequest, institution: str) -> HttpResponse:
    """How many, of which groups, how far they came, and whether a group falls out."""
    authorize(request.user, "insights.who_takes_part", request.institution)
    found = _asked_for(request)
    return render_page(
        request,
        "insights/who_takes_part.html",
        {
            "institution": request.institution,
            "found": found,
            "steps": STEP_NAMES,
        },
    )


@require_safe
def committee_report(request: SignedInRequest, institution: str) -> HttpResponse:
    """The page of one term as a tagged PDF."""
    authorize(request.user, "insights.committee_report", request.institution)
    found = _asked_for(request)
    if found is None:
        raise Http404
    response = HttpResponse(
        committee_paper(request.institution, found), content_type="application/pdf"
    )
    name = f"{request.institution.slug}-who-takes-part-{found.frozen.term.starts_on}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
