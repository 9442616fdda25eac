"""Following one interest from the sentence to the badge."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.htmx import render_page
from core.permissions import authorize
from employers.wording import worded
from placements.services import asked_again, may_come_back, near_misses
from placements.services.beside import in_the_way_of
from placements.services.near import is_near_miss
from portal.following import FOLLOWED, Following
from students.states import WAITING, EoiState


@require_safe
def follow_interest(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """One page: where it stands, what comes next and who acts, and the ways out."""
    here = request.institution
    eoi = FOLLOWED.get_or_404(institution=here.pk, public_id=public_id)
    authorize(request.user, "portal.follow_interest", eoi)
    [wording] = worded(eoi.challenge)
    following = Following(eoi, wording)
    near = near_misses(eoi.student, eoi.challenge, here) if is_near_miss(eoi) else ()
    waits = eoi.state in WAITING
    return render_page(
        request,
        "portal/follow_interest.html",
        {
            "eoi": eoi,
            "challenge": eoi.challenge,
            "institution": here,
            "following": following,
            "steps": following.steps(),
            "waits": waits,
            "may_withdraw": waits or eoi.state == EoiState.OFFERED,
            "in_the_way": in_the_way_of(eoi) if waits else None,
            "near": worded(*near) if near else [],
            "may_come_back": may_come_back(eoi),
            "again": asked_again(eoi),
            "ask_about_you": eoi.student.background_asked_at is None and not eoi.answered_at,
        },
    )
