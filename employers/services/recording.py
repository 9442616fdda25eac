"""Recorded by telephone: what somebody told staff is kept with her name and theirs."""

from dataclasses import dataclass

from accounts.models import User
from core.outbox import publish
from employers.events import ActRecorded
from employers.models import AnsweredVia, Challenge, Member, RecordedAct, What

CONFIRMED = frozenset(
    {What.SENT, What.CHANGED, What.PAUSED, What.RESUMED, What.CHOSE, What.SIGNED_OFF}
    | {What.REACH, What.WITHDREW}
)


@dataclass(frozen=True)
class Told:
    """Somebody said so to ``by``, who writes it down; ``person`` is empty for a student."""

    by: User
    person: Member | None
    via: str = AnsweredVia.TELEPHONE


def record(challenge: Challenge, what: str, told: Told | None) -> None:
    """Keep that an act was told to staff; nothing where whoever it is for did it herself.

    In the transaction of the act, so that the history shows both as one. Whoever said so gets a
    line about it, where no other letter tells her (REQUIREMENTS 4.6).
    """
    if told is not None:
        act = RecordedAct.objects.create(
            institution_id=challenge.institution_id,
            challenge=challenge,
            what=what,
            said_by=told.person,
            via=told.via,
            recorded_by=told.by,
        )
        if told.person is not None and what in CONFIRMED:
            publish(ActRecorded(act_id=act.pk))
