"""A team's pages: its room, what it hands in, files; the host's answer, and what it used later."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers.forms.recording import told_by
from employers.rules import member_for
from employers.wording import SESSIONS
from placements import services
from placements.forms.rooms import (
    AnswerStuckForm,
    CheckInForm,
    GoalForm,
    HandInForm,
    LaterUseForm,
    WriteInRoomForm,
)
from placements.models import (
    CheckIn,
    Concern,
    Deliverable,
    LaterUse,
    Placement,
    RoomEntry,
    Scan,
    Team,
    Upload,
)
from placements.services.rooms import HANDED_IN_FROM, check_in_days, check_in_due
from placements.states import GONE, OVER, PlacementState
from placements.views.hearing import concern_page
from placements.views.student import READ, placement_of

SHOWN = 40
TEAM = Compiled(
    lambda institution, public_id: (
        Team.objects.of(institution)
        .filter(public_id=public_id)
        .select_related(
            "institution",
            "challenge__institution",
            "challenge__employer",
            "challenge__module",
            "challenge__supervisor",
            "challenge__contact",
        )
    )
)
MEMBERS = Compiled(
    lambda team: (
        Placement.objects.filter(team=team)
        .exclude(state__in=GONE)
        .select_related("student__user", "goal", "reflection")
        .annotate(
            done_on=ArraySubquery(
                CheckIn.objects.filter(placement=OuterRef("pk")).order_by("on").values("on")
            ),
            last_how=Subquery(
                CheckIn.objects.filter(placement=OuterRef("pk")).order_by("-on").values("how")[:1]
            ),
        )
        .order_by("pk")
    )
)
ENTRIES = Compiled(
    lambda team: (
        RoomEntry.objects.filter(team=team)
        .select_related("by", "placement__student", "upload")
        .order_by("-at", "-pk")[:SHOWN]
    )
)
DELIVERABLES = Compiled(
    lambda team: Deliverable.objects.filter(team=team).select_related("upload").order_by("-at")[:5]
)
UPLOAD = Compiled(
    lambda institution, public_id: (
        Upload.objects.of(institution)
        .filter(public_id=public_id)
        .select_related("team__challenge__institution", "placement__challenge__institution")
    )
)
STUCK = Compiled(
    lambda institution, public_id: (
        Concern.objects.of(institution)
        .filter(public_id=public_id, kind=str(Concern.Kind.STUCK), placement__isnull=False)
        .select_related(
            "institution",
            "challenge__institution",
            "challenge__employer",
            "challenge__supervisor",
            "placement__student",
        )
    )
)


@dataclass(frozen=True)
class Member:
    """Somebody of the team: the days of her check-ins, and how the last one was."""

    placement: Placement
    done_on: list[date]
    last_how: str | None


def members_of(team: Team) -> list[Member]:
    """Whose places stand, with what their room shows of them."""
    return [Member(row, row.done_on, row.last_how) for row in MEMBERS.all(team=team.pk)]


def team_of(request: SignedInRequest, public_id: uuid.UUID) -> Team:
    """The team of this institution, or a page that does not exist."""
    team: Team = TEAM.get_or_404(institution=request.institution.pk, public_id=public_id)
    return team


def _own(members: list[Member], user: Any) -> Member | None:
    return next((each for each in members if each.placement.student.user_id == user.pk), None)


def _own_place(team: Team, user: Any) -> Placement | None:
    own = _own(members_of(team), user)
    return own.placement if own else None


@require_safe
def room(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Next step, people, files, decisions, messages: one page of a team on the full track."""
    team = team_of(request, public_id)
    authorize(request.user, "placements.room", team)
    return _room(request, team, WriteInRoomForm())


def _room(request: SignedInRequest, team: Team, form: Any, status: int = 200) -> HttpResponse:
    challenge, now = team.challenge, clock.now()
    if challenge.is_short or team.formed_at is None:
        raise Http404  # a day needs no room
    members = members_of(team)
    mine = _own(members, request.user)
    own = mine.placement if mine else None
    entries = list(ENTRIES.all(team=team.pk))
    handed_in = list(DELIVERABLES.all(team=team.pk))
    due = None
    if mine is not None and mine.placement.state in (PlacementState.READY, PlacementState.RUNNING):
        days = check_in_days(challenge, list(SESSIONS.all(keys=[challenge.pk])))
        due = check_in_due(days, mine.done_on, clock.today(challenge.institution.zone))
    return render_page(
        request,
        "placements/room.html",
        {
            "team": team,
            "challenge": challenge,
            "institution": challenge.institution,
            "members": members,
            "own": own,
            "due": due,
            "goal_form": GoalForm(initial={"words": _goal(own)}) if own else None,
            "check_in_form": CheckInForm(),
            "messages_": [each for each in entries if each.kind == RoomEntry.Kind.MESSAGE],
            "decisions": [each for each in entries if each.kind == RoomEntry.Kind.DECISION],
            "files": [each for each in entries if each.kind == RoomEntry.Kind.FILE],
            "deliverables": handed_in,
            "form": form,
            "begun": now >= challenge.starts_at,
            "over": now >= challenge.ends_at,
            "running": own is not None and own.state == PlacementState.RUNNING,
            "to_reflect": own is not None
            and own.state in OVER
            and getattr(own, "reflection", None) is None,
            "may_write": own is not None or may(request.user, "placements.write_in_room", team),
            "hosts": own is None and member_for(request.user, challenge) is not None,
        },
        status=status,
    )


def _goal(own: Placement | None) -> str:
    goal = getattr(own, "goal", None)
    return goal.words if goal else ""


@require_POST
def write_in_room(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """One line more."""
    team = team_of(request, public_id)
    authorize(request.user, "placements.write_in_room", team)
    form = WriteInRoomForm(request.POST, request.FILES)
    if form.is_valid():
        own = _own_place(team, request.user)
        try:
            services.write_in_room(team=team, by=request.user, placement=own, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            return go_to(request, "placements:room", institution, team.public_id)
    return _room(request, team, form, status=422)


@require_POST
def check_in(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """How it goes."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.check_in", placement)
    form = CheckInForm(request.POST)
    if form.is_valid():
        try:
            services.check_in(placement=placement, by=request.user, **form.cleaned_data)
        except RuleBroken as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Thank you. Your host sees it."))
    else:
        messages.warning(request, _("Choose how it goes."))
    return _to_room(request, placement)


@require_POST
def set_goal(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """What she wants to take from it."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.set_goal", placement)
    form = GoalForm(request.POST)
    if form.is_valid():
        try:
            services.set_goal(placement=placement, **form.cleaned_data)
        except RuleBroken as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Kept. It stands beside your name."))
    else:
        messages.warning(request, _("Write what you want to take from it."))
    return _to_room(request, placement)


def _to_room(request: SignedInRequest, placement: Placement) -> HttpResponse:
    slug = placement.institution.slug
    team = placement.team
    if team is None or team.formed_at is None or placement.challenge.is_short:
        return go_to(request, "placements:arrival_sheet", slug, placement.public_id)
    return go_to(request, "placements:room", slug, team.public_id)


@require_http_methods(READ)
def hand_in(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """A link or a file, what it rests on, what theory it used."""
    team = team_of(request, public_id)
    authorize(request.user, "placements.hand_in", team)
    handed_in = list(DELIVERABLES.all(team=team.pk))
    newest = handed_in[0] if handed_in else None
    form = HandInForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        initial={name: getattr(newest, name, "") for name in ("link", "sources", "theory")},
    )
    by_staff = may(request.user, "placements.record_answer", team)
    if form.is_valid():
        try:
            services.hand_in(team=team, by=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Handed in. Your host sees it."))
            return go_to(request, "placements:hand_in", institution, team.public_id)
    challenge = team.challenge
    own = None if by_staff else _own_place(team, request.user)
    return render_page(
        request,
        "placements/hand_in.html",
        {
            "team": team,
            "challenge": challenge,
            "institution": challenge.institution,
            "deliverables": handed_in,
            "refused": bool(newest and newest.upload and newest.upload.scan == Scan.BAD),
            "own": own,
            "by_staff": by_staff,
            "open": clock.now() >= challenge.starts_at - HANDED_IN_FROM,
            "opens": challenge.starts_at - HANDED_IN_FROM,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_safe
def open_upload(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> FileResponse:
    """A file, always as a download: nothing that somebody sent runs or is drawn here."""
    upload: Upload = UPLOAD.get_or_404(institution=request.institution.pk, public_id=public_id)
    authorize(request.user, "placements.open_upload", upload)
    if not upload.is_open:
        raise Http404  # pages say that it is being scanned, or was refused, and do not link it
    try:
        file = upload.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        file, as_attachment=True, filename=upload.name, content_type="application/octet-stream"
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(READ)
def answer_stuck(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """The host reads who is stuck, and answers in a line."""
    concern: Concern = STUCK.get_or_404(institution=request.institution.pk, public_id=public_id)
    authorize(request.user, "placements.answer_stuck", concern)
    host = concern.challenge.supervisor
    told = told_by(request.user, concern.challenge, host)
    form = AnswerStuckForm(request.POST if request.method == "POST" else None)
    if told is not None:
        form.fields["words"].label = _("What %(host)s answers") % {"host": host.name}
    if form.is_valid():
        try:
            services.answer_stuck(concern=concern, told=told, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            if told is not None:
                messages.success(request, _("Written down, with your name and theirs."))
                return go_to(request, "placements:concerns", institution)
            assert concern.placement is not None
            name = concern.placement.student.display_name
            messages.success(request, _("Sent to %(name)s.") % {"name": name})
            return go_to(request, "placements:answer_stuck", institution, concern.public_id)
    return concern_page(
        request, "placements/answer_stuck.html", concern, form, by_staff=told is not None
    )


@require_http_methods(READ)
def say_later_use(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Three months later: one tap, and a line if there is more."""
    team = team_of(request, public_id)
    authorize(request.user, "placements.say_later_use", team)
    later = get_object_or_404(
        LaterUse.objects.select_related("sign_off__supervisor", "sign_off__team__challenge"),
        sign_off__team=team,
    )
    initial = {"used": later.used or request.GET.get("answer", ""), "words": later.words}
    form = LaterUseForm(request.POST if request.method == "POST" else None, initial=initial)
    told = told_by(request.user, team.challenge, later.sign_off.supervisor)
    if form.is_valid():
        services.say_later_use(later=later, told=told, **form.cleaned_data)
        if told is not None:
            messages.success(request, _("Written down, with your name and theirs."))
            return go_to(request, "placements:outcome", institution, team.challenge.public_id)
        messages.success(request, _("Thank you. The students can read it."))
        return go_to(request, "placements:say_later_use", institution, team.public_id)
    return render_page(
        request,
        "placements/say_later_use.html",
        {
            "team": team,
            "later": later,
            "by_staff": told is not None,
            "challenge": team.challenge,
            "institution": team.institution,
            "deliverables": list(DELIVERABLES.all(team=team.pk)),
            "form": form,
        },
        status=422 if form.errors else 200,
    )
