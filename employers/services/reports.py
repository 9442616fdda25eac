"""Somebody says that a listing is not right; staff settle it."""

from django.db import transaction

from accounts.models import User
from core import clock
from core.outbox import publish
from employers.events import ChallengeReported, ReportSettled
from employers.models import REPORTS_KEPT_FOR, Challenge, Report


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
    """Staff have looked into it; ``outcome`` says what they did, and whoever left an address reads
    it in one letter. A second press changes nothing.
    """
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.settled_at is None:
        report.settled_at, report.settled_by = clock.now(), by
        report.outcome = outcome.strip()
        report.save(update_fields=["settled_at", "settled_by", "outcome"])
        if report.email:
            publish(ReportSettled(report_id=report.pk))
    return report


def forget_settled_reports() -> None:
    """Who reported a listing, and in which words, goes three months after it was settled."""
    old = Report.objects.filter(settled_at__lt=clock.now() - REPORTS_KEPT_FOR)
    old.exclude(words="", email="").update(words="", email="")
