"""The desk's question before a place is offered to whom a talk was promised first."""

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.htmx import go_to, render_page
from core.permissions import authorize
from employers.models import Challenge
from placements import services
from placements.services.access import untalked
from students.models import Eoi

ALL_THE_SAME = "access"


def talk_first(
    request: SignedInRequest, eois: Sequence[Eoi], challenge: Challenge
) -> HttpResponse | None:
    """The page that names who waits for a talk; ``None`` where nobody does, or staff went on."""
    waiting = untalked(eois)
    if not waiting or ALL_THE_SAME in request.POST:
        return None
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    context = {"waiting": waiting, "sent": sent, "go_on": request.path}
    return render_page(
        request,
        "placements/access_first.html",
        context | {"challenge": challenge, "institution": challenge.institution},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def note_access_talk(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Whom to talk to, and the note that it was done."""
    eoi: Eoi = get_object_or_404(
        Eoi.objects.of(request.institution).select_related(
            "student__user", "challenge__institution"
        ),
        public_id=public_id,
        student__isnull=False,
    )
    authorize(request.user, "placements.note_access_talk", eoi)
    if request.method == "POST":
        services.note_access_talk(eoi=eoi)
        messages.success(request, _("Noted: you have talked with %s.") % eoi.student)
        return go_to(request, "placements:places", institution, eoi.challenge.public_id)
    context = {"waiting": untalked([eoi]), "challenge": eoi.challenge}
    return render_page(
        request,
        "placements/access_first.html",
        context | {"institution": eoi.challenge.institution},
    )
