"""Another day: staff give it, and whoever has a place says yes or no again."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
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
from placements.services.agreement import days_of, differences, in_the_words_of, lines_of, mark_of
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


@dataclass(frozen=True)
class Asked:
    """What is asked again, in words: the question, its yes, what a yes came to, why a no."""

    question: Any
    yes: Any
    agreed: Any
    because: Any


OTHER_DAY = Asked(
    gettext_lazy("It has another day. Can you still come?"),
    gettext_lazy("Yes, on the new day"),
    gettext_lazy("Agreed: the new day is in the calendar."),
    gettext_lazy("Not on the new day"),
)
OTHER_TIME = Asked(
    gettext_lazy("The times have changed. Can you still come?"),
    gettext_lazy("Yes, at the new times"),
    gettext_lazy("Agreed: the new times are in the calendar."),
    gettext_lazy("Not at the new times"),
)
OTHER_TERMS = Asked(
    gettext_lazy("Something has changed. Do you still say yes?"),
    gettext_lazy("Yes, so be it"),
    gettext_lazy("Agreed, as it stands now."),
    gettext_lazy("Not as it is now"),
)


@require_http_methods(READ)
def agree_again(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Another day, or other terms: what is different, and two buttons; staff press them as told."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.agree_again", placement)
    challenge = placement.challenge
    by_staff = may(request.user, "placements.postpone_challenge", challenge)
    sessions = list(Session.objects.filter(challenge=challenge))
    with in_the_words_of(placement.agreed):
        lines = lines_of(challenge, sessions)
    changes = differences(placement.agreed.get("lines", []), lines)
    asked = OTHER_TERMS
    if not changes or changes[0].heading == lines[0][0]:
        same_days = placement.agreed.get("days") == days_of(challenge, sessions)
        asked = OTHER_TIME if same_days else OTHER_DAY
    signs = not by_staff and policy_of(placement.institution).asks_signature
    error = ""
    if request.method == "POST":
        told = Told(request.user, None) if by_staff else None
        try:
            done = _answered(request, placement, asked, told=told, signs=signs)
        except RuleBroken as broken:
            error = str(broken)
        else:
            messages.success(request, done)
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
            "mark": mark_of({"lines": lines}),
            "changes": changes if placement.agreed.get("lines") else [],
            "words": asked,
            "signs": signs,
            "asked": placement.again_by is not None and placement.state == PlacementState.READY,
            "by_staff": by_staff,
            "error": error,
        },
        status=RuleBroken.status if error else 200,
    )


def _answered(
    request: SignedInRequest, placement: Placement, asked: Asked, *, told: Told | None, signs: bool
) -> str:
    """Do what was pressed; what is said of it. Raises ``RuleBroken``."""
    if request.POST.get("answer") == "no":
        services.give_back_place(placement=placement, because=str(asked.because), told=told)
        return _("The place goes to the next in line. It costs nothing.")
    name = request.POST.get("signed_name", "").replace("\x00", "")  # no form has looked
    if signs and not name.strip():
        raise RuleBroken(_("Type your name to sign."))
    services.agree_again(
        placement=placement,
        via=RecordedVia.TELEPHONE if told else RecordedVia.WEB,
        signed_name=name if signs else "",
        seen=request.POST.get("seen", ""),
    )
    return str(asked.agreed)
