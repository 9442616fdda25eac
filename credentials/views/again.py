"""Would both work together again? Sealed answers of a student and of a host (REQUIREMENTS 4.20)."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from credentials import services
from credentials.forms import FIT_ITEMS, FIT_WORDS, SealedAnswerForm
from credentials.models import SealedAnswer, Side, WouldAgain
from placements.models import WAS_THERE, Placement, Team
from placements.services.inviting import may_be_asked
from placements.states import OVER

READ = ["GET", "HEAD", "POST"]


@require_http_methods(READ)
def answer_sealed(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Her answer about the host: sealed, given anew, taken back; what both found, once there is."""
    placement: Placement = get_object_or_404(
        Placement.objects.of(request.institution).select_related(
            "institution", "student", "challenge__employer"
        ),
        public_id=public_id,
    )
    authorize(request.user, "credentials.answer_sealed", placement)
    host = placement.challenge.employer
    form = SealedAnswerForm(
        request.POST if request.POST.get("act") == "seal" else None,
        side=Side.STUDENT,
        question=_("Would you work with %(host)s again?") % {"host": host},
    )
    done = ""
    if request.POST.get("act") == "back":
        services.take_back_sealed(placement=placement, side=Side.STUDENT)
        done = _("Taken back. Nothing of it is kept.")
    elif form.is_valid():
        try:
            services.answer_sealed(placement=placement, side=Side.STUDENT, **form.answer())
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            done = _("Sealed. You hear of it only if you both say yes.")
    if done:
        messages.success(request, done)
        return go_to(request, "credentials:answer_sealed", institution, placement.public_id)
    found = WouldAgain.objects.filter(placement=placement).first()
    mine = SealedAnswer.objects.filter(placement=placement, side=Side.STUDENT)
    return render_page(
        request,
        "credentials/answer_sealed.html",
        {
            "placement": placement,
            "challenge": placement.challenge,
            "institution": placement.institution,
            "askable": may_be_asked(placement),
            "form": form,
            "sealed": mine.exists(),
            "found": found,
            "words": in_words(found.of_student, Side.HOST) if found else [],
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(READ)
def answer_sealed_of_team(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """The host's answers about each student of a team who was there, after its sign-off."""
    team: Team = get_object_or_404(
        Team.objects.of(request.institution).select_related(
            "institution", "challenge__institution", "challenge__employer", "sign_off"
        ),
        public_id=public_id,
    )
    authorize(request.user, "credentials.answer_sealed_of_team", team)
    signed = getattr(team, "sign_off", None) is not None
    placements = _people(team) if signed else []
    back = next((p for p in placements if request.POST.get("back") == str(p.public_id)), None)
    sent = request.POST if request.POST.get("act") == "seal" else None
    forms = [
        SealedAnswerForm(
            sent,
            prefix=str(placement.public_id),
            side=Side.HOST,
            wanted=False,
            question=_("Would you work with %(name)s again?")
            % {"name": placement.student.display_name},
        )
        for placement in placements
    ]
    if back is not None:
        services.take_back_sealed(placement=back, side=Side.HOST)
        messages.success(request, _("Taken back. Nothing of it is kept."))
        return go_to(request, "credentials:answer_sealed_of_team", institution, team.public_id)
    if sent is not None and _all_valid(forms):
        said = [
            (placement, form)
            for placement, form in zip(placements, forms, strict=True)
            if form.cleaned_data["again"]
        ]
        try:
            for placement, form in said:
                services.answer_sealed(placement=placement, side=Side.HOST, **form.answer())
        except RuleBroken as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Sealed. You hear of it only where both say yes."))
        return go_to(request, "credentials:answer_sealed_of_team", institution, team.public_id)
    keys = [placement.pk for placement in placements]
    mine = SealedAnswer.objects.filter(placement__in=keys, side=Side.HOST)
    sealed = set(mine.values_list("placement", flat=True))
    found = {each.placement_id: each for each in WouldAgain.objects.filter(placement__in=keys)}
    rows = [
        {
            "placement": placement,
            "form": form,
            "sealed": placement.pk in sealed,
            "found": placement.pk in found,
            "words": in_words(found[placement.pk].of_host, Side.STUDENT)
            if placement.pk in found
            else [],
        }
        for placement, form in zip(placements, forms, strict=True)
    ]
    return render_page(
        request,
        "credentials/answer_sealed_of_team.html",
        {
            "team": team,
            "challenge": team.challenge,
            "institution": team.institution,
            "signed": signed,
            "rows": rows,
        },
        status=422 if any(form.errors for form in forms) else 200,
    )


def _all_valid(forms: Sequence[SealedAnswerForm]) -> bool:
    """Each is asked, so that all that is wrong is said at once."""
    return not [form for form in forms if not form.is_valid()]


def _people(team: Team) -> list[Placement]:
    """Whoever of the team was there, by name."""
    there = Placement.objects.filter(
        team=team, state__in=OVER, attendance__came__in=WAS_THERE
    ).select_related("student__user")
    return sorted(there, key=lambda placement: placement.student.display_name.casefold())


def in_words(fit: Sequence[int], side: str) -> list[tuple[Any, Any]]:
    """What one side said on fit: item and word, without what it left out."""
    said = dict(FIT_WORDS)
    return [(item, said[n]) for item, n in zip(FIT_ITEMS[side], fit, strict=False) if n]
