"""What "not this time" is about: why, and what is near to it and open."""

from dataclasses import replace

from notifications.letters import Occasion
from notifications.occasions import Payload, _eoi, _path, _to_asker
from placements.services import near_misses
from students.states import EoiState


def eoi_not_selected(payload: Payload) -> Occasion | None:
    """To her who got no place: the page says why; the second way sends her sentence elsewhere."""
    eoi = _eoi(payload["eoi_id"])
    if eoi.state != EoiState.NOT_SELECTED or eoi.student is None:
        return None
    occasion = _to_asker(eoi, "placements:accept_place", eoi.public_id)
    if occasion is None:
        return None
    here = eoi.challenge.institution
    near = next(iter(near_misses(eoi.student, eoi.challenge, here)), None)
    if near is None:
        return occasion
    there = _path("placements:send_there", here, eoi.public_id, near.code)
    readers = tuple(replace(to, second=there) for to in occasion.readers)
    return replace(occasion, readers=readers, context={**occasion.context, "near": near})
