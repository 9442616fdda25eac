"""What would help her: her own page, and the desk's way to it, which is noted."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.htmx import go_to, render_page
from core.permissions import authorize
from students import services
from students.forms import AccessNeedsForm
from students.views.desk import student_of_page
from students.views.me import READ, herself


@require_http_methods(READ)
def access_needs(request: SignedInRequest, institution: str) -> HttpResponse:
    """What would help, to say, change or empty; and who has opened it."""
    here = request.institution
    authorize(request.user, "students.access_needs", here)
    student = herself(request)
    needs = services.access_needs_of(student)
    if request.method == "POST" and "forget" in request.POST:
        services.keep_access_needs(student=student)
        messages.success(request, _("Deleted. Nobody here can read it any more."))
        return go_to(request, "students:access_needs", here.slug)
    form = AccessNeedsForm(
        request.POST if request.method == "POST" else None,
        initial={"helps": needs.helps, "words": needs.words} if needs else None,
    )
    if form.is_valid():
        services.keep_access_needs(student=student, **form.cleaned_data)
        messages.success(request, _("Saved. No host sees it unless you share it."))
        return go_to(request, "students:access_needs", here.slug)
    return render_page(
        request,
        "students/access_needs.html",
        {
            "form": form,
            "needs": needs,
            "looks": list(services.looks_at_access_needs(student)),
            "institution": here,
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(READ)
def open_access_needs(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """A page that says a look is noted, and a button that opens what she wrote."""
    student = student_of_page(request, public_id)
    authorize(request.user, "students.open_access_needs", student)
    opened = request.method == "POST"
    return render_page(
        request,
        "students/open_access_needs.html",
        {
            "student": student,
            "institution": student.institution,
            "opened": opened,
            "needs": services.open_access_needs(student=student, by=request.user)
            if opened
            else None,
        },
    )
