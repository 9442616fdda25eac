"""The host's pages of the day: who comes, who came, and what it tells the university."""

import uuid
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import segno
from django.contrib import messages
from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.links import absolute
from core.permissions import authorize, may
from employers.forms.recording import acts_for_host, fits, told_by, told_form, told_in
from employers.models import Challenge, Session
from employers.rules import member_for
from employers.stand_ins import stood_in_for
from placements import services
from placements.forms.host import AttendanceForm
from placements.forms.parts import ConcernForm
from placements.models import (
    WAS_THERE,
    Came,
    Concern,
    Placement,
    Team,
)
from placements.services.day import BACKGROUND_BEFORE, MARK_FROM, SIGN_OFF_FROM
from placements.states import PlacementState

READ = ["GET", "HEAD", "POST"]
HOST_KINDS = (
    Concern.Kind.CHANGE,
    Concern.Kind.STUCK,
    Concern.Kind.INCIDENT,
    Concern.Kind.CONCERN,
)


def challenge_of(request: HttpRequest, public_id: uuid.UUID, *related: str) -> Challenge:
    """The challenge of this institution, or a page that does not exist."""
    ours = Challenge.objects.of(request.institution)  # type: ignore[attr-defined]
    challenge: Challenge = get_object_or_404(
        ours.select_related(
            *("institution", "employer", "contact", "supervisor", "site"), *related
        ).annotate(instead_of=stood_in_for(OuterRef("pk"), OuterRef("supervisor"))),
        public_id=public_id,
    )
    return challenge


WHO_COMES = Compiled(
    lambda challenge: (
        Placement.objects.filter(challenge=challenge)
        .standing()
        .select_related("student", "team", "attendance", "challenge")
    )
)


SAID_LATE = Compiled(
    lambda challenge, kind: Concern.objects.filter(
        challenge=challenge, kind=kind, placement__isnull=False
    ).order_by("raised_at")
)


def rows_of(form: AttendanceForm, concerns: Iterable[Concern]) -> list[dict[str, Any]]:
    """The form's rows, each with what she said last of being late; ``concerns`` oldest first."""
    late = {each.placement_id: each for each in concerns if each.kind == Concern.Kind.LATE}
    return [row | {"late": late.get(row["placement"].pk)} for row in form.rows()]


def who_comes(challenge: Challenge) -> list[Placement]:
    """Standing placements by team and name, with what is known of their coming."""
    return sorted(
        WHO_COMES.all(challenge=challenge.pk),
        key=lambda p: (p.team.number if p.team else 0, p.student.display_name.casefold()),
    )


# The day


@lru_cache(maxsize=256)
def _code(address: str) -> str:
    """A QR code of ``address`` as an image's address; drawing one costs milliseconds."""
    return str(segno.make(address, error="m").svg_data_uri(scale=4, border=2, light="#fff"))


def _door(
    request: HttpRequest, challenge: Challenge, form: AttendanceForm, status: int = 200
) -> HttpResponse:
    path = reverse(
        "placements:sign_offs_of_project",
        args=[challenge.institution.slug, challenge.public_id],
    )
    now = clock.now()
    teams: dict[str, list[dict[str, Any]]] = {}
    # what students share is for those who look after the project: not staff, not colleagues
    member = member_for(request.user, challenge)
    named = member is not None and member.pk in (challenge.contact_id, challenge.supervisor_id)
    shared = services.shared_at_the_door(challenge) if named else {}
    said_late = SAID_LATE.all(challenge=challenge.pk, kind=str(Concern.Kind.LATE))
    for row in rows_of(form, said_late):
        row["shared"] = shared.get(row["placement"].pk)
        team = row["placement"].team
        formed = team is not None and team.formed_at is not None
        teams.setdefault(team.name if formed else "", []).append(row)
    return render_page(
        request,
        "placements/door_list.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "sessions": list(Session.objects.filter(challenge=challenge)),
            "form": form,
            "teams": list(teams.items()),
            "count": len(form.placements),
            "running": any(each.state == PlacementState.RUNNING for each in form.placements),
            "rooms": [] if challenge.is_short else _rooms(form.placements),
            "may_mark": now >= challenge.starts_at - MARK_FROM
            and may(request.user, "placements.mark_attendance", challenge),
            "may_sign_off": now >= challenge.ends_at - SIGN_OFF_FROM
            and may(request.user, "placements.sign_offs_of_project", challenge),
            "pack_is_open": now >= challenge.starts_at - BACKGROUND_BEFORE,
            "pack_opens": challenge.starts_at - BACKGROUND_BEFORE,
            "instead_of": challenge.instead_of,  # type: ignore[attr-defined]
            "may_background": may(request.user, "employers.write_background", challenge),
            "may_write": may(request.user, "placements.host_concern", challenge),
            "told": told_form(request, challenge, challenge.supervisor),
            "mark_from": challenge.starts_at - MARK_FROM,
            "sign_off_path": path,
            "code": _code(absolute(path)),
        },
        status=status,
    )


def _rooms(placements: Iterable[Placement]) -> list[Team]:
    """The teams that stand, each once."""
    teams = {each.team for each in placements if each.team and each.team.formed_at}
    return sorted(teams, key=lambda team: team.number)


@require_safe
def door_list(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Who comes, for paper and phone, with a code that leads to the sign-off page."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "placements.door_list", challenge)
    return _door(request, challenge, AttendanceForm(placements=who_comes(challenge)))


@require_POST
def mark_attendance(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Keep who came, as far as it is known."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "placements.mark_attendance", challenge)
    form = AttendanceForm(request.POST, placements=who_comes(challenge))
    told = told_form(request, challenge)
    if form.is_valid() and fits(told):
        marks = form.marked(rest=Came.CAME if "all" in request.POST else "")
        try:
            services.mark_all(challenge=challenge, marks=marks, by=request.user, told=told_in(told))
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            there = sum(came in WAS_THERE for came, _note in marks.values())
            said = _("Saved. %(there)d of %(all)d were there.")
            messages.success(request, said % {"there": there, "all": len(form.placements)})
            back = request.POST.get("back")
            to = "placements:day" if back == "day" else "placements:door_list"
            return go_to(request, to, institution, challenge.public_id)
    return _door(request, challenge, form, status=422)


@require_http_methods(READ)
def host_concern(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """The host asks for help, or tells of a concern."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "placements.host_concern", challenge)
    form = ConcernForm(
        request.POST if request.method == "POST" else None,
        kinds=HOST_KINDS,
        initial={"kind": request.GET.get("kind", "")},
    )
    change = request.GET.get("kind") == Concern.Kind.CHANGE
    back = "employers:my_challenge" if change else "placements:door_list"
    by_staff = acts_for_host(request.user, challenge) is not None
    if form.is_valid():
        try:
            services.raise_concern(
                challenge=challenge,
                by=request.user,
                told=told_by(request.user, challenge, challenge.contact),
                **form.cleaned_data,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            if by_staff:
                messages.success(request, _("Written down, with your name and theirs."))
                return go_to(request, "placements:day", institution, challenge.public_id)
            team = challenge.institution.team_name
            messages.success(request, _("Sent. The %(team)s has it now.") % {"team": team})
            return go_to(request, back, institution, challenge.public_id)
    return render_page(
        request,
        "placements/host_concern.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "change": change,
            "by_staff": by_staff,
            "back_url": reverse(back, args=[institution, challenge.public_id]),
        },
        status=422 if form.errors else 200,
    )


# The word on a team
