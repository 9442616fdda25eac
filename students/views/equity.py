"""Four voluntary questions, after an interest is sent and never before."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.htmx import go_to, render_page
from core.permissions import authorize
from students import services
from students.forms import EquityProfileForm
from students.models import student_of


@require_http_methods(["GET", "HEAD", "POST"])
def equity_profile(request: SignedInRequest, institution: str) -> HttpResponse:
    """Her own answers, to give, change or take back."""
    here = request.institution
    authorize(request.user, "students.equity_profile", here)
    student = student_of(request.user, here)
    assert student is not None  # the rule has asked
    if request.method == "POST" and "later" in request.POST:
        services.ask_no_more(student)
        return go_to(request, "students:my_eois", here.slug)
    if request.method == "POST" and "forget" in request.POST:
        services.record_equity_answers(student, {})
        messages.success(request, _("Deleted. Nothing of it is kept."))
        return go_to(request, "students:equity_profile", here.slug)
    answers = services.equity_answers_of(student)
    form = EquityProfileForm(
        request.POST if request.method == "POST" else None,
        answers=answers or {},
    )
    if form.is_valid():
        services.record_equity_answers(student, form.answers())
        messages.success(request, _("Saved. You can change or empty your answers at any time."))
        return go_to(request, "students:my_eois", here.slug)
    return render_page(
        request,
        "students/equity_profile.html",
        {"form": form, "institution": here, "answered": answers is not None},
        status=422 if form.errors else 200,
    )
