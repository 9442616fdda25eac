"""What a student reads before and on the day: her arrival sheet, and the pack behind it."""

import uuid
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.compiled import Compiled
from core.htmx import render_page
from core.permissions import authorize
from employers.models import Challenge
from employers.safety import emergency_of
from employers.stand_ins import stood_in_for
from employers.wording import SESSIONS
from placements import words
from placements.models import (
    WAS_THERE,
    Attendance,
    Concept,
    Concern,
    Deliverable,
    Hearing,
    Placement,
    SignOff,
)
from placements.services.agreement import lines_of
from placements.services.arranging import arranged_for
from placements.services.day import BACKGROUND_BEFORE, SIGN_OFF_FROM, may_say_late
from placements.services.inviting import AGREED
from placements.services.learning import (
    PEERS_FROM_DAYS,
    PEERS_FROM_PEOPLE,
    compared_levels_of,
    levels_are_shown,
    may_prepare,
)
from placements.services.survey import is_asked_of_her
from placements.states import GONE, OVER, PlacementState
from placements.views.student import placements


def _sheet(institution: Any, public_id: Any) -> QuerySet[Placement]:
    found: QuerySet[Placement] = placements(
        institution,
        public_id,
        related=("attendance", "reflection", "team__sign_off__later", "team__academic_word"),
    )
    others = Placement.objects.standing().filter(team=OuterRef("team")).exclude(pk=OuterRef("pk"))
    called = Coalesce(
        NullIf("student__preferred_name", Value("")), "student__given_name", Value("")
    )
    late = Concern.objects.filter(
        placement=OuterRef("pk"), kind=str(Concern.Kind.LATE), settled_at__isnull=True
    ).order_by("-raised_at")
    asked = Hearing.objects.filter(
        placement=OuterRef("pk"), told_at__isnull=True, concern__settled_at__isnull=True
    )
    ended = Concern.objects.filter(placement=OuterRef("pk"), kind=str(Concern.Kind.ENDED))
    helped = Concern.objects.filter(placement=OuterRef("pk"), answered_at__isnull=False)
    return found.annotate(
        help_answer=Subquery(helped.order_by("-answered_at").values("answer")[:1]),
        asked=Subquery(asked.order_by("asked_at").values("public_id")[:1]),
        ended_because=Subquery(ended.values("words")[:1]),
        late_at=Subquery(late.values("raised_at")[:1]),
        late_words=Subquery(late.values("words")[:1]),
        surveyed=is_asked_of_her(),
        prepared=Exists(Concept.objects.filter(placement=OuterRef("pk"))),
        peers_asked=Exists(
            Challenge.objects.filter(
                pk=OuterRef("challenge"), module__peer_ratings=True, days__gte=PEERS_FROM_DAYS
            )
        ),
        handed_in_at=Subquery(
            Deliverable.objects.filter(team=OuterRef("team")).order_by("-at").values("at")[:1]
        ),
        instead_of=stood_in_for(OuterRef("challenge"), OuterRef("challenge__supervisor")),
        mates=ArraySubquery(others.values_list(called, flat=True)),
    )


SHEET = Compiled(_sheet)


@dataclass(frozen=True)
class Sheet:
    """A place, and what stands around it."""

    placement: Placement
    rated: bool
    instead_of: str
    mates: list[str]
    peers_asked: bool
    prepared: bool
    surveyed: bool
    help_answer: str | None
    asked: uuid.UUID | None
    ended_because: str | None
    handed_in_at: datetime | None
    late_at: datetime | None
    late_words: str | None


BESIDE = [column.name for column in fields(Sheet) if column.name != "placement"]


def sheet_of(request: SignedInRequest, public_id: uuid.UUID) -> Sheet:
    """The place of this institution with all that its sheet says, or a page that does not exist."""
    row: Any = SHEET.get_or_404(institution=request.institution.pk, public_id=public_id)
    return Sheet(placement=row, **{name: getattr(row, name) for name in BESIDE})


@require_safe
def arrival_sheet(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """All that she needs for the day, on one sheet; afterwards, what is asked of her."""
    sheet = sheet_of(request, public_id)
    placement = sheet.placement
    authorize(request.user, "placements.arrival_sheet", placement)
    signed: SignOff | None = getattr(placement.team, "sign_off", None)
    challenge, now = placement.challenge, clock.now()
    sessions = list(SESSIONS.all(keys=[challenge.pk]))
    gone, left = placement.state in GONE, placement.state == PlacementState.LEFT_EARLY
    after = now >= challenge.ends_at - SIGN_OFF_FROM and not gone
    ahead = now < challenge.ends_at and not (gone or left)  # the address counts to the last minute
    stands = placement.team is not None and placement.team.formed_at is not None and not gone
    attendance: Attendance | None = getattr(placement, "attendance", None)
    absent = attendance is not None and attendance.came not in WAS_THERE
    open_to_her = after and not absent and placement.state != PlacementState.CLOSED
    state = signed.state if signed else None
    shown = after and levels_are_shown(placement, state, rated=sheet.rated)
    askable = not absent and placement.state in OVER
    zone = challenge.institution.zone
    tomorrow = words.local(now, zone).date() > words.local(challenge.ends_at, zone).date()
    return render_page(
        request,
        "placements/arrival_sheet.html",
        {
            "sheet": sheet,
            "placement": placement,
            "challenge": challenge,
            "institution": challenge.institution,
            "sessions": sessions,
            "lines": placement.agreed.get("lines") or lines_of(challenge, sessions),
            "instead_of": sheet.instead_of,
            "emergency": emergency_of(challenge, sheet.instead_of) if ahead else None,
            "mates": _mates(sheet) if ahead else [],
            "pack_is_open": now >= challenge.starts_at - BACKGROUND_BEFORE,
            "pack_opens": challenge.starts_at - BACKGROUND_BEFORE,
            "may_say_late": may_say_late(placement),
            "gone": gone,
            "after": after,
            "has_room": not challenge.is_short and stands,
            "may_hand_in": stands and _may_hand_in(placement),
            "later": getattr(signed, "later", None) if after and not absent else None,
            "ahead": ahead,
            "absent": absent,
            "open_to_her": open_to_her,
            "reflected": getattr(placement, "reflection", None) is not None,
            "rated": sheet.rated,
            "attendance": attendance if tomorrow or absent else None,
            "word": getattr(placement.team, "academic_word", None) if after else None,
            "thanks": signed if after and not absent else None,
            "askable": askable,
            "arranged": arranged_for(placement) if ahead else None,
            "survey": _survey(sheet) if askable else "",
            "agreed": AGREED.first(placement=placement.pk) if askable else None,
            "host_levels": compared_levels_of(placement) if shown else [],
            "may_prepare": may_prepare(placement),
            "peers_asked": open_to_her and _peers_asked(sheet),
            "now": now,
            "keep_for": _seconds_left(placement) if ahead else 0,
        },
    )


def _survey(sheet: Sheet) -> str:
    """Whether the survey is offered, or was: never before the two steps that the badge is for."""
    if sheet.surveyed:
        return "asked"
    reflected = getattr(sheet.placement, "reflection", None) is not None
    over = (reflected and sheet.rated) or sheet.placement.state == PlacementState.CLOSED
    return "offered" if over else ""


def _peers_asked(sheet: Sheet) -> bool:
    """Whether her module asks for a word on team mates, and there are enough of them."""
    return sheet.peers_asked and len(sheet.mates) + 1 >= PEERS_FROM_PEOPLE


def _seconds_left(placement: Placement) -> int:
    """How long a device may keep the sheet: until the last day is over at the place."""
    zone = placement.challenge.institution.zone
    last = clock.end_of(words.local(placement.challenge.ends_at, zone).date(), zone)
    return max(int((last - clock.now()).total_seconds()), 0)


def _may_hand_in(placement: Placement) -> bool:
    """From the start until it closes, whoever still has her place."""
    begun = clock.now() >= placement.challenge.starts_at
    return begun and placement.state in (PlacementState.RUNNING, PlacementState.FINISHED)


def _mates(sheet: Sheet) -> list[str]:
    """First names of the others in her team, from A to Z, once teams stand."""
    if sheet.placement.team is None or sheet.placement.team.formed_at is None:
        return []
    return sorted(name or _("somebody new") for name in sheet.mates)


@require_safe
def background_pack(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Who they are, the problem, figures and links, running order, who leads: for the placed."""
    sheet = sheet_of(request, public_id)
    placement = sheet.placement
    authorize(request.user, "placements.background_pack", placement)
    challenge, now = placement.challenge, clock.now()
    return render_page(
        request,
        "placements/background_pack.html",
        {
            "placement": placement,
            "challenge": challenge,
            "institution": challenge.institution,
            "open": now >= challenge.starts_at - BACKGROUND_BEFORE,
            "opens": challenge.starts_at - BACKGROUND_BEFORE,
            "gone": placement.state in GONE,
            "instead_of": sheet.instead_of,
            "emergency": emergency_of(challenge, sheet.instead_of),
        },
    )
