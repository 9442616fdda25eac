"""After a project was called off: whom to ring, and another place for each."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.htmx import go_to, render_page
from core.permissions import authorize
from placements import services
from placements.services.rebooking import called_off, with_room
from placements.views.staff import READ, project_of


@require_http_methods(READ)
def rebook(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Everybody who had a place, with the number they gave, and a project with room for each."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.rebook", challenge)
    people = called_off(challenge)
    rooms = with_room(challenge)
    refused: list[str] = []
    if request.method == "POST":
        by_id = {str(room.public_id): room for room in rooms}
        chosen = [
            (each.placement, by_id[picked])
            for each in people
            if (picked := request.POST.get(f"into-{each.placement.public_id}", "")) in by_id
            and each.next_place is None
        ]
        done, refused = services.rebook_all(chosen=chosen, by=request.user)
        if not chosen:
            refused = [_("Choose a project for at least one of them.")]
        if done:
            said = ngettext(
                "%(n)d person is asked by letter.", "%(n)d people are asked by letter.", len(done)
            )
            messages.success(request, said % {"n": len(done)})
        if done and not refused:
            return go_to(request, "placements:rebook", institution, challenge.public_id)
        people = called_off(challenge)
    return render_page(
        request,
        "placements/rebook.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "people": people,
            "rooms": rooms,
            "left": sum(each.next_place is None for each in people),
            "refused": refused,
        },
        status=422 if refused else 200,
    )
