"""The desk: what will not wait, and all projects."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.htmx import render_page
from core.permissions import authorize, may
from placements.services.times import policy_of
from portal import clocks, desk, figures
from portal.forms import DeskProjectsForm
from portal.live import standings_of
from portal.projects import PAGE, found_projects
from portal.troubles import SHOWN, troubles


@require_safe
def staff_home(request: SignedInRequest, institution: str) -> HttpResponse:
    """Troubles, queues, days, projects, the term so far."""
    authorize(request.user, "portal.staff_home", request.institution)
    here = request.institution
    term, policy = desk.calendar_of(here)
    live = desk.live_challenges(here)
    counts = figures.counts_of(here, term)
    urgent = [
        each
        for each in troubles(here, live, policy, counts["oldest_mail"])
        if not each.permission or may(request.user, each.permission, here)
    ]
    shown = desk.needing(live)
    return render_page(
        request,
        "portal/staff_home.html",
        {
            "headline": desk.headline(len(urgent)),
            "today": desk.today_in_words(here, term),
            "troubles": urgent[:SHOWN],
            "more_troubles": len(urgent) - SHOWN,
            "queues": figures.queues(here, counts, policy),
            "days": desk.near_days(live)[: desk.SHOWN],
            "projects": shown,
            "live_count": sum(each.challenge.state != "cancelled" for each in live),
            "term": term,
            "figures": figures.term_figures(here, term, counts),
        },
    )


@require_safe
def desk_projects(request: SignedInRequest, institution: str) -> HttpResponse:
    """All projects, with filters in the address."""
    authorize(request.user, "portal.desk_projects", request.institution)
    here = request.institution
    people, policy = clocks.colleagues(here), policy_of(here)
    form = DeskProjectsForm(request.GET, people)
    form.is_valid()
    wanted = form.cleaned_data
    found = found_projects(here, wanted, reader=request.user, policy=policy)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render_page(
        request,
        "portal/desk_projects.html",
        {
            "form": form,
            "wanted": wanted,
            "page": page,
            "cases": clocks.cases_of(standings_of(list(page), here), people, here, policy),
            "active": form.in_use(),
            "colleagues": people,
            "may_assign": may(request.user, "employers.assign_challenges", here),
            "may_publish": may(request.user, "employers.publish_challenges", here),
        },
    )
