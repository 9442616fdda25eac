"""The host's doors: proving an address, the brief's page, changing it, running it again."""

import re
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import count_press
from accounts.models import User
from accounts.requests import SignedInRequest
from accounts.services import sign_in_by_link
from core import clock
from core.compiled import Compiled, keep_ready
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services
from employers.changes import edited_in_words
from employers.claims import claimable
from employers.forms.briefs import CloneForm, ReasonForm
from employers.forms.hosts import AskForCallForm
from employers.forms.proof import CodeForm, ResendForm
from employers.forms.recording import fits, told_form, told_in
from employers.models import Challenge, Session
from employers.rules import OVER, memberships_of
from employers.safety import checks_of
from employers.services.briefs import mark_of, times_of
from employers.services.clearing import CLEARED_AS
from employers.services.sharing import elsewhere, same_elsewhere
from employers.services.trust import BY_HOST
from employers.services.versions import NEWEST
from employers.states import ChallengeState
from employers.times import OwnTime
from employers.trust import HOST_PUBLISHED, own_press
from employers.way import way_back
from employers.wording import ChallengeWording
from institutions.models import Institution
from institutions.rules import signs_in_by_link
from skills.models import Skill

CLONE_WEEKS_AHEAD = 3
CODE = re.compile(r"^[a-z0-9]{1,12}$")


CHALLENGE = Compiled(
    lambda institution, public_id: (
        Challenge.objects.of(institution)
        .filter(public_id=public_id)
        .annotate(
            cleared_as=CLEARED_AS,
            newest=NEWEST,
            host_published=HOST_PUBLISHED,
            same=same_elsewhere(),
        )
        .select_related(
            "institution__policy",
            "employer",
            "site",
            "contact__user",
            "supervisor",
            "module",
            "owner",
            "series",
            "recorded_by",
        )
    )
)
SESSIONS = Compiled(lambda challenge: Session.objects.filter(challenge=challenge))
SKILLS = Compiled(
    lambda challenge: Skill.objects.filter(
        pk__in=Challenge.skills.through.objects.filter(challenge=challenge).values("skill")
    )
)


def challenge_of(request: HttpRequest, public_id: str) -> Challenge:
    """The challenge of this institution, with what its pages show; else a 404."""
    here = request.institution  # type: ignore[attr-defined]
    challenge: Challenge = CHALLENGE.get_or_404(institution=here.pk, public_id=public_id)
    keep_ready(
        challenge,
        sessions=SESSIONS.all(challenge=challenge.pk),
        skills=SKILLS.all(challenge=challenge.pk),
    )
    return challenge


def _own(request: HttpRequest, challenge: Challenge) -> bool:
    """Whether the reader may see the brief as its host (or as staff in the host's place)."""
    return may(request.user, "employers.my_challenge", challenge)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit_challenge(request: HttpRequest, institution: str, public_id: str) -> HttpResponse:
    """Hand the brief to the university: with the letter's proof, its code, or a session.

    A GET acts on nothing. The proof of somebody whose brief is on its way already opens it.
    """
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.submit_challenge", challenge)
    own = _own(request, challenge)
    if own and challenge.state != ChallengeState.DRAFT and request.method != "POST":
        return to_brief(request, challenge)
    proof = (request.POST if request.method == "POST" else request.GET).get("proof", "")
    proven = bool(proof) and services.proof_of(challenge, proof)
    form = CodeForm(request.POST if "code" in request.POST else None)
    error = ""
    if request.method == "POST" and (own or proven or form.is_valid()):
        try:
            return _prove(request, challenge, own=own, proven=proven, form=form)
        except RuleBroken as broken:
            error = str(broken)
            if own:
                challenge.refresh_from_db()
                return show_brief(request, challenge, error=error)
            if form.is_bound:
                form.add_error("code", error)
    return render_page(
        request,
        "employers/submit_challenge.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "waits": challenge.state == ChallengeState.DRAFT,
            "proof": proof if proven else "",
            "run_out": bool(proof) and not proven,
            "form": form,
            "resend": ResendForm(),
            "error": "" if form.is_bound else error,
            "wording": ChallengeWording(challenge),
        },
        status=422 if error or form.errors else 200,
    )


def _prove(
    request: HttpRequest, challenge: Challenge, *, own: bool, proven: bool, form: CodeForm
) -> HttpResponse:
    if own:
        person = request.user if isinstance(request.user, User) else None
        is_host = person is not None and not may(person, "employers.record_challenge", challenge)
        cleared = services.clearance_of(challenge)
        services.say_fine(
            challenge=challenge,
            user=person if is_host else None,
            recorded_by=None if is_host else person,
            online=cleared is not None
            and may(cleared.cleared_by, "employers.publish_challenge", challenge),
        )
        if challenge.state == ChallengeState.OPEN:
            messages.success(request, _("Published. Students see it now."))
        else:
            told = _("Sent. %(team)s reads it.") % {"team": challenge.institution.team_name}
            messages.success(request, told)
        return to_brief(request, challenge)
    if not proven:
        services.check_code(challenge=challenge, typed=form.cleaned_data["code"])
    user = challenge.contact.user or User.objects.of_address(challenge.contact.email)
    if challenge.state == ChallengeState.DRAFT:
        services.submit_challenge(challenge=challenge, user=user)
        if not user.name and challenge.contact.name:
            user.name = challenge.contact.name  # the bar at the top greets her by it
            user.save(update_fields=["name"])
        messages.success(request, _("Thank you: the address is yours, and the project is sent."))
        if claimable(user, challenge.institution):
            told = _("Your address is at a domain that we know: your home asks where you work.")
            messages.info(request, told)
    if signs_in_by_link(user):
        sign_in_by_link(request, user)
    return to_brief(request, challenge)


def to_brief(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    """To the brief’s page of whoever asks."""
    slug, public_id = challenge.institution.slug, challenge.public_id
    if may(request.user, "employers.review_challenge", challenge):
        return go_to(request, "employers:review_challenge", slug, public_id)
    return go_to(request, "employers:my_challenge", slug, public_id)


@login_not_required
@require_POST
def resend_code(request: HttpRequest, institution: str, public_id: str) -> HttpResponse:
    """Write once more, to the same address or another."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.resend_code", challenge)
    form = ResendForm(request.POST)
    if form.is_valid():
        try:
            services.resend_code(challenge=challenge, email=form.cleaned_data["email"])
        except RuleBroken as error:
            form.add_error("email", str(error))
        else:
            messages.success(
                request,
                _("A new letter is on its way to %(address)s.")
                % {"address": challenge.contact.email},
            )
            return go_to(request, "employers:submit_challenge", institution, challenge.public_id)
    return render_page(
        request,
        "employers/submit_challenge.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "waits": challenge.state == ChallengeState.DRAFT,
            "form": CodeForm(),
            "resend": form,
            "wording": ChallengeWording(challenge),
        },
        status=422,
    )


@require_http_methods(["GET", "HEAD"])
def my_challenge(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """How the brief stands, as students will see it, and what the host can do now."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.my_challenge", challenge)
    return show_brief(request, challenge)


def show_brief(request: HttpRequest, challenge: Challenge, *, error: str = "") -> HttpResponse:
    """The page of a brief for its host, with what did not work."""
    by_host = challenge.state in BY_HOST and may(
        request.user, "employers.publish_as_host", challenge
    )
    own = own_press(challenge) if by_host else None
    return render_page(
        request,
        "employers/my_challenge.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "wording": ChallengeWording(challenge),
            "may_edit": may(request.user, "employers.edit_challenge", challenge),
            "may_cancel": challenge.state not in OVER
            and may(request.user, "employers.cancel_challenge", challenge),
            "may_pause": may(request.user, "employers.pause_challenge", challenge),
            "may_suggest": may(request.user, "placements.host_concern", challenge),
            "others": elsewhere(challenge, memberships_of(request.user)),
            "edited": edited_in_words(challenge),
            "cleared": services.is_cleared(challenge),
            "staff": may(request.user, "employers.review_challenge", challenge),
            "error": error,
            "own": own,
            "mark": mark_of(challenge) if by_host else "",
            "may_clone": may(request.user, "employers.clone_challenge", challenge),
            "may_resume": may(request.user, "employers.resume_challenge", challenge),
            "checks": own.checks
            if own
            else checks_of(challenge.institution, challenge.employer_id),
        },
        status=422 if error else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def clone_challenge(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Run it again: a first day, and a new brief is there to be sent."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.clone_challenge", challenge)
    staff = may(request.user, "employers.record_challenge", challenge)
    told = told_form(request, challenge)
    form = CloneForm(request.POST or None, initial={"first_day": _same_weekday(challenge)})
    if form.is_valid() and fits(told):
        try:
            copy = services.clone_challenge(
                challenge=challenge,
                first_day=form.cleaned_data["first_day"],
                recorded_by=request.user if staff else None,
                told=told_in(told),
            )
        except RuleBroken as error:
            form.add_error("first_day", str(error))
        else:
            messages.success(request, _("Here is the copy. Read it, then send it."))
            return go_to(request, "employers:my_challenge", institution, copy.public_id)
    return render_page(
        request,
        "employers/clone_challenge.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "told": told,
            "way": way_back(request.user, challenge),
            "wording": ChallengeWording(challenge),
        },
        status=422 if form.errors or not fits(told) else 200,
    )


def _same_weekday(challenge: Challenge) -> str:
    """The weekday of last time, three weeks from now or a little later."""
    times = times_of(challenge)
    first = times.first_day if isinstance(times, OwnTime) else min(each.on for each in times)
    soonest = clock.today(challenge.zone) + timedelta(weeks=CLONE_WEEKS_AHEAD)
    return (soonest + timedelta(days=(first.weekday() - soonest.weekday()) % 7)).isoformat()


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_challenge(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """It will not happen: a question first, with what it does and to whom."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.cancel_challenge", challenge)
    told = told_form(request, challenge)
    form = ReasonForm(
        request.POST or None,
        label=_("Why?"),
        hint=_("Everybody whom it concerns reads this line."),
    )
    if form.is_valid() and fits(told):
        try:
            services.cancel_challenge(
                challenge=challenge, reason=form.cleaned_data["reason"], told=told_in(told)
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Called off. Everybody whom it concerns is told."))
            if told is not None and challenge.closes_at <= clock.now():
                # staff go on to ring those who may have no look at their letters
                return go_to(request, "placements:day", institution, challenge.public_id)
            return to_brief(request, challenge)
    return render_page(
        request,
        "employers/cancel_challenge.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "told": told,
            "way": way_back(request.user, challenge),
        },
        status=422 if form.errors or not fits(told) else 200,
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_call(request: HttpRequest, institution: str) -> HttpResponse:
    """Ring me: on every page of a host."""
    here: Institution = request.institution  # type: ignore[attr-defined]
    authorize(request.user, "employers.ask_for_call", here)
    code = request.POST.get("project") or request.GET.get("project") or ""
    projects = Challenge.objects.of(here).select_related("employer", "contact__user")
    challenge = projects.filter(code=code).first() if CODE.match(code) else None
    own = challenge if challenge is not None and _own(request, challenge) else None
    person = request.user if isinstance(request.user, User) else None
    known = [each for each in memberships_of(request.user) if each.telephone] if person else []
    initial = {
        "name": person.name or (known[0].name if known else "") if person else "",
        "telephone": own.contact.telephone if own else known[0].telephone if known else "",
    }
    form = AskForCallForm(request.POST or None, initial=initial)
    status = RuleBroken.status
    if form.is_valid():
        try:
            count_press(request, "employers.ask_for_call")
            services.ask_for_call(institution=here, challenge=own, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            context = {"institution": here, "challenge": own}
            return render_page(request, "employers/call_asked.html", context)
    return render_page(
        request,
        "employers/ask_for_call.html",
        {"institution": here, "form": form, "challenge": own},
        status=status if form.errors else 200,
    )
