"""Hosts who publish low-risk briefs themselves: trusted by staff, looked at afterwards."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services
from employers.forms.trust import TrustHostForm
from employers.models import HostPublication
from employers.views.host import challenge_of, show_brief
from employers.views.partnerships import partnership_of

A_PAGE = 25


def _waiting(institution: Any) -> QuerySet[HostPublication]:
    """What hosts put online themselves and nobody has looked at, the oldest first."""
    ours = HostPublication.objects.of(institution).filter(looked_at__isnull=True)
    return ours.select_related("challenge__employer", "published_by").order_by("published_at", "pk")


def _looked_at(institution: Any) -> QuerySet[HostPublication]:
    ours = HostPublication.objects.of(institution).filter(looked_at__isnull=False)
    related = ours.select_related("challenge__employer", "published_by", "looked_by")
    return related.order_by("-looked_at", "pk")


WAITING, LOOKED_AT = Compiled(_waiting), Compiled(_looked_at)


@require_http_methods(["GET", "HEAD", "POST"])
def trust_host(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Let a host publish low-risk briefs itself: why, and until when."""
    partnership = partnership_of(request, public_id)
    authorize(request.user, "employers.trust_host", partnership)
    form = TrustHostForm(request.POST or None)
    if form.is_valid():
        try:
            services.trust_host(partnership=partnership, by=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error("until", str(error))
        else:
            told = _("%(host)s publishes low-risk projects itself now. You look at them after.")
            messages.success(request, told % {"host": partnership.employer})
            return go_to(request, "employers:host_record", institution, partnership.public_id)
    return render_page(
        request,
        "employers/trust_host.html",
        {"institution": request.institution, "partnership": partnership, "form": form},
        status=422 if form.errors else 200,
    )


@require_POST
def end_trust(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Each of its briefs is read first again."""
    partnership = partnership_of(request, public_id)
    authorize(request.user, "employers.end_trust", partnership)
    services.end_trust(partnership=partnership, by=request.user)
    messages.success(request, _("Taken back. Each of their projects is read first again."))
    return go_to(request, "employers:host_record", institution, partnership.public_id)


@require_POST
def publish_as_host(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """A trusted host puts its own low-risk brief online."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.publish_as_host", challenge)
    try:
        services.publish_as_host(
            challenge=challenge,
            by=request.user,
            seen=request.POST.get("seen", ""),
            all_low="all_low" in request.POST,
        )
    except RuleBroken as error:
        challenge.refresh_from_db()
        return show_brief(request, challenge, error=str(error))
    messages.success(request, _("Published. Students see it now."))
    return go_to(request, "employers:my_challenge", institution, challenge.public_id)


@require_http_methods(["GET", "HEAD"])
def published_by_hosts(request: SignedInRequest, institution: str) -> HttpResponse:
    """What trusted hosts put online themselves, to be looked at; or what was."""
    here, done = request.institution, request.GET.get("done") == "1"
    authorize(request.user, "employers.published_by_hosts", here)
    rows = (LOOKED_AT if done else WAITING).listed(institution=here.pk)
    return render_page(
        request,
        "employers/published_by_hosts.html",
        {
            "institution": here,
            "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
            "done": done,
            "may_look": may(request.user, "employers.look_at_publication", here),
        },
    )


@require_POST
def look_at_publication(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """It is fine as it stands."""
    ours = HostPublication.objects.of(request.institution).select_related("institution")
    publication = get_object_or_404(ours, public_id=public_id)
    authorize(request.user, "employers.look_at_publication", publication)
    services.look_at_publication(publication=publication, by=request.user)
    messages.success(request, _("Noted: you have looked at it."))
    return go_to(request, "employers:published_by_hosts", institution)
