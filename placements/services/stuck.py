"""Stuck while it runs: the host is asked first, and where it is silent, staff are."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from employers.models import What
from employers.services.recording import Told, record
from placements.events import StuckAnswered, StuckUnanswered
from placements.models import Concern
from placements.states import PlacementState

SILENT_FOR = timedelta(hours=1)


def asks_host_first(concern: Concern) -> bool:
    """Whether it is for whoever leads: she is stuck, it runs, and the host can be written to."""
    placement = concern.placement
    return (
        concern.kind == Concern.Kind.STUCK
        and placement is not None
        and placement.state == PlacementState.RUNNING
        and bool(concern.challenge.supervisor.address)
    )


@transaction.atomic
def answer_stuck(*, concern: Concern, words: str, told: Told | None = None) -> Concern:
    """The host's answer to her; once. Raises ``RuleBroken``: no words, or not about being stuck."""
    if concern.kind != Concern.Kind.STUCK or concern.placement_id is None:
        raise RuleBroken(_("There is nothing to answer here."))
    if not words.strip():
        raise RuleBroken(_("Write a line, or say that you come over."))
    open_one = Concern.objects.filter(pk=concern.pk, answered_at__isnull=True)
    if open_one.update(answer=words.strip()[:400], answered_at=clock.now()):
        Concern.objects.filter(pk=concern.pk, settled_at__isnull=True).update(
            settled_at=clock.now()
        )
        record(concern.challenge, What.HELPED, told)
        publish(StuckAnswered(concern_id=concern.pk))
    concern.refresh_from_db()
    return concern


def pass_on_unanswered() -> int:
    """Whoever waited an hour for the host is staff's to help; how many were passed on."""
    silent: QuerySet[Concern] = Concern.objects.filter(
        kind=Concern.Kind.STUCK,
        placement__state=PlacementState.RUNNING,
        raised_at__lte=clock.now() - SILENT_FOR,
        settled_at__isnull=True,
        passed_on_at__isnull=True,
    )
    return sum(_pass_on(concern) for concern in silent)


@transaction.atomic
def _pass_on(concern: Concern) -> bool:
    mine = Concern.objects.filter(pk=concern.pk, passed_on_at__isnull=True, settled_at__isnull=True)
    if not mine.update(passed_on_at=clock.now()):
        return False
    publish(StuckUnanswered(concern_id=concern.pk))
    return True
