"""The university's doors to briefs: read, approve, send back, close; and calls to make."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services
from employers.checks import checks
from employers.forms.briefs import ReasonForm
from employers.forms.recording import told_form
from employers.law import approved_under, pay_in_words, return_in_words
from employers.models import Call, Challenge, Partnership
from employers.safety import safety_of
from employers.safety_words import lines_of_safety
from employers.services.briefs import mark_of
from employers.services.sharing import elsewhere
from employers.states import ChallengeState
from employers.trust import waits_for_a_look
from employers.views.history import history_of
from employers.views.host import challenge_of
from employers.views.partnerships import STEPS
from employers.views.safety import ask_if_ticked
from employers.way import way_back
from employers.wording import ChallengeWording

CALLS_A_PAGE = 25
A_WEEK = timedelta(days=7)


def _known(institution: Any, employer: Any) -> QuerySet[Partnership]:
    """How a university knows a host, and who there asked it to ring."""
    waiting = Call.objects.filter(
        institution=institution, challenge__employer=OuterRef("employer"), rung_at__isnull=True
    )
    calls = waiting.order_by("asked_at").values(
        said=JSONObject(name="name", telephone="telephone", about="about")
    )
    known = Partnership.objects.of(institution).filter(employer=employer)
    return known.annotate(calls=ArraySubquery(calls))


KNOWN = Compiled(_known)


@require_http_methods(["GET", "HEAD"])
def review_challenge(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """The brief as students will see it, the checks beside it, and the next act prepared."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.review_challenge", challenge)
    return show_review(request, challenge)


def show_review(
    request: SignedInRequest, challenge: Challenge, *, error: str = "", ask: Any = None
) -> HttpResponse:
    """The page of a brief at the desk, with what did not work."""
    here, user = challenge.institution, request.user
    partnership = KNOWN.first(institution=here.pk, employer=challenge.employer_id)
    pay = pay_in_words(challenge, for_staff=True)
    known = safety_of(challenge)
    return render_page(
        request,
        "employers/review_challenge.html",
        {
            "challenge": challenge,
            "institution": here,
            "wording": ChallengeWording(challenge),
            "checks": checks(challenge, partnership, pay),
            "pay": pay if challenge.is_unpublished else None,
            "approved_under": approved_under(challenge),
            "returned": return_in_words(challenge),
            "partnership": partnership,
            "safety": known,
            "safety_lines": lines_of_safety(known),
            "may_safeguard": may(user, "employers.record_safeguards", challenge),
            "happened": history_of(challenge),
            "error": error,
            "mark": mark_of(challenge) if challenge.state == ChallengeState.IN_REVIEW else "",
            "calls": partnership.calls if partnership else [],
            "ask_form": ask or _question_form(None),
            "cancel_form": ReasonForm(label=_("Why?")),
            "told": told_form(request, challenge),
            "may_publish": may(user, "employers.publish_challenge", challenge),
            "may_send": may(user, "employers.send_to_host", challenge),
            "cleared": services.is_cleared(challenge),
            "to_look_at": waits_for_a_look(challenge),
            "may_look": may(user, "employers.look_at_publication", challenge),
            "may_ask": may(user, "employers.request_changes", challenge),
            "may_edit": may(user, "employers.edit_challenge", challenge),
            "may_cancel": may(user, "employers.cancel_challenge", challenge),
            "others": elsewhere(challenge),
            "is_over": challenge.state in (ChallengeState.COMPLETED, ChallengeState.CANCELLED),
        },
        status=422 if error or (ask and ask.errors) else 200,
    )


def _question_form(data: Any) -> ReasonForm:
    return ReasonForm(
        data,
        label=_("What do you ask, or what should change?"),
        hint=_("The host gets this in a letter, with the brief and two buttons."),
    )


@require_POST
def publish_challenge(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Approve and publish."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.publish_challenge", challenge)
    try:
        services.publish_challenge(
            challenge=challenge,
            by=request.user,
            seen=request.POST.get("seen", ""),
            all_low="all_low" in request.POST,
        )
    except RuleBroken as error:
        challenge.refresh_from_db()
        return show_review(request, challenge, error=str(error))
    ask_if_ticked(request, challenge)
    messages.success(request, _("Published. Students see it now, and the host has a letter."))
    return go_to(request, "employers:review_challenge", institution, challenge.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def request_changes(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Send it back with a question."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.request_changes", challenge)
    form = _question_form(request.POST or None)
    if form.is_valid():
        try:
            services.request_changes(challenge=challenge, reason=form.cleaned_data["reason"])
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            told = _("Sent back. %(host)s gets your question in a letter.")
            if not challenge.contact.address:
                told = _("Noted. %(host)s has no e-mail: ring them.")
            messages.success(request, told % {"host": challenge.contact.name})
            return go_to(request, "employers:review_challenge", institution, challenge.public_id)
    return render_page(
        request,
        "employers/request_changes.html",
        {"challenge": challenge, "institution": challenge.institution, "form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def close_challenge(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Take no more interests, before its time: a question first, for nothing opens it again."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.close_challenge", challenge)
    if request.method != "POST":
        may_pause = challenge.state == ChallengeState.OPEN
        return render_page(
            request,
            "employers/close_challenge.html",
            {
                "challenge": challenge,
                "institution": request.institution,
                "may_pause": may_pause,
                "way": way_back(request.user, challenge),
            },
        )
    try:
        services.close_challenge(challenge=challenge)
    except RuleBroken as error:
        challenge.refresh_from_db()
        return show_review(request, challenge, error=str(error))
    messages.success(request, _("Closed. It takes no more interests."))
    return go_to(request, "employers:review_challenge", institution, challenge.public_id)


@require_http_methods(["GET", "HEAD"])
def call_list(request: SignedInRequest, institution: str) -> HttpResponse:
    """Hosts who asked to be rung, oldest first."""
    here = request.institution
    authorize(request.user, "employers.call_list", here)
    done = request.GET.get("done") == "1"
    calls = Call.objects.of(here).select_related("challenge__employer", "rung_by")
    calls = calls.filter(rung_at__isnull=not done).order_by("-rung_at" if done else "asked_at")
    return render_page(
        request,
        "employers/call_list.html",
        {
            "institution": here,
            "page": Paginator(calls, CALLS_A_PAGE).get_page(request.GET.get("page")),
            "done": done,
            "steps": []
            if done
            else list(STEPS.all(institution=here.pk, until=clock.today(here.zone) + A_WEEK)),
            "today": clock.today(here.zone),
            "may_settle": may(request.user, "employers.settle_call", here),
        },
    )


@require_POST
def settle_call(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """The host was rung."""
    calls = Call.objects.of(request.institution)
    call = get_object_or_404(calls.select_related("institution"), public_id=public_id)
    authorize(request.user, "employers.settle_call", call)
    services.settle_call(call=call, by=request.user)
    messages.success(request, _("Noted: %(name)s was rung.") % {"name": call.name})
    return go_to(request, "employers:call_list", institution)
