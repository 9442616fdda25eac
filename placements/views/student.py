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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from employers.law import hours_on_visas
from employers.models import Session
from employers.safety import emergency_of
from employers.wording import SESSIONS, ChallengeWording, worded
from placements import reasons, services, words
from placements.forms.student import (
    AcceptPlaceForm,
    RateSelfForm,
    ReflectForm,
)
from placements.models import (
    WAS_THERE,
    Assessment,
    Attendance,
    Placement,
    Reflection,
    SelfRating,
    SignOff,
)
from placements.services.agreement import lines_of
from placements.services.arranging import arranged_for
from placements.services.day import BACKGROUND_BEFORE, SIGN_OFF_FROM
from placements.services.inviting import AGREED
from placements.services.learning import levels_are_shown
from placements.services.lists import free_seats
from placements.services.near import MISSED
from placements.states import GONE, OVER, PlacementState
from students.models import Eoi
from students.states import EoiState

READ = ["GET", "HEAD", "POST"]
CHALLENGE = ("employer", "site", "supervisor", "institution")


def offer_of(request: HttpRequest, public_id: uuid.UUID) -> Eoi:
    """The interest of this institution with its challenge, or a page that does not exist."""
    related = [f"challenge__{name}" for name in CHALLENGE]
    offers = Eoi.objects.of(request.institution).select_related(  # type: ignore[attr-defined]
        "student__user", *related
    )
    eoi: Eoi = get_object_or_404(offers, public_id=public_id)
    return eoi


def _placements(institution: Any, public_id: Any, related: Sequence[str] = ()) -> Any:
    rated = SelfRating.objects.filter(placement=OuterRef("pk"))
    wanted = [f"challenge__{name}" for name in CHALLENGE]
    return (
        Placement.objects.of(institution)
        .filter(public_id=public_id)
        .annotate(rated=Exists(rated))
        .select_related("student", "institution", *wanted, *related)
    )


PLACEMENT = Compiled(partial(_placements, related=("attendance", "reflection")))
SHEET = Compiled(partial(_placements, related=("attendance", "reflection", "team__sign_off")))
HOST_LEVELS = Compiled(
    lambda placement: Assessment.objects.filter(placement=placement).select_related("skill")
)


def placement_of(
    request: HttpRequest, public_id: uuid.UUID, question: "Compiled[Any]" = PLACEMENT
) -> Placement:
    """The placement of this institution with its challenge, or a page that does not exist."""
    here = request.institution  # type: ignore[attr-defined]
    placement: Placement = question.get_or_404(institution=here.pk, public_id=public_id)
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
    form = AcceptPlaceForm(request.POST if request.method == "POST" else None, student=eoi.student)
    if form.is_valid():
        try:
            placement = services.accept_place(eoi=eoi, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your place is booked. Everything for the day is here."))
            return go_to(request, "placements:arrival_sheet", institution, placement.public_id)
    sessions = list(Session.objects.filter(challenge=challenge))
    return render_page(
        request,
        "placements/accept_place.html",
        {
            "eoi": eoi,
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "why": reasons.sentence(eoi.reason),
            "lines": lines_of(challenge, sessions),
            "visas": hours_on_visas(challenge, sessions),
            "answerable": eoi.state == EoiState.OFFERED,
            "held_for_staff": eoi.student.under_18,
            "first_yes": eoi.state == EoiState.OFFERED and eoi.seat is None,
            "free": free_seats(challenge) if eoi.seat is None else 0,
            "near": _near(eoi),
            "way_asked": challenge.needs_nda and services.asked_another_way(eoi),
        },
        status=422 if form.errors else 200,
    )


def _near(eoi: Eoi) -> list[ChallengeWording]:
    """What is near to an interest that came to no place, in words."""
    if eoi.state not in MISSED or eoi.student is None:
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


# The day


@require_safe
def arrival_sheet(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """All that she needs for the day, on one sheet; afterwards, what is asked of her."""
    placement = placement_of(request, public_id, SHEET)
    authorize(request.user, "placements.arrival_sheet", placement)
    signed: SignOff | None = getattr(placement.team, "sign_off", None)
    challenge, now = placement.challenge, clock.now()
    sessions = list(SESSIONS.all(keys=[challenge.pk]))
    after = now >= challenge.ends_at - SIGN_OFF_FROM and placement.state not in GONE
    attendance: Attendance | None = getattr(placement, "attendance", None)
    absent = attendance is not None and attendance.came not in WAS_THERE
    open_to_her = after and not absent and placement.state != PlacementState.CLOSED
    rated = placement.rated  # type: ignore[attr-defined]
    shown = after and levels_are_shown(placement, signed.state if signed else None, rated=rated)
    askable = not absent and placement.state in OVER
    zone = challenge.institution.zone
    tomorrow = words.local(now, zone).date() > words.local(challenge.ends_at, zone).date()
    return render_page(
        request,
        "placements/arrival_sheet.html",
        {
            "placement": placement,
            "challenge": challenge,
            "institution": challenge.institution,
            "sessions": sessions,
            "lines": placement.agreed.get("lines") or lines_of(challenge, sessions),
            "emergency": None if after else emergency_of(challenge),
            "mates": [] if after else _mates(placement),
            "background": challenge.background and now >= challenge.starts_at - BACKGROUND_BEFORE,
            "background_from": challenge.starts_at - BACKGROUND_BEFORE,
            "gone": placement.state in GONE,
            "after": after,
            "absent": absent,
            "open_to_her": open_to_her,
            "reflected": getattr(placement, "reflection", None) is not None,
            "rated": rated,
            "attendance": attendance if tomorrow or absent else None,
            "thanks": signed if after and not absent else None,
            "askable": askable,
            "arranged": None if after or placement.state in GONE else arranged_for(placement),
            "agreed": AGREED.first(placement=placement.pk) if askable else None,
            "host_levels": list(HOST_LEVELS.all(placement=placement.pk)) if shown else [],
        },
    )


def _mates(placement: Placement) -> list[str]:
    """First names of the others in her team, from A to Z, once teams stand."""
    if placement.team is None or placement.team.formed_at is None:
        return []
    others = Placement.objects.filter(team=placement.team).standing().exclude(pk=placement.pk)
    return sorted(
        other.student.preferred_name or other.student.given_name or _("somebody new")
        for other in others.select_related("student")
    )


# After the day


@require_http_methods(READ)
def reflect(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Three lines, then on to the rating."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.reflect", placement)
    written: Reflection | None = getattr(placement, "reflection", None)
    form = ReflectForm(request.POST if request.method == "POST" else None, instance=written)
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
            **_when(placement),
        },
        status=422 if form.errors else 200,
    )


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
            messages.success(request, _("Thank you. That is all we ask of you."))
            return go_to(request, "placements:arrival_sheet", institution, placement.public_id)
    return render_page(
        request,
        "placements/rate_self.html",
        {
            "placement": placement,
            "challenge": placement.challenge,
            "institution": placement.institution,
            "form": form,
            **_when(placement),
        },
        status=422 if form.errors else 200,
    )


def _when(placement: Placement) -> dict[str, bool]:
    """Whether it is too early or too late to say anything of the day, or she was not there."""
    attendance: Attendance | None = getattr(placement, "attendance", None)
    return {
        "absent": attendance is not None and attendance.came not in WAS_THERE,
        "early": clock.now() < placement.challenge.ends_at - SIGN_OFF_FROM,
        "closed": placement.state in (*GONE, PlacementState.CLOSED),
    }
