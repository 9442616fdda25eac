"""What the letters about a promised day are about: to staff before it, to students once missed."""

from dataclasses import replace

from employers.models import Challenge
from institutions.models import StaffRole
from notifications.letters import Occasion, To
from notifications.life import _who_ask
from notifications.occasions import Payload, _challenge, _day, _hour, _occasion, _path, _staff
from placements.models import Promise
from students.models import Eoi
from students.states import EoiState


def _people_wait(challenge: Challenge) -> int:
    return Eoi.objects.filter(challenge=challenge, state=EoiState.SUBMITTED).count()


def _to_staff(payload: Payload, *roles: StaffRole) -> Occasion | None:
    challenge = _challenge(payload["challenge_id"])
    waiting = _people_wait(challenge)
    if not waiting:
        return None
    here = challenge.institution
    path = _path("placements:places", here, challenge.public_id)
    other = _path("placements:say_another_day", here, challenge.public_id)
    staff = _staff(here, path, *roles)
    mine = [to for to in staff if to.user == challenge.owner and not roles]
    readers = [replace(to, second=other) for to in mine or staff]
    due = _hour(challenge.hear_by, here)
    return _occasion(challenge, readers, count=waiting, due=due)


def answer_due(payload: Payload) -> Occasion | None:
    """To whoever looks after it, or all officers: people wait, and the day is near."""
    return _to_staff(payload)


def answer_missing(payload: Payload) -> Occasion | None:
    """To the managers: the day is there."""
    return _to_staff(payload, StaffRole.MANAGER)


def answer_late(payload: Payload) -> Occasion | None:
    """To everybody who waits: sorry, and a new day."""
    challenge = _challenge(payload["challenge_id"])
    readers: list[To] = _who_ask(challenge, EoiState.SUBMITTED)
    if challenge.answer_again_by is None or not readers:
        return None
    again = _day(challenge.answer_again_by, challenge.institution)
    why = Promise.objects.filter(challenge=challenge).values_list("why", flat=True).first()
    return _occasion(challenge, readers, again=again, why=why or "")
