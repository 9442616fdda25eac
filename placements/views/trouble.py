"""What goes wrong for a student: she can't come, or needs help. Staff do both for whoever rings."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers.services.recording import Told
from placements import services
from placements.forms.parts import ConcernForm
from placements.forms.student import GiveBackPlaceForm, SayLateForm
from placements.models import Concern, Placement
from placements.services.day import may_say_late
from placements.states import PlacementState
from placements.views.student import READ, offer_of, placement_of

KINDS = (Concern.Kind.STUCK, Concern.Kind.INCIDENT, Concern.Kind.CONCERN)


@require_http_methods(READ)
def give_back_place(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """ "I can't come": a page that says what follows, and its button."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.give_back_place", placement)
    by_staff = may(request.user, "placements.record_answer", placement)
    form = GiveBackPlaceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            told = Told(request.user, None) if by_staff else None
            services.give_back_place(placement=placement, told=told, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            if by_staff:
                return _recorded(request, placement)
            messages.success(request, _("Thank you for telling us. It costs you nothing."))
            return go_to(request, "placements:arrival_sheet", institution, placement.public_id)
    return render_page(
        request,
        "placements/give_back_place.html",
        {
            "placement": placement,
            "challenge": placement.challenge,
            "institution": placement.institution,
            "form": form,
            "by_staff": by_staff,
            "possible": placement.state in (PlacementState.READY, PlacementState.RUNNING),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(READ)
def say_late(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """ "I'm late": one press says by how much, to the host and to the university."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.say_late", placement)
    by_staff = may(request.user, "placements.record_answer", placement)
    form = SayLateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.say_late(
                placement=placement,
                by=request.user,
                told=Told(request.user, None) if by_staff else None,
                **form.cleaned_data,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            if by_staff:
                return _recorded(request, placement)
            host = placement.challenge.supervisor.name
            messages.success(request, _("Sent. %(host)s knows now.") % {"host": host})
            return go_to(request, "placements:arrival_sheet", institution, placement.public_id)
    return render_page(
        request,
        "placements/say_late.html",
        {
            "by_staff": by_staff,
            "placement": placement,
            "challenge": placement.challenge,
            "institution": placement.institution,
            "form": form,
            "possible": may_say_late(placement),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(READ)
def raise_concern(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Stuck, or worried: one line to the university."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.raise_concern", placement)
    by_staff = may(request.user, "placements.record_answer", placement)
    form = ConcernForm(
        request.POST if request.method == "POST" else None,
        kinds=(*KINDS, Concern.Kind.ANOTHER_WAY) if placement.challenge.needs_nda else KINDS,
        initial={"kind": request.GET.get("kind", "")},
    )
    if form.is_valid():
        try:
            services.raise_concern(
                challenge=placement.challenge,
                placement=placement,
                by=request.user,
                told=Told(request.user, None) if by_staff else None,
                **form.cleaned_data,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            if by_staff:
                return _recorded(request, placement)
            team = placement.institution.team_name
            messages.success(request, _("Sent. The %(team)s has it now.") % {"team": team})
            return go_to(request, "placements:arrival_sheet", institution, placement.public_id)
    return render_page(
        request,
        "placements/raise_concern.html",
        {
            "by_staff": by_staff,
            "placement": placement,
            "challenge": placement.challenge,
            "institution": placement.institution,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def ask_another_way(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """No promise in writing, please: one press on the page of the offer."""
    eoi = offer_of(request, public_id)
    authorize(request.user, "placements.ask_another_way", eoi)
    try:
        services.ask_another_way(eoi=eoi, by=request.user)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        team = eoi.institution.team_name
        said = _("Sent. The %(team)s talks to the host, and rings or writes to you.")
        messages.success(request, said % {"team": team})
    return go_to(request, "placements:accept_place", institution, eoi.public_id)


def _recorded(request: SignedInRequest, placement: Placement) -> HttpResponse:
    """Staff did it for whoever rang: back to their page of the day."""
    messages.success(request, _("Written down, as told by telephone."))
    slug = placement.institution.slug
    return go_to(request, "placements:day", slug, placement.challenge.public_id)
