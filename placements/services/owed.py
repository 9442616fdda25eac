"""A sign-off that the host owes: reminded after one, three and seven days; then staff ring."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from core import clock
from core.outbox import publish
from employers.models import Challenge
from employers.states import ChallengeState
from institutions.working_days import is_working_day
from placements.events import SignOffMissing
from placements.models import DayRecord, Placement, Team
from placements.services.times import is_quiet, policy_of
from placements.states import PlacementState

REMIND_AFTER = (timedelta(days=1), timedelta(days=3), timedelta(days=7))
RING_AFTER = REMIND_AFTER[-1]


def remind_of_sign_offs() -> int:
    """Remind each host whose time has come, on working days while people are awake; how many."""
    now = clock.now()
    owed = Team.objects.filter(
        challenge=OuterRef("challenge"), formed_at__isnull=False, sign_off__isnull=True
    )
    open_yet = Placement.objects.filter(
        challenge=OuterRef("challenge"), state=PlacementState.FINISHED
    )
    records = DayRecord.objects.filter(
        Exists(owed),
        Exists(open_yet),
        over_said_at__isnull=False,
        reminders__lt=len(REMIND_AFTER),
        challenge__state=ChallengeState.COMPLETED,
        challenge__ends_at__lte=now - REMIND_AFTER[0],
    ).select_related("challenge__institution__policy")
    return sum(_remind(record.challenge, record.reminders) for record in records)


@transaction.atomic
def _remind(challenge: Challenge, said: int) -> bool:
    """The latest reminder that is due, once; those missed in a night or a holiday are left out."""
    here, now = challenge.institution, clock.now()
    due = sum(challenge.ends_at + after <= now for after in REMIND_AFTER)
    awake = not is_quiet(now, policy_of(here), here.zone)
    if due <= said or not awake or not is_working_day(clock.today(here.zone), here):
        return False
    mine = DayRecord.objects.filter(challenge=challenge, reminders=said)
    if not mine.update(reminders=due):
        return False
    publish(SignOffMissing(challenge_id=challenge.pk))
    return True
