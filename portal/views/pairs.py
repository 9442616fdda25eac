"""One student and one host over the years, for each of the two."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.htmx import render_page
from core.permissions import authorize
from institutions.rules import sees_the_desk
from placements.models import AskAgain, Placement
from portal.pairs import pair_of


def _page(
    request: HttpRequest, placement: Placement, *, hers: bool = False, staff: bool = False
) -> HttpResponse:
    employer = placement.challenge.employer
    return render_page(
        request,
        "portal/together.html",
        {
            "institution": placement.institution,
            "placement": placement,
            "employer": employer,
            "student": placement.student,
            "hers": hers,
            "staff": staff,
            "pair": pair_of(placement.student, employer),
        },
    )


RELATED = ("institution", "student__user", "challenge__employer")


@require_safe
def together(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """What she and the host of this place did together."""
    ours = Placement.objects.of(request.institution).select_related(*RELATED)
    placement = get_object_or_404(ours, public_id=public_id)
    authorize(request.user, "portal.together", placement)
    return _page(request, placement, hers=True)


@require_safe
def together_with(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """The same for the host and the desk, of somebody who lets it ask her again by her name."""
    agreed = get_object_or_404(
        AskAgain.objects.filter(
            placement__institution=request.institution, placement__student__left_at__isnull=True
        ).select_related(*(f"placement__{name}" for name in RELATED)),
        public_id=public_id,
    )
    authorize(request.user, "portal.together_with", agreed)
    staff = sees_the_desk(request.user, agreed.placement)
    return _page(request, agreed.placement, staff=staff)
