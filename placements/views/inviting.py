"""Inviting again: a student's word after a project, and a host's list of those who gave it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from core import clock
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers.states import ChallengeState
from placements import services
from placements.forms.inviting import InviteAgainForm
from placements.models import ShownAs
from placements.services.inviting import past_people
from placements.views.staff import READ, project_of
from placements.views.student import placement_of


@require_POST
def be_invited(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Yes by name, yes without it, or no (any more)."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.be_invited", placement)
    said = request.POST.get("answer", "")
    host = placement.challenge.employer
    try:
        services.be_invited(placement=placement, shown_as=said if said in ShownAs.values else "")
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(
            request,
            _("%(host)s may ask you again. You can take it back here.") % {"host": host}
            if said in ShownAs.values
            else _("%(host)s does not ask you.") % {"host": host},
        )
    return go_to(request, "placements:arrival_sheet", institution, placement.public_id)


@require_http_methods(READ)
def invite_again(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Those who agreed, as they chose to be seen; one press writes one letter to each chosen."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.invite_again", challenge)
    people = past_people(challenge)
    form = InviteAgainForm(
        request.POST if request.method == "POST" else None,
        people=[past for past in people if past.may_be_asked],
    )
    if form.is_valid():
        try:
            count = services.invite_again(
                challenge=challenge, chosen=form.chosen(), by=request.user
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            said = ngettext("%(n)d person is asked.", "%(n)d people are asked.", count)
            messages.success(request, said % {"n": count})
            return go_to(request, "placements:invite_again", institution, challenge.public_id)
    return render_page(
        request,
        "placements/invite_again.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "people": people,
            "named": [past for past in people if past.name],
            "asked": [past for past in people if not past.may_be_asked],
            "form": form,
            "takes_interests": challenge.state == ChallengeState.OPEN
            and challenge.closes_at > clock.now(),
            "staff": may(request.user, "placements.places", challenge),
        },
        status=422 if form.errors else 200,
    )
