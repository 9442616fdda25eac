"""Sharing a project with another university: offered at one desk, answered at the other."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services as employers
from employers.models import Share
from employers.services.sharing import TAKES_INTERESTS
from employers.states import ShareState
from employers.wording import worded
from placements import services
from placements.forms.sharing import DeclineShareForm, ShareForm
from placements.views.staff import READ, project_of

SHOWN = 25


@require_http_methods(READ)
def share_challenge(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Offer some places to another university; what was offered before, and what came of it."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.share_challenge", challenge)
    typed = request.POST if request.method == "POST" else None
    form = ShareForm(typed, challenge=challenge)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("to", "places", "words")}
        try:
            share = employers.share_challenge(challenge=challenge, by=request.user, **given)
        except RuleBroken as error:
            form.add_error("places", str(error))
        else:
            messages.success(request, _("%(university)s is asked.") % {"university": share.to})
            return go_to(request, "placements:share_challenge", institution, challenge.public_id)
    shares = Share.objects.filter(challenge=challenge).select_related("to", "part")
    return render_page(
        request,
        "placements/share_challenge.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "shares": shares.order_by("-offered_at"),
            "can_share": challenge.state in TAKES_INTERESTS and challenge.shared_from_id is None,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def take_back_share(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """The offer is not open any more; their list does not show it."""
    ours = Share.objects.of(request.institution).select_related("challenge", "to")
    share = get_object_or_404(ours, public_id=public_id)
    authorize(request.user, "placements.take_back_share", share)
    try:
        employers.take_back_share(share=share)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Taken back."))
    return go_to(request, "placements:share_challenge", institution, share.challenge.public_id)


@require_safe
def shared_with_us(request: SignedInRequest, institution: str) -> HttpResponse:
    """Places of other universities' projects that wait for our answer."""
    authorize(request.user, "placements.shared_with_us", request.institution)
    return _offered(request, None, DeclineShareForm())


@require_POST
def answer_share(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Yes: the places are ours, in a brief to read and publish. No: with a line why."""
    here = request.institution
    authorize(request.user, "placements.answer_share", here)
    offered = Share.objects.filter(to=here).select_related("to__policy", "institution", "challenge")
    share = get_object_or_404(offered, public_id=public_id)
    form = DeclineShareForm(request.POST, auto_id=f"{share.public_id}-%s")
    try:
        if request.POST.get("answer") == "yes":
            part = services.accept_share(share=share, by=request.user)
            taken = ngettext(
                "%(n)d place is yours. Read the brief, then publish it.",
                "%(n)d places are yours. Read the brief, then publish it.",
                part.places,
            )
            messages.success(request, taken % {"n": part.places})
            return go_to(request, "employers:review_challenge", institution, part.public_id)
        if not form.is_valid():
            return _offered(request, share, form)
        employers.decline_share(share=share, by=request.user, reason=form.cleaned_data["reason"])
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("They read why not."))
    return go_to(request, "placements:shared_with_us", institution)


def _offered(request: SignedInRequest, typed: Share | None, form: DeclineShareForm) -> HttpResponse:
    here = request.institution
    waiting = (
        Share.objects.filter(
            to=here, state=ShareState.OFFERED, challenge__state__in=TAKES_INTERESTS
        )
        .select_related(
            "institution", "challenge__institution", "challenge__employer", "challenge__site"
        )
        .prefetch_related("challenge__sessions", "challenge__skills")
        .order_by("challenge__closes_at", "pk")[:SHOWN]
    )
    rows = [
        (
            share,
            wording,
            form
            if typed and typed.pk == share.pk
            else DeclineShareForm(auto_id=f"{share.public_id}-%s"),
        )
        for share, wording in zip(
            waiting, worded(*[share.challenge for share in waiting]), strict=True
        )
    ]
    return render_page(
        request,
        "placements/shared_with_us.html",
        {
            "institution": here,
            "rows": rows,
            "may_answer": may(request.user, "placements.answer_share", here),
        },
        status=422 if form.errors else 200,
    )
