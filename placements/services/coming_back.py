"""She took it back, said no, or let the time run out, and changes her mind: where it can be undone.

While interests are taken she simply asks again. After that she goes to the end of the line, and is
asked at once where a place is free and nobody else waits for it. Nothing is held against her.
"""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core import clock
from core.errors import RuleBroken
from employers.models import Challenge
from employers.states import ChallengeState
from placements import reasons
from placements.services.allocation import round_of
from placements.services.lists import free_seats, offer
from placements.services.offers import refill
from placements.services.times import cut_off, policy_of
from students import services as students
from students.models import Eoi
from students.states import EoiState

BACK_FROM = (EoiState.WITHDRAWN, EoiState.DECLINED, EoiState.LAPSED)


def takes_interests(challenge: Challenge) -> bool:
    """Whether anybody can still ask."""
    return challenge.state == ChallengeState.OPEN and clock.now() < challenge.closes_at


def may_come_back(eoi: Eoi) -> bool:
    """Whether her interest ended by her own doing, and there is time to begin again."""
    challenge = eoi.challenge
    if eoi.student is None or eoi.state not in BACK_FROM:
        return False
    if takes_interests(challenge):
        return True
    last = cut_off(challenge, policy_of(challenge.institution))
    return challenge.state == ChallengeState.CLOSED and clock.now() < last


def asked_again(eoi: Eoi) -> Eoi | None:
    """Her newer interest in the same project that counts, where this one ended by her doing."""
    if eoi.student is None or eoi.state not in BACK_FROM:
        return None
    return Eoi.objects.active().filter(challenge=eoi.challenge, student=eoi.student).first()


@transaction.atomic
def come_back(*, eoi: Eoi) -> Eoi:
    """A new interest with the same sentence; pressing twice gives the same one.

    Raises ``RuleBroken`` where it is too late, and what ``submit_eoi`` raises while it is open.
    """
    (challenge,) = students.hold_seats([eoi.challenge])
    eoi = Eoi.objects.select_related("challenge__institution", "student").get(pk=eoi.pk)
    hers = Eoi.objects.active().filter(challenge=challenge, student=eoi.student).first()
    if hers is not None:
        return hers
    if not may_come_back(eoi):
        raise RuleBroken(_("It is too late to come back to this one. Ring us: we may find a way."))
    if takes_interests(challenge):
        return students.submit_eoi(
            challenge=challenge,
            student=eoi.student,
            sentence=eoi.sentence,
            access_first=eoi.access_first,
        )
    back = students.renew_interest(eoi)
    answered = Eoi.objects.filter(challenge=challenge, answered_at__isnull=False)
    if round_of(challenge) is None and answered.exists():
        _follow_in_line(challenge, back)
    return back


def _follow_in_line(challenge: Challenge, back: Eoi) -> None:
    """At the end of the line; asked at once where she is alone in it, at any hour: she is up."""
    line = Eoi.objects.filter(challenge=challenge).in_line()
    last = line.aggregate(last=Max("line"))["last"] or 0
    alone = not line.verified().exists()
    why: dict[str, object] = {"code": reasons.CAME_BACK}
    students.waitlist_eoi(back, line=last + 1, reason=why)
    known = back.student is not None and back.student.verified_at is not None
    if alone and known and free_seats(challenge):
        policy = policy_of(challenge.institution)
        offer(challenge, back, why, policy, first_yes=policy.over_offer)
    else:
        refill(challenge=challenge)
