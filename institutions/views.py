"""The doors of a university's own affairs. All but the lists are for managers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from accounts.services import reader_of, sign_in_by_link
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.languages import wordless
from core.links import open_key
from core.permissions import authorize, may
from institutions import services
from institutions.forms import (
    AddModuleForm,
    AddStaffForm,
    AddTermForm,
    CloseDaysForm,
    EditInstitutionForm,
    EditPolicyForm,
)
from institutions.models import Institution, Logo, Module, StaffMember, Term
from institutions.rules import signs_in_by_link
from institutions.working_days import closed_stretches

A_PAGE = 50


@login_not_required
@require_POST
def switch_by_link(request: HttpRequest) -> HttpResponse:
    """Become the reader of a letter, where somebody else was signed in on this device."""
    authorize(request.user, "institutions.switch_by_link")
    link = open_key(request.POST.get("key", ""))
    reader = reader_of(link) if link else None
    if link is None or link.run_out or reader is None or not signs_in_by_link(reader):
        return HttpResponseBadRequest()
    sign_in_by_link(request, reader)
    return redirect(link.path)


@wordless
@login_not_required
@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def logo(request: HttpRequest, institution: str, mark: str) -> HttpResponse:
    """The picture beside the name; another picture has another address."""
    authorize(request.user, "institutions.logo")
    row = get_object_or_404(Logo, institution=request.institution, institution__logo_mark=mark)  # type: ignore[attr-defined]
    return HttpResponse(bytes(row.png), content_type="image/png")


def _here(request: SignedInRequest, permission: str) -> Institution:
    here: Institution = request.institution
    authorize(request.user, permission, here)
    return here


@require_http_methods(["GET", "HEAD", "POST"])
def edit_institution(request: SignedInRequest, institution: str) -> HttpResponse:
    """Its words, its colour, how to reach it."""
    here = _here(request, "institutions.edit_institution")
    form = EditInstitutionForm(request.POST or None, request.FILES or None, instance=here)
    if form.is_valid():
        try:
            services.edit_institution(institution=here, **form.changes())
            if (png := form.logo_bytes()) is not None:
                services.set_logo(institution=here, png=png)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Changed. Pages say it from now on."))
            return go_to(request, "institutions:edit_institution", institution)
    return _page(request, here, "edit_institution", form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_policy(request: SignedInRequest, institution: str) -> HttpResponse:
    """Its choices, in plain sentences."""
    here = _here(request, "institutions.edit_policy")
    form = EditPolicyForm(request.POST or None, instance=here.policy)
    if form.is_valid():
        services.edit_policy(institution=here, **form.cleaned_data)
        messages.success(request, _("Changed. It counts for what is not decided yet."))
        return go_to(request, "institutions:edit_policy", institution)
    return _page(request, here, "edit_policy", form)


def _page(
    request: SignedInRequest, here: Institution, name: str, form: BaseForm | None, **more: Any
) -> HttpResponse:
    manager = may(request.user, "institutions.edit_policy", here)
    return render_page(
        request,
        f"institutions/{name}.html",
        {"institution": here, "form": form, "current": name, "manager": manager} | more,
        status=422 if form is not None and form.errors else 200,
    )


@require_http_methods(["GET", "HEAD"])
def staff_list(request: SignedInRequest, institution: str) -> HttpResponse:
    """Who may do what here."""
    return _staff_list(request, _here(request, "institutions.staff_list"), AddStaffForm())


def _staff_list(
    request: SignedInRequest, here: Institution, form: AddStaffForm, error: str = ""
) -> HttpResponse:
    staff = StaffMember.objects.of(here).select_related("user")
    page = Paginator(staff.order_by("user__name", "user__email", "role"), A_PAGE)
    return _page(
        request,
        here,
        "staff_list",
        form,
        page=page.get_page(request.GET.get("page")),
        error=error,
    )


@require_POST
def add_staff(request: SignedInRequest, institution: str) -> HttpResponse:
    """Give a role."""
    here = _here(request, "institutions.add_staff")
    form = AddStaffForm(request.POST)
    if form.is_valid():
        try:
            member, new = services.add_staff(institution=here, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            said = _("%(who)s is %(role)s now.") if new else _("%(who)s was %(role)s already.")
            messages.success(
                request, said % {"who": member.user.email, "role": member.get_role_display()}
            )
            return go_to(request, "institutions:staff_list", institution)
    return _staff_list(request, here, form)


@require_POST
def remove_staff(request: SignedInRequest, institution: str) -> HttpResponse:
    """Take a role back."""
    here = _here(request, "institutions.remove_staff")
    member = _chosen(StaffMember.objects.of(here).select_related("user"), request)
    try:
        services.remove_staff(member=member)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(who)s no longer has this role.") % {"who": member.user})
    return go_to(request, "institutions:staff_list", institution)


def _chosen(rows: Any, request: SignedInRequest) -> Any:
    """The row of this institution that the button names."""
    key = request.POST.get("row", "")
    row = rows.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else None
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "HEAD"])
def term_list(request: SignedInRequest, institution: str) -> HttpResponse:
    """The academic year."""
    return _term_list(request, _here(request, "institutions.term_list"))


def _term_list(
    request: SignedInRequest,
    here: Institution,
    form: AddTermForm | None = None,
    closing: CloseDaysForm | None = None,
) -> HttpResponse:
    response = _page(
        request,
        here,
        "term_list",
        form or AddTermForm(),
        closing=closing or CloseDaysForm(),
        rows=Term.objects.of(here),
        closed=closed_stretches(here),
    )
    if closing is not None:
        response.status_code = 422
    return response


@require_POST
def add_term(request: SignedInRequest, institution: str) -> HttpResponse:
    """A further term."""
    here = _here(request, "institutions.add_term")
    form = AddTermForm(request.POST)
    if form.is_valid():
        try:
            services.add_term(institution=here, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Added."))
            return go_to(request, "institutions:term_list", institution)
    return _term_list(request, here, form)


@require_POST
def remove_term(request: SignedInRequest, institution: str) -> HttpResponse:
    """Take a term out."""
    here = _here(request, "institutions.remove_term")
    try:
        services.remove_term(term=_chosen(Term.objects.of(here), request))
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Taken out."))
    return go_to(request, "institutions:term_list", institution)


@require_POST
def close_days(request: SignedInRequest, institution: str) -> HttpResponse:
    """Days on which nobody works here."""
    here = _here(request, "institutions.close_days")
    form = CloseDaysForm(request.POST)
    if form.is_valid():
        try:
            services.close_days(institution=here, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Noted. Promises in working days pass over them."))
            return go_to(request, "institutions:term_list", institution)
    return _term_list(request, here, closing=form)


@require_POST
def open_days(request: SignedInRequest, institution: str) -> HttpResponse:
    """People work on these days after all: the first day of a stretch that the button names."""
    here = _here(request, "institutions.open_days")
    stretches = {str(first): (first, last) for first, last in closed_stretches(here)}
    if stretch := stretches.get(request.POST.get("row", "")):
        services.open_days(institution=here, first=stretch[0], last=stretch[1])
        messages.success(request, _("Taken out."))
    else:
        messages.info(request, _("No closed days begin then any more."))
    return go_to(request, "institutions:term_list", institution)


@require_http_methods(["GET", "HEAD"])
def module_list(request: SignedInRequest, institution: str) -> HttpResponse:
    """Taught modules that projects may belong to."""
    here = _here(request, "institutions.module_list")
    return _module_list(request, here, AddModuleForm())


def _module_list(request: SignedInRequest, here: Institution, form: AddModuleForm) -> HttpResponse:
    rows = Paginator(Module.objects.of(here).prefetch_related("academics"), A_PAGE)
    return _page(request, here, "module_list", form, page=rows.get_page(request.GET.get("page")))


@require_POST
def add_module(request: SignedInRequest, institution: str) -> HttpResponse:
    """A further module."""
    here = _here(request, "institutions.add_module")
    form = AddModuleForm(request.POST)
    if form.is_valid():
        try:
            services.add_module(institution=here, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Added."))
            return go_to(request, "institutions:module_list", institution)
    return _module_list(request, here, form)


@require_POST
def choose_track(request: SignedInRequest, institution: str) -> HttpResponse:
    """What projects of a module ask of students: two boxes."""
    here = _here(request, "institutions.choose_track")
    services.choose_track(
        module=_chosen(Module.objects.of(here), request),
        full_track="full_track" in request.POST,
        peer_ratings="peer_ratings" in request.POST,
    )
    messages.success(request, _("Changed. It counts from now on."))
    return go_to(request, "institutions:module_list", institution)


@require_POST
def remove_module(request: SignedInRequest, institution: str) -> HttpResponse:
    """Take a module out."""
    here = _here(request, "institutions.remove_module")
    try:
        services.remove_module(module=_chosen(Module.objects.of(here), request))
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken out."))
    return go_to(request, "institutions:module_list", institution)
