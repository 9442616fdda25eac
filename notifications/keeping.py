"""What the notes about places kept for a group are about."""

from institutions.models import StaffRole
from notifications.letters import Occasion
from notifications.occasions import Payload, _challenge, _host, _occasion, _path, _staff
from placements.models import KeptPlaces
from placements.services.keeping import in_words
from placements.states import KeptState


def places_kept(payload: Payload) -> Occasion | None:
    """To staff but the proposer: a second person decides."""
    kept = KeptPlaces.objects.get(pk=payload["kept_id"])
    if kept.state != KeptState.PROPOSED:
        return None
    challenge = _challenge(kept.challenge_id)
    path = _path("placements:keep_places", challenge.institution, challenge.public_id)
    roles = (StaffRole.OFFICER, StaffRole.MANAGER, StaffRole.APPROVER)
    readers = {to.user: to for to in _staff(challenge.institution, path, *roles)}
    others = [to for user, to in readers.items() if user and user.pk != kept.proposed_by_id]
    return _occasion(challenge, others, whom=str(kept), words=kept.why)


def decided(payload: Payload) -> Occasion | None:
    """To the host that proposed it: kept or not, and why."""
    kept = KeptPlaces.objects.get(pk=payload["kept_id"])
    if not kept.by_host:
        return None
    challenge = _challenge(kept.challenge_id)
    path = _path("placements:keep_places", challenge.institution, challenge.public_id)
    return _occasion(
        challenge,
        _host(challenge.contact, path),
        answer=kept.get_state_display(),
        sentence=in_words(kept),
        why=kept.decided_why,
    )
