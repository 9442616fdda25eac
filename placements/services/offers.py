"""Offers: everybody at once or by hand, yes and no, places that come free, and the line behind.

A seat is a promise: whoever was offered one has it until she answers or her time runs out. More
offers than places are out only where the policy says so, or shortly before the day; then the first
yes has the place. The held row of the challenge orders the yeses, and constraints on the seats of
interests and of placements are the last judge.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from core.states import move
from employers.models import Challenge, Session, What
from employers.services.recording import Told, record
from employers.states import AHEAD, ChallengeState
from placements import reasons, words
from placements.events import (
    EoiNotSelected,
    GivenBackForHer,
    PlaceAccepted,
    PlaceDeclined,
    PlaceGivenBack,
)
from placements.models import Allocation, Booking, How, Placement, Team
from placements.services.agreement import as_kept, refuse_unread
from placements.services.allocation import round_of
from placements.services.another_way import waits_for_another_way
from placements.services.choosing import declined, refuse_before_the_host
from placements.services.clashes import book, free_then, refuse_clash
from placements.services.keeping import kept_first, refuse_unkept
from placements.services.lists import (
    confirm_allocation,
    free_seats,
    list_by_hand,
    offer,
    room_for_offers,
)
from placements.services.signing import sign_agreement
from placements.services.times import cut_off, is_quiet, is_short_notice, policy_of
from placements.states import OVER, AllocationState, PlacementState
from students import services as students
from students.models import Eoi, RecordedVia
from students.states import WAITING, EoiState

LATELY = timedelta(days=2)

# Asking


@transaction.atomic
def offer_all(*, challenge: Challenge, by: User, send_now: bool = False) -> Allocation:
    """Offer a place to everybody who waits and is known to be a student here.

    The others stay in line until staff know them. Raises ``RuleBroken`` where they do not all fit.
    """
    refuse_before_the_host(challenge)
    (challenge,) = students.hold_seats([challenge])
    waiting = _who_wait(challenge)
    eois = [eoi for eoi in waiting if eoi.student and eoi.student.verified_at]
    free = free_seats(challenge)
    if not waiting:
        raise RuleBroken(_("Nobody waits for a place here."))
    if not eois:
        raise students.NotVerified(
            _("Nobody who waits is known as a student here yet. Say so on their pages first.")
        )
    if len(eois) > free:
        raise RuleBroken(
            _("%(asked)d people wait for %(free)d places. Share the places out, or pick by hand.")
            % {"asked": len(eois), "free": free}
        )
    line = [eoi for eoi in waiting if eoi not in eois]
    draft = list_by_hand(challenge=challenge, eois=eois, line=line, how=How.EVERYBODY)
    return confirm_allocation(allocation=draft, by=by, send_now=send_now)


@transaction.atomic
def offer_places(
    *, challenge: Challenge, eois: Sequence[Eoi], by: User, note: str, send_now: bool = False
) -> Allocation:
    """Offer places to people picked by hand, with a reason that stays in the history.

    Whoever waits beside them stays in line in the order of asking. Raises ``RuleBroken``.
    """
    refuse_before_the_host(challenge)
    (challenge,) = students.hold_seats([challenge])
    if not note.strip():
        raise RuleBroken(_("Say why these people. The reason stays in the history."))
    waiting = _who_wait(challenge)
    chosen = [eoi for eoi in waiting if eoi.pk in {eoi.pk for eoi in eois}]
    if not chosen or len(chosen) < len(eois):
        raise RuleBroken(_("Choose among the people who wait for a place."))
    for eoi in chosen:
        students.refuse_unverified(eoi)
    free = free_seats(challenge)
    if len(chosen) > free:
        raise RuleBroken(
            ngettext(
                "There is %(free)d free place. You chose %(chosen)d people.",
                "There are %(free)d free places. You chose %(chosen)d people.",
                free,
            )
            % {"free": free, "chosen": len(chosen)}
        )
    refuse_unkept(challenge, chosen, free)
    line = [eoi for eoi in waiting if eoi not in chosen]
    draft = list_by_hand(
        challenge=challenge, eois=chosen, line=line, how=How.BY_HAND, note=note.strip()
    )
    return confirm_allocation(allocation=draft, by=by, send_now=send_now)


def _who_wait(challenge: Challenge) -> list[Eoi]:
    """Those in line, next first, then those who were confirmed last; without the host's nos."""
    waiting = Eoi.objects.filter(challenge=challenge, state__in=WAITING)
    return list(
        waiting.exclude(pk__in=declined(waiting))
        .select_related("student__user")
        .order_by(F("line").asc(nulls_last=True), "confirmed_at", "pk")
    )


@transaction.atomic
def refill(*, challenge: Challenge, a_person_asks: bool = False) -> int:
    """Offer what came free down the line; how many were asked.

    Shortly before the day the whole line is asked at once. While a list waits for a person nobody
    is asked; nor, unless ``a_person_asks`` for it, in the quiet hours and after the cut-off. Who is
    not known as a student here, or has a place elsewhere at that time, is passed over and stays in
    line. Calling it twice changes nothing.
    """
    (challenge,) = students.hold_seats([challenge])
    policy, now = policy_of(challenge.institution), clock.now()
    too_late = now >= cut_off(challenge, policy)
    if not a_person_asks and (too_late or is_quiet(now, policy, challenge.institution.zone)):
        return 0
    if (
        challenge.state not in AHEAD
        or now >= challenge.starts_at
        or round_of(challenge) is not None
    ):
        return 0
    room = room_for_offers(challenge, policy)
    in_line = free_then(challenge, Eoi.objects.filter(challenge=challenge).verified().in_line())
    line = kept_first(challenge, list(in_line.select_related("student")))
    at_once = is_short_notice(challenge) and 0 < room < len(line)
    asked = line if at_once else line[:room]
    why = {"code": reasons.ASKED_AT_ONCE if at_once else reasons.CAME_FREE}
    for eoi in asked:
        offer(challenge, eoi, why, policy, first_yes=at_once or policy.over_offer)
    return len(asked)


@transaction.atomic
def run_with_fewer(*, challenge: Challenge) -> int:
    """Ask nobody else: whoever is in line hears that the project goes ahead; how many did."""
    (challenge,) = students.hold_seats([challenge])
    line = list(Eoi.objects.filter(challenge=challenge).in_line())
    for eoi in line:
        students.not_select_eoi(eoi, reason={"code": reasons.RUNS_WITH_FEWER})
        publish(EoiNotSelected(eoi_id=eoi.pk))
    return len(line)


@transaction.atomic
def end_line(*, challenge: Challenge) -> int:
    """It has begun: whoever is still in line hears that no place came free; how many were.

    Whoever was in line long ago (before this was built, say) is told by her page alone.
    """
    (challenge,) = students.hold_seats([challenge])
    if challenge.state not in (ChallengeState.RUNNING, ChallengeState.COMPLETED):
        return 0
    line = list(Eoi.objects.filter(challenge=challenge).in_line())
    lately = challenge.starts_at > clock.now() - LATELY
    for eoi in line:
        students.not_select_eoi(eoi, reason={"code": reasons.NOTHING_CAME_FREE})
        if lately:
            publish(EoiNotSelected(eoi_id=eoi.pk))
    return len(line)


# Answering


@transaction.atomic
def accept_place(
    *,
    eoi: Eoi,
    name: str = "",
    mobile: str = "",
    signed_name: str = "",
    seen: str = "",
    via: str = RecordedVia.WEB,
    by: User | None = None,
) -> Placement:
    """Say yes: a Placement with what was agreed, and the hours in her calendar.

    ``seen`` is the mark of what the page showed (``agreement.mark_of``): of another version she is
    told. ``by`` is the member of staff who records it for her. Saying yes twice gives the same
    Placement. Raises ``students.NoSeatLeft`` where others were faster, ``Clash`` where she is
    elsewhere at that time, ``RuleBroken`` where the offer is over.
    """
    left = Placement.objects.filter(moves__eoi=eoi).select_related("challenge").first()
    held = students.hold_seats([eoi.challenge, *([left.challenge] if left else [])])
    challenge = next(row for row in held if row.pk == eoi.challenge_id)
    eoi = Eoi.objects.select_related("student__user", "challenge").get(pk=eoi.pk)
    standing = Placement.objects.filter(challenge=challenge).standing()
    if eoi.state == EoiState.ACCEPTED:
        return standing.get(eoi=eoi)
    _refuse_unless_offered(eoi, challenge)
    student = eoi.student
    assert student is not None  # a constraint: whoever holds a seat is known
    if student.under_18 and by is None:
        raise RuleBroken(
            _("The %(team)s rings you before you say yes. Your place is held.")
            % {"team": challenge.institution.team_name}
        )
    if eoi.seat is None and not free_seats(challenge):
        raise _too_late(eoi, challenge)
    sessions = list(Session.objects.filter(challenge=challenge))
    if left is not None and left.state == PlacementState.READY:  # staff asked her to come here
        give_back_place(placement=left, because=_("Moved to “%s”") % challenge.title[:150])
    refuse_clash(student, challenge, sessions)
    eoi = students.accept_eoi(eoi)
    students.introduce(student, name=name, mobile=mobile or None)
    challenge = Challenge.objects.select_related(
        "institution", "employer", "site", "supervisor"
    ).get(pk=challenge.pk)
    agreed = as_kept(challenge, sessions)
    refuse_unread(agreed, seen)
    placement = Placement.objects.create(
        institution=challenge.institution,
        eoi=eoi,
        student=student,
        challenge=challenge,
        seat=eoi.seat or 0,  # whoever was accepted has one; the database would refuse 0
        team=_team_with_room(challenge),
        agreed_at=clock.now(),
        agreed_via=via,
        agreed=agreed,
        first_time=not Placement.objects.filter(student=student).standing().exists(),
        follows=Placement.objects.filter(
            student=student, challenge__employer=challenge.employer_id, state__in=OVER
        )
        .order_by("-challenge__ends_at")
        .first(),
    )
    book(placement, sessions)
    if signed_name:
        sign_agreement(placement=placement, name=signed_name, via=via, by=by)
    publish(PlaceAccepted(placement_id=placement.pk))
    return placement


def _refuse_unless_offered(eoi: Eoi, challenge: Challenge) -> None:
    zone = challenge.institution.zone
    if challenge.state == ChallengeState.CANCELLED:
        raise RuleBroken(_("This project has been called off."))
    if eoi.state == EoiState.LAPSED:
        raise RuleBroken(_("The time to answer ran out. Ring us: there may be a place yet."))
    if eoi.state == EoiState.DECLINED:
        raise RuleBroken(_("You said no to this place. Ring us if you have changed your mind."))
    if eoi.state != EoiState.OFFERED:
        raise RuleBroken(_("There is no offer to answer here."))
    if clock.now() >= challenge.starts_at:
        raise RuleBroken(
            _("It began on %(when)s.") % {"when": words.day_and_hour(challenge.starts_at, zone)}
        )


def _too_late(eoi: Eoi, challenge: Challenge) -> students.NoSeatLeft:
    until = eoi.offer_ends_at or challenge.starts_at
    return students.NoSeatLeft(
        _(
            "Others said yes first, and all %(n)d places are taken. If one comes free before "
            "%(until)s, you can still say yes on this page."
        )
        % {"n": challenge.places, "until": words.day_and_hour(until, challenge.institution.zone)}
    )


def _team_with_room(challenge: Challenge) -> Team | None:
    """Where teams stand already, the smallest of them takes the one who comes later."""
    teams = list(Team.objects.filter(challenge=challenge, formed_at__isnull=False))
    members = Placement.objects.filter(challenge=challenge).standing()
    return min(teams, key=lambda team: members.filter(team=team).count(), default=None)


@transaction.atomic
def decline_place(*, eoi: Eoi, by: User | None = None) -> None:
    """Say no; the place goes down the line. Saying it twice changes nothing."""
    students.hold_seats([eoi.challenge])
    eoi = Eoi.objects.get(pk=eoi.pk)
    if eoi.state == EoiState.DECLINED:
        return
    students.decline_eoi(eoi)
    publish(PlaceDeclined(eoi_id=eoi.pk))


@transaction.atomic
def give_back_place(*, placement: Placement, because: str = "", told: Told | None = None) -> None:
    """She can't come (any more): before the start the place goes down the line. No penalty.

    ``told``: the member of staff to whom she said so.
    """
    students.hold_seats([placement.challenge])
    placement = Placement.objects.select_related("eoi").get(pk=placement.pk)
    if placement.state == PlacementState.GIVEN_BACK:
        return
    record(placement.challenge, What.GAVE_BACK, told)
    running = placement.state == PlacementState.RUNNING
    move(placement, PlacementState.LEFT_EARLY if running else PlacementState.GIVEN_BACK)
    Placement.objects.filter(pk=placement.pk).update(left_because=because.strip()[:200])
    publish(PlaceGivenBack(placement_id=placement.pk))
    if told is not None:
        publish(GivenBackForHer(placement_id=placement.pk))
    if running:
        return
    Placement.objects.filter(pk=placement.pk).update(team=None)
    Booking.objects.filter(placement=placement).delete()
    if placement.eoi.state == EoiState.ACCEPTED:
        students.withdraw_eoi(placement.eoi, because=because.strip()[:200])
    publish(PlaceDeclined(eoi_id=placement.eoi_id))


@transaction.atomic
def lapse_offer(*, eoi: Eoi) -> bool:
    """The time to answer ran out; whether it did. Never in the quiet hours."""
    (challenge,) = students.hold_seats([eoi.challenge])
    eoi = Eoi.objects.get(pk=eoi.pk)
    now, institution = clock.now(), challenge.institution
    over = eoi.state == EoiState.OFFERED and eoi.offer_ends_at and eoi.offer_ends_at <= now
    if not over or is_quiet(now, policy_of(institution), institution.zone):
        return False
    if Placement.objects.filter(challenge=challenge).standing().count() >= challenge.places:
        Eoi.objects.filter(pk=eoi.pk).update(reason={"code": reasons.OTHERS_WERE_FASTER})
    students.lapse_eoi(eoi)
    publish(PlaceDeclined(eoi_id=eoi.pk))
    return True


def lapse_offers() -> int:
    """Let every offer lapse whose time ran out; how many did. One transaction each."""
    late = Eoi.objects.filter(state=EoiState.OFFERED, offer_ends_at__lte=clock.now())
    late = late.exclude(student__under_18=True)  # held until staff have decided
    late = late.exclude(waits_for_another_way())  # or have found one
    return sum(lapse_offer(eoi=eoi) for eoi in late.select_related("challenge"))


# The day is called off


@transaction.atomic
def release_places(*, challenge: Challenge) -> None:
    """The challenge was cancelled: places, seats and hours are free, nobody waits any more."""
    (challenge,) = students.hold_seats([challenge])
    for placement in Placement.objects.filter(
        challenge=challenge, state__in=(PlacementState.READY, PlacementState.RUNNING)
    ):
        move(placement, PlacementState.CALLED_OFF)
        Eoi.objects.filter(pk=placement.eoi_id).update(reason={"code": reasons.CALLED_OFF})
    Booking.objects.filter(placement__challenge=challenge).delete()
    for eoi in Eoi.objects.filter(challenge=challenge, state__in=(*WAITING, EoiState.OFFERED)):
        if eoi.state == EoiState.OFFERED:
            students.lapse_eoi(eoi)
            Eoi.objects.filter(pk=eoi.pk).update(reason={"code": reasons.CALLED_OFF})
        else:
            students.not_select_eoi(eoi, reason={"code": reasons.CALLED_OFF})
    allocation = round_of(challenge)
    if allocation is not None:
        allocation.entries.filter(challenge=challenge).update(unfinished=False)
        left = allocation.entries.filter(unfinished=True).exists()
        if not left and allocation.state != AllocationState.CONFIRMED:
            move(allocation, AllocationState.CANCELLED)
