"""What a project shared by two universities is about, for the staff of each."""

from employers.models import Share
from employers.states import ShareState
from notifications.letters import Occasion
from notifications.occasions import Payload, _about, _challenge, _occasion, _path, _staff


def share_offered(payload: Payload) -> Occasion | None:
    """To the staff of the university that is asked."""
    share = _share(payload)
    if share.state != ShareState.OFFERED:
        return None
    path = _path("placements:shared_with_us", share.to)
    about = {"university": share.institution.name, "places": share.places, "words": share.words}
    challenge = _challenge(share.challenge_id)
    return Occasion(share.to, _staff(share.to, path), _about(challenge) | about, challenge)


def share_answered(payload: Payload) -> Occasion | None:
    """To the staff of the university that asked."""
    share = _share(payload)
    if share.state not in (ShareState.TAKEN, ShareState.DECLINED):
        return None
    challenge = _challenge(share.challenge_id)
    path = _path("placements:share_challenge", share.institution, challenge.public_id)
    answer = {"taken": share.state == ShareState.TAKEN, "reason": share.reason}
    about = {"university": share.to.name, "places": share.places} | answer
    return _occasion(challenge, _staff(share.institution, path), **about)


def _share(payload: Payload) -> Share:
    return Share.objects.select_related("institution", "to").get(pk=payload["share_id"])
