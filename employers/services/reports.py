"""Somebody says that a listing is not right; staff settle it."""

from django.db import transaction

from accounts.models import User
from core import clock
from core.outbox import publish
from employers.events import ChallengeReported
from employers.models import Challenge, Report


@transaction.atomic
def report_challenge(*, challenge: Challenge, kind: str, words: str, email: str = "") -> Report:
    """Put it on the desk. The same words about the same listing, sent twice, are one report."""
    waiting = Report.objects.of(challenge.institution).filter(
        challenge=challenge, kind=kind, words=words, settled_at=None
    )
    report: Report | None = waiting.first()
    if report is None:
        report = Report.objects.create(
            institution=challenge.institution,
            challenge=challenge,
            kind=kind,
            words=words,
            email=email,
            reported_at=clock.now(),
        )
        publish(ChallengeReported(report_id=report.pk))
    return report


@transaction.atomic
def settle_report(*, report: Report, outcome: str, by: User) -> Report:
    """Staff have looked into it; ``outcome`` says what they did. A second press changes nothing."""
    if report.settled_at is None:
        report.settled_at, report.settled_by = clock.now(), by
        report.outcome = outcome.strip()
        report.save(update_fields=["settled_at", "settled_by", "outcome"])
    return report
