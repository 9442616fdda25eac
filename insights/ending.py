"""What the table of retention ends: counted, or done and reported."""

import logging
from datetime import timedelta

from core import clock
from insights.keeping import RULES
from insights.models import Keeping, RetentionReport
from insights.retention import keeping_of
from institutions.models import Institution

NOW = timedelta()
A_MONTH = timedelta(days=30)
logger = logging.getLogger(__name__)


def due(institution: Institution | None, *, within: timedelta = NOW) -> dict[str, int]:
    """How many rows each rule would end now, or ``within`` some days: nothing is done."""
    keeping, now = keeping_of(institution), clock.now() + within
    return {
        rule.name: sum(
            part.due(institution, rule.before(keeping, now)).count() for part in rule.parts
        )
        for rule in RULES
        if rule.parts and rule.of_service == (institution is None)
    }


def apply(institution: Institution | None) -> dict[str, int]:
    """End what is due and keep a report of it. A rule that fails stops no other."""
    keeping, now = keeping_of(institution), clock.now()
    done: dict[str, int] = {}
    for rule in RULES:
        if rule.of_service != (institution is None):
            continue
        before = rule.before(keeping, now)
        try:
            done[rule.name] = sum(part.apply(institution, before) for part in rule.parts)
        except Exception:
            logger.exception("retention_failed rule=%s", rule.name)
    went = {name: number for name, number in done.items() if number}
    if went:
        RetentionReport.objects.create(institution=institution, rows=went)
    if institution is not None:
        ahead = {"ahead": due(institution, within=A_MONTH), "counted_at": now}
        Keeping.objects.update_or_create(institution=institution, defaults=ahead)
    return went


def apply_everywhere(*, dry_run: bool = False) -> dict[str, dict[str, int]]:
    """Each university and the service as a whole ("*"): what was ended, or what would be."""
    do = due if dry_run else apply
    said = {here.slug: do(here) for here in Institution.objects.order_by("slug")}
    return said | {"*": do(None)}
