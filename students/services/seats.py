"""Seats: who holds one of a challenge's places, 1 to ``challenge.places``.

There are two kinds of offer. A *kept* offer (the rule) holds the lowest free seat from the offer
on. A *first-yes* offer (the over-offer policy, and short notice) holds none: the seat is taken by
the yes. Either way the seat is taken under the challenge's row lock and is unique among offered
and accepted rows, so that no more say yes than there are places, whatever was offered.
docs/decisions/0024-seats-are-kept-or-taken-by-the-yes.md says why.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import RuleBroken, refused_by
from core.states import move
from employers.models import Challenge
from students.models import Eoi
from students.services.eoi import change
from students.services.policy import policy_of
from students.states import EoiState

OFFERS_AT_MOST = 20  # of one challenge under the over-offer policy, the accepted counted


class NotVerified(RuleBroken):
    """Nobody has said yet that she is a student here (REQUIREMENTS 4.5: she waits for staff)."""


class NoSeatLeft(RuleBroken):
    """Every place is taken."""


def hold_seats(challenges: Iterable[Challenge]) -> list[Challenge]:
    """Lock challenges in id order until the transaction's end; whoever moves seats holds the lock.

    ``FOR NO KEY UPDATE``: it waits for senders, but does not stop rows that point to a challenge.
    """
    wanted = [challenge.pk for challenge in challenges]
    return list(
        Challenge.objects.select_for_update(no_key=True, of=("self",))
        .select_related("institution")
        .filter(pk__in=wanted)
        .order_by("pk")
    )


def _lowest_free_seat(challenge: Challenge) -> int:
    """Call it under the challenge's lock. Raises ``NoSeatLeft``."""
    taken = set(
        Eoi.objects.seated()
        .filter(challenge=challenge, seat__isnull=False)
        .values_list("seat", flat=True)
    )
    for seat in range(1, challenge.places + 1):
        if seat not in taken:
            return seat
    raise no_seat_left()


def no_seat_left() -> NoSeatLeft:
    """The sentence for whoever comes too late."""
    return NoSeatLeft(_("Every place is taken now. If one becomes free, we ask the next in line."))


def refuse_unverified(eoi: Eoi) -> None:
    """Raise ``NotVerified`` unless she is known to be a student here."""
    if eoi.student is None or eoi.student.verified_at is None:
        raise NotVerified(
            _("%(name)s is not known as a student here yet. Say so on their page first.")
            % {"name": eoi.student or eoi.email}
        )


@transaction.atomic
def offer_place(eoi: Eoi, ends_at: datetime, *, first_yes: bool | None = None) -> Eoi:
    """Offer a place that can be answered until ``ends_at``.

    ``first_yes`` is the policy's ``over_offer`` unless given: ``True`` holds no seat (short notice
    asks a whole line at once), ``False`` holds one. The policy alone offers twenty at most.

    Raises ``NotVerified``, ``NoSeatLeft``, or ``InvalidTransition`` where the interest has been
    answered otherwise.
    """
    refuse_unverified(eoi)
    (challenge,) = hold_seats([eoi.challenge])
    seat = None
    if first_yes is None:
        first_yes = policy_of(challenge.institution).over_offer
        offers = Eoi.objects.seated().filter(challenge=challenge).count()
        if first_yes and offers >= OFFERS_AT_MOST:
            raise NoSeatLeft(_("No more than %s offers can be out at once.") % OFFERS_AT_MOST)
    if not first_yes:
        seat = _lowest_free_seat(challenge)
    now = clock.now()
    with refused_by("eoi_one_seat", no_seat_left()):
        move(eoi, EoiState.OFFERED)
        change(
            eoi,
            seat=seat,
            line=None,
            offered_at=now,
            offer_ends_at=ends_at,
            answered_at=eoi.answered_at or now,
        )
    return eoi


@transaction.atomic
def accept_eoi(eoi: Eoi) -> Eoi:
    """Say yes: the kept seat, or for a first-yes offer the lowest free one.

    An answer that comes after ``offer_ends_at`` but before the offer lapsed still counts.
    Raises ``NoSeatLeft``, or ``InvalidTransition`` where there is no offer to answer.
    """
    (challenge,) = hold_seats([eoi.challenge])
    eoi.refresh_from_db(fields=["seat", "state"])
    if eoi.state == EoiState.OFFERED and eoi.seat is None:
        with refused_by("eoi_one_seat", no_seat_left()):
            change(eoi, seat=_lowest_free_seat(challenge))
    move(eoi, EoiState.ACCEPTED)
    return eoi


@transaction.atomic
def decline_eoi(eoi: Eoi) -> Eoi:
    """Say no; the seat is free."""
    return _leave(eoi, EoiState.DECLINED)


@transaction.atomic
def lapse_eoi(eoi: Eoi) -> Eoi:
    """The time to answer ran out; the seat is free."""
    return _leave(eoi, EoiState.LAPSED)


def _leave(eoi: Eoi, state: EoiState) -> Eoi:
    move(eoi, state)
    change(eoi, seat=None)
    return eoi


@transaction.atomic
def waitlist_eoi(eoi: Eoi, line: int, reason: dict[str, object]) -> Eoi:
    """Next in line: ``line`` is 1 for whoever is asked first; ``reason`` explains it to her."""
    move(eoi, EoiState.WAITLISTED)
    change(eoi, line=line, reason=reason, answered_at=eoi.answered_at or clock.now())
    return eoi


@transaction.atomic
def not_select_eoi(eoi: Eoi, reason: dict[str, object]) -> Eoi:
    """Not this time; ``reason`` explains it to her."""
    move(eoi, EoiState.NOT_SELECTED)
    change(eoi, line=None, reason=reason, answered_at=eoi.answered_at or clock.now())
    return eoi
