"""Somebody stands in for a supervisor: her link, the colleague's page, and putting it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import count_press
from accounts.requests import SignedInRequest
from accounts.services import sign_in_by_link
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from employers import services
from employers.forms.stand_ins import BeginStandInForm, StandInForm
from employers.models import Challenge, Member, StandIn
from employers.rules import memberships_of
from employers.services.stand_ins import has_room
from employers.views.host import challenge_of, to_brief
from employers.way import way_back
from employers.wording import ChallengeWording
from institutions.models import Institution
from institutions.rules import signs_in_by_link


@require_http_methods(["GET", "HEAD"])
def offer_stand_in(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """The link that a supervisor gives to a colleague, and who stands in now."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.offer_stand_in", challenge)
    standing = StandIn.objects.filter(challenge=challenge, begun_at__isnull=False)
    return render_page(
        request,
        "employers/offer_stand_in.html",
        {
            "institution": request.institution,
            "challenge": challenge,
            "way": way_back(request.user, challenge),
            "link": services.stand_in_link(challenge) if has_room(challenge) else "",
            "standing": standing.filter(ended_at=None).select_related("former", "member").first(),
        },
    )


def _colleague(request: HttpRequest, challenge: Challenge) -> Member | None:
    """Who the reader is at the same host, if she is known there and does not supervise it."""
    for member in memberships_of(request.user):
        if member.employer_id == challenge.employer_id and member.pk != challenge.supervisor_id:
            return member
    return None


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stand_in(request: HttpRequest, institution: str, public_id: str) -> HttpResponse:
    """The page behind the link: a name and an address, or one press. Opening it does nothing."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.stand_in", challenge)
    link = (request.POST if request.method == "POST" else request.GET).get("link", "")
    good = services.may_stand_in(challenge, link)
    colleague = _colleague(request, challenge) if good else None
    form = StandInForm(request.POST if request.method == "POST" else None)
    error, status = "", RuleBroken.status
    if request.method == "POST" and good and (colleague is not None or form.is_valid()):
        try:
            count_press(request, "employers.stand_in")
            if colleague is not None:
                services.stand_in(challenge=challenge, member=colleague)
            else:
                services.stand_in(challenge=challenge, **form.cleaned_data)
        except RuleBroken as broken:
            error, status = str(broken), broken.status
        else:
            if colleague is None:
                context = {"institution": challenge.institution, "asked": form.cleaned_data}
                return render_page(request, "employers/stand_in.html", context)
            messages.success(request, _("Thank you. You look after this project now."))
            return go_to(request, "employers:my_challenge", institution, challenge.public_id)
    wrong = error or (form.errors and colleague is None)
    return render_page(
        request,
        "employers/stand_in.html",
        {
            "institution": challenge.institution,
            "challenge": challenge if good else None,
            "wording": ChallengeWording(challenge),
            "colleague": colleague,
            "form": form,
            "link": link,
            "error": error,
        },
        status=(status if wrong else 200) if good else 410,
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin_stand_in(request: HttpRequest, institution: str, public_id: str) -> HttpResponse:
    """The page behind the letter: one press, and she looks after the project."""
    here: Institution = request.institution  # type: ignore[attr-defined]
    rows = StandIn.objects.of(here).select_related(
        "institution", "challenge__employer", "challenge__institution", "former"
    )
    row = get_object_or_404(rows, public_id=public_id)
    authorize(request.user, "employers.begin_stand_in", row)
    proof = (request.POST if request.method == "POST" else request.GET).get("proof", "")
    proven, error = services.may_begin(row, proof), ""
    form = BeginStandInForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and proven:
        try:
            user = services.begin_stand_in(stand_in=row, **form.cleaned_data)
        except RuleBroken as broken:
            error = str(broken)
        else:
            if not signs_in_by_link(user):
                return go_to(request, "account_login")
            sign_in_by_link(request, user)
            messages.success(request, _("Thank you. You look after this project now."))
            return go_to(request, "employers:my_challenge", institution, row.challenge.public_id)
    return render_page(
        request,
        "employers/begin_stand_in.html",
        {
            "institution": here,
            "row": row if proven else None,
            "wording": ChallengeWording(row.challenge),
            "proof": proof,
            "form": form,
            "error": error,
        },
        status=422 if error or form.errors else 200 if proven else 410,
    )


@require_POST
def end_stand_in(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Put it back."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.end_stand_in", challenge)
    services.end_stand_in(challenge=challenge, by=request.user)
    messages.success(request, _("Put back: it is as it was before."))
    return to_brief(request, challenge)
