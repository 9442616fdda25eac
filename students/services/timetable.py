"""What the timetable does with interests that nobody has confirmed."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from core import clock
from core.outbox import publish
from core.states import InvalidTransition, move
from employers.states import ChallengeState
from institutions.models import Institution
from students.events import EoiReminded
from students.models import Eoi
from students.services.confirming import LATE_BY_AT_MOST, may_be_confirmed
from students.services.policy import policy_of
from students.states import EoiState

REMIND_AFTER = timedelta(hours=4)
KEEP_EXPIRED = timedelta(days=30)  # core.privacy.Retention.UNCONFIRMED
AT_MOST = 500  # rows a run; the next run takes the rest


def is_quiet(institution: Institution) -> bool:
    """Whether it is night there by the policy: nobody is asked (REQUIREMENTS 4.8)."""
    policy = policy_of(institution)
    wall = clock.now().astimezone(ZoneInfo(institution.zone)).time()
    if policy.quiet_from <= policy.quiet_until:
        return policy.quiet_from <= wall < policy.quiet_until
    return wall >= policy.quiet_from or wall < policy.quiet_until


def remind_unconfirmed() -> int:
    """Remind once, four hours after sending, never at night. Returns how many."""
    reminded = 0
    quiet: dict[int, bool] = {}
    waiting = (
        Eoi.objects.filter(
            state=EoiState.UNCONFIRMED,
            reminded_at__isnull=True,
            sent_at__lte=clock.now() - REMIND_AFTER,
        )
        .select_related("challenge", "institution")
        .order_by("pk")[:AT_MOST]
    )
    for eoi in waiting:
        if eoi.institution_id not in quiet:
            quiet[eoi.institution_id] = is_quiet(eoi.institution)
        if not quiet[eoi.institution_id] and may_be_confirmed(eoi):
            reminded += _remind(eoi)
    return reminded


@transaction.atomic
def _remind(eoi: Eoi) -> int:
    """Once: the conditional UPDATE decides between two workers."""
    mine = Eoi.objects.filter(pk=eoi.pk, reminded_at__isnull=True, state=EoiState.UNCONFIRMED)
    if not mine.update(reminded_at=clock.now()):
        return 0
    publish(EoiReminded(eoi_id=eoi.pk))
    return 1


def expire_unconfirmed() -> int:
    """Expire what nobody confirmed by 24 hours after closing. Returns how many."""
    too_late = ~Q(challenge__state__in=(ChallengeState.OPEN, ChallengeState.PAUSED)) & (
        ~Q(challenge__state=ChallengeState.CLOSED)
        | Q(challenge__closes_at__lt=clock.now() - LATE_BY_AT_MOST)
    )
    expired = 0
    for eoi in Eoi.objects.filter(too_late, state=EoiState.UNCONFIRMED).order_by("pk")[:AT_MOST]:
        try:
            move(eoi, EoiState.EXPIRED)
            expired += 1
        except InvalidTransition:  # confirmed this very moment
            continue
    return expired


def forget_expired() -> int:
    """Delete what was never confirmed, thirty days after it expired. Returns how many."""
    old = Eoi.objects.filter(
        state=EoiState.EXPIRED,
        student__isnull=True,
        state_changed_at__lt=clock.now() - KEEP_EXPIRED,
    )
    return old.delete()[0]
