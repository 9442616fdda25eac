"""What helps at one place: her preview and her press, and the desk's page of what was agreed."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from placements import services
from placements.forms.arranging import ArrangeForm, ShareAccessForm
from placements.models import Arrangement, Placement
from placements.services.arranging import arranged_for, in_words
from placements.views.student import READ, placement_of
from students.services import access_needs_of, said_what_would_help


def _her_words(placement: Placement) -> str:
    """What her own page says, to cut down for this host."""
    needs = access_needs_of(placement.student)
    return "\n".join([*needs.in_words, needs.words]).strip() if needs else ""


@require_http_methods(READ)
def share_access(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Her words for this host; then exactly what it will read; then the press."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.share_access", placement)
    arranged = arranged_for(placement)
    posted = request.method == "POST"
    form = ShareAccessForm(
        request.POST if posted else None,
        initial={
            "words": arranged.shared.words if arranged.shared else _her_words(placement)[:600]
        },
    )
    preview = False
    if form.is_valid():
        words = form.cleaned_data["words"]
        preview = "change" not in request.POST and bool(words.strip() or arranged.lines)
        if not preview and "change" not in request.POST:
            form.add_error("words", _("Write what the host should know."))
        if "share" in request.POST:
            try:
                services.share_access(placement=placement, words=words)
            except RuleBroken as error:
                preview = False
                form.add_error(None, str(error))
            else:
                messages.success(
                    request,
                    _("%(host)s reads it on its list for the door. You can take it back here.")
                    % {"host": placement.challenge.employer},
                )
                return go_to(request, "placements:arrival_sheet", institution, public_id)
    return render_page(
        request,
        "placements/share_access.html",
        {
            "placement": placement,
            "challenge": placement.challenge,
            "institution": placement.institution,
            "form": form,
            "preview": preview,
            "words": form.cleaned_data["words"] if preview else "",
            "lines": [in_words(line) for line in arranged.lines],
        },
        status=422 if form.errors else 200,
    )


@require_POST
def take_back_access(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """The host reads it no more."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.take_back_access", placement)
    services.take_back_access(placement=placement)
    messages.success(
        request,
        _("Taken back. %(host)s can no longer read it.") % {"host": placement.challenge.employer},
    )
    return go_to(request, "placements:arrival_sheet", institution, public_id)


# The desk


@require_http_methods(READ)
def arrange(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """What was agreed for one place, line by line."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.arrange", placement)
    form = ArrangeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.arrange(placement=placement, by=request.user, **form.cleaned_data)
        messages.success(request, _("Written down. The student sees it on the page of the place."))
        return go_to(request, "placements:arrange", institution, public_id)
    return render_page(
        request,
        "placements/arrange.html",
        {
            "placement": placement,
            "challenge": placement.challenge,
            "institution": placement.institution,
            "arranged": arranged_for(placement),
            "form": form,
            "says_what_helps": said_what_would_help(placement.student),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def drop_arrangement(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """One line less."""
    arrangement = get_object_or_404(
        Arrangement.objects.of(request.institution).select_related("placement"),
        public_id=public_id,
    )
    authorize(request.user, "placements.drop_arrangement", arrangement)
    services.drop_arrangement(arrangement=arrangement)
    messages.success(request, _("Gone from the plan."))
    return go_to(request, "placements:arrange", institution, arrangement.placement.public_id)
