"""Another project for each: after a call-off, or where too few come."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.htmx import go_to, render_page
from core.permissions import authorize
from employers.models import Challenge
from placements import services
from placements.services.rebooking import Homeless, called_off, with_a_place, with_room
from placements.views.staff import READ, project_of
from students.models import Eoi


@require_http_methods(READ)
def rebook(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Everybody who had a place, with the number they gave, and a project with room for each."""
    return _elsewhere(request, public_id, "rebook", called_off, services.rebook)


@require_http_methods(READ)
def move_places(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Everybody with a place, asked to come to another project; a place stays until the yes."""
    return _elsewhere(request, public_id, "move_places", with_a_place, services.ask_to_move)


def _elsewhere(
    request: SignedInRequest,
    public_id: uuid.UUID,
    name: str,
    people_of: Callable[[Challenge], list[Homeless]],
    ask: Callable[..., Eoi],
) -> HttpResponse:
    challenge = project_of(request, public_id)
    authorize(request.user, f"placements.{name}", challenge)
    people = people_of(challenge)
    rooms = with_room(challenge)
    refused: list[str] = []
    if request.method == "POST":
        by_id = {str(room.public_id): room for room in rooms}
        for_all = request.POST.get("into", "")
        chosen = [
            (each.placement, by_id[picked])
            for each in people
            if (picked := request.POST.get(f"into-{each.placement.public_id}") or for_all) in by_id
            and each.is_free
        ]
        done, refused = services.ask_each(ask, chosen, by=request.user)
        if not chosen:
            refused = [_("Choose a project for at least one of them.")]
        if done:
            said = ngettext(
                "%(n)d person is asked by letter.", "%(n)d people are asked by letter.", len(done)
            )
            messages.success(request, said % {"n": len(done)})
        if done and not refused:
            slug = challenge.institution.slug
            return go_to(request, f"placements:{name}", slug, challenge.public_id)
        people = people_of(challenge)
    return render_page(
        request,
        f"placements/{name}.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "people": people,
            "rooms": rooms,
            "left": sum(each.is_free for each in people),
            "refused": refused,
        },
        status=422 if refused else 200,
    )
