"""Checked employers look for students who may be found, and write to one."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from credentials import services
from credentials.forms import ApproachStudentForm, FindStudentsForm
from credentials.models import Portfolio
from credentials.services.finding import Looking
from employers.rules import memberships_of

PAGE = 10


def _as_whom(request: SignedInRequest) -> Looking | None:
    return services.looks_for_people(memberships_of(request.user), request.institution)


@require_safe
def find_students(request: SignedInRequest, institution: str) -> HttpResponse:
    """Who said that employers may find them: by skill and step, with who vouches. No names."""
    here = request.institution
    authorize(request.user, "credentials.find_students", here)
    looking = _as_whom(request)
    if looking is None:
        return render_page(request, "credentials/find_students.html", {"checked": False})
    form = FindStudentsForm(request.GET, skills=looking.skills)
    wanted = form.cleaned_data if form.is_valid() else {}
    people = services.to_be_found(
        here,
        skill=wanted.get("skill"),
        level=wanted.get("level") or 1,
        vouched=wanted.get("vouched") != "any",
    )
    page: Page[Any] = Paginator(people, PAGE).get_page(request.GET.get("page"))
    return render_page(
        request,
        "credentials/find_students.html",
        {
            "checked": True,
            "form": form,
            "page": page,
            "people": services.found_people(list(page), by=looking.member),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def approach_student(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """A letter to one of them, through the university."""
    here = request.institution
    authorize(request.user, "credentials.approach_student", here)
    portfolio = get_object_or_404(
        Portfolio.objects.of(here).filter(found_until__gte=clock.today(here.zone)),
        found_as=public_id,
    )
    looking = _as_whom(request)
    if looking is None:
        return go_to(request, "credentials:find_students", institution)
    form = ApproachStudentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.approach_student(
                portfolio=portfolio, member=looking.member, words=form.cleaned_data["words"]
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Sent. They answer to your own address, if they wish."))
            return go_to(request, "credentials:find_students", institution)
    (found,) = services.found_people([portfolio], by=looking.member)
    return render_page(
        request,
        "credentials/approach_student.html",
        {"found": found, "member": looking.member, "form": form},
        status=422 if form.errors else 200,
    )
