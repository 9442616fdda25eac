"""About her: what the records say, what is hers to say, and what is wrong."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from institutions.models import Institution
from students import services
from students.forms import AskCorrectionForm, DescribeHerselfForm, SettleCorrectionForm
from students.models import Student, student_of
from students.rights import Correction

READ = ["GET", "HEAD", "POST"]
PAGE = 25

CORRECTIONS = Compiled(
    lambda student: Correction.objects.filter(student=student).order_by("-asked_at")[:5]
)
ASKED = Compiled(
    lambda institution: (
        Correction.objects.of(institution)
        .select_related("student__user", "settled_by")
        .order_by("settled_at", "asked_at")
    )
)


def herself(request: SignedInRequest) -> Student:
    """The student who reads; the page's rule has asked whether there is one."""
    student = student_of(request.user, request.institution)
    assert student is not None
    return student


@require_http_methods(READ)
def my_profile(request: SignedInRequest, institution: str) -> HttpResponse:
    """What the records say of her and where it is from; what is hers to change."""
    here = request.institution
    authorize(request.user, "students.my_profile", here)
    student = herself(request)
    form = DescribeHerselfForm(request.POST if request.method == "POST" else None, student=student)
    if form.is_valid():
        services.describe_herself(student, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return go_to(request, "students:my_profile", here.slug)
    return render_page(
        request,
        "students/my_profile.html",
        {
            "form": form,
            "student": student,
            "institution": here,
            "corrections": list(CORRECTIONS.all(student=student.pk)),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(READ)
def ask_correction(request: SignedInRequest, institution: str) -> HttpResponse:
    """Something in the records is wrong: to the people who can put it right."""
    here = request.institution
    authorize(request.user, "students.ask_correction", here)
    student = herself(request)
    form = AskCorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.ask_correction(student=student, **form.cleaned_data)
        messages.success(request, _("Sent to %s. The answer stands on this page.") % here.team_name)
        return go_to(request, "students:my_profile", here.slug)
    return render_page(
        request,
        "students/ask_correction.html",
        {"form": form, "institution": here},
        status=422 if form.errors else 200,
    )


# The desk


def _list(
    request: SignedInRequest, here: Institution, form: SettleCorrectionForm, about: uuid.UUID | None
) -> HttpResponse:
    page = Paginator(ASKED.listed(institution=here.pk), PAGE).get_page(request.GET.get("page"))
    return render_page(
        request,
        "students/correction_list.html",
        {
            "page": page,
            "form": form,
            "about": about,
            "institution": here,
            "may_act": may(request.user, "students.settle_correction", here),
        },
        status=422 if form.errors else 200,
    )


@require_safe
def correction_list(request: SignedInRequest, institution: str) -> HttpResponse:
    """What students say is wrong in their records, the open ones first."""
    here = request.institution
    authorize(request.user, "students.correction_list", here)
    return _list(request, here, SettleCorrectionForm(), None)


@require_POST
def settle_correction(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Say what became of one."""
    here = request.institution
    correction = get_object_or_404(Correction.objects.of(here), public_id=public_id)
    authorize(request.user, "students.settle_correction", correction)
    form = SettleCorrectionForm(request.POST)
    if form.is_valid():
        try:
            services.settle_correction(
                correction=correction, by=request.user, answer=form.cleaned_data["answer"]
            )
        except RuleBroken as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Answered. The student reads it on the page “About me”."))
        return go_to(request, "students:correction_list", here.slug)
    return _list(request, here, form, correction.public_id)
