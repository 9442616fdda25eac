"""A student's own pages: her badges, and who else may see them."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.htmx import go_to, render_page
from core.links import absolute
from core.permissions import authorize
from credentials import services
from credentials.forms import BeFoundForm, ShareCredentialForm, SharePortfolioForm
from credentials.models import Credential
from credentials.states import CredentialState
from credentials.views.documents import page_of
from placements.models import StepQuestion
from placements.services import may_see_host_levels
from placements.states import STEP_QUESTION_OPEN
from students.models import Student, student_of

PAGE = 25
LINKEDIN = "https://www.linkedin.com/profile/add"


def _hers(request: SignedInRequest) -> "QuerySet[Credential]":
    """The badges of the reader at this institution; none for whoever is no student here."""
    student = student_of(request.user, request.institution)
    if student is None:
        return Credential.objects.none()
    return _whole(Credential.objects.filter(student=student, institution=request.institution))


def _checked(placement: int | OuterRef) -> "QuerySet[StepQuestion]":
    """Her questions about a step that somebody has answered."""
    asked = StepQuestion.objects.filter(assessment__placement=placement)
    return asked.exclude(state__in=STEP_QUESTION_OPEN)


def _whole(badges: "QuerySet[Credential]") -> "QuerySet[Credential]":
    checked = Exists(_checked(OuterRef("placement")))
    return (
        badges.annotate(was_checked=checked)
        .select_related(
            "institution",
            "achievement",
            "student__user",
            "placement__challenge__employer",
            "first_issue",
        )
        .order_by("-awarded_at", "-pk")
    )


EARNED = Compiled(
    lambda institution, student: (
        Credential.objects.of(institution)
        .filter(student=student)
        .select_related("institution", "achievement", "placement__challenge__employer")
        .order_by("-awarded_at", "-pk")
    )
)
CHECKED = Compiled(
    lambda placement: (
        _checked(placement).select_related("assessment__skill").order_by("decided_at", "pk")
    )
)
BADGE = Compiled(
    lambda institution, user, public_id: _whole(
        Credential.objects.filter(student__user=user, institution=institution, public_id=public_id)
    )
)


@require_safe
def my_credentials(request: SignedInRequest, institution: str) -> HttpResponse:
    """Her badges, newest first."""
    authorize(request.user, "credentials.my_credentials", request.institution)
    student = student_of(request.user, request.institution)
    assert student is not None  # just authorized
    earned = EARNED.listed(institution=request.institution.pk, student=student.pk)
    page: Page[Any] = Paginator(earned, PAGE).get_page(request.GET.get("page"))
    return render_page(request, "credentials/my_credentials.html", _in_words(student, page))


def _in_words(student: Student, page: "Page[Any]") -> dict[str, Any]:
    """Her badges of one ``page``, what she shares of them, and lines for a CV."""
    shared = services.shared_by(student)
    found_until = shared.found_until if shared.found else None
    of_page = [badge for badge in page if badge.state == CredentialState.AWARDED]
    link = reverse("documents:portfolio", args=[shared.public_id]) if shared.public_id else ""
    return {
        "page": page,
        "shared": shared,
        "link": absolute(link) if link else "",
        "portfolio_form": SharePortfolioForm(
            initial={"shared": shared.shared, "name_shown": shared.name_shown}
        ),
        "found_form": BeFoundForm(initial={"found": shared.found, "found_until": found_until}),
        "cv": "\n\n".join(map(str, services.lines_for_cv(of_page))),
        "cv_rows": 4 * len(of_page),
    }


@require_safe
def my_credential(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """One badge: what it says, who may see it, where to take it."""
    credential = BADGE.get_or_404(
        institution=request.institution.pk, user=request.user.pk, public_id=public_id
    )
    authorize(request.user, "credentials.my_credential", credential)
    form = ShareCredentialForm(
        initial={
            "shared": credential.shared,
            "name_shown": credential.name_shown,
            "host_may_contact": credential.host_may_contact,
            "contact_until": credential.contact_until,
        }
    )
    return _one(request, credential, form)


def _one(
    request: SignedInRequest, credential: Credential, form: ShareCredentialForm, status: int = 200
) -> HttpResponse:
    """The page of one badge of hers, with ``form`` as she left it."""
    url = absolute(page_of(credential))
    was_checked: bool = credential.was_checked  # type: ignore[attr-defined] # see _whole
    return render_page(
        request,
        "credentials/my_credential.html",
        {
            "credential": credential,
            "inspection": services.inspect(credential, counts=False),
            "words": services.words_of(credential),
            "name": services.name_of(credential.student),
            "form": form,
            "url": url,
            "linkedin": _linkedin(credential, url),
            "cv": "\n".join(map(str, services.lines_for_cv([credential]))),
            "seen": may_see_host_levels(credential.placement),
            "checked": CHECKED.all(placement=credential.placement_id) if was_checked else (),
        },
        status=status,
    )


@require_POST
def share_credential(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Keep her three switches, and back to where they stand."""
    credential = get_object_or_404(_hers(request), public_id=public_id)
    authorize(request.user, "credentials.share_credential", credential)
    form = ShareCredentialForm(request.POST)
    if not form.is_valid():  # three boxes and a day
        return _one(request, credential, form, status=422)
    had_name = credential.name_shown
    services.share_credential(credential=credential, **form.cleaned_data)
    if credential.shared:
        said = _("Saved. Whoever has the link can see this badge.")
    else:
        said = _("Saved. Only you and the university can see this badge.")
        if had_name or form.cleaned_data["name_shown"]:
            said += " " + _("Your name is off with the link: choose it anew with a new link.")
    messages.success(request, said)
    page = reverse("credentials:my_credential", args=[request.institution.slug, public_id])
    return go_to(request, f"{page}#share")


def _linkedin(credential: Credential, url: str) -> str:
    """LinkedIn's own form, filled in: the student opens it, nothing is sent by us."""
    query = {
        "startTask": "CERTIFICATION_NAME",
        "name": credential.achievement.name,
        "organizationName": credential.institution.name,
        "issueYear": credential.awarded_at.year,
        "issueMonth": credential.awarded_at.month,
        "certUrl": url,
        "certId": str(credential.public_id),
    }
    return f"{LINKEDIN}?{urlencode(query)}"
