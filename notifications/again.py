"""What the letter of a host that asks again is about."""

from dataclasses import replace

from core import clock
from employers.states import ChallengeState
from notifications.letters import Occasion
from notifications.occasions import Payload, _challenge, _occasion, _path, _student
from placements.models import Invitation
from placements.services.inviting import AGREED
from students.models import Eoi


def invited_again(payload: Payload) -> Occasion | None:
    """To somebody who agreed to be asked, while she does and the project takes interests."""
    invitation = Invitation.objects.select_related("student__user", "known_from__challenge").get(
        pk=payload["invitation_id"]
    )
    challenge, known_from = _challenge(invitation.challenge_id), invitation.known_from
    open_now = challenge.state == ChallengeState.OPEN and challenge.closes_at > clock.now()
    asks = Eoi.objects.filter(challenge=challenge, student=invitation.student)
    if not open_now or asks.exists() or AGREED.first(placement=known_from.pk) is None:
        return None
    here = challenge.institution
    to = _student(invitation.student, _path("portal:project", here, challenge.code))
    stop = _path("placements:arrival_sheet", here, known_from.public_id)
    return _occasion(challenge, [replace(to, second=stop)], before=known_from.challenge.title)
