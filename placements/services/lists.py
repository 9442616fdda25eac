"""Lists: what goes out to people, made by the rules or by hand, confirmed, undone, sent.

Nobody outside the desk sees anything of a list until its letters go.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.outbox import after_commit, publish
from core.states import move
from employers.models import Challenge
from employers.states import AHEAD, ChallengeState
from institutions.models import Policy
from placements import reasons
from placements.events import EoiNotSelected, PlaceOffered, PlacesOffered
from placements.models import Allocation, AllocationChallenge, How
from placements.services.allocation import (
    asked_since,
    challenges_of,
    open_round,
    refuse_on_its_way,
    round_of,
)
from placements.services.choosing import declined, why_not
from placements.services.keeping import kept_first
from placements.services.telling import why_of
from placements.services.times import offer_ends_at, policy_of, when_awake
from placements.states import AllocationState
from students import services as students
from students.models import Eoi
from students.services import hold_seats
from students.services.seats import OFFERS_AT_MOST
from students.states import SEATED, WAITING, EoiState

SENDING = "placements.send_answers"  # the task, by name: it stands above this room


@transaction.atomic
def list_by_hand(
    *, challenge: Challenge, eois: Sequence[Eoi], line: Sequence[Eoi], how: How, note: str = ""
) -> Allocation:
    """A draft that somebody made: ``eois`` are offered a place, ``line`` follows in that order."""
    allocation = _alone(challenge)
    code, code_of_line = (
        (reasons.EVERYBODY, reasons.EVERYBODY)
        if how == How.EVERYBODY
        else (reasons.BY_HAND, reasons.BY_HAND_IN_LINE)
    )
    why = {str(eoi.public_id): {"code": code} for eoi in eois}
    why |= {
        str(eoi.public_id): {
            "code": code_of_line
            if eoi.student and eoi.student.verified_at
            else reasons.NOT_VERIFIED
        }
        for eoi in line
    }
    Allocation.objects.filter(pk=allocation.pk).update(
        how=how,
        note=note[:300],
        solver="",
        changes=[],
        result={
            "placed": [str(eoi.public_id) for eoi in eois],
            "waitlists": {str(challenge.public_id): [str(eoi.public_id) for eoi in line]},
            "reasons": why,
        },
    )
    if allocation.state != AllocationState.DRAFTED:
        move(allocation, AllocationState.DRAFTED)
    return Allocation.objects.get(pk=allocation.pk)


def _alone(challenge: Challenge) -> Allocation:
    """The challenge's unfinished round with nobody else in it; others of its round go on alone."""
    allocation = round_of(challenge)
    refuse_on_its_way(allocation)
    if allocation is not None:
        allocation = Allocation.objects.select_for_update().get(pk=allocation.pk)
        others = allocation.entries.exclude(challenge=challenge)
        if not others.exists():
            return allocation
        allocation.entries.filter(challenge=challenge).delete()
        if allocation.state == AllocationState.DRAFTED:
            move(allocation, AllocationState.SOLVING)  # the timetable works it out again
            Allocation.objects.filter(pk=allocation.pk).update(problem=None, heartbeat_at=None)
    own = open_round(challenge.institution, challenge.closes_at)
    AllocationChallenge.objects.create(allocation=own, challenge=challenge)
    return own


@transaction.atomic
def confirm_allocation(*, allocation: Allocation, by: User, send_now: bool = False) -> Allocation:
    """A person stands behind the draft. The letters go after the undo window, or at once.

    Raises ``RuleBroken`` where the list is no draft any more, or people asked since it was made.
    """
    row = Allocation.objects.select_for_update().get(pk=allocation.pk)
    since = asked_since(row) if row.how == How.WORKED_OUT else 0
    if since:
        raise RuleBroken(
            ngettext(
                "%(n)d more interest came in since this list was made. Work it out again.",
                "%(n)d more interests came in since this list was made. Work it out again.",
                since,
            )
            % {"n": since}
        )
    move(row, AllocationState.CONFIRMED)
    policy, now = policy_of(row.institution), clock.now()
    row.confirmed_at, row.confirmed_by = now, by
    row.letters_at = when_awake(
        now + timedelta(minutes=policy.undo_minutes), policy, row.institution.zone
    )
    row.save(update_fields=["confirmed_at", "confirmed_by", "letters_at"])
    for challenge in challenges_of(row):
        publish(PlacesOffered(challenge_id=challenge.pk))
    if send_now:
        send_answers(allocation=row)
    return row


@transaction.atomic
def undo_confirmation(*, allocation: Allocation) -> None:
    """Back to a draft while nobody has been written to. Raises ``RuleBroken`` once they have."""
    row = Allocation.objects.select_for_update().get(pk=allocation.pk)
    if row.state != AllocationState.CONFIRMED:
        raise RuleBroken(_("The letters have gone out. This can not be undone any more."))
    move(row, AllocationState.DRAFTED)
    Allocation.objects.filter(pk=row.pk).update(
        confirmed_at=None, confirmed_by=None, letters_at=None
    )


@transaction.atomic
def send_soon(*, allocation: Allocation) -> bool:
    """End the undo window: a worker sends the answers at once; whether there are any to send.

    For long lists, which no browser should wait for. Where the broker is down the timetable sends.
    """
    confirmed = Allocation.objects.filter(pk=allocation.pk, state=AllocationState.CONFIRMED)
    if not confirmed.update(letters_at=clock.now()):
        return False
    after_commit(current_app.signature(SENDING), allocation.pk)
    return True


@transaction.atomic
def send_answers(*, allocation: Allocation) -> int:
    """Offer the places of a confirmed list and tell the others; how many were offered one.

    Sending twice changes nothing. People who withdrew meanwhile are left out, and their places go
    down the line.
    """
    row = Allocation.objects.select_for_update().get(pk=allocation.pk)
    if row.state != AllocationState.CONFIRMED:
        return 0
    offered = sum(_answer(row, challenge) for challenge in hold_seats(challenges_of(row)))
    AllocationChallenge.objects.filter(allocation=row).update(unfinished=False)
    move(row, AllocationState.SENT)
    return offered


def _answer(row: Allocation, challenge: Challenge) -> int:
    """Carry out the list for one challenge, whose row is held."""
    if challenge.state not in AHEAD:
        return 0
    result = row.result or {}
    _tell_whom_the_host_declined(challenge)
    waiting = {
        str(eoi.public_id): eoi
        for eoi in Eoi.objects.filter(challenge=challenge, state__in=WAITING)
        .select_related("student")
        .order_by("confirmed_at", "pk")
    }
    unknown = [e for e, eoi in waiting.items() if not (eoi.student and eoi.student.verified_at)]
    policy = policy_of(challenge.institution)
    line = [e for e in result["waitlists"].get(str(challenge.public_id), []) if e in waiting]
    late = [eoi for eoi in waiting if eoi not in result["reasons"]]
    result["reasons"] |= {eoi: {"code": reasons.LATE} for eoi in late}
    line += [eoi for eoi in late if challenge.state == ChallengeState.CLOSED]
    chosen = [eoi for eoi in result["placed"] if eoi in waiting and eoi not in unknown]
    line += [eoi for eoi in unknown if eoi not in line and _may_be_known(result, eoi)]
    room = room_for_offers(challenge, policy)
    by_hand = row.how == How.BY_HAND and not policy.over_offer
    known = [eoi for eoi in line if eoi not in unknown]
    if len(chosen) < room and not by_hand:  # somebody of the list is not there any more
        beside = [waiting[eoi] for eoi in chosen]
        after = kept_first(challenge, [waiting[eoi] for eoi in known], beside=beside)
        known = [str(eoi.public_id) for eoi in after]
    asked = chosen[:room] if by_hand else [*chosen, *known][:room]
    titles = _titles(result)
    for public_id in asked:
        why = why_of(result, public_id, titles)
        if public_id not in chosen and not policy.over_offer:
            why = {"code": reasons.CAME_FREE}
        offer(challenge, waiting[public_id], why, policy, first_yes=policy.over_offer)
    for place, public_id in enumerate((e for e in [*chosen, *line] if e not in asked), start=1):
        _put_in_line(waiting[public_id], place, why_of(result, public_id, titles))
    for public_id, eoi in waiting.items():
        if public_id not in {*asked, *chosen, *line, *late}:
            students.not_select_eoi(eoi, reason=why_of(result, public_id, titles))
            publish(EoiNotSelected(eoi_id=eoi.pk))
    return len(asked)


def _tell_whom_the_host_declined(challenge: Challenge) -> None:
    """A no of the host is its own explanation; it goes out with the other answers."""
    waiting = Eoi.objects.filter(challenge=challenge, state__in=WAITING)
    for eoi in declined(waiting).select_related("host_word__about").order_by("pk"):
        students.not_select_eoi(eoi, reason=why_not(eoi.host_word))
        publish(EoiNotSelected(eoi_id=eoi.pk))


def _may_be_known(result: dict[str, Any], public_id: str) -> bool:
    """Whether she waits for nothing but staff who know her."""
    return reasons.NOT_VERIFIED in result["reasons"][public_id].values()


def _put_in_line(eoi: Eoi, place: int, why: dict[str, Any]) -> None:
    """Tell her that she is in line; somebody who was there before only moves to her new place."""
    if eoi.state == EoiState.WAITLISTED:
        Eoi.objects.filter(pk=eoi.pk).update(line=place, reason=why)
        return
    students.waitlist_eoi(eoi, line=place, reason=why)
    publish(EoiNotSelected(eoi_id=eoi.pk))


def free_seats(challenge: Challenge) -> int:
    """Seats that nobody holds."""
    held = Eoi.objects.filter(challenge=challenge, state__in=SEATED, seat__isnull=False)
    return max(0, challenge.places - held.count())


def room_for_offers(challenge: Challenge, policy: Policy) -> int:
    """How many may be asked now: one a free seat, or under the over-offer policy two a place."""
    free = free_seats(challenge)
    if not policy.over_offer or not free:
        return free
    out = Eoi.objects.filter(challenge=challenge, state__in=SEATED).count()
    return max(0, min(2 * challenge.places, OFFERS_AT_MOST) - out)


def offer(
    challenge: Challenge, eoi: Eoi, why: reasons.Why, policy: Policy, *, first_yes: bool
) -> None:
    """Ask one person, under the held challenge, and say so. ``first_yes``: no seat is kept."""
    students.offer_place(eoi, offer_ends_at(challenge, policy), first_yes=first_yes)
    Eoi.objects.filter(pk=eoi.pk).update(reason=dict(why))
    publish(PlaceOffered(eoi_id=eoi.pk))


def _titles(result: dict[str, Any]) -> dict[str, str]:
    """Titles of the challenges that reasons name."""
    named = {c for why in result["reasons"].values() for c in why.get("challenges") or ()}
    return {
        str(public_id): title
        for public_id, title in Challenge.objects.filter(public_id__in=named).values_list(
            "public_id", "title"
        )
    }
