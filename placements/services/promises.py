"""The day by which everybody who asked hears, kept by people (REQUIREMENTS 4.16).

Staff are warned a working day before it, managers on the day itself; once it has passed whoever
still waits gets a plain apology with a new day, and it all begins again. Nobody is ever told "no"
because a day has passed. The first promise stands in the records: a new day does not mend it.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from employers.models import Challenge
from employers.states import ChallengeState
from institutions.working_days import working_days_after, working_days_before
from placements import words
from placements.events import AnswerDue, AnswerLate, AnswerMissing
from placements.models import Promise
from placements.services.allocation import round_of
from placements.services.times import cut_off, is_quiet, policy_of
from placements.states import AllocationState
from students.models import Eoi
from students.services import hold_seats
from students.states import EoiState

WARN_AT, ESCALATE_AT = time(8), time(12)
AGAIN_WITHIN = 2  # working days, where nobody says another day
LOOK_AHEAD = timedelta(days=14)


def warn_at(challenge: Challenge) -> datetime:
    """When staff are warned: in the morning of the last working day before the day."""
    return _moment(challenge, 1, WARN_AT)


def escalate_at(challenge: Challenge) -> datetime:
    """When managers hear: at noon of the day, or of the last working day before it."""
    return _moment(challenge, 0, ESCALATE_AT)


def _moment(challenge: Challenge, days_before: int, wall: time) -> datetime:
    here = challenge.institution
    day = challenge.hear_by.astimezone(ZoneInfo(here.zone)).date()
    return clock.at(working_days_before(day, days_before, here), wall, here.zone)


def due_before_long() -> Iterable[Challenge]:
    """The challenges that have closed with somebody waiting for a first answer, due before long."""
    waits = Eoi.objects.filter(challenge=OuterRef("pk"), state=EoiState.SUBMITTED)
    return Challenge.objects.filter(
        Exists(waits),
        state=ChallengeState.CLOSED,
        answer_by__lte=clock.now() + LOOK_AHEAD,
    ).select_related("institution__policy")


@transaction.atomic
def keep_promise(*, challenge: Challenge) -> None:
    """Warn, escalate or apologise: whichever is due, once for each day told, never at night."""
    (challenge,) = hold_seats([challenge])
    now, here = clock.now(), challenge.institution
    if is_quiet(now, policy_of(here), here.zone) or not _somebody_waits(challenge):
        return
    promise, _new = Promise.objects.get_or_create(challenge=challenge)
    due = challenge.hear_by
    if due <= now:
        soon = working_days_after(clock.today(here.zone), AGAIN_WITHIN, here)
        _say_another_day(challenge, promise, _before_the_start(challenge, soon))
    elif _on_its_way(challenge, due):
        return
    elif now >= escalate_at(challenge) and promise.escalated_for != due:
        promise.warned_for = promise.escalated_for = due
        promise.save(update_fields=["warned_for", "escalated_for"])
        publish(AnswerMissing(challenge_id=challenge.pk))
    elif now >= warn_at(challenge) and promise.warned_for != due:
        promise.warned_for = due
        promise.save(update_fields=["warned_for"])
        publish(AnswerDue(challenge_id=challenge.pk))


def _somebody_waits(challenge: Challenge) -> bool:
    waiting = Eoi.objects.filter(challenge=challenge, state=EoiState.SUBMITTED)
    return challenge.state == ChallengeState.CLOSED and waiting.exists()


def _on_its_way(challenge: Challenge, due: datetime) -> bool:
    """Whether a confirmed list goes out by then."""
    found = round_of(challenge)
    confirmed = found is not None and found.state == AllocationState.CONFIRMED
    return bool(confirmed and found and found.letters_at and found.letters_at <= due)


def _before_the_start(challenge: Challenge, day: date) -> datetime:
    """The end of ``day``; where the project begins before, the last moment that can be answered."""
    last = cut_off(challenge, policy_of(challenge.institution))
    if last <= clock.now():
        last = challenge.starts_at - timedelta(minutes=1)
    return min(clock.end_of(day, challenge.institution.zone), last)


def _say_another_day(
    challenge: Challenge,
    promise: Promise,
    until: datetime,
    *,
    by: User | None = None,
    why: str = "",
) -> None:
    Challenge.objects.filter(pk=challenge.pk).update(answer_again_by=until)
    challenge.answer_again_by = until
    promise.missed += 1
    promise.said_at, promise.said_by, promise.why = clock.now(), by, why
    promise.save(update_fields=["missed", "said_at", "said_by", "why"])
    publish(AnswerLate(challenge_id=challenge.pk))


@transaction.atomic
def say_another_day(*, challenge: Challenge, day: date, why: str, by: User) -> datetime:
    """Tell everybody who waits that the answer comes later, with an apology; until when.

    Raises ``RuleBroken``: nobody waits, or the day is no later than what they were told, or the
    project has begun by then.
    """
    (challenge,) = hold_seats([challenge])
    if not _somebody_waits(challenge):
        raise RuleBroken(_("Nobody waits for a first answer here."))
    zone = challenge.institution.zone
    until, told = clock.end_of(day, zone), challenge.hear_by
    if until <= max(told, clock.now()):
        raise RuleBroken(
            _("They were told %(day)s. Give a later day.") % {"day": words.day(told, zone)}
        )
    if until >= challenge.starts_at:
        raise RuleBroken(
            _("It begins on %(day)s: they must hear before.")
            % {"day": words.day(challenge.starts_at, zone)}
        )
    promise, _new = Promise.objects.get_or_create(challenge=challenge)
    _say_another_day(challenge, promise, until, by=by, why=why.strip()[:200])
    return until
