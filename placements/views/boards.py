"""The desk's pages of a challenge's teams, its day and its sign-off."""

import uuid

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers.forms.recording import told_form
from employers.models import Session
from employers.states import ChallengeState
from placements import services
from placements.completeness import parts_of
from placements.forms.host import AttendanceForm
from placements.models import (
    Assessment,
    Concern,
    Deliverable,
    Placement,
    SelfRating,
    SignOff,
    Team,
)
from placements.services.assessment import due_for_moderation
from placements.services.day import MARK_FROM, may_say_late
from placements.services.problem import team_sizes
from placements.services.teams import balance_of, broken_pairs, pairs_of
from placements.states import PlacementState, SignOffState
from placements.views.host import rows_of, who_comes
from placements.views.staff import ids_posted, project_of
from placements.views.student import placement_of
from students.models import Eoi
from students.states import EoiState

SESSIONS = Compiled(lambda challenge: Session.objects.filter(challenge=challenge))
CONCERNS = Compiled(
    lambda challenge: (
        Concern.objects.filter(challenge=challenge)
        .select_related("placement__student")
        .order_by("-raised_at")
    )
)
LEFT = Compiled(
    lambda challenge: Placement.objects.filter(
        challenge=challenge, state__in=(PlacementState.GIVEN_BACK, PlacementState.CALLED_OFF)
    ).select_related("student", "rung")
)
SIGN_OFFS = Compiled(
    lambda challenge: SignOff.objects.filter(team__challenge=challenge).select_related("later")
)
ASSESSED = Compiled(
    lambda challenge: Assessment.objects.filter(sign_off__team__challenge=challenge).select_related(
        "skill"
    )
)
STANDING = Compiled(
    lambda challenge: (
        Placement.objects.filter(challenge=challenge)
        .standing()
        .select_related("student", "reflection", "attendance")
        .annotate(rated=Exists(SelfRating.objects.filter(placement=OuterRef("pk"))))
    )
)
TEAMS = Compiled(
    lambda challenge: (
        Team.objects.filter(challenge=challenge, formed_at__isnull=False)
        .select_related("academic_word")
        .prefetch_related(
            Prefetch(
                "deliverables",
                Deliverable.objects.select_related("upload").order_by("-at"),
                "handed_in",
            )
        )
    )
)

# Teams


@require_safe
def teams(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """The teams as a board, with their balance; every move is a button."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.teams", challenge)
    drawn = list(Team.objects.filter(challenge=challenge))
    placements = [
        placement
        for placement in who_comes(challenge)
        if placement.team_id is None or placement.team is not None
    ]
    formed = any(team.formed_at for team in drawn)
    lanes = []
    for team in drawn:
        members = [placement for placement in placements if placement.team_id == team.pk]
        lane = {"team": team, "members": members, "balance": balance_of(members)}
        lanes.append(lane | {"count": len(members)})
    silent = Eoi.objects.filter(challenge=challenge, state=EoiState.OFFERED).count()
    return render_page(
        request,
        "placements/teams.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "lanes": lanes,
            "most": team_sizes(challenge)[1],
            "broken": broken_pairs(placements, pairs_of(challenge, placements)) if lanes else [],
            "without": [placement for placement in placements if placement.team_id is None],
            "formed": formed,
            "silent": silent,
            "may_act": may(request.user, "placements.confirm_teams", challenge) and not formed,
            "tab": "teams",
        },
    )


@require_POST
def move_member(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """One person into another team."""
    ours = Placement.objects.of(request.institution)
    placement: Placement = get_object_or_404(
        ours.select_related("challenge", "institution", "student"), public_id=public_id
    )
    authorize(request.user, "placements.move_member", placement)
    here = Team.objects.filter(challenge=placement.challenge)
    team = get_object_or_404(here, public_id__in=ids_posted(request, "team"))
    try:
        services.move_member(placement=placement, team=team)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(
            request, _("%(name)s is in %(team)s.") % {"name": placement.student, "team": team}
        )
    return go_to(request, "placements:teams", institution, placement.challenge.public_id)


@require_POST
def merge_teams(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Two proposed teams are one."""
    ours = Team.objects.of(request.institution).select_related("challenge", "institution")
    team: Team = get_object_or_404(ours, public_id=public_id)
    authorize(request.user, "placements.merge_teams", team)
    here = Team.objects.filter(challenge=team.challenge)
    into = here.filter(public_id__in=ids_posted(request, "team")).first()
    try:
        if into is None:
            raise RuleBroken(_("Choose the other team."))
        services.merge_teams(team=team, into=into)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("%(one)s is part of %(team)s.") % {"one": team, "team": into})
    return go_to(request, "placements:teams", institution, team.challenge.public_id)


@require_POST
def redraw_teams(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """The teams as the rules draw them up; what was moved by hand is forgotten."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.redraw_teams", challenge)
    try:
        services.redraw_teams(challenge=challenge)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Drawn up again."))
    return go_to(request, "placements:teams", institution, challenge.public_id)


@require_POST
def confirm_teams(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """The teams stand; the letters go to them and to the host."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.confirm_teams", challenge)
    try:
        services.confirm_teams(challenge=challenge, by=request.user)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The teams stand. The students and the host are told."))
    return go_to(request, "placements:teams", institution, challenge.public_id)


# The day, and after


@require_safe
def day(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Who came, whom to ring, what was reported."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.day", challenge)
    placements = who_comes(challenge)
    form = AttendanceForm(placements=placements)
    concerns = list(CONCERNS.all(challenge=challenge.pk))
    left = list(LEFT.all(challenge=challenge.pk))
    called_off = sorted(  # who can be rung stands first
        (each for each in left if each.state == PlacementState.CALLED_OFF),
        key=lambda each: (not each.student.mobile, each.student.display_name.casefold()),
    )
    return render_page(
        request,
        "placements/day.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "sessions": list(SESSIONS.all(challenge=challenge.pk)),
            "form": form,
            "late_now": any(may_say_late(placement) for placement in placements),
            "rows": rows_of(form, reversed(concerns)),
            "placements": placements,
            "concerns": concerns,
            "gone": [each for each in left if each.state == PlacementState.GIVEN_BACK],
            "ring": [*called_off, *placements],
            "may_ring": may(request.user, "placements.note_rung", challenge),
            "rung": sum(hasattr(each, "rung") for each in called_off),
            "called_off": challenge.state == ChallengeState.CANCELLED,
            "may_mark": clock.now() >= challenge.starts_at - MARK_FROM
            and may(request.user, "placements.mark_attendance", challenge),
            "may_cancel": may(request.user, "employers.cancel_challenge", challenge),
            "told": told_form(request, challenge, challenge.supervisor),
            "tab": "day",
        },
    )


@require_POST
def note_rung(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Told by telephone: one press on the ring-round list."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.note_rung", placement)
    try:
        services.note_rung(placement=placement, by=request.user)
    except RuleBroken as error:
        messages.warning(request, str(error))
    challenge = placement.challenge
    return go_to(request, "placements:day", institution, challenge.public_id)


@require_safe
def outcome(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """The host's word, team by team, and what the students have sent."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.outcome", challenge)
    signed = {sign_off.team_id: sign_off for sign_off in SIGN_OFFS.all(challenge=challenge.pk)}
    assessed: dict[int, list[Assessment]] = {}
    for each in ASSESSED.all(challenge=challenge.pk) if signed else ():
        assessed.setdefault(each.sign_off_id, []).append(each)
    placements = list(STANDING.all(challenge=challenge.pk))
    rows = []
    for team in TEAMS.all(challenge=challenge.pk):
        sign_off = signed.get(team.pk)
        members = [placement for placement in placements if placement.team_id == team.pk]
        rows.append(
            {
                "team": team,
                "sign_off": sign_off,
                "settled": sign_off is not None and sign_off.state == SignOffState.SETTLED,
                "because": due_for_moderation(assessed.get(sign_off.pk, [])) if sign_off else [],
                "members": members,
                "reflected": sum(hasattr(member, "reflection") for member in members),
                "rated": sum(member.rated for member in members),
            }
        )
    return render_page(
        request,
        "placements/outcome.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "rows": rows,
            "over": clock.now() >= challenge.ends_at,
            "parts": parts_of(
                challenge, placements, [*signed.values()], [row["team"] for row in rows]
            )
            if clock.now() >= challenge.ends_at
            else [],
            "may_sign_off": may(request.user, "placements.record_answer", challenge),
            "may_settle": may(request.user, "placements.settle_outcome", challenge),
            "tab": "outcome",
        },
    )
