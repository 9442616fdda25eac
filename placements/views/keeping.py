"""Places kept for a group: the page of a project where it is proposed, decided and given back."""

import uuid
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers.models import Challenge
from placements import services
from placements.forms.keeping import DecideKeptPlacesForm, KeepPlacesForm
from placements.models import KeptPlaces
from placements.services.keeping import in_words, is_live, kept_of, qualify
from placements.states import KeptState
from placements.views.staff import READ, project_of
from students.models import Student
from students.states import WAITING


@require_http_methods(READ)
def keep_places(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """What is kept here and for whom, or a proposal. The host and staff share the page."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.keep_places", challenge)
    if request.method == "POST":
        authorize(request.user, "placements.propose_kept_places", challenge)
    form = KeepPlacesForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by_host = not _by_staff(request, challenge)
        try:
            services.keep_places(
                challenge=challenge, by=request.user, by_host=by_host, **form.cleaned_data
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Sent. A second person at the university decides."))
            return go_to(request, "placements:keep_places", institution, challenge.public_id)
    return _page(request, challenge, kept_of(challenge), form=form)


@require_POST
def decide_kept_places(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Yes or no, with the lawful reason."""
    kept = _kept(request, public_id)
    authorize(request.user, "placements.decide_kept_places", kept)
    form = DecideKeptPlacesForm(request.POST)
    if form.is_valid():
        approve = request.POST.get("answer") == "yes"
        try:
            services.decide_kept_places(
                kept=kept, approve=approve, why=form.cleaned_data["why"], by=request.user
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Kept: the listing says so.") if approve else _("Not kept.")
            )
            return go_to(request, "placements:keep_places", institution, kept.challenge.public_id)
    return _page(request, project_of(request, kept.challenge.public_id), kept, decide=form)


@require_POST
def release_kept_places(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """The places are everybody's again."""
    kept = _kept(request, public_id)
    authorize(request.user, "placements.release_kept_places", kept)
    try:
        services.release_kept_places(kept=kept, by=request.user)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The places are for everybody again."))
    return go_to(request, "placements:keep_places", institution, kept.challenge.public_id)


def _kept(request: SignedInRequest, public_id: uuid.UUID) -> KeptPlaces:
    kept: KeptPlaces = get_object_or_404(
        KeptPlaces.objects.of(request.institution).select_related("institution", "challenge"),
        public_id=public_id,
    )
    return kept


def _by_staff(request: SignedInRequest, challenge: Challenge) -> bool:
    return may(request.user, "placements.places", challenge)  # whoever sees the desk


def _page(
    request: SignedInRequest,
    challenge: Challenge,
    kept: KeptPlaces | None,
    *,
    form: Form | None = None,
    decide: Form | None = None,
) -> HttpResponse:
    live, staff = is_live(kept), _by_staff(request, challenge)
    context: dict[str, Any] = {
        "challenge": challenge,
        "institution": challenge.institution,
        "kept": kept,
        "live": live,
        "staff": staff,
        "words": in_words(kept),
        "form": form or KeepPlacesForm(),
        "decide": decide or DecideKeptPlacesForm(),
        "may_decide": kept is not None
        and kept.state == KeptState.PROPOSED
        and may(request.user, "placements.decide_kept_places", kept),
        "may_propose": not live and may(request.user, "placements.propose_kept_places", challenge),
        "may_release": live and may(request.user, "placements.release_kept_places", kept),
        "among": _among(kept) if kept is not None and live and staff else None,
    }
    bound = (form is not None and form.errors) or (decide is not None and decide.errors)
    return render_page(
        request, "placements/keep_places.html", context, status=422 if bound else 200
    )


def _among(kept: KeptPlaces) -> int:
    """How many of those who wait the places are kept for: a count for the desk, never names."""
    waiting = Student.objects.filter(
        eoi__challenge=kept.challenge_id, eoi__state__in=WAITING
    ).distinct()
    return len(qualify(kept, waiting))
