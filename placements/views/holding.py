"""One person of a draft: what is changed by hand, and what that does to others."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from placements import reasons, services
from placements.forms.holding import SWAP, FixForm, LookForm
from placements.models import Allocation, Hold
from placements.services.allocation import challenges_of
from placements.services.holding import Change, Effect
from placements.services.problem import team_sizes
from placements.services.telling import why_of
from placements.states import AllocationState
from placements.views.rounds import titles_of
from placements.views.staff import READ
from students.models import Eoi

ONE = Compiled(
    lambda institution, public_id: (
        Eoi.objects.of(institution)
        .filter(public_id=public_id, student__isnull=False)
        .select_related(
            "student__user", "challenge__institution__policy", "challenge__employer", "institution"
        )
    )
)
HOLDS = Compiled(
    lambda eoi: (Hold.objects.filter(eoi=eoi) | Hold.objects.filter(other=eoi)).select_related(
        "eoi__student", "other__student"
    )
)
OTHERS = Compiled(
    lambda challenge: (
        Eoi.objects.filter(challenge=challenge, student__isnull=False)
        .select_related("student", "challenge", "host_word__about")
        .order_by("student__family_name", "student__given_name", "pk")
    )
)


@require_http_methods(READ)
def fix(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """What may be changed about one interest of a draft; its effect on others; and the change."""
    eoi: Eoi = ONE.get_or_404(institution=request.institution.pk, public_id=public_id)
    authorize(request.user, "placements.fix", eoi)
    allocation = services.round_of(eoi.challenge)
    if allocation is None or allocation.state != AllocationState.DRAFTED:
        messages.warning(request, _("Only a draft can be changed."))
        return go_to(request, "placements:places", institution, eoi.challenge.public_id)
    result = allocation.result or {}
    others = {
        str(other.public_id): other
        for other in OTHERS.all(challenge=eoi.challenge_id)
        if str(other.public_id) in result["reasons"] and other.pk != eoi.pk
    }
    asked = request.POST if request.method == "POST" else request.GET
    look = _look_form(asked if "what" in asked else None, eoi, result, others)
    kept = FixForm(request.POST if request.method == "POST" else None)
    change, effect = None, None
    if look.is_valid():
        change = _change_of(look, eoi, result, others)
        try:
            if request.method == "POST" and kept.is_valid():
                why = kept.cleaned_data["why"]
                services.fix(allocation=allocation, change=change, why=why, by=request.user)
                messages.success(request, _("Kept. Nobody hears anything before you confirm."))
                return go_to(
                    request, "placements:review_allocation", institution, allocation.public_id
                )
            effect = services.effect_of(allocation=allocation, change=change)
        except RuleBroken as error:
            look.add_error(None, str(error))
    return render_page(
        request,
        "placements/fix.html",
        {
            "eoi": eoi,
            "challenge": eoi.challenge,
            "institution": eoi.institution,
            "allocation": allocation,
            "answer": _answer(result, str(eoi.public_id), str(eoi.challenge.public_id)),
            "why": _why(allocation, result, str(eoi.public_id)),
            "holds": list(HOLDS.all(eoi=eoi.pk)),
            "look": look,
            "form": kept,
            "effect": None if effect is None else in_words(effect),
        },
        status=422 if look.errors or kept.errors else 200,
    )


def _why(allocation: Allocation, result: dict[str, Any], eoi: str) -> str:
    """The reason that she would read; of an interest that the list does not know, nothing."""
    if eoi not in result["reasons"]:
        return ""
    return reasons.sentence(why_of(result, eoi, titles_of(challenges_of(allocation))))


def _look_form(asked: Any, eoi: Eoi, result: dict[str, Any], others: dict[str, Eoi]) -> LookForm:
    _least, largest = team_sizes(eoi.challenge)
    key = str(eoi.challenge.public_id)
    return LookForm(
        asked,
        placed=str(eoi.public_id) in result["placed"],
        pairs=largest > 1,
        teams=1 < largest < eoi.challenge.places,
        people=[
            (other, f"{row.student} ({_answer(result, other, key)})")
            for other, row in others.items()
        ],
    )


def _answer(result: dict[str, Any], eoi: str, challenge: str) -> str:
    """What the draft says to one interest, in a word or two."""
    if eoi in result["placed"]:
        return _("a place")
    line = result["waitlists"].get(challenge, [])
    return _("in line: %(n)d") % {"n": line.index(eoi) + 1} if eoi in line else _("not this time")


def _change_of(look: LookForm, eoi: Eoi, result: dict[str, Any], others: dict[str, Eoi]) -> Change:
    what, other = look.cleaned_data["what"], others.get(look.cleaned_data["other"])
    if what == SWAP and other is not None and str(eoi.public_id) in result["placed"]:
        return Change(SWAP, other, eoi)  # she goes, and the other comes in
    return Change(what, eoi, other)


def in_words(effect: Effect) -> list[str]:
    """A sentence for each person whose answer changes; the desk alone reads them."""
    found = {
        str(eoi.public_id): eoi
        for eoi in Eoi.objects.filter(public_id__in=[*effect.gains, *effect.losses]).select_related(
            "student", "challenge"
        )
    }
    gains = {found[each].student: found[each] for each in effect.gains if each in found}
    losses = {found[each].student: found[each] for each in effect.losses if each in found}
    said = []
    for student in [*gains, *(each for each in losses if each not in gains)]:
        comes, goes = gains.get(student), losses.get(student)
        words = {"name": student, "to": comes and comes.challenge, "from": goes and goes.challenge}
        if comes and goes:
            said.append(_("%(name)s goes from “%(from)s” to “%(to)s”.") % words)
        elif comes:
            said.append(_("%(name)s gets a place in “%(to)s”.") % words)
        else:
            said.append(_("%(name)s loses the place in “%(from)s”.") % words)
    return said


@require_POST
def let_go(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """What was fixed is fixed no longer."""
    rows = Hold.objects.of(request.institution).select_related("institution", "challenge")
    hold = get_object_or_404(rows, public_id=public_id)
    authorize(request.user, "placements.let_go", hold)
    services.let_go(hold=hold)
    messages.success(
        request, _("The rules decide again, from the next time the list is worked out.")
    )
    return _back(request, institution, hold)


def _back(request: HttpRequest, institution: str, hold: Hold) -> HttpResponse:
    """To the draft, or to the project's places where there is none."""
    allocation: Allocation | None = services.round_of(hold.challenge)
    if allocation is None:
        return go_to(request, "placements:places", institution, hold.challenge.public_id)
    return go_to(request, "placements:review_allocation", institution, allocation.public_id)
