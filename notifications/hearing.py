"""From a fact to its letters: somebody is asked for her side, and told it."""

from django.utils.translation import gettext as _

from notifications.letters import Occasion
from notifications.occasions import Payload, _challenge, _host, _occasion, _path, _staff, _student
from placements.models import Concern, Hearing

HEARINGS = Hearing.objects.select_related("concern", "placement__student__user")


def _asked(payload: Payload) -> Hearing | None:
    """The hearing, unless it is settled or answered meanwhile."""
    hearing = HEARINGS.get(pk=payload["hearing_id"])
    over = hearing.concern.settled_at is not None or hearing.told_at is not None
    return None if over else hearing


def asked_of_student(payload: Payload) -> Occasion | None:
    """To the student whose side is asked for."""
    hearing = _asked(payload)
    if hearing is None or hearing.placement is None or not hearing.placement.student.address:
        return None
    challenge = _challenge(hearing.concern.challenge_id)
    path = _path("placements:tell_own_side", challenge.institution, hearing.public_id)
    reader = _student(hearing.placement.student, path)
    kind = hearing.concern.kind
    what = {
        Concern.Kind.NO_SHOW: _("We missed you"),
        Concern.Kind.ENDED: _("Your host ended it early"),
    }.get(Concern.Kind(kind), _("May we hear your side?"))
    missed, ended = kind == Concern.Kind.NO_SHOW, kind == Concern.Kind.ENDED
    return _occasion(challenge, [reader], what=what, missed=missed, ended=ended)


def asked_of_host(payload: Payload) -> Occasion | None:
    """To whoever leads, where the host's side is asked for."""
    hearing = _asked(payload)
    if hearing is None or hearing.placement is not None:
        return None
    challenge = _challenge(hearing.concern.challenge_id)
    path = _path("placements:tell_own_side", challenge.institution, hearing.public_id)
    return _occasion(challenge, _host(challenge.supervisor, path))


def told(payload: Payload) -> Occasion | None:
    """To staff: an answer is in."""
    hearing = HEARINGS.get(pk=payload["hearing_id"])
    if hearing.concern.settled_at is not None:
        return None
    challenge = _challenge(hearing.concern.challenge_id)
    path = _path("placements:concerns", challenge.institution)
    return _occasion(challenge, _staff(challenge.institution, path))
