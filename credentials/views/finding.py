"""Checked employers look for students who may be found and write to one, who answers."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from credentials import services
from credentials.forms import ApproachStudentForm, FindStudentsForm
from credentials.forms_of_files import AnswerApproachForm
from credentials.models import Approach, Portfolio
from credentials.services.finding import Looking
from employers.rules import memberships_of

PAGE = 10
FAR = 1000  # pages
SENT = {
    Approach.Answer.YES: gettext_lazy("Sent. They have your name and address now."),
    Approach.Answer.ASKED: gettext_lazy("Sent. They have your question, and not your address."),
    Approach.Answer.NO: gettext_lazy("Sent. They do not write to you again."),
    Approach.Answer.REPORTED: gettext_lazy(
        "Thank you. The university reads it, and they do not write to you again."
    ),
}
PORTFOLIO = Compiled(
    lambda institution, public_id: (
        Portfolio.objects.of(institution)
        .filter(found_as=public_id)
        .select_related("institution", "student__user")
    )
)
REPORTED = Compiled(
    lambda institution, public_id: (
        Approach.objects.of(institution)
        .filter(public_id=public_id, answer=Approach.Answer.REPORTED.value)
        .select_related("institution", "employer", "member__user", "student__user", "settled_by")
    )
)
LETTER = Compiled(
    lambda institution, public_id: (
        Approach.objects.of(institution)
        .filter(public_id=public_id)
        .select_related("institution", "employer", "member__user", "student__user")
    )
)


def _as_whom(request: SignedInRequest) -> Looking | None:
    return services.looks_for_people(memberships_of(request.user), request.institution)


def _page(people: Any, number: str) -> Page[Any]:
    """One page of ``people``, whose rows say how many there are: one question."""
    pages: Paginator[Any] = Paginator(people, PAGE)
    at = int(number[:9]) if number.isdecimal() and number.isascii() and int(number[:9]) else 1
    rows = list(people[(at - 1) * PAGE : at * PAGE]) if at <= FAR else []
    if not rows and at > 1:
        return pages.get_page(number)
    pages.count = rows[0].of if rows else 0
    return Page(rows, at, pages)


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
    page = _page(people, request.GET.get("page", "1"))
    found, letters = services.found_people(list(page), by=looking.member)
    return render_page(
        request,
        "credentials/find_students.html",
        {
            "checked": True,
            "form": form,
            "page": page,
            "people": found,
            "letters": letters,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def approach_student(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """A letter to one of them, through the university; what was written before stays here."""
    here = request.institution
    authorize(request.user, "credentials.approach_student", here)
    portfolio: Portfolio = PORTFOLIO.get_or_404(institution=here.pk, public_id=public_id)
    looking = _as_whom(request)
    if looking is None:
        return go_to(request, "credentials:find_students", institution)
    (person,), _wrote = services.found_people([portfolio], by=looking.member)
    found = portfolio.found_until is not None and portfolio.found_until >= clock.today(here.zone)
    if not found and not person.letters:
        raise Http404
    form = ApproachStudentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.approach_student(
                portfolio=portfolio, member=looking.member, words=form.cleaned_data["words"]
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Sent. You read here what they answer."))
            return go_to(request, "credentials:approach_student", institution, public_id)
    asked = bool(person.letters) and person.letters[0].answer == Approach.Answer.ASKED
    return render_page(
        request,
        "credentials/approach_student.html",
        {
            "found": person,
            "shown": found,
            "may_write": person.again and (found or asked),
            "member": looking.member,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def answer_approach(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Her answer to an employer that found her: yes, no, a question first, or what is wrong."""
    letter: Approach = LETTER.get_or_404(institution=request.institution.pk, public_id=public_id)
    authorize(request.user, "credentials.answer_approach", letter)
    form = AnswerApproachForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.answer_approach(approach=letter, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, SENT[form.cleaned_data["answer"]])
            return go_to(request, "credentials:answer_approach", institution, public_id)
    return render_page(
        request,
        "credentials/answer_approach.html",
        {
            "letter": letter,
            "form": form,
            "name": services.name_of(letter.student),
            "address": letter.student.address,
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reported_letter(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Staff read a letter that a student says is wrong, and say that they looked into it."""
    letter: Approach = REPORTED.get_or_404(institution=request.institution.pk, public_id=public_id)
    authorize(request.user, "credentials.reported_letter", letter)
    if request.method == "POST":
        services.settle_reported(approach=letter, by=request.user)
        messages.success(request, _("It is settled, and no longer stands on the desk."))
        return go_to(request, "credentials:reported_letter", institution, public_id)
    known = letter.employer.partnership_set.filter(institution=letter.institution).first()
    return render_page(
        request,
        "credentials/reported_letter.html",
        {"letter": letter, "partnership": known},
    )
