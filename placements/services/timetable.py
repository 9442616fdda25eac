"""What the timetable finds to do. Each act is one transaction; one that fails stops no other."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core import clock
from employers.models import Challenge
from employers.states import AHEAD, ChallengeState
from placements.models import Allocation, AllocationChallenge, How, Placement, Team
from placements.services import allocation as rounds
from placements.services.assessment import settle_unread_samples
from placements.services.checking import remind_of_questions
from placements.services.choosing import keep_asking
from placements.services.day import (
    begin_placements,
    close_placements,
    finish_placements,
    say_the_day_is_near,
)
from placements.services.files import scan_again
from placements.services.lists import send_answers
from placements.services.offers import end_line, lapse_offers, refill
from placements.services.owed import remind_of_sign_offs
from placements.services.postponing import lapse_unanswered
from placements.services.promises import due_before_long, keep_promise
from placements.services.rooms import ask_later_use
from placements.services.stuck import pass_on_unanswered
from placements.services.teams import propose_teams
from placements.services.times import is_quiet, policy_of
from placements.states import UNFINISHED, AllocationState
from students.models import Eoi
from students.states import EoiState

logger = logging.getLogger(__name__)


def run() -> None:
    """Everything that falls due by the clock, in the order in which one thing leads to another."""
    each((lapse_offers, lapse_unanswered, keep_asking), lambda act: act())
    each(_lists_due(), lambda row: send_answers(allocation=row))
    each(_closed_without_a_round(), lambda row: rounds.join_round(challenge=row))
    each(_outdated_drafts(), lambda row: rounds.share_out(challenge=row))
    each(due_before_long(), lambda row: keep_promise(challenge=row))
    each(_with_a_line(), lambda row: refill(challenge=row))
    each(_begun_with_a_line(), lambda row: end_line(challenge=row))
    each(_without_teams(), lambda row: propose_teams(challenge=row))
    each(
        (
            say_the_day_is_near,
            begin_placements,
            finish_placements,
            remind_of_sign_offs,
            remind_of_questions,
            settle_unread_samples,
            close_placements,
            pass_on_unanswered,
            ask_later_use,
            scan_again,
        ),
        lambda act: act(),
    )


def each(rows: Iterable[Any], act: Callable[[Any], Any]) -> None:
    """Do ``act`` to each row; what goes wrong with one is logged and tried again next time."""
    for row in rows:
        try:
            act(row)
        except Exception:
            logger.exception("timetable_failed row=%s", getattr(row, "pk", None))


def _lists_due() -> Iterable[Allocation]:
    """Confirmed lists whose undo window has passed; at night only what a person sends at night."""
    now = clock.now()
    for row in Allocation.objects.filter(
        state=AllocationState.CONFIRMED, letters_at__lte=now
    ).select_related("institution__policy"):
        policy, zone = policy_of(row.institution), row.institution.zone
        sent_at_night = row.letters_at and is_quiet(row.letters_at, policy, zone)
        if sent_at_night or not is_quiet(now, policy, zone):
            yield row


def _closed_without_a_round() -> Iterable[Challenge]:
    """Closed challenges where somebody waits for a first answer and no round will give it."""
    waits = Eoi.objects.filter(challenge=OuterRef("pk"), state=EoiState.SUBMITTED)
    in_round = AllocationChallenge.objects.filter(challenge=OuterRef("pk"), unfinished=True)
    return Challenge.objects.filter(
        Exists(waits), ~Exists(in_round), state=ChallengeState.CLOSED
    ).select_related("institution")


def _outdated_drafts() -> Iterable[Challenge]:
    """One challenge of each draft by the rules that lacks people who confirmed since."""
    drafts = Allocation.objects.filter(
        state=AllocationState.DRAFTED, how=How.WORKED_OUT, changes=[]
    )
    for draft in drafts:
        if rounds.asked_since(draft):
            yield from rounds.challenges_of(draft)[:1]


def rounds_to_work_out() -> Iterable[Allocation]:
    """Rounds whose challenges have all closed, and runs that never began or whose worker died."""
    dead = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=timezone.now() - rounds.STALE)
    for row in Allocation.objects.filter(state=AllocationState.WAITING, failure=""):
        if rounds.is_ready(row):
            yield row
    yield from Allocation.objects.filter(dead, state=AllocationState.SOLVING)


def _with_a_line() -> Iterable[Challenge]:
    """Challenges before their start with somebody in line and no list on its way."""
    line = Eoi.objects.filter(challenge=OuterRef("pk"), state=EoiState.WAITLISTED)
    in_round = AllocationChallenge.objects.filter(
        challenge=OuterRef("pk"), unfinished=True, allocation__state__in=UNFINISHED
    )
    return Challenge.objects.filter(
        Exists(line),
        ~Exists(in_round),
        state__in=AHEAD,
        starts_at__gt=clock.now(),
    ).select_related("institution")


def _begun_with_a_line() -> Iterable[Challenge]:
    """Challenges that have begun with somebody still in line."""
    line = Eoi.objects.filter(challenge=OuterRef("pk"), state=EoiState.WAITLISTED)
    begun = (ChallengeState.RUNNING, ChallengeState.COMPLETED)
    return Challenge.objects.filter(Exists(line), state__in=begun).select_related("institution")


def _without_teams() -> Iterable[Challenge]:
    """Closed challenges in their last two weeks with places taken and no team formed."""
    placed = Placement.objects.filter(challenge=OuterRef("pk")).standing()
    formed = Team.objects.filter(challenge=OuterRef("pk"), formed_at__isnull=False)
    return Challenge.objects.filter(
        Exists(placed),
        ~Exists(formed),
        state=ChallengeState.CLOSED,
        starts_at__lte=clock.now() + timedelta(days=14),
    ).select_related("institution")
