"""How places are shared out here: for everybody to read, and for managers to change."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from employers.models import Challenge
from employers.states import ChallengeState
from institutions import services as institutions
from institutions.models import Policy
from placements import reasons
from placements.forms.policy import SharingPolicyForm
from placements.models import Allocation, How
from placements.services.allocation import promised_draw
from placements.services.exchange import cost_of, drawn_for, round_that_answered
from placements.services.exchange import in_words as cost_in_words
from placements.services.policy import LOTTERY, in_force, last_round, try_policy
from placements.services.times import policy_of
from placements.states import AllocationState
from placements.views.staff import READ
from placements.views.student import offer_of

SHOWN = 10  # rounds whose draw stands on the public page
PAST = Compiled(
    lambda institution: (
        Allocation.objects.of(institution)
        .filter(state=AllocationState.SENT.value, how=How.WORKED_OUT.value)
        .defer("problem", "result", "changes")
        .order_by("-letters_at", "-pk")[:SHOWN]
    )
)

OPEN = Compiled(
    lambda institution: (
        Challenge.objects.of(institution)
        .filter(state__in=[ChallengeState.OPEN.value, ChallengeState.PAUSED.value])
        .order_by("closes_at")
        .values_list("closes_at", flat=True)
        .distinct()[:SHOWN]
    )
)


@login_not_required
@require_safe
def how_places_are_shared(request: HttpRequest, institution: str) -> HttpResponse:
    """The rules in force in words, and the draws of the last rounds: nobody is in it."""
    here = request.institution  # type: ignore[attr-defined]
    authorize(request.user, "placements.how_places_are_shared", here)
    policy = policy_of(here)
    return render_page(
        request,
        "placements/how_places_are_shared.html",
        {
            "institution": here,
            "rules": in_force(policy),
            "policy": policy,
            "rounds": PAST.all(institution=here.pk),
            "open": [
                {"closes_at": closes_at, "hash": promised_draw(here.pk, closes_at)}
                for closes_at in OPEN.all(institution=here.pk)
            ],
        },
    )


@require_safe
def exchange(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """What it would have cost others to place her, worked out when she asks."""
    eoi = offer_of(request, public_id)
    authorize(request.user, "placements.exchange", eoi)
    allocation = round_that_answered(eoi)
    if allocation is None:
        messages.warning(request, _("Nothing is to be worked out here: the reason says it all."))
        return go_to(request, "placements:accept_place", institution, public_id)
    by_lottery = allocation.policy.get("order") == LOTTERY
    look_again = False
    try:
        words = cost_in_words(cost_of(allocation=allocation, eoi=eoi), by_lottery=by_lottery)
    except RuleBroken as error:
        words, look_again = str(error), True
    return render_page(
        request,
        "placements/exchange.html",
        {
            "drawn_for": drawn_for(allocation, eoi),
            "eoi": eoi,
            "challenge": eoi.challenge,
            "institution": eoi.challenge.institution,
            "words": words,
            "look_again": look_again,
            "why": reasons.sentence(eoi.reason),
        },
    )


@require_http_methods(READ)
def adopt_policy(request: SignedInRequest, institution: str) -> HttpResponse:
    """The sentences with their choices, tried on the last round before they are adopted."""
    here = request.institution
    authorize(request.user, "placements.adopt_policy", here)
    now = policy_of(here)
    current = {name: "yes" if getattr(now, name) else "no" for name in SharingPolicyForm.NAMES}
    asked = request.POST if request.method == "POST" else request.GET
    known = any(name in asked for name in SharingPolicyForm.NAMES)
    form = SharingPolicyForm(asked if known else None, initial=current)
    tried, too_large = None, ""
    if form.is_valid():
        chosen = form.choices()
        if request.method == "POST":
            institutions.edit_policy(institution=here, **chosen)
            messages.success(request, _("Adopted. It counts for rounds not worked out yet."))
            return go_to(request, "placements:adopt_policy", institution)
        past = last_round(here)
        if past is not None:
            try:
                tried = try_policy(allocation=past, policy=Policy(institution=here, **chosen))
            except RuleBroken as error:
                too_large = str(error)
    return render_page(
        request,
        "placements/adopt_policy.html",
        {
            "institution": here,
            "form": form,
            "rules": in_force(now),
            "looked": form.is_bound and form.is_valid(),
            "tried": tried,
            "too_large": too_large,
            "current": "adopt_policy",
            "manager": True,
        },
        status=422 if form.is_bound and form.errors else 200,
    )
