"""From a fact of the day to its letters: who is late, and who gives a place back at the last."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import Exists, OuterRef

from core import clock
from employers.models import Challenge
from notifications.letters import Occasion
from notifications.occasions import (
    Payload,
    _challenge,
    _host,
    _occasion,
    _path,
    _placements,
    _practice,
    _ring_me,
    _staff,
    _to_hosts,
    _to_placed,
)
from placements.models import (
    WAS_THERE,
    Attendance,
    Concern,
    DayRecord,
    Placement,
    Reflection,
    SelfRating,
    Team,
)
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


def day_is_over_for_students(payload: Payload) -> Occasion | None:
    """To who was there and has not answered: who did so in the last hour is not asked again."""
    challenge = _challenge(payload["challenge_id"])
    absent = Attendance.objects.filter(placement__challenge=challenge).exclude(came__in=WAS_THERE)
    answered = Reflection.objects.filter(
        Exists(SelfRating.objects.filter(placement=OuterRef("placement"))),
        placement__challenge=challenge,
    )
    rows = absent.values_list("placement", flat=True).union(
        answered.values_list("placement", flat=True)
    )
    return _to_placed(challenge, "placements:reflect", set(rows))


def day_is_over_for_host(payload: Payload) -> Occasion | None:
    """To sign off, with the way to two practice ratings."""
    challenge = _challenge(payload["challenge_id"])
    return sign_off_owed(challenge, second=_practice(challenge))


def sign_off_owed(challenge: Challenge, second: str = "") -> Occasion | None:
    """To the host while a team of its is not signed off: to that page, or to a choice of teams."""
    waiting = list(
        Team.objects.filter(challenge=challenge, formed_at__isnull=False, sign_off__isnull=True)
    )
    if not waiting:
        return None
    teams = {team.pk for team in waiting}
    minutes = max(sum(each.team_id in teams for each in _placements(challenge)), 3)
    if len(waiting) == 1:
        return _to_hosts(
            challenge, "placements:sign_off", waiting[0].public_id, minutes=minutes, second=second
        )
    page = "placements:sign_offs_of_project"
    return _to_hosts(challenge, page, challenge.public_id, minutes=minutes, second=second)


def sign_off_missing(payload: Payload) -> Occasion | None:
    """The same page again, and somebody who rings; ``last`` before the university rings itself."""
    challenge = _challenge(payload["challenge_id"])
    occasion = sign_off_owed(challenge, second=_ring_me(challenge))
    if occasion is None:
        return None
    said = DayRecord.objects.filter(challenge=challenge, reminders__gte=len(REMIND_AFTER))
    more = {"last": said.exists(), "team": challenge.institution.team_name}
    return replace(occasion, context={**occasion.context, **more})
