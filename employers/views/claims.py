"""“Are you from …?”: the page that asks, and the presses that answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services
from employers.claims import ASKED, claimable
from employers.models import HostClaim, Partnership


@require_http_methods(["GET", "HEAD", "POST"])
def claim_host(request: SignedInRequest, institution: str) -> HttpResponse:
    """The hosts with her mail domain; one press asks, and shows nothing of them."""
    here = request.institution
    authorize(request.user, "employers.claim_host", here)
    offered = claimable(request.user, here)
    if request.method == "POST":
        picked = next((x for x in offered if str(x.public_id) == request.POST.get("host")), None)
        if picked is not None:
            try:
                services.claim_host(partnership=picked, user=request.user)
            except RuleBroken as error:
                messages.warning(request, str(error))
            else:
                told = _("Asked. You get a letter once somebody has said yes.")
                messages.success(request, told)
        return go_to(request, "employers:claim_host", institution)
    return render_page(
        request,
        "employers/claim_host.html",
        {
            "institution": here,
            "offered": offered,
            "asked": list(ASKED.all(institution=here.pk, user=request.user.pk)),
        },
    )


@require_POST
def settle_claim(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """She is one of us, or is not."""
    claims = HostClaim.objects.of(request.institution).select_related(
        "user", "partnership__employer", "institution"
    )
    claim = get_object_or_404(claims, public_id=public_id)
    authorize(request.user, "employers.settle_claim", claim)
    accept = request.POST.get("answer") == "yes"
    try:
        services.settle_claim(claim=claim, accept=accept, by=request.user)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        said = {"name": claim.user, "host": claim.partnership.employer}
        yes = _("%(name)s acts for %(host)s now.") % said
        messages.success(request, yes if accept else _("Noted: not one of them."))
    if not may(request.user, "employers.host_record", request.institution):
        return go_to(request, "employers:colleagues", institution)
    double = _double_of(claim) if accept else None
    if double is None:
        return go_to(request, "employers:host_record", institution, claim.partnership.public_id)
    messages.info(request, _("They had a record of their own. Is it the same host?"))
    merge = reverse("credentials:merge_employers", args=[institution, claim.partnership.public_id])
    return redirect(f"{merge}?other={double.public_id}")


def _double_of(claim: HostClaim) -> Partnership | None:
    """The record that she made by posting before anybody knew whose she is."""
    here = Partnership.objects.of(claim.institution).exclude(pk=claim.partnership_id)
    own: Partnership | None = here.filter(employer__member__user=claim.user).first()
    return own
