"""Sending, ordering and taking back an interest."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken, refused_by
from core.outbox import publish
from core.states import move
from employers.models import Challenge
from students.events import EoiConfirmed, EoiSentAgain, EoiSubmitted, EoiWithdrawn
from students.models import Eoi, RecordedVia, Student
from students.services.graduates import refuse_left
from students.services.policy import policy_of
from students.states import OVER, EoiState


class ChallengeNotOpen(RuleBroken):
    """The challenge takes no more interests."""


class AlreadyInterested(RuleBroken):
    """She has an interest in this challenge that still counts."""


class TooManyOpenInterests(RuleBroken):
    """The policy's cap is reached; one of ``open_interests`` may make room."""

    def __init__(self, sentence: str, open_interests: Sequence[Eoi]) -> None:
        super().__init__(sentence)
        self.open_interests = open_interests


@transaction.atomic
def submit_eoi(
    *,
    challenge: Challenge,
    sentence: str,
    student: Student | None = None,
    email: str = "",
    access_first: bool = False,
    via: str = RecordedVia.WEB,
    recorded_by: User | None = None,
    instead_of: Eoi | None = None,
    public_id: uuid.UUID | None = None,
) -> Eoi:
    """Record an interest in ``challenge``, by a known student or by an address yet to be proven.

    A second send of an address that is still unproven returns the first row and writes no second
    letter; whoever must know whether the row is new gives a ``public_id`` and compares. A known
    student's counts at once; ``instead_of`` is one of her open interests, withdrawn to make room
    under the policy's cap.

    Raises ``ChallengeNotOpen``, ``AlreadyInterested``, ``TooManyOpenInterests`` or, unless staff
    record it, ``NotEligible``.
    """
    held_open = Challenge.objects.hold_open(challenge.pk)  # FOR SHARE until the commit
    if not held_open or challenge.closes_at <= clock.now():
        raise ChallengeNotOpen(_("“%s” takes no more interests.") % challenge)
    columns: dict[str, Any] = {
        "public_id": public_id or uuid.uuid4(),
        "institution": challenge.institution,
        "challenge": challenge,
        "sentence": sentence,
        "access_first": access_first,
        "via": via,
        "recorded_by": recorded_by,
    }
    if student is None:
        return _submit_unconfirmed(columns, email)
    if recorded_by is None:
        refuse_left(student)
    make_room(student, challenge, instead_of)
    with refused_by("eoi_one_active", already_interested()):
        eoi = Eoi.objects.create(
            student=student, state=EoiState.SUBMITTED, confirmed_at=clock.now(), **columns
        )
    publish(EoiSubmitted(eoi_id=eoi.pk))
    publish(EoiConfirmed(eoi_id=eoi.pk))
    return eoi


UNPROVEN = Compiled(  # by the index that refuses a second one
    lambda challenge, address: Eoi.objects.filter(
        Exact(Lower("email"), Lower(Value(address))),
        challenge=challenge,
        state=EoiState.UNCONFIRMED,
    )[:1]
)


def _submit_unconfirmed(columns: dict[str, Any], email: str) -> Eoi:
    """Insert the row of an unproven address, or find the one that was faster.

    Both ways take about as long, so that whoever measures the answer does not learn which it was
    (``make bench B=eoi`` does): where nothing is written, an empty question stands for the row. And
    the database, which is not told that a second row is wrong, writes no address into its log.
    """
    row = Eoi(email=email, state=EoiState.UNCONFIRMED, **columns)
    while True:
        Eoi.objects.bulk_create([row], ignore_conflicts=True)
        eoi: Eoi | None = UNPROVEN.first(challenge=row.challenge_id, address=email)
        if eoi is not None:
            break
    eoi.challenge, eoi.institution = columns["challenge"], columns["institution"]
    new = eoi.public_id == row.public_id
    if not new:
        with connection.cursor() as cursor:
            cursor.execute("SELECT")
    publish(EoiSubmitted(eoi_id=eoi.pk) if new else EoiSentAgain(eoi_id=eoi.pk))
    return eoi


def already_interested() -> AlreadyInterested:
    """The polite sentence for a second send."""
    return AlreadyInterested(_("You have already sent this. It is on your list of interests."))


def make_room(student: Student, challenge: Challenge, instead_of: Eoi | None) -> None:
    """Hold ``student``'s row and see that one more interest fits under the policy's cap.

    Her own sends queue here behind each other, nobody else's. ``instead_of`` is withdrawn.
    Raises ``AlreadyInterested`` or ``TooManyOpenInterests``.
    """
    Student.objects.select_for_update(no_key=True).get(pk=student.pk)
    hers = Eoi.objects.filter(student=student)
    if hers.filter(challenge=challenge).exclude(state__in=OVER).exists():
        raise already_interested()
    at_most = policy_of(challenge.institution).open_interests_at_most
    waiting = list(hers.open_interests().in_her_order().select_related("challenge"))
    for eoi in waiting:
        if eoi == instead_of:
            withdraw_eoi(eoi)
            waiting.remove(eoi)
            break
    if len(waiting) >= at_most:
        raise TooManyOpenInterests(
            ngettext(
                "You can wait for %(count)s answer at a time. "
                "Choose the interest that this one takes the place of.",
                "You can wait for %(count)s answers at a time. "
                "Choose the interest that this one takes the place of.",
                at_most,
            )
            % {"count": at_most},
            waiting,
        )


@transaction.atomic
def order_wishes(student: Student, eois: Sequence[Eoi]) -> None:
    """Put ``eois`` first among her wishes, in this order; hers that are not named keep theirs.

    Only what nobody has answered, in projects that have not closed: once they have, places are
    shared out by the order that stands. Raises ``RuleBroken`` for others.
    """
    Student.objects.select_for_update(no_key=True).get(pk=student.pk)
    hers = list(Eoi.objects.filter(student=student, state=EoiState.SUBMITTED).in_her_order())
    if not set(eois) <= set(Eoi.objects.filter(student=student).to_order()):
        raise RuleBroken(_("One of these has closed: its places are shared out by the old order."))
    ordered = [*eois, *(eoi for eoi in hers if eoi not in eois)]
    for wish, eoi in enumerate(ordered, start=1):
        eoi.wish = wish
    Eoi.objects.bulk_update(ordered, ["wish"])


@transaction.atomic
def withdraw_eoi(eoi: Eoi, because: str = "") -> Eoi:
    """Take an interest back, from any state in which it still counts; its seat becomes free.

    An accepted one is withdrawn by ``placements.give_back_place``, which calls this.
    """
    move(eoi, EoiState.WITHDRAWN)
    change(eoi, seat=None, line=None, withdrawn_because=because)
    publish(EoiWithdrawn(eoi_id=eoi.pk))
    return eoi


def change(eoi: Eoi, **columns: Any) -> None:
    """Write ``columns`` of a row that this transaction holds, and into ``eoi``."""
    Eoi.objects.filter(pk=eoi.pk).update(**columns)
    for name, value in columns.items():
        setattr(eoi, name, value)
