"""How safe it is: staff judge six factors, hosts answer one screen, a second approver stands by."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services
from employers.forms.safety import (
    AssessRiskForm,
    HostCheckForm,
    RecordHostCheckForm,
    RecordSafeguardsForm,
    known_answers,
)
from employers.models import Challenge, Factor, HostCheck, RiskAssessment
from employers.safety import checks_of, safety_of
from employers.safety_words import what_is_open
from employers.services.host_checks import last_answers
from employers.views.host import challenge_of
from employers.views.partnerships import PARTNERSHIP


@require_http_methods(["GET", "HEAD", "POST"])
def assess_risk(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Six factors: one button where all are low, else what is done and who sees to it."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.assess_risk", challenge)
    known = safety_of(challenge)
    all_low = "all_low" in request.POST
    form = AssessRiskForm(
        request.POST if request.method == "POST" and not all_low else None,
        factors=known.factors,
        at_risk=known.at_risk,
        checked=known.is_checked,
    )
    error = ""
    if all_low or form.is_valid():
        judged: dict[str, Any] = {}
        if not all_low:
            judged = {"factors": form.judged(), "at_risk": form.cleaned_data["at_risk"]}
        try:
            services.assess_risk(challenge=challenge, by=request.user, **judged)
        except RuleBroken as broken:
            error = str(broken)
        else:
            messages.success(request, _("Noted, with your name and the hour."))
            ask_if_ticked(request, challenge)
            return go_to(request, "employers:review_challenge", institution, challenge.public_id)
    versions = RiskAssessment.objects.filter(challenge=challenge).select_related("made_by")
    return render_page(
        request,
        "employers/safety/assess_risk.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "error": error,
            "safety": known,
            "factors": [
                factor.label for factor in Factor if known.is_checked or factor != Factor.INSURANCE
            ],
            "versions": versions.prefetch_related("factors").order_by("-version")[:5],
            "may_safeguard": may(request.user, "employers.record_safeguards", challenge),
        },
        status=422 if error or form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def record_safeguards(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """A second approver says what protects children or adults at risk."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.record_safeguards", challenge)
    known = safety_of(challenge)
    form = RecordSafeguardsForm(request.POST or None)
    if form.is_valid():
        try:
            services.record_safeguards(challenge=challenge, by=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Recorded. The project can be published now."))
            return go_to(request, "employers:review_challenge", institution, challenge.public_id)
    return render_page(
        request,
        "employers/safety/record_safeguards.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "safety": known,
        },
        status=422 if form.errors else 200,
    )


def ask_if_ticked(request: SignedInRequest, challenge: Challenge) -> None:
    """Beside a judgement: nobody knows whether students are insured, so the host is asked."""
    if "ask_check" not in request.POST:
        return
    authorize(request.user, "employers.ask_for_host_check", challenge)
    with suppress(RuleBroken):  # somebody was faster, or it has answered meanwhile
        services.ask_for_host_check(challenge=challenge, by=request.user)


@require_POST
def ask_for_host_check(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Staff like the brief: the host gets the link to its one screen."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.ask_for_host_check", challenge)
    try:
        services.ask_for_host_check(challenge=challenge, by=request.user)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        told = _("Asked. %(host)s gets a letter with the link.")
        if not challenge.contact.address:
            told = _("Noted. %(host)s has no e-mail: ring, and write the answers down.")
        messages.success(request, told % {"host": challenge.contact.name})
    return go_to(request, "employers:review_challenge", institution, challenge.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_host_check(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """The host's one screen."""
    checks = HostCheck.objects.of(request.institution).select_related(
        "institution__policy", "employer", "challenge"
    )
    check = get_object_or_404(checks, public_id=public_id)
    authorize(request.user, "employers.answer_host_check", check)
    waits = not check.is_finished
    form = HostCheckForm(
        request.POST or None if waits else None,
        institution=check.institution,
        online=check.online_only,
        initial=known_answers(check, dict(last_answers(check))),
    )
    if form.is_valid():
        try:
            services.answer_host_check(check=check, by=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. That is all."))
            return go_to(request, "employers:answer_host_check", institution, check.public_id)
    return render_page(
        request,
        "employers/safety/answer_host_check.html",
        {
            "check": check,
            "institution": check.institution,
            "form": form,
            "waits": waits,
            "open": what_is_open(check) if waits and check.answered_at else "",
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def record_host_check(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """The same screen for staff, while they talk to the host."""
    partnership = PARTNERSHIP.get_or_404(institution=request.institution.pk, public_id=public_id)
    authorize(request.user, "employers.record_host_check", partnership)
    here, employer = partnership.institution, partnership.employer
    checks = checks_of(here, employer.pk)
    newest = checks[0] if checks else None
    waiting = newest if newest is not None and not newest.is_finished else None
    online = waiting.online_only if waiting else False
    online = {"1": True, "0": False}.get(request.GET.get("online", ""), online)
    form = RecordHostCheckForm(
        request.POST or None,
        institution=here,
        online=online,
        initial=known_answers(waiting, dict(last_answers(newest)) if newest else {}),
    )
    if form.is_valid():
        try:
            services.record_host_check(
                institution=here,
                employer=employer,
                by=request.user,
                online_only=online,
                **form.cleaned_data,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Written down."))
            return go_to(request, "employers:host_record", institution, partnership.public_id)
    return render_page(
        request,
        "employers/safety/record_host_check.html",
        {
            "partnership": partnership,
            "institution": here,
            "form": form,
            "online": online,
            "open": what_is_open(waiting) if waiting else "",
        },
        status=422 if form.errors else 200,
    )
