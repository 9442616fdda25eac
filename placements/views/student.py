"""A student's own pages: the offer, the arrival sheet, what comes after the day."""

import uuid
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from employers.law import hours_on_visas
from employers.models import Session
from employers.wording import ChallengeWording, worded
from placements import reasons, services
from placements.forms.learning import ReflectInFullForm
from placements.forms.student import (
    AcceptPlaceForm,
    RateSelfForm,
    ReflectForm,
)
from placements.models import (
    WAS_THERE,
    Attendance,
    Concept,
    Placement,
    Reflection,
    SelfRating,
    SignOff,
)
from placements.services.agreement import lines_of, mark_of
from placements.services.beside import open_beside
from placements.services.day import SIGN_OFF_FROM
from placements.services.exchange import ASKABLE
from placements.services.lists import free_seats
from placements.services.near import is_near_miss
from placements.services.times import policy_of
from placements.states import GONE, PlacementState
from students.models import Eoi
from students.states import EoiState

READ = ["GET", "HEAD", "POST"]
CHALLENGE = ("employer", "site", "supervisor", "institution", "module")


def offer_of(request: HttpRequest, public_id: uuid.UUID) -> Eoi:
    """The interest of this institution with its challenge, or a page that does not exist."""
    related = [f"challenge__{name}" for name in (*CHALLENGE, "institution__policy")]
    offers = Eoi.objects.of(request.institution).select_related(  # type: ignore[attr-defined]
        "student__user", *related
    )
    eoi: Eoi = get_object_or_404(offers, public_id=public_id)
    return eoi


def placements(institution: Any, public_id: Any, related: Sequence[str] = ()) -> Any:
    rated = SelfRating.objects.filter(placement=OuterRef("pk"))
    wanted = [f"challenge__{name}" for name in CHALLENGE]
    return (
        Placement.objects.of(institution)
        .filter(public_id=public_id)
        .annotate(rated=Exists(rated))
        .select_related("student", "institution", *wanted, *related)
    )


PLACEMENT = Compiled(
    partial(placements, related=("attendance", "reflection", "institution__policy"))
)


def placement_of(request: HttpRequest, public_id: uuid.UUID) -> Placement:
    """The placement of this institution with its challenge, or a page that does not exist."""
    here = request.institution  # type: ignore[attr-defined]
    placement: Placement = PLACEMENT.get_or_404(institution=here.pk, public_id=public_id)
    return placement


# The offer


@require_http_methods(READ)
def accept_place(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """The offer with its why and what we agree; one button says yes, another no."""
    eoi = offer_of(request, public_id)
    authorize(request.user, "placements.accept_place", eoi)
    challenge = eoi.challenge
    if eoi.state == EoiState.ACCEPTED:
        placement = Placement.objects.get(eoi=eoi)
        return go_to(request, "placements:arrival_sheet", institution, placement.public_id)
    assert eoi.student is not None  # is_asked has seen her
    form = AcceptPlaceForm(
        request.POST if request.method == "POST" else None,
        student=eoi.student,
        signs=policy_of(challenge.institution).asks_signature,
    )
    if form.is_valid():
        try:
            placement = services.accept_place(
                eoi=eoi, seen=request.POST.get("seen", ""), **form.cleaned_data
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your place is booked. Everything for the day is here."))
            return go_to(request, "placements:arrival_sheet", institution, placement.public_id)
    sessions = list(Session.objects.filter(challenge=challenge))
    lines = lines_of(challenge, sessions)
    return render_page(
        request,
        "placements/accept_place.html",
        {
            "eoi": eoi,
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "why": reasons.sentence(eoi.reason),
            "lines": lines,
            "mark": mark_of({"lines": lines}),
            "visas": hours_on_visas(challenge, sessions),
            "answerable": eoi.state == EoiState.OFFERED,
            "held_for_staff": eoi.student.under_18,
            "first_yes": eoi.state == EoiState.OFFERED and eoi.seat is None,
            "free": free_seats(challenge) if eoi.seat is None else 0,
            "near": _near(eoi),
            "beside": open_beside(eoi) if eoi.state == EoiState.OFFERED else [],
            "may_come_back": services.may_come_back(eoi),
            "again": services.asked_again(eoi),
            "askable": eoi.state in (EoiState.NOT_SELECTED, EoiState.WAITLISTED)
            and eoi.reason.get("code") in ASKABLE,
            "way_asked": challenge.needs_nda and services.asked_another_way(eoi),
        },
        status=422 if form.errors else 200,
    )


def _near(eoi: Eoi) -> list[ChallengeWording]:
    """What is near to an interest that came to no place, in words."""
    if eoi.student is None or not is_near_miss(eoi):
        return []
    found = services.near_misses(eoi.student, eoi.challenge, eoi.challenge.institution)
    return worded(*found) if found else []


@require_POST
def decline_place(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """No, in one tap."""
    eoi = offer_of(request, public_id)
    authorize(request.user, "placements.decline_place", eoi)
    try:
        services.decline_place(eoi=eoi)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("You said no. It costs you nothing next time."))
    return go_to(request, "placements:accept_place", institution, eoi.public_id)


@require_POST
def come_back(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """She changed her mind: asked again, in line, or offered the place at once."""
    eoi = offer_of(request, public_id)
    authorize(request.user, "placements.come_back", eoi)
    try:
        back = services.come_back(eoi=eoi)
    except RuleBroken as error:
        messages.warning(request, str(error))
        return go_to(request, "portal:follow_interest", institution, eoi.public_id)
    if back.state == EoiState.OFFERED:
        messages.success(request, _("The place is still free: say yes here."))
        return go_to(request, "placements:accept_place", institution, back.public_id)
    messages.success(request, _("You are on the list again. What comes next stands here."))
    return go_to(request, "portal:follow_interest", institution, back.public_id)


# After the day


@require_http_methods(READ)
def reflect(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Three lines, then on to the rating."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.reflect", placement)
    written: Reflection | None = getattr(placement, "reflection", None)
    form = reflect_form(request, placement, written)
    if form.is_valid():
        try:
            services.reflect(placement=placement, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. One page to go."))
            return go_to(request, "placements:rate_self", institution, placement.public_id)
    return render_page(
        request,
        "placements/reflect.html",
        {
            "placement": placement,
            "challenge": placement.challenge,
            "institution": placement.institution,
            "form": form,
            **when_of(placement),
        },
        status=422 if form.errors else 200,
    )


def reflect_form(
    request: SignedInRequest, placement: Placement, written: Reflection | None
) -> ReflectForm:
    """Three lines; on the full track two more, with what she wanted to try."""
    sent = request.POST if request.method == "POST" else None
    if placement.challenge.is_short:
        return ReflectForm(sent, instance=written)
    chosen = Concept.objects.filter(placement=placement).first()
    initial = {"became": chosen.became, "back": chosen.back} if chosen else {}
    form = ReflectInFullForm(sent, instance=written, initial=initial)
    if chosen and chosen.concept:
        form.fields["became"].label = _("You wanted to try “%(what)s”. What became of it?") % {
            "what": chosen.concept
        }
    return form


@require_http_methods(READ)
def rate_self(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """A step in each skill, by the behaviours, before she sees the host's."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.rate_self", placement)
    skills = list(placement.challenge.skills.prefetch_related("levels"))
    rated = dict(SelfRating.objects.filter(placement=placement).values_list("skill", "level"))
    form = RateSelfForm(
        request.POST if request.method == "POST" else None,
        skills=skills,
        initial={f"skill-{skill}": str(level) for skill, level in rated.items()},
    )
    if form.is_valid():
        try:
            services.rate_self(placement=placement, levels=form.levels())
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            thanks = _("Thank you. That is all we ask of you.")
            if not SignOff.objects.filter(team=placement.team_id).exists():
                badge = _("Your badge comes once your host has signed off.")
                thanks = f"{thanks} {badge}"
            messages.success(request, thanks)
            return go_to(request, "placements:arrival_sheet", institution, placement.public_id)
    return render_page(
        request,
        "placements/rate_self.html",
        {
            "placement": placement,
            "challenge": placement.challenge,
            "institution": placement.institution,
            "form": form,
            **when_of(placement),
        },
        status=422 if form.errors else 200,
    )


def when_of(placement: Placement) -> dict[str, bool]:
    """Whether it is too early or too late to say anything of the day, or she was not there."""
    attendance: Attendance | None = getattr(placement, "attendance", None)
    return {
        "absent": attendance is not None and attendance.came not in WAS_THERE,
        "early": clock.now() < placement.challenge.ends_at - SIGN_OFF_FROM,
        "closed": placement.state in (*GONE, PlacementState.CLOSED),
    }
