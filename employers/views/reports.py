"""Saying that a listing is not right, and settling it; one's name on the host's public page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import count_press
from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services
from employers.forms.reports import ReportChallengeForm, SettleReportForm
from employers.models import Challenge, Employer, Report
from employers.rules import memberships_of
from employers.states import PUBLIC

REPORTS_A_PAGE = 25


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_challenge(request: HttpRequest, institution: str, code: str) -> HttpResponse:
    """Report a listing: no account, a choice and a sentence."""
    here = request.institution  # type: ignore[attr-defined]
    published = Challenge.objects.of(here).filter(state__in=PUBLIC, published_at__isnull=False)
    challenge = get_object_or_404(published.select_related("institution", "employer"), code=code)
    authorize(request.user, "employers.report_challenge", challenge)
    form = ReportChallengeForm(request.POST or None)
    status = RuleBroken.status
    if form.is_valid():
        try:
            count_press(request, "employers.report_challenge")
            services.report_challenge(challenge=challenge, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            thanks = _("Thank you. %(team)s reads it and looks into it.")
            messages.success(request, thanks % {"team": here.team_name})
            return go_to(request, "portal:project", institution, code)
    return render_page(
        request,
        "employers/report_challenge.html",
        {"institution": here, "challenge": challenge, "form": form},
        status=status if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD"])
def report_list(request: SignedInRequest, institution: str) -> HttpResponse:
    """Reports to look into, the oldest first; or those that were."""
    authorize(request.user, "employers.report_list", request.institution)
    return _list(request, None, SettleReportForm())


@require_POST
def settle_report(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Staff have looked into it."""
    reports = Report.objects.of(request.institution).select_related("institution")
    report = get_object_or_404(reports, public_id=public_id)
    authorize(request.user, "employers.settle_report", report)
    form = SettleReportForm(request.POST, auto_id=f"{report.pk}-%s")
    if not form.is_valid():
        return _list(request, report, form)
    services.settle_report(report=report, by=request.user, **form.cleaned_data)
    messages.success(request, _("Noted: it is settled."))
    return go_to(request, "employers:report_list", institution)


def _list(request: SignedInRequest, typed: Report | None, form: SettleReportForm) -> HttpResponse:
    here, done = request.institution, request.GET.get("done") == "1"
    reports = Report.objects.of(here).select_related("challenge__employer", "settled_by")
    reports = reports.filter(settled_at__isnull=not done)
    page = Paginator(
        reports.order_by("-settled_at" if done else "reported_at"), REPORTS_A_PAGE
    ).get_page(request.GET.get("page"))
    rows = [
        (row, form if typed and row.pk == typed.pk else SettleReportForm(auto_id=f"{row.pk}-%s"))
        for row in page
    ]
    return render_page(
        request,
        "employers/report_list.html",
        {
            "institution": here,
            "page": page,
            "rows": rows,
            "done": done,
            "may_settle": may(request.user, "employers.settle_report", here),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def name_me(request: SignedInRequest, institution: str, employer: str) -> HttpResponse:
    """Put one's own name on the host's public page, or take it off."""
    known = Employer.objects.filter(partnership__institution=request.institution)
    host = get_object_or_404(known, slug=employer)
    authorize(request.user, "employers.name_me", host)
    for member in memberships_of(request.user):
        if member.employer_id == host.pk:
            services.name_me(member=member, publicly=request.POST.get("publicly") == "yes")
    return go_to(request, "portal:host_page", institution, employer)
