"""From a fact of the day to its letters: who is late, and who gives a place back at the last."""

from dataclasses import replace
from datetime import timedelta

from core import clock
from notifications.letters import Occasion
from notifications.occasions import (
    Payload,
    _challenge,
    _host,
    _occasion,
    _path,
    _ring_me,
    _staff,
    sign_off_owed,
)
from placements.models import Concern, DayRecord, Placement
from placements.services.owed import REMIND_AFTER
from placements.states import PlacementState

NEAR = timedelta(hours=48)  # from here on the host has had the list of who comes


def late_for_host(payload: Payload) -> Occasion | None:
    """To whoever leads on the day; nothing of any other concern, which hosts do not read."""
    concern = Concern.objects.select_related("placement__student").get(pk=payload["concern_id"])
    if concern.kind != Concern.Kind.LATE or concern.placement is None:
        return None
    challenge = _challenge(concern.challenge_id)
    path = _path("placements:door_list", challenge.institution, challenge.public_id)
    who = concern.placement.student.display_name
    readers = _host(challenge.supervisor, path)
    return _occasion(challenge, readers, who=who, words=concern.words)


def _given_back(payload: Payload) -> Placement | None:
    placement = Placement.objects.select_related("student").get(pk=payload["placement_id"])
    left = placement.state in (PlacementState.GIVEN_BACK, PlacementState.LEFT_EARLY)
    return placement if left else None


def given_back_for_host(payload: Payload) -> Occasion | None:
    """So near to the day the host has a list with her name on it."""
    placement = _given_back(payload)
    if placement is None:
        return None
    challenge = _challenge(placement.challenge_id)
    if challenge.starts_at - NEAR > clock.now():
        return None  # the list comes with the letter of who comes
    path = _path("placements:door_list", challenge.institution, challenge.public_id)
    who = placement.student.display_name
    return _occasion(challenge, _host(challenge.supervisor, path), who=who)


def given_back_for_staff(payload: Payload) -> Occasion | None:
    """Two days before and later it is theirs to see to; before that the line is asked by itself."""
    placement = _given_back(payload)
    if placement is None:
        return None
    challenge = _challenge(placement.challenge_id)
    if challenge.starts_at - NEAR > clock.now():
        return None
    path = _path("placements:day", challenge.institution, challenge.public_id)
    who = placement.student.display_name
    return _occasion(challenge, _staff(challenge.institution, path), who=who)


def sign_off_missing(payload: Payload) -> Occasion | None:
    """The same page again, and somebody who rings; ``last`` before the university rings itself."""
    challenge = _challenge(payload["challenge_id"])
    occasion = sign_off_owed(challenge, second=_ring_me(challenge))
    if occasion is None:
        return None
    said = DayRecord.objects.filter(challenge=challenge, reminders__gte=len(REMIND_AFTER))
    more = {"last": said.exists(), "team": challenge.institution.team_name}
    return replace(occasion, context={**occasion.context, **more})
