"""What the letters about "the host chooses" are about."""

from notifications.letters import Occasion
from notifications.occasions import (
    Payload,
    _challenge,
    _host,
    _hour,
    _occasion,
    _path,
    _ring_me,
    _staff,
)
from placements.models import Choosing, HostWord
from placements.services.choosing import goes_on_at
from students.states import WAITING


def host_asked(payload: Payload) -> Occasion | None:
    """To the host's contact, while the word is to come: how many lines, and until when."""
    challenge = _challenge(payload["challenge_id"])
    choosing = Choosing.objects.filter(challenge=challenge, finished_at__isnull=True).first()
    if choosing is None:
        return None
    lines = HostWord.objects.filter(choosing=choosing, eoi__state__in=WAITING)
    path = _path("placements:choose", challenge.institution, challenge.public_id)
    return _occasion(
        challenge,
        _host(challenge.contact, path, _ring_me(challenge)),
        count=lines.count(),
        unsaid=lines.filter(word="").count(),
        due=_hour(choosing.due_at, challenge.institution),
    )


def host_silent(payload: Payload) -> Occasion | None:
    """To staff: the word was due, and somebody should ring."""
    challenge = _challenge(payload["challenge_id"])
    choosing = Choosing.objects.filter(challenge=challenge, finished_at__isnull=True).first()
    if choosing is None:
        return None
    path = _path("placements:choose", challenge.institution, challenge.public_id)
    return _occasion(
        challenge,
        _staff(challenge.institution, path),
        goes_on=_hour(goes_on_at(challenge, choosing), challenge.institution),
    )


def host_chose(payload: Payload) -> Occasion | None:
    """To staff: the places can be shared out."""
    challenge = _challenge(payload["challenge_id"])
    choosing = Choosing.objects.get(challenge=challenge)
    path = _path("placements:places", challenge.institution, challenge.public_id)
    return _occasion(
        challenge,
        _staff(challenge.institution, path),
        said=choosing.lines.exclude(word="").exists(),
    )
