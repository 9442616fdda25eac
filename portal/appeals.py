"""Answers of students whose badge was paused or taken back, which wait for a decision."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from core.addresses import address_of
from credentials.models import Appeal
from institutions.models import Institution
from portal.asks import said_briefly

ROWS = 5


def appeals_that_wait(institution: Any) -> dict[str, Any]:
    """A column of an institution: the answers that nobody has decided."""
    waiting = Appeal.objects.filter(institution=institution, decided_at__isnull=True)
    said = JSONObject(
        at="made_at", badge_id="credential__public_id", badge="credential__achievement__name"
    )
    return {"appeals": ArraySubquery(waiting.order_by("made_at").values(said=said)[:ROWS])}


def of_appeals(institution: Institution, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a :class:`portal.troubles.Trouble` is made of, one for each answer."""
    rows = []
    for said in found:
        at = datetime.fromisoformat(said["at"])
        rows.append(
            {
                "due": at,
                "when": said_briefly(at, institution.zone),
                "title": _("A student says that a badge is wrongly paused or taken back"),
                "detail": _("“%(badge)s”. Somebody decides who did not do it.") % said,
                "act": _("Read it and decide"),
                "url": address_of("credentials:credential", institution.slug, said["badge_id"]),
            }
        )
    return rows
