"""A challenge's life after the brief is written: read, published, closed, run, over."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from core.states import InvalidTransition, move
from employers.events import (
    ChallengeCancelled,
    ChallengeClosed,
    ChallengeCompleted,
    ChallengePublished,
    ChallengeStarted,
    ChangesRequested,
)
from employers.law import as_kept
from employers.models import Challenge, Partnership, Posting, What
from employers.services.briefs import mark_of
from employers.services.fitness import check_brief
from employers.services.partnerships import forget_old_notes
from employers.services.proof import forget_unproven
from employers.services.recording import Told, record
from employers.services.reports import forget_settled_reports
from employers.services.safety import assess_risk, refuse_unsafe
from employers.services.sharing import hold_origin, parts_of, places_go_back
from employers.services.stand_ins import end_stand_ins
from employers.states import ChallengeState
from employers.times import window


@transaction.atomic
def request_changes(*, challenge: Challenge, reason: str) -> Challenge:
    """Send the brief back to the host with a question."""
    _state_reason(challenge, reason, _("Ask something: the host reads it and answers."))
    move(challenge, ChallengeState.CHANGES_REQUESTED)
    publish(ChangesRequested(challenge_id=challenge.pk))
    return challenge


@transaction.atomic
def publish_challenge(
    *, challenge: Challenge, by: User | None = None, seen: str = "", all_low: bool = False
) -> Challenge:
    """Approve the brief: students see it, and interests are taken.

    ``by`` becomes the owner of a challenge that had none. A closing time that has passed while the
    brief waited is set anew. ``seen`` is the mark of the text that was read (``mark_of``);
    ``all_low`` says that ``by`` judges all six factors of safety to be low. Raises ``RuleBroken``
    where the brief is not fit to be seen, nobody judged how safe it is, people at risk are not
    protected, or where its host has changed it since.
    """
    now = clock.now()
    if seen:
        held = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
        if mark_of(held) != seen:
            raise RuleBroken(
                _("The host has changed it since you opened this page. Read it once more.")
            )
    check_brief(challenge)
    if all_low:
        assess_risk(challenge=challenge, by=by)
    refuse_unsafe(challenge)
    if challenge.starts_at <= now:
        raise RuleBroken(_("Its first day is over. Ask the host for another."))
    if challenge.closes_at <= now:
        challenge.closes_at, challenge.answer_by = window(
            challenge.starts_at, challenge.institution
        )
    challenge.published_at = now
    challenge.approved_under = as_kept(challenge)
    challenge.owner = challenge.owner or by
    challenge.state_reason = ""
    move(challenge, ChallengeState.OPEN)
    challenge.save(
        update_fields=[
            *("closes_at", "answer_by", "published_at", "owner", "state_reason"),
            "approved_under",
        ]
    )
    begun = Partnership.objects.of(challenge.institution).filter(
        employer=challenge.employer_id, stage__in=Partnership.BEFORE_ACTIVE
    )
    begun.update(stage=Partnership.Stage.ACTIVE)
    publish(ChallengePublished(challenge_id=challenge.pk))
    return challenge


@transaction.atomic
def close_challenge(*, challenge: Challenge) -> Challenge:
    """Take no more interests. Waits for those being sent (``hold_open``)."""
    challenge.closes_at = min(challenge.closes_at, clock.now())
    move(challenge, ChallengeState.CLOSED)
    challenge.save(update_fields=["closes_at"])
    publish(ChallengeClosed(challenge_id=challenge.pk))
    return challenge


@transaction.atomic
def start_challenge(*, challenge: Challenge) -> Challenge:
    """Its first day has come."""
    move(challenge, ChallengeState.RUNNING)
    publish(ChallengeStarted(challenge_id=challenge.pk))
    return challenge


@transaction.atomic
def complete_challenge(*, challenge: Challenge) -> Challenge:
    """Its last day is over."""
    move(challenge, ChallengeState.COMPLETED)
    publish(ChallengeCompleted(challenge_id=challenge.pk))
    return challenge


@transaction.atomic
def cancel_challenge(*, challenge: Challenge, reason: str, told: Told | None = None) -> Challenge:
    """It will not happen. ``reason`` is read by everybody whom it concerns.

    Its parts at other universities end with it; a part that ends alone gives its places back.
    """
    hold_origin(challenge)
    _state_reason(challenge, reason, _("Say why: everybody whom it concerns reads it."))
    move(challenge, ChallengeState.CANCELLED)
    record(challenge, What.CANCELLED, told)
    publish(ChallengeCancelled(challenge_id=challenge.pk))
    for part in parts_of(challenge) if challenge.shared_from_id is None else ():
        cancel_challenge(challenge=part, reason=reason)
    if challenge.shared_from_id is not None:
        places_go_back(challenge)
    return challenge


def _state_reason(challenge: Challenge, reason: str, without: str) -> None:
    """Write the reason before the move: a constraint wants both, a lost race rolls both back."""
    if not reason.strip():
        raise RuleBroken(without)
    challenge.state_reason = reason.strip()[:400]
    challenge.save(update_fields=["state_reason"])


def run_timetable() -> int:
    """Close, start and complete what is due; forget what nobody finished. Returns how many moved.

    Each challenge moves in a transaction of its own; one that somebody else has moved is left.
    """
    now = clock.now()
    due: tuple[tuple[str, str, Callable[..., Challenge]], ...] = (
        (ChallengeState.OPEN, "closes_at", close_challenge),
        (ChallengeState.PAUSED, "closes_at", close_challenge),
        (ChallengeState.CLOSED, "starts_at", start_challenge),
        (ChallengeState.RUNNING, "ends_at", complete_challenge),
    )
    moved = 0
    for state, column, verb in due:
        for challenge in Challenge.objects.filter(state=state, **{f"{column}__lte": now}):
            try:
                verb(challenge=challenge)
                moved += 1
            except InvalidTransition:
                continue
    Posting.objects.forgotten(now).delete()
    forget_unproven()
    forget_old_notes()
    end_stand_ins()
    forget_settled_reports()
    return moved
