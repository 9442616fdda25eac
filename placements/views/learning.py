"""What the full track asks besides: a concept and steps before, a word on team mates after."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from placements import services
from placements.forms.learning import PrepareForm, RatePeersForm
from placements.models import Concept, PeerRating, RatingBefore
from placements.services.learning import mates_to_rate
from placements.views.student import placement_of, when_of

READ = ["GET", "HEAD", "POST"]


@require_http_methods(READ)
def prepare(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Before a longer project: one thing to try, and how she sees her skills now."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.prepare", placement)
    before = dict(RatingBefore.objects.filter(placement=placement).values_list("skill", "level"))
    chosen = Concept.objects.filter(placement=placement).first()
    form = PrepareForm(
        request.POST if request.method == "POST" else None,
        skills=list(placement.challenge.skills.prefetch_related("levels")),
        initial={f"skill-{skill}": str(level) for skill, level in before.items()}
        | {"concept": chosen.concept if chosen else ""},
    )
    if form.is_valid():
        try:
            services.prepare(
                placement=placement, concept=form.cleaned_data["concept"], levels=form.levels()
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. You can change it until the project ends."))
            return go_to(request, "placements:arrival_sheet", institution, placement.public_id)
    return render_page(
        request,
        "placements/prepare.html",
        {
            "placement": placement,
            "challenge": placement.challenge,
            "institution": placement.institution,
            "form": form,
            "open": services.may_prepare(placement),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(READ)
def rate_peers(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """A step in each skill for team mates, where her module asks; shown to nobody one by one."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.rate_peers", placement)
    mates = mates_to_rate(placement)
    given = PeerRating.objects.filter(rater=placement)
    form = RatePeersForm(
        request.POST if request.method == "POST" else None,
        mates=mates,
        skills=list(placement.challenge.skills.prefetch_related("levels")),
        initial={
            f"skill-{skill}-{rated}": level or "–"
            for skill, rated, level in given.values_list("skill", "rated__public_id", "level")
        },
    )
    if form.is_valid():
        try:
            services.rate_peers(placement=placement, levels=form.levels())
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. They read it only together with what others said."))
            return go_to(request, "placements:arrival_sheet", institution, placement.public_id)
    return render_page(
        request,
        "placements/rate_peers.html",
        {
            "placement": placement,
            "challenge": placement.challenge,
            "institution": placement.institution,
            "form": form,
            "mates": mates,
            **when_of(placement),
        },
        status=422 if form.errors else 200,
    )
