"""A host's own list of people, and the page behind the letter that asks somebody in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from accounts.services import sign_in_by_link
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services
from employers.claims import WAITING
from employers.forms.colleagues import InviteForm, OwnEmployerForm
from employers.models import Member
from employers.rules import memberships_of
from institutions.models import Institution
from institutions.rules import signs_in_by_link

PEOPLE = Compiled(
    lambda institution, employers: (
        Member.objects.filter(employer__any_of=employers, introduced_by=institution)
        .exclude(user=None, email="", telephone="")
        .select_related("user", "employer")
        .order_by("employer__name", "-did_wil", "name", "pk")
    )
)


def _mine(request: SignedInRequest, employer: int | None = None) -> Member | None:
    """Who the reader is here, as somebody who may ask people in; at ``employer`` if it is given."""
    for member in memberships_of(request.user):
        here = member.introduced_by_id == request.institution.pk and member.is_contact
        if here and employer in (None, member.employer_id):
            return member
    return None


@require_http_methods(["GET", "HEAD"])
def colleagues(request: SignedInRequest, institution: str) -> HttpResponse:
    """Who acts for the host here; those who did a placement themselves stand first."""
    authorize(request.user, "employers.colleagues", request.institution)
    return _page(request, InviteForm())


def _page(request: SignedInRequest, form: InviteForm, *, error: str = "") -> HttpResponse:
    here = request.institution
    own = {m.employer_id for m in memberships_of(request.user) if m.introduced_by_id == here.pk}
    mine = _mine(request)
    return render_page(
        request,
        "employers/colleagues.html",
        {
            "institution": here,
            "people": list(PEOPLE.all(institution=here.pk, employers=sorted(own))),
            "form": form,
            "mine": mine,
            "claims": list(WAITING.all(institution=here.pk, employers=sorted(own))) if mine else [],
            "may_settle": mine is not None,
            "several": len(own) > 1,
            "may_invite": may(request.user, "employers.invite_colleague", here),
            "error": error,
        },
        status=422 if error or form.errors else 200,
    )


@require_POST
def invite_colleague(request: SignedInRequest, institution: str) -> HttpResponse:
    """Ask somebody in by letter."""
    authorize(request.user, "employers.invite_colleague", request.institution)
    form = InviteForm(request.POST)
    mine = _mine(request)
    if form.is_valid() and mine is not None:
        try:
            services.invite_colleague(by=mine, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            told = _("A letter is on its way to %(name)s.")
            messages.success(request, told % {"name": form.cleaned_data["name"]})
            return go_to(request, "employers:colleagues", institution)
    return _page(request, form)


@require_POST
def remove_colleague(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """She no longer works there, or no longer for students."""
    people = Member.objects.filter(introduced_by=request.institution)
    member = get_object_or_404(people.select_related("employer"), public_id=public_id)
    authorize(request.user, "employers.remove_colleague", member)
    mine = _mine(request, member.employer_id)
    assert mine is not None  # the rule says so
    try:
        services.remove_colleague(member=member, by=mine)
    except RuleBroken as error:
        return _page(request, InviteForm(), error=str(error))
    told = _("%(name)s no longer acts for %(host)s. What named them names you.")
    messages.success(request, told % {"name": member.name, "host": member.employer})
    return go_to(request, "employers:colleagues", institution)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_host(request: HttpRequest, institution: str, public_id: str) -> HttpResponse:
    """The page behind the letter: one press, and she acts for the host. Opening it does nothing."""
    here: Institution = request.institution  # type: ignore[attr-defined]
    people = Member.objects.filter(introduced_by=here).select_related("employer", "user")
    member = get_object_or_404(people, public_id=public_id)
    authorize(request.user, "employers.join_host", here)
    proof = (request.POST if request.method == "POST" else request.GET).get("proof", "")
    proven = services.may_join(member, proof)
    error = ""
    if request.method == "POST" and proven:
        try:
            user = services.join_host(member=member)
        except RuleBroken as broken:
            error = str(broken)
        else:
            if not signs_in_by_link(user):
                return go_to(request, "account_login")
            sign_in_by_link(request, user)
            messages.success(request, _("Good to have you. This is your page."))
            return go_to(request, "portal:host_home", institution)
    return render_page(
        request,
        "employers/join_host.html",
        {
            "institution": here,
            "member": member if proven else None,
            "proof": proof,
            "error": error,
        },
        status=422 if error else 200 if proven else 410,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_own_employer(request: SignedInRequest, institution: str) -> HttpResponse:
    """What a host says of itself: name, sector, words and address on the web."""
    authorize(request.user, "employers.edit_own_employer", request.institution)
    mine = _mine(request)
    assert mine is not None  # the rule says so
    form = OwnEmployerForm(request.POST or None, instance=mine.employer)
    if form.is_valid():
        services.edit_employer(employer=mine.employer, **form.cleaned_data)
        messages.success(request, _("Changed. Students read it on your page."))
        return go_to(request, "portal:host_home", institution)
    return render_page(
        request,
        "employers/edit_own_employer.html",
        {"institution": request.institution, "employer": mine.employer, "form": form},
        status=422 if form.errors else 200,
    )
