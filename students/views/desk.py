"""The desk's pages: an interest that somebody tells us, and who is a student here."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers.models import Challenge
from employers.states import ChallengeState
from institutions.models import Institution
from students import services
from students.forms import DeskEoiForm, StudentSearchForm, VerifyStudentForm
from students.models import Eoi, Student, StudentQuerySet
from students.names import alike
from students.rights import Correction
from students.states import OVER, EoiState
from students.views.interests import eoi_of, open_interests_of

PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def desk_eoi(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Record an interest that came at the desk, by telephone or by e-mail."""
    here = request.institution
    challenge = get_object_or_404(
        Challenge.objects.of(here).select_related("institution", "employer"), public_id=public_id
    )
    authorize(request.user, "students.desk_eoi", challenge)
    posted, namesakes = _with_number(request, here) if request.method == "POST" else (None, [])
    form = DeskEoiForm(posted, institution=here, namesakes=namesakes)
    form.fields["who"].label = _("Name, student number or e-mail address")
    if form.is_valid() and "instead_of" in request.POST:
        who = form.cleaned_data["who"]
        hers = open_interests_of(who if isinstance(who, Student) else None)
        form = DeskEoiForm(posted, institution=here, open_interests=hers)
    if form.is_valid():
        try:
            eoi = _record(request, challenge, form)
        except services.TooManyOpenInterests as error:
            form = DeskEoiForm(posted, institution=here, open_interests=error.open_interests)
            form.add_error("instead_of", str(error))
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            if eoi.student is not None:
                said = _("Recorded for %s.") % eoi.student
            else:
                said = _("Recorded. We wrote to %s to confirm the address.") % eoi.email
            messages.success(request, said)
            return go_to(request, "students:desk_eoi", here.slug, challenge.public_id)
    unconfirmed = Eoi.objects.of(here).filter(challenge=challenge, state=EoiState.UNCONFIRMED)
    return render_page(
        request,
        "students/desk_eoi.html",
        {
            "challenge": challenge,
            "form": form,
            "takes": challenge.state == ChallengeState.OPEN or form.is_bound,
            "unconfirmed": Paginator(unconfirmed.order_by("sent_at"), PAGE).get_page(
                request.GET.get("page")
            ),
        },
        status=422 if form.errors else 200,
    )


NAMESAKES_AT_MOST = 8


def _with_number(request: SignedInRequest, here: Institution) -> tuple[QueryDict, list[Student]]:
    """What was posted; a name that one student here bears has become her number.

    Where several bear it, they come beside: who is chosen among them is meant.
    """
    posted = request.POST.copy()
    if which := request.POST.get("which"):
        posted["who"] = which
    who = posted.get("who", "").replace("\x00", "").strip()  # no form has looked at it
    if who and "@" not in who and not Student.objects.of(here).filter(student_number=who).exists():
        known = alike(Student.objects.of(here), who).exclude(student_number="")
        named = list(known.select_related("user").order_by("family_name", "pk")[:NAMESAKES_AT_MOST])
        if len(named) > 1:
            return posted, named
        if named:
            posted["who"] = named[0].student_number
    return posted, []


def _record(request: SignedInRequest, challenge: Challenge, form: DeskEoiForm) -> Eoi:
    """Staff vouch for the roster's address, so that letters to it let her in."""
    typed = dict(form.cleaned_data)
    who = typed.pop("who")
    if not isinstance(who, Student):
        return services.submit_eoi(
            challenge=challenge, email=who, recorded_by=request.user, **typed
        )
    if who.user is None and who.email and who.left_at is None:
        who = services.prove_address(institution=challenge.institution, email=who.email)
    return services.submit_eoi(challenge=challenge, student=who, recorded_by=request.user, **typed)


@require_POST
def confirm_eoi_by_voice(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Confirm for somebody whom the member of staff has just spoken to."""
    eoi = eoi_of(request, public_id)
    authorize(request.user, "students.confirm_eoi_by_voice", eoi)
    try:
        counts = services.confirm_eoi_by_voice(eoi, by=request.user)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Confirmed by voice: %s.") % counts.student)
    return go_to(request, "students:desk_eoi", eoi.institution.slug, eoi.challenge.public_id)


def _in_order(students: StudentQuerySet) -> StudentQuerySet:
    return students.select_related("user").order_by("family_name", "given_name", "pk")


EVERYBODY = Compiled(lambda institution: _in_order(Student.objects.of(institution)))
STUDENT = Compiled(
    lambda institution, public_id: (
        Student.objects.of(institution)
        .filter(public_id=public_id)
        .select_related("user", "institution")
    )
)
WRONG = Compiled(
    lambda institution: Correction.objects.of(institution).filter(settled_at__isnull=True)
)
INTERESTS = Compiled(
    lambda student: (
        Eoi.objects.filter(student=student)
        .select_related("challenge", "recorded_by")
        .order_by("-sent_at", "-pk")
    )
)


def _found(here: Institution, words: str) -> StudentQuerySet:
    """The students whom ``words`` name, or all."""
    if not words:
        return EVERYBODY.listed(institution=here.pk)
    students = Student.objects.of(here).found(words)
    if not students.exists():
        students = alike(Student.objects.of(here), words)
    return _in_order(students)


@require_safe
def student_list(request: SignedInRequest, institution: str) -> HttpResponse:
    """Who the institution knows as a student."""
    here = request.institution
    authorize(request.user, "students.student_list", here)
    form = StudentSearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    return render_page(
        request,
        "students/student_list.html",
        {
            "form": form,
            "words": words,
            "page": Paginator(_found(here, words), PAGE).get_page(request.GET.get("page")),
            "institution": here,
            "may_import": may(request.user, "students.import_roster", here),
            "wrong": WRONG.number.first(institution=here.pk) or 0,
        },
    )


def student_of_page(request: SignedInRequest, public_id: uuid.UUID) -> Student:
    """The student of this institution, or a 404."""
    found: Student = STUDENT.get_or_404(institution=request.institution.pk, public_id=public_id)
    return found


@require_safe
def student(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """One student: what the roster says, and her interests."""
    found = student_of_page(request, public_id)
    authorize(request.user, "students.student", found)
    services.note_look(student=found, by=request.user, page="students:student")
    interests = INTERESTS.listed(student=found.pk)
    return render_page(
        request,
        "students/student.html",
        {
            "student": found,
            "institution": found.institution,
            "interests": Paginator(interests, PAGE).get_page(request.GET.get("page")),
            "over": OVER,
            "may_act": may(request.user, "students.verify_student", found),
            "says_what_helps": may(request.user, "students.open_access_needs", found)
            and services.said_what_would_help(found),
            "graduate": VerifyStudentForm(),
            "perhaps": services.perhaps_the_same(found),
            "graduated_on": services.finished_on(found),
            "asks_until": services.asks_until(found),
        },
    )


@require_POST
def mark_under_18(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Note that staff know her to be under 18, or no longer."""
    found = student_of_page(request, public_id)
    authorize(request.user, "students.mark_under_18", found)
    under_18 = request.POST.get("under_18") == "yes"
    services.mark_under_18(found, under_18=under_18)
    noted = _("Noted. A place for this student waits for you before it is taken.")
    messages.success(request, noted if under_18 else _("Noted. A place waits for nobody."))
    return go_to(request, "students:student", institution, found.public_id)


@require_POST
def verify_student(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Note that she is known to be a student here."""
    found = student_of_page(request, public_id)
    authorize(request.user, "students.verify_student", found)
    form = VerifyStudentForm(request.POST)
    graduated_on = form.cleaned_data["graduated_on"] if form.is_valid() else None
    try:
        if not form.is_valid() or ("graduated_on" in request.POST and graduated_on is None):
            raise RuleBroken(_("Give the day on which they graduated."))
        services.verify_student(found, graduated_on=graduated_on)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        said = _("%s is noted as a graduate.") if graduated_on else _("%s is noted as a student.")
        messages.success(request, said % found)
    return go_to(request, "students:student", found.institution.slug, found.public_id)
