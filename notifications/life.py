"""What the letters about a project's changed days are about."""

from typing import Any

from employers.models import Challenge, Series
from notifications.letters import Occasion, To, yes_or_no
from notifications.occasions import (
    Payload,
    _challenge,
    _day,
    _host,
    _hour,
    _occasion,
    _path,
    _ring_me,
    _staff,
    _student,
)
from placements.models import Placement
from placements.states import PlacementState
from students.models import Eoi
from students.states import WAITING, EoiState


def _who_ask(challenge: Any, *states: str) -> list[To]:
    """Students with an interest in one of ``states``, led to their list."""
    path = _path("students:my_eois", challenge.institution)
    asked = Eoi.objects.filter(challenge=challenge, state__in=states, student__isnull=False)
    students = [eoi.student for eoi in asked.select_related("student__user").order_by("pk")]
    return [_student(student, path) for student in students if student and student.address]


def series_made(payload: Payload) -> Occasion | None:
    """To staff: one brief on several days waits to be read."""
    series = Series.objects.select_related("institution").get(pk=payload["series_id"])
    of_it = list(Challenge.objects.filter(series=series).select_related("employer"))
    if not of_it:
        return None
    path = _path("employers:publish_series", series.institution, series.public_id)
    context = {"words": series.words, "count": len(of_it), "employer": of_it[0].employer}
    return Occasion(series.institution, _staff(series.institution, path), context)


def series_published(payload: Payload) -> Occasion | None:
    """To the host: one letter for all days."""
    series = Series.objects.get(pk=payload["series_id"])
    of_it = Challenge.objects.filter(series=series, published_at__isnull=False)
    online = [challenge for challenge in of_it.order_by("starts_at") if challenge.published_at]
    if not online:
        return None
    first = _challenge(online[0].pk)
    path = _path("portal:host_home", first.institution)
    days = [_day(challenge.starts_at, first.institution) for challenge in online]
    return _occasion(first, _host(first.contact, path, _ring_me(first)), days=days)


def challenge_extended(payload: Payload) -> Occasion | None:
    """To whoever waits for an answer: it comes later."""
    challenge = _challenge(payload["challenge_id"])
    readers = _who_ask(challenge, *WAITING)
    return _occasion(challenge, readers) if readers else None


def postponed_for_placed(payload: Payload) -> Occasion | None:
    """To whoever has a place and has not said yes to the new day."""
    challenge = _challenge(payload["challenge_id"])
    placements = Placement.objects.filter(
        challenge=challenge, state=PlacementState.READY, again_by__isnull=False
    )
    readers = [
        yes_or_no(
            _student(
                placement.student,
                _path("placements:agree_again", challenge.institution, placement.public_id),
                until=_hour(placement.again_by, challenge.institution),
            )
        )
        for placement in placements.select_related("student__user").order_by("pk")
        if placement.student.address
    ]
    return _occasion(challenge, readers, reason=challenge.state_reason) if readers else None


def postponed_for_askers(payload: Payload) -> Occasion | None:
    """To whoever has an interest or an offer: another day."""
    challenge = _challenge(payload["challenge_id"])
    readers = _who_ask(challenge, *WAITING, EoiState.OFFERED)
    return _occasion(challenge, readers, reason=challenge.state_reason) if readers else None


def postponed_for_host(payload: Payload) -> Occasion | None:
    """To the host's contact."""
    challenge = _challenge(payload["challenge_id"])
    if challenge.shared_from_id is not None:
        return None  # the letter about the whole says so
    path = _path("employers:my_challenge", challenge.institution, challenge.public_id)
    asked = Placement.objects.filter(challenge=challenge, again_by__isnull=False).count()
    return _occasion(
        challenge, _host(challenge.contact, path), reason=challenge.state_reason, asked=asked
    )


def placement_lapsed(payload: Payload) -> Occasion | None:
    """To her whose place went on."""
    placement = Placement.objects.select_related("student__user").get(pk=payload["placement_id"])
    challenge = _challenge(placement.challenge_id)
    if not placement.student.address:
        return None
    path = _path("portal:listing", challenge.institution)
    return _occasion(
        challenge,
        [_student(placement.student, path)],
        new_day=_day(challenge.starts_at, challenge.institution),
    )
