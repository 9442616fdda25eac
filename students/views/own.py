"""A student's own pages: her interests in her order, and taking one back."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.days import week_names
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from employers.wording import worded
from students import services
from students.forms import WithdrawEoiForm
from students.models import Eoi, EoiQuerySet, student_of
from students.states import OVER, WAITING, EoiState
from students.views.interests import eoi_of

PAGE = 10


def _hers(institution: Any, student: Any) -> EoiQuerySet:
    return (
        Eoi.objects.of(institution)
        .filter(student=student)
        .select_related("challenge__employer", "challenge__institution", "institution")
    )


LIVELY = Compiled(
    lambda institution, student: _hers(institution, student).exclude(state__in=OVER).in_her_order()
)
OVER_NOW = Compiled(
    lambda institution, student: (
        _hers(institution, student).filter(state__in=OVER).order_by("-state_changed_at", "-pk")
    )
)


@require_safe
def my_eois(request: SignedInRequest, institution: str) -> HttpResponse:
    """What is asked of her first, then what waits for an answer in her order, then what is over."""
    here = request.institution
    authorize(request.user, "students.my_eois", here)
    student = student_of(request.user, here)
    assert student is not None  # just authorized
    whose = {"institution": here.pk, "student": student.pk}
    lively = list(LIVELY.all(**whose))
    for eoi, wording in zip(lively, worded(*(eoi.challenge for eoi in lively)), strict=True):
        eoi.days = wording.days
    over = Paginator(OVER_NOW.listed(**whose), PAGE).get_page(request.GET.get("page"))
    waiting = [eoi for eoi in lively if eoi.state in WAITING]
    in_order = [eoi for eoi in waiting if eoi.is_to_order]
    return render_page(
        request,
        "students/my_eois.html",
        {
            "offered": [eoi for eoi in lively if eoi.state == EoiState.OFFERED],
            "waiting": waiting,
            "first": in_order[0] if in_order else None,
            "last": in_order[-1] if in_order else None,
            "accepted": [eoi for eoi in lively if eoi.state == EoiState.ACCEPTED],
            "over": over,
            "institution": here,
        },
    )


@require_POST
def order_wishes(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """One place up or down (``move`` is ``up`` or ``down``)."""
    eoi = eoi_of(request, public_id)
    authorize(request.user, "students.order_wishes", eoi)
    theirs = Eoi.objects.filter(student=eoi.student, institution=eoi.institution)
    hers = list(theirs.to_order().in_her_order())
    if eoi in hers and eoi.student is not None:
        place = hers.index(eoi)
        hers.remove(eoi)
        hers.insert(max(place - 1, 0) if request.POST.get("move") == "up" else place + 1, eoi)
        try:
            services.order_wishes(eoi.student, hers)
        except RuleBroken as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Your order is saved."))
    else:
        messages.warning(request, _("It has closed: its places are shared out by the old order."))
    return go_to(request, "students:my_eois", eoi.institution.slug)


@require_POST
def keep_free_days(request: SignedInRequest, institution: str) -> HttpResponse:
    """Her free days (``days``, ``tue,sat``), kept or forgotten; back to the list that has them."""
    here = request.institution
    authorize(request.user, "students.keep_free_days", here)
    student = student_of(request.user, here)
    assert student is not None  # just authorized
    kept = week_names(services.keep_free_days(student, posted_days(request)).free_days)
    said = _("Your free days are kept.") if kept else _("Your free days are forgotten.")
    messages.success(request, said)
    listing = reverse("portal:listing", args=[here.slug])
    return redirect(f"{listing}?{urlencode([('free', day) for day in kept])}")


def posted_days(request: HttpRequest) -> list[str]:
    """The days of the week that a button or its boxes send."""
    return [day for value in request.POST.getlist("days") for day in value.split(",")]


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_eoi(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Take an interest back: a page that says what follows, and its button."""
    eoi = eoi_of(request, public_id)
    authorize(request.user, "students.withdraw_eoi", eoi)
    hers = eoi.student is not None and eoi.student == student_of(request.user, eoi.institution)
    over = eoi.state in OVER
    form = WithdrawEoiForm(request.POST if request.method == "POST" and not over else None)
    if form.is_valid():
        try:
            if eoi.state == EoiState.ACCEPTED:
                raise RuleBroken(_("You said yes to this one: give the place back on its page."))
            services.withdraw_eoi(eoi, because=form.cleaned_data["because"])
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("Your interest in “%s” is taken back. It costs nothing next time.")
                % eoi.challenge,
            )
            if hers:  # where one press takes it back
                return go_to(request, "portal:follow_interest", eoi.institution.slug, eoi.public_id)
            back = eoi.student.public_id if eoi.student else None
            return go_to(request, "students:student", eoi.institution.slug, back)
    return render_page(
        request,
        "students/withdraw_eoi.html",
        {"eoi": eoi, "challenge": eoi.challenge, "form": form, "hers": hers, "over": over},
        status=422 if form.errors or (over and request.method == "POST") else 200,
    )
