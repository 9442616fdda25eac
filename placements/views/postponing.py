"""Another day: staff give it, and whoever has a place says yes or no again."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers.models import Session
from employers.services.recording import Told
from employers.way import way_back
from placements import services
from placements.forms.postponing import PostponeForm
from placements.models import Placement
from placements.services.agreement import differences, lines_of
from placements.services.postponing import moved
from placements.services.times import policy_of
from placements.states import PlacementState
from placements.views.staff import READ, project_of
from placements.views.student import placement_of
from students.models import RecordedVia


@require_http_methods(READ)
def postpone_challenge(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """The new first day and why; says before whom it asks again."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.postpone_challenge", challenge)
    form = PostponeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            asked = services.postpone_challenge(
                challenge=challenge,
                times=moved(challenge, form.cleaned_data["first_day"]),
                reason=form.cleaned_data["reason"],
            )
        except RuleBroken as error:
            form.add_error("first_day", str(error))
        else:
            said = ngettext(
                "It has another day. %(n)d person is asked again.",
                "It has another day. %(n)d people are asked again.",
                asked,
            )
            messages.success(request, said % {"n": asked})
            return go_to(request, "placements:places", institution, challenge.public_id)
    placed = Placement.objects.filter(challenge=challenge, state=PlacementState.READY)
    return render_page(
        request,
        "placements/postpone_challenge.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "placed": placed.count(),
            "way": way_back(request.user, challenge),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(READ)
def agree_again(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Another day, or other terms: what is different, and two buttons; staff press them as told."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.agree_again", placement)
    challenge = placement.challenge
    by_staff = may(request.user, "placements.postpone_challenge", challenge)
    lines = lines_of(challenge, list(Session.objects.filter(challenge=challenge)))
    changes = differences(placement.agreed.get("lines", []), lines)
    other_day = not changes or changes[0].heading == lines[0][0]
    signs = not by_staff and policy_of(placement.institution).asks_signature
    error = ""
    if request.method == "POST":
        try:
            if request.POST.get("answer") == "no":
                services.give_back_place(
                    placement=placement,
                    because=_("Not on the new day") if other_day else _("Not as it is now"),
                    told=Told(request.user, None) if by_staff else None,
                )
                messages.success(
                    request, _("The place goes to the next in line. It costs nothing.")
                )
            else:
                via = RecordedVia.TELEPHONE if by_staff else RecordedVia.WEB
                name = request.POST.get("signed_name", "").replace("\x00", "")  # no form has looked
                if signs and not name.strip():
                    raise RuleBroken(_("Type your name to sign."))
                services.agree_again(
                    placement=placement, via=via, signed_name=name if signs else ""
                )
                said = _("Agreed: the new day is in the calendar.")
                messages.success(request, said if other_day else _("Agreed, as it stands now."))
        except RuleBroken as broken:
            error = str(broken)
        else:
            if by_staff:
                return go_to(request, "placements:places", institution, challenge.public_id)
            return go_to(request, "placements:arrival_sheet", institution, placement.public_id)
    return render_page(
        request,
        "placements/agree_again.html",
        {
            "placement": placement,
            "challenge": challenge,
            "institution": challenge.institution,
            "lines": lines,
            "changes": changes if placement.agreed.get("lines") else [],
            "other_day": other_day,
            "signs": signs,
            "asked": placement.again_by is not None and placement.state == PlacementState.READY,
            "by_staff": by_staff,
            "error": error,
        },
        status=RuleBroken.status if error else 200,
    )
