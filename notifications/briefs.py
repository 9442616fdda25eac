"""What the letters about a brief between host and university are about."""

from employers.changes import edited_in_words
from employers.models import Clearance
from employers.states import ChallengeState
from notifications.letters import Occasion
from notifications.occasions import Payload, _challenge, _host, _occasion, _path, _ring_me


def sent_to_host(payload: Payload) -> Occasion | None:
    """To the host's contact, while it waits for her: fine, or ring me."""
    clearance = Clearance.objects.filter(
        pk=payload["clearance_id"], answered_at__isnull=True
    ).first()
    if clearance is None:
        return None
    challenge = _challenge(clearance.challenge_id)
    if challenge.state != ChallengeState.CHANGES_REQUESTED:
        return None
    path = _path("employers:my_challenge", challenge.institution, challenge.public_id)
    return _occasion(
        challenge,
        _host(challenge.contact, path, _ring_me(challenge)),
        edited=edited_in_words(challenge),
    )
