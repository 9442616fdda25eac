"""A challenge between publication and closing: paused, resumed, given more time."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from core.states import move
from employers.events import ChallengeExtended, ChallengePaused, ChallengeResumed
from employers.models import Challenge, What
from employers.services.recording import Told, record
from employers.states import AHEAD, ChallengeState
from employers.times import local_day, said


@transaction.atomic
def pause_challenge(*, challenge: Challenge, told: Told | None = None) -> Challenge:
    """Take no new interests for now; those that were sent stay, and its closing stands."""
    move(challenge, ChallengeState.PAUSED)
    record(challenge, What.PAUSED, told)
    publish(ChallengePaused(challenge_id=challenge.pk))
    return challenge


@transaction.atomic
def resume_challenge(*, challenge: Challenge, told: Told | None = None) -> Challenge:
    """Take interests again, until the closing. Raises ``RuleBroken`` once that has passed."""
    if challenge.closes_at <= clock.now():
        raise RuleBroken(_("Its time for interests is over. Give it more time first."))
    if challenge.state != ChallengeState.PAUSED:
        raise RuleBroken(_("It is not paused."))
    move(challenge, ChallengeState.OPEN)
    record(challenge, What.RESUMED, told)
    publish(ChallengeResumed(challenge_id=challenge.pk))
    return challenge


def last_answer(challenge: Challenge) -> datetime:
    """No answer comes later: the policy's cut-off before the start (REQUIREMENTS 4.8)."""
    return challenge.starts_at - timedelta(hours=challenge.institution.policy.cutoff_hours)


@transaction.atomic
def extend_challenge(
    *, challenge: Challenge, closing_day: date | None, answer_day: date
) -> Challenge:
    """Take interests until the end of ``closing_day``, and answer by the end of ``answer_day``.

    Both only later than they were, and never past the cut-off before the start. Once it has
    closed only the answer moves (``closing_day`` ``None``). Everybody who waits is told. Raises
    ``RuleBroken``.
    """
    held = Challenge.objects.select_for_update(of=("self",)).select_related("institution__policy")
    challenge = held.get(pk=challenge.pk)
    if challenge.state not in AHEAD:
        raise RuleBroken(_("Only a published project that has not begun can be given more time."))
    closed = challenge.state == ChallengeState.CLOSED
    answer_by = _later(challenge, challenge.answer_by, answer_day)
    closes_at = challenge.closes_at
    if closing_day is not None and not closed:
        closes_at = _later(challenge, challenge.closes_at, closing_day)
    if closes_at > answer_by:
        raise RuleBroken(_("Students hear after interests have closed: put these in order."))
    if (closes_at, answer_by) == (challenge.closes_at, challenge.answer_by):
        raise RuleBroken(_("This is what stands already. Give a later day."))
    challenge.closes_at, challenge.answer_by = closes_at, answer_by
    challenge.save(update_fields=["closes_at", "answer_by"])
    publish(ChallengeExtended(challenge_id=challenge.pk))
    return challenge


def _later(challenge: Challenge, before: datetime, day: date) -> datetime:
    """The end of ``day``, at most the cut-off; never earlier than ``before``."""
    zone = challenge.zone
    if day == local_day(before, zone):
        return before
    last = last_answer(challenge)
    if day < local_day(before, zone):
        raise RuleBroken(
            _("It was promised until %(day)s; it can only be later.")
            % {"day": said(local_day(before, zone))}
        )
    if day > local_day(last, zone):
        raise RuleBroken(
            _("Not later than %(day)s: students need time to answer before it starts.")
            % {"day": said(local_day(last, zone))}
        )
    return min(clock.end_of(day, zone), last)
