"""The homes of students, hosts and academics."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.htmx import render_page
from core.permissions import authorize, may
from employers.rules import memberships_of
from portal.hosting import hosted
from portal.impact import KNOWN, impact_of
from portal.student import mine
from portal.teaching import modules_of
from students.models import student_of


@require_safe
def student_home(request: SignedInRequest, institution: str) -> HttpResponse:
    """The next thing; then interests, places, badges."""
    here = request.institution
    authorize(request.user, "portal.student_home", here)
    student = student_of(request.user, here)
    return render_page(
        request,
        "portal/student_home.html",
        {
            "student": student,
            "mine": mine(request.user, student, here),
            "deleted_at": getattr(student, "deleted_at", None),
        },
    )


@require_safe
def host_home(request: SignedInRequest, institution: str) -> HttpResponse:
    """The next thing; then projects and badges."""
    here = request.institution
    authorize(request.user, "portal.host_home", here)
    members = memberships_of(request.user)
    return render_page(
        request,
        "portal/host_home.html",
        {
            "members": members,
            "hosted": hosted(request.user, members, here),
            "speaks": may(request.user, "employers.edit_own_employer", here),
            "works_here": may(request.user, "employers.colleagues", here),
        },
    )


@require_safe
def academic_home(request: SignedInRequest, institution: str) -> HttpResponse:
    """An academic's own modules and what came of their projects, without names."""
    here = request.institution
    authorize(request.user, "portal.academic_home", here)
    return render_page(
        request, "portal/academic_home.html", {"modules": modules_of(request.user, here)}
    )


@require_safe
def impact_note(request: SignedInRequest, institution: str, employer: str) -> HttpResponse:
    """One page to print: what a host has given students here, in rounded numbers."""
    partnership = KNOWN.get_or_404(institution=request.institution.pk, slug=employer)
    authorize(request.user, "portal.impact_note", partnership)
    return render_page(
        request,
        "portal/impact_note.html",
        {
            "institution": request.institution,
            "partnership": partnership,
            "employer": partnership.employer,
            "staff": may(request.user, "employers.host_record", partnership),
            "impact": impact_of(partnership),
        },
    )
