"""Another day, or other terms: all are asked again, a no costs nothing (REQUIREMENTS 4.7, 4.8).

The promise to those who wait for an answer stands, so a new start lies after it. A place is held
for its student until she answers; her calendar holds the new hours at once where they are free.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from employers import services as employers
from employers.models import Challenge, Session
from employers.services.agreeing import TIMES
from employers.services.briefs import times_of
from employers.services.sharing import parts_of
from employers.states import AHEAD
from employers.times import Times, moved_to, plan
from placements import words
from placements.events import AgreedAgain, AgreementChanged, ChallengePostponed, PlacementLapsed
from placements.models import Booking, DayRecord, Placement
from placements.services.agreement import as_kept, in_the_words_of, refuse_unread
from placements.services.clashes import book, refuse_clash
from placements.services.offers import give_back_place
from placements.services.signing import sign_agreement
from placements.services.times import is_quiet, offer_ends_at, policy_of
from placements.states import PlacementState
from students.models import Eoi, RecordedVia
from students.services import hold_seats
from students.states import EoiState


def moved(challenge: Challenge, first_day: date) -> Times:
    """The challenge's own times, all moved so that they begin on ``first_day``."""
    return moved_to(times_of(challenge), first_day)


@transaction.atomic
def postpone_challenge(*, challenge: Challenge, times: Times, reason: str) -> int:
    """Give a challenge new times; how many are asked again. ``reason`` is read by everybody.

    Its parts at other universities move with it. Raises ``RuleBroken``: it has begun, no reason,
    the new start is not after the promised answer and the cut-off, or it is itself a part.
    """
    if challenge.shared_from_id is not None:
        raise RuleBroken(_("It follows the other university’s days: ask them to change them."))
    (challenge,) = hold_seats([challenge])
    asked = _postpone(challenge, times, reason)
    for part in hold_seats(parts_of(challenge)):
        if part.state in AHEAD:
            asked += _postpone(part, times, reason)
        else:
            employers.set_times(challenge=part, times=times)
    return asked


def _postpone(challenge: Challenge, times: Times, reason: str) -> int:
    if challenge.state not in AHEAD:
        raise RuleBroken(_("Only a published project that has not begun can have another day."))
    if not reason.strip():
        raise RuleBroken(_("Say why: everybody whom it concerns reads it."))
    planned = plan(times, challenge.institution.zone)
    policy = policy_of(challenge.institution)
    soonest = max(challenge.answer_by, clock.now()) + timedelta(hours=policy.cutoff_hours)
    if planned.starts_at <= soonest:
        raise RuleBroken(
            _("Students were promised an answer first: it can begin after %(when)s.")
            % {"when": words.day_and_hour(soonest, challenge.institution.zone)}
        )
    challenge.state_reason = reason.strip()[:400]
    challenge.save(update_fields=["state_reason"])
    employers.set_times(challenge=challenge, times=times)
    asked = _ask_again(challenge)
    publish(ChallengePostponed(challenge_id=challenge.pk))
    return asked


@transaction.atomic
def change_agreement(
    *,
    challenge: Challenge,
    reason: str,
    by: User,
    deliverable: str = "",
    ip_terms: str = "",
    pay_per_hour: Decimal | None = None,
    address: str = "",
    times: Times | None = None,
) -> int:
    """Change the place, hours, pay, result or its owner; how many are asked again.

    What is empty stays; ``times`` are other hours of the same days. Parts at other universities
    change with it. Raises ``RuleBroken``: it has begun or begins too soon to ask, no reason,
    nothing different, times that make no plan, or it is itself a part.
    """
    if challenge.shared_from_id is not None:
        raise RuleBroken(_("It follows the other university's brief: ask them to change it."))
    (challenge,) = hold_seats([challenge])
    if not reason.strip():
        raise RuleBroken(_("Say why: everybody whom it concerns reads it."))
    starts_at = challenge.starts_at
    if times is not None:
        starts_at = min(starts_at, plan(times, challenge.institution.zone).starts_at)
    _refuse_too_soon(challenge, starts_at)
    challenge.state_reason = reason.strip()[:400]
    changed = employers.set_agreed(
        challenge=challenge,
        deliverable=deliverable,
        ip_terms=ip_terms,
        pay_per_hour=pay_per_hour,
        address=address,
        times=times,
        by=by,
    )
    if not changed:
        raise RuleBroken(_("Nothing would be different."))
    asked = 0
    for each in [challenge, *hold_seats(parts_of(challenge))]:
        if times is not None and TIMES in changed and each.pk != challenge.pk:
            employers.set_times(challenge=each, times=times)
        if each.state not in AHEAD:
            continue
        Challenge.objects.filter(pk=each.pk).update(state_reason=challenge.state_reason)
        asked += _ask_again(each, rebook=TIMES in changed)
        publish(AgreementChanged(challenge_id=each.pk))
    return asked


def _refuse_too_soon(challenge: Challenge, starts_at: datetime) -> None:
    """Raise ``RuleBroken`` where nobody could be asked before ``starts_at``, or be answered."""
    policy, zone = policy_of(challenge.institution), challenge.institution.zone
    if starts_at <= clock.now() + timedelta(hours=policy.cutoff_hours):
        raise RuleBroken(
            _("It begins on %(when)s: too soon to ask everybody again.")
            % {"when": words.day_and_hour(starts_at, zone)}
        )
    if starts_at <= challenge.answer_by:
        raise RuleBroken(
            _("Students were promised an answer first: it can begin after %(when)s.")
            % {"when": words.day_and_hour(challenge.answer_by, zone)}
        )


def _ask_again(challenge: Challenge, *, rebook: bool = True) -> int:
    """Everybody with a place is asked; ``rebook``: her calendar holds the new hours meanwhile."""
    until = offer_ends_at(challenge, policy_of(challenge.institution))
    placements = Placement.objects.filter(challenge=challenge, state=PlacementState.READY)
    asked = placements.update(again_by=until)
    if not rebook:
        return asked
    DayRecord.objects.filter(challenge=challenge).update(near_said_at=None)
    Eoi.objects.filter(challenge=challenge, state=EoiState.OFFERED).update(offer_ends_at=until)
    sessions = list(Session.objects.filter(challenge=challenge))
    Booking.objects.filter(placement__challenge=challenge).delete()
    for placement in placements.select_related("student").order_by("pk"):
        try:
            with transaction.atomic():
                book(placement, sessions)
        except RuleBroken:
            continue  # she is elsewhere then: her page says where, and her yes is refused
    return asked


@transaction.atomic
def agree_again(
    *, placement: Placement, via: str = RecordedVia.WEB, signed_name: str = "", seen: str = ""
) -> Placement:
    """Say yes to the new day, or what else is new: a version more of what we agree, none is lost.

    ``seen`` is the mark of what the page showed: of another version she is told. Saying it twice
    changes nothing. Raises ``Clash`` where she is elsewhere then.
    """
    (challenge,) = hold_seats([placement.challenge])
    placement = Placement.objects.select_related("student").get(pk=placement.pk)
    if placement.again_by is None:
        return placement
    if placement.state != PlacementState.READY:
        raise RuleBroken(_("This place is not open any more."))
    sessions = list(Session.objects.filter(challenge=challenge))
    Booking.objects.filter(placement=placement).delete()
    refuse_clash(placement.student, challenge, sessions)
    book(placement, sessions)
    challenge = Challenge.objects.select_related(
        "institution", "employer", "site", "supervisor"
    ).get(pk=challenge.pk)
    before = [*placement.agreed.pop("before", []), placement.agreed]
    with in_the_words_of(placement.agreed):
        agreed = as_kept(challenge, sessions)
    refuse_unread(agreed, seen)
    placement.agreed = agreed | {"before": before}
    placement.agreed_at, placement.agreed_via, placement.again_by = clock.now(), via, None
    placement.save(update_fields=["agreed", "agreed_at", "agreed_via", "again_by"])
    if signed_name:
        sign_agreement(placement=placement, name=signed_name, via=via)
    publish(AgreedAgain(placement_id=placement.pk))
    return placement


def lapse_unanswered() -> int:
    """Places whose students did not answer about the new day go down the line; how many did.

    One transaction each, never in the quiet hours.
    """
    late = Placement.objects.filter(state=PlacementState.READY, again_by__lte=clock.now())
    return sum(_lapse(placement) for placement in late.select_related("challenge__institution"))


@transaction.atomic
def _lapse(placement: Placement) -> bool:
    institution, now = placement.challenge.institution, clock.now()
    hold_seats([placement.challenge])
    placement = Placement.objects.select_related("challenge").get(pk=placement.pk)
    unanswered = placement.again_by and placement.again_by <= now
    if not unanswered or is_quiet(now, policy_of(institution), institution.zone):
        return False
    give_back_place(placement=placement, because=_("No answer about what has changed"))
    publish(PlacementLapsed(placement_id=placement.pk))
    return True
