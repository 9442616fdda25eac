"""A student's own pages about what is held: what, why, until when; to take; to end."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.proving import ask_again, is_proven, proves_again
from accounts.requests import SignedInRequest
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from credentials.models import Credential
from insights.erasing import is_running
from insights.forms import CodeForm, EraseForm
from insights.held import HELD, numbers_of
from insights.held_of_hosts import HELD_OF_HOSTS
from insights.pages_looked_at import page_words
from insights.taking import everything_about, everything_about_host
from placements.models import Placement
from placements.states import PlacementState
from students import services as students
from students.models import Student, student_of

HOSTS = "insights:host_data"
READ = ["GET", "HEAD", "POST"]
AHEAD = Compiled(
    lambda student: (
        Placement.objects.filter(
            student=student, state__in=(PlacementState.READY, PlacementState.RUNNING)
        )
        .select_related("challenge")
        .order_by("challenge__starts_at")
    )
)
PUBLIC = Compiled(
    lambda student: (
        Credential.objects.filter(student=student, shared=True)
        .select_related("achievement", "placement__challenge__employer")
        .order_by("awarded_at")
    )
)


def _herself(request: SignedInRequest) -> Student:
    student = student_of(request.user, request.institution)
    assert student is not None  # the page's rule has asked
    return student


def _held(student: Student) -> list[dict[str, Any]]:
    """Each kind of which there is anything, with what would stay of it."""
    numbers = numbers_of(student)
    of_places = {"places", "attendance", "assessments", "concerns"}
    rows = []
    for held in HELD:
        number = numbers[held.name]
        if not number or not held.fields:
            continue
        stays = held.stays
        if held.name == "interests" and not numbers["kept"]:
            stays = ""
        if held.name == "record" and not numbers["kept"]:
            stays = ""
        if held.name in of_places and not numbers["places"]:
            stays = ""
        rows.append({"held": held, "number": number, "stays": stays})
    return rows


@require_safe
def my_data(request: SignedInRequest, institution: str) -> HttpResponse:
    """What is held about her, kind by kind, with a button that gives her all of it."""
    here = request.institution
    authorize(request.user, "insights.my_data", here)
    student = _herself(request)
    return render_page(
        request,
        "insights/my_data.html",
        {
            "institution": here,
            "rows": _held(student),
            "looks": [
                {"by": look.by, "hour": look.hour, "words": page_words(look.page)}
                for look in students.looks_at(student)
            ],
            "erasure": students.erasure_of(student),
            "asks_for_code": not is_proven(request),
        },
    )


@require_http_methods(READ)
def host_data(request: SignedInRequest, institution: str) -> HttpResponse:
    """What is held about a person of a host, and the button that gives her all of it."""
    here = request.institution
    authorize(request.user, "insights.host_data", here)
    if request.method == "POST":
        asked = None if is_proven(request) else _asked_again(request, HOSTS, HOSTS)
        return asked or _file(request, everything_about_host(request.user, here))
    page = {"institution": here, "kinds": [held.label for held in HELD_OF_HOSTS]}
    return render_page(request, "insights/host_data.html", page)


@require_POST
def export_my_data(request: SignedInRequest, institution: str) -> HttpResponse:
    """All of it in one file; for whoever came by a letter, after six figures."""
    here = request.institution
    authorize(request.user, "insights.export_my_data", here)
    asked = (
        None
        if is_proven(request)
        else _asked_again(request, "insights:my_data", "insights:export_my_data")
    )
    return asked or _file(request, everything_about(_herself(request)))


def _file(request: SignedInRequest, packed: bytes) -> HttpResponse:
    response = HttpResponse(packed, content_type="application/zip")
    day = clock.today(request.institution.zone)
    response["Content-Disposition"] = f'attachment; filename="about-me-{day:%Y-%m-%d}.zip"'
    response["Cache-Control"] = "no-store"
    return response


def _asked_again(request: SignedInRequest, page: str, again: str) -> HttpResponse | None:
    """The page that asks for the code; ``None`` where it was typed right."""
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_valid():
        if proves_again(request, request.user, form.cleaned_data["code"]):
            return None
        form.add_error("code", _("That is not the code, or its time ran out."))
    elif not form.is_bound:
        try:
            once_more = "again" in request.POST
            what_for = _("all that is kept about you, in a file")
            ask_again(request, request.user, what_for=what_for, once_more=once_more)
        except RuleBroken as error:
            messages.warning(request, str(error))
            return go_to(request, page, request.institution.slug)
    return render_page(
        request,
        "insights/export_my_data.html",
        {"form": form, "institution": request.institution, "back": page, "again": again},
        status=422 if form.errors else 200,
    )


@require_http_methods(READ)
def erase_me(request: SignedInRequest, institution: str) -> HttpResponse:
    """What goes and what stays, said before the button; it can be undone for seven days."""
    here = request.institution
    authorize(request.user, "insights.erase_me", here)
    student = _herself(request)
    badges = list(PUBLIC.all(student=student.pk))
    form = EraseForm(request.POST if request.method == "POST" else None, badges=badges)
    if form.is_valid():
        students.ask_for_erasure(student=student, badges=form.kept())
        messages.success(request, _("It is noted. Until it is done, one press here undoes it."))
        return go_to(request, "insights:keep_me", here.slug)
    return render_page(
        request,
        "insights/erase_me.html",
        {
            "institution": here,
            "rows": _held(student),
            "ahead": list(AHEAD.all(student=student.pk)),
            "badges": badges,
            "form": form,
            "days": students.UNDO_FOR.days,
            "erasure": students.erasure_of(student),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(READ)
def keep_me(request: SignedInRequest, institution: str) -> HttpResponse:
    """When it is done, and the button that keeps everything."""
    here = request.institution
    authorize(request.user, "insights.keep_me", here)
    student = _herself(request)
    if request.method == "POST":
        kept = students.keep_record(student=student)
        messages.success(
            request, _("Nothing is deleted.") if kept else _("There was nothing to undo.")
        )
        return go_to(request, "insights:my_data", here.slug)
    return render_page(
        request,
        "insights/keep_me.html",
        {
            "institution": here,
            "erasure": students.erasure_of(student),
            "running": is_running(student),
        },
    )
