"""Letters to somebody without a place: why, and what is near to it and open."""

from dataclasses import replace
from typing import Any

from django.db.models import Q

from employers.models import Challenge
from employers.states import ChallengeState
from institutions.models import Institution
from notifications.letters import Occasion, To
from notifications.occasions import (
    Payload,
    _challenge,
    _eoi,
    _occasion,
    _path,
    _student,
    _to_asker,
)
from placements import reasons
from placements.models import Placement
from placements.services import near_misses
from placements.services.lists import free_seats
from placements.states import PlacementState
from students.models import Eoi
from students.states import OVER, EoiState

FOLLOW = "portal:follow_interest"


def _beside(to: To, eoi: Eoi, here: Institution) -> To:
    """``to`` with the project nearest to hers, if any, and its page as the second way."""
    found = near_misses(eoi.student, eoi.challenge_id, here) if eoi.student else ()
    near = next(iter(found), None)
    if near is None:
        return to
    there = _path("placements:send_there", here, eoi.public_id, near.code)
    return replace(to, second=there, extra={**to.extra, "near": near})


def _with_near(eoi: Eoi, page: str, **context: Any) -> Occasion | None:
    occasion = _to_asker(eoi, page, eoi.public_id, **context)
    if occasion is None:
        return None
    here = eoi.challenge.institution
    return replace(occasion, readers=tuple(_beside(to, eoi, here) for to in occasion.readers))


def eoi_not_selected(payload: Payload) -> Occasion | None:
    """To her who got no place: the page says why; the second way sends her sentence elsewhere."""
    eoi = _eoi(payload["eoi_id"])
    return _with_near(eoi, FOLLOW) if eoi.state == EoiState.NOT_SELECTED else None


def eoi_waitlisted(payload: Payload) -> Occasion | None:
    """To her who is next in line: she can ask elsewhere meanwhile."""
    eoi = _eoi(payload["eoi_id"])
    return _with_near(eoi, FOLLOW, line=eoi.line) if eoi.state == EoiState.WAITLISTED else None


def offer_lapsed(payload: Payload) -> Occasion | None:
    """To her whose time to answer ran out, or who was asked with others and was not the first."""
    eoi = _eoi(payload["eoi_id"])
    if eoi.state != EoiState.LAPSED or eoi.challenge.state == ChallengeState.CANCELLED:
        return None
    faster = eoi.reason.get("code") == reasons.OTHERS_WERE_FASTER
    return _with_near(eoi, FOLLOW, faster=faster)


def given_back_for_her(payload: Payload) -> Occasion | None:
    """In writing to her who told staff that she can't come."""
    placement = Placement.objects.select_related("student__user", "eoi").get(
        pk=payload["placement_id"]
    )
    challenge = _challenge(placement.challenge_id)
    if not placement.student.address:
        return None
    path = _path(FOLLOW, challenge.institution, placement.eoi.public_id)
    running = placement.state == PlacementState.LEFT_EARLY
    return _occasion(challenge, [_student(placement.student, path)], running=running)


def challenge_cancelled(payload: Payload) -> Occasion | None:
    """To everybody who asked or had a place: why, and what is near to it."""
    challenge = _challenge(payload["challenge_id"])
    return _occasion(
        challenge,
        [
            _beside(
                _student(eoi.student, _path(FOLLOW, challenge.institution, eoi.public_id)),
                eoi,
                challenge.institution,
            )
            for eoi in _who_asked(challenge)
            if eoi.student
        ],
        reason=challenge.state_reason,
    )


def _who_asked(challenge: Challenge) -> list[Eoi]:
    """Each student's last interest that ended by the call-off, or has yet to."""
    called_off = Placement.objects.filter(challenge=challenge, state=PlacementState.CALLED_OFF)
    rows = Eoi.objects.filter(
        ~Q(state__in=OVER)
        | Q(reason__code=reasons.CALLED_OFF)
        | Q(pk__in=called_off.values("eoi")),
        challenge=challenge,
        student__isnull=False,
    ).order_by("pk")
    return list({eoi.student_id: eoi for eoi in rows.select_related("student__user")}.values())


def places_taken(payload: Payload) -> Occasion | None:
    """To those who were asked with others and have not answered: the last place is taken."""
    placement = Placement.objects.select_related("challenge").get(pk=payload["placement_id"])
    challenge = _challenge(placement.challenge_id)
    if free_seats(challenge):
        return None
    asked = Eoi.objects.filter(challenge=challenge, state=EoiState.OFFERED, seat__isnull=True)
    readers = [
        _student(
            eoi.student, _path("placements:accept_place", challenge.institution, eoi.public_id)
        )
        for eoi in asked.select_related("student__user").order_by("pk")
        if eoi.student and eoi.student.address
    ]
    return _occasion(challenge, readers) if readers else None
