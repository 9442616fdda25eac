"""The address she signs in with: the wish, the proof, and the way back."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.limits import used_up
from accounts.requests import SignedInRequest
from accounts.services import sign_in_by_link
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from students import services
from students.forms import ChangeLoginForm
from students.rights import AddressChange
from students.views.me import READ, herself

WISHES_AN_HOUR = 5


@require_http_methods(READ)
def change_login(request: SignedInRequest, institution: str) -> HttpResponse:
    """Another address, such as one that she keeps after graduating."""
    here = request.institution
    authorize(request.user, "students.change_login", here)
    student = herself(request)
    form = ChangeLoginForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if used_up(f"change_login:{request.user.pk}", at_most=WISHES_AN_HOUR):
                raise RuleBroken(_("That was often enough for one hour. Try again later."))
            wish = services.ask_for_login(student=student, email=form.cleaned_data["email"])
        except RuleBroken as error:
            form.add_error("email", str(error))
        else:
            messages.success(
                request, _("We wrote to %s. Nothing changes before you press there.") % wish.email
            )
            return go_to(request, "students:change_login", here.slug)
    waits = AddressChange.objects.filter(student=student, done_at=None).first()
    return render_page(
        request,
        "students/change_login.html",
        {"form": form, "student": student, "institution": here, "waits": waits},
        status=422 if form.errors else 200,
    )


def _wish(request: HttpRequest, public_id: uuid.UUID) -> AddressChange:
    here = request.institution  # type: ignore[attr-defined]
    wishes = AddressChange.objects.select_related("institution", "student__user")
    return get_object_or_404(wishes, institution=here, public_id=public_id)


@login_not_required
@require_http_methods(READ)
def confirm_login(request: HttpRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """The letter's page: whoever holds the proof presses, and signs in with it from then on."""
    wish = _wish(request, public_id)
    authorize(request.user, "students.confirm_login", wish)
    proof = (request.POST if request.method == "POST" else request.GET).get("proof", "")
    proven, problem = services.proves_login(wish, proof), ""
    if request.method == "POST" and proven:
        try:
            user = services.confirm_login(wish)
        except RuleBroken as error:
            problem = str(error)
        else:
            if request.user.is_authenticated and request.user.pk != user.pk:
                messages.success(request, _("The address is changed."))
                return go_to(request, "portal:listing", institution)
            sign_in_by_link(request, user)
            messages.success(request, _("From now on you sign in with %s.") % wish.email)
            return go_to(request, "students:my_profile", institution)
    return _proof_page(request, wish, proof, proven=proven, problem=problem, undo=False)


@login_not_required
@require_http_methods(READ)
def undo_login(request: HttpRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """The page of the letter to the former address: "it was not me"."""
    wish = _wish(request, public_id)
    authorize(request.user, "students.undo_login", wish)
    proof = (request.POST if request.method == "POST" else request.GET).get("proof", "")
    proven, problem = services.proves_former(wish, proof), ""
    if request.method == "POST" and proven:
        try:
            services.undo_login(wish)
        except RuleBroken as error:
            problem = str(error)
        else:
            messages.success(request, _("It is as it was: sign in with %s.") % wish.former)
            return go_to(request, "portal:listing", institution)
    return _proof_page(request, wish, proof, proven=proven, problem=problem, undo=True)


def _proof_page(
    request: HttpRequest, wish: AddressChange, proof: str, *, proven: bool, problem: str, undo: bool
) -> HttpResponse:
    refused = request.method == "POST" or not proven
    return render_page(
        request,
        "students/prove_login.html",
        {
            "institution": wish.institution,
            "wish": wish,
            "proof": proof,
            "proven": proven,
            "problem": problem,
            "undo": undo,
        },
        status=422 if refused else 200,
    )
