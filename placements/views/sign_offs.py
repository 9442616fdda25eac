"""The host's sign-off of a team: which team, the page, what was signed."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers.models import Member
from employers.rules import member_for
from placements import services
from placements.cases import AT_ONCE
from placements.forms.host import SignOffForm
from placements.forms.typed import typed_words
from placements.models import (
    Assessment,
    PracticeRating,
    SignOff,
    StepQuestion,
    Team,
)
from placements.services.day import SIGN_OFF_FROM
from placements.services.survey import said_by_host
from placements.states import PlacementState, SignOffState
from placements.views.host import (
    READ,
    challenge_of,
    who_comes,
)
from students.models import RecordedVia

MINUTES_A_STUDENT = 1


@require_safe
def sign_offs_of_project(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Where the code on the door list leads: the one team's page, or a choice of teams."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "placements.sign_offs_of_project", challenge)
    teams = list(
        Team.objects.filter(challenge=challenge, formed_at__isnull=False).select_related("sign_off")
    )
    if len(teams) == 1:
        return go_to(request, "placements:sign_off", institution, teams[0].public_id)
    return render_page(
        request,
        "placements/sign_offs_of_project.html",
        {"challenge": challenge, "institution": challenge.institution, "teams": teams},
    )


@require_http_methods(READ)
def sign_off(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """One page a team: who came, the outcome, each student's steps, who sees the host's name.

    ``act=lines`` shows the lines of evidence that the chosen steps ask for, ``act=came`` has steps
    for those who came alone; neither signs anything.
    """
    ours = Team.objects.of(request.institution)
    challenge_and_more = (
        "challenge__institution",
        "challenge__employer",
        "challenge__supervisor",
        "challenge__module",
        "institution",
        "sign_off",
        "academic_word",
    )
    by_supervisor = PracticeRating.objects.filter(member=OuterRef("challenge__supervisor"))
    cases = by_supervisor.order_by().values("member").annotate(n=Count("pk")).values("n")
    found = ours.select_related(*challenge_and_more).annotate(cases=Coalesce(Subquery(cases), 0))
    team: Team = get_object_or_404(found, public_id=public_id)
    authorize(request.user, "placements.sign_off", team)
    signed: SignOff | None = getattr(team, "sign_off", None)
    if signed is not None:
        return _signed(request, team, signed)
    placements = [p for p in who_comes(team.challenge) if p.team_id == team.pk]
    member = member_for(request.user, team.challenge)
    early = team.formed_at is None or clock.now() < team.challenge.ends_at - SIGN_OFF_FROM
    closed = bool(placements) and all(p.state == PlacementState.CLOSED for p in placements)
    if early or (closed and member is not None) or not placements:
        context = {"early": early, "from": team.challenge.ends_at - SIGN_OFF_FROM}
        context["typed"] = typed_words(request.POST)
        return _sign_off_page(request, "placements/sign_off_not_now.html", team, context)
    skills = list(team.challenge.skills.prefetch_related("levels"))
    as_sent: dict[str, Any] = {
        "placements": placements,
        "challenge": team.challenge,
        "skills": skills,
    }
    if request.POST.get("act") in ("lines", "came"):
        form = SignOffForm(initial=request.POST.dict(), **as_sent)
    elif request.method == "POST":
        form = SignOffForm(request.POST, **as_sent)
        try:
            done = form.is_valid() and _sign(request, team, member, form)
        except services.AlreadySignedOff:  # in the very moment
            return _signed(request, team, SignOff.objects.get(team=team))
        if done:
            messages.success(request, _("Signed. Thank you."))
            return go_to(request, "placements:sign_off", institution, team.public_id)
    else:
        name = member.name if member else ""
        form = SignOffForm(initial={"signed_name": name}, **as_sent)
    context = {
        "form": form,
        "minutes": max(3, len(placements) * MINUTES_A_STUDENT),
        "count": len(form.there()),
        "by_telephone": member is None,
        "practise_first": member is not None and not _has_practised(member, team),
        "signing_at": clock.now(),
    }
    return _sign_off_page(request, "placements/sign_off.html", team, context)


def _has_practised(member: Member, team: Team) -> bool:
    """As the service says; of the supervisor it came with the team."""
    if member.pk == team.challenge.supervisor_id:
        return team.cases >= AT_ONCE  # type: ignore[attr-defined]
    return services.has_practised(member)


def _sign(request: SignedInRequest, team: Team, member: Member | None, form: SignOffForm) -> bool:
    """Sign; whether it was done. Staff record it for the supervisor whom they have on the line."""
    typed = form.cleaned_data
    outcome = {name: typed[name] for name in ("useful", "grounded", "use_on_monday", "thanks")}
    try:
        services.sign_off(
            team=team,
            supervisor=member or team.challenge.supervisor,
            seen=form.seen(),
            shared_evidence=typed["shared_evidence"],
            reach=typed["reach"],
            signed_name=typed["signed_name"],
            via=RecordedVia.WEB if member else RecordedVia.TELEPHONE,
            by=request.user,
            **outcome,
        )
    except services.AlreadySignedOff:
        raise
    except RuleBroken as error:
        form.add_error(None, str(error))
        return False
    return True


def _sign_off_page(
    request: HttpRequest, template: str, team: Team, context: dict[str, Any]
) -> HttpResponse:
    own = {
        "team": team,
        "challenge": team.challenge,
        "institution": team.institution,
        "deliverable": team.deliverables.select_related("upload").first(),
    }
    form = context.get("form")
    if request.POST.get("act") == "lines" and getattr(request, "htmx", None):
        return render(request, "placements/_sign_off_lines.html", own | context)
    wrong = context.get("typed") or (form is not None and form.is_bound and form.errors)
    return render_page(request, template, own | context, status=422 if wrong else 200)


def _signed(request: HttpRequest, team: Team, signed: SignOff) -> HttpResponse:
    """What was signed, for whoever comes back, or comes second: then with what she had typed."""
    if request.POST and signed.recorded_by_id == request.user.pk:  # she pressed twice
        return go_to(request, "placements:sign_off", team.institution.slug, team.public_id)
    checked = signed.state == SignOffState.MODERATION
    context = {
        "typed": typed_words(request.POST),
        "signed": signed,
        "word": getattr(team, "academic_word", None),
        "reach": signed.get_reach_display(),
        "being_checked": checked,
        "asked": list(StepQuestion.objects.filter(assessment__sign_off=signed, state="asked"))
        if checked
        else [],
        "placements": [p for p in who_comes(team.challenge) if p.team_id == team.pk],
        "steps": list(
            Assessment.objects.filter(sign_off=signed)
            .select_related("skill", "placement__student")
            .order_by("placement__student__given_name", "placement", "skill__code")
        ),
        "may_practise": may(request.user, "placements.practise", team.challenge),
        "vouches": may(request.user, "credentials.my_endorsements", team.institution),
        "over": team.challenge.ends_at <= clock.now(),  # answers under seal begin then
        "survey_offered": not checked
        and member_for(request.user, team.challenge) is not None
        and said_by_host(team) is None,
    }
    return _sign_off_page(request, "placements/signed_off.html", team, context)
