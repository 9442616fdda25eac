"""What students say is wrong: with a badge, a host's words on it, a letter that came to them."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from core.addresses import address_of
from credentials.models import Appeal, Approach
from institutions.models import Institution
from portal.asks import said_briefly

ROWS = 5


def appeals_that_wait(institution: Any) -> dict[str, Any]:
    """Columns of an institution: what nobody has decided or looked into."""
    waiting = Appeal.objects.filter(institution=institution, decided_at__isnull=True)
    said = JSONObject(
        at="made_at",
        badge_id="credential__public_id",
        badge="credential__achievement__name",
        said_id="public_id",
        word="word",
    )
    reported = Approach.objects.filter(
        institution=institution,
        answer=Approach.Answer.REPORTED.value,
        settled_at__isnull=True,
    )
    letter = JSONObject(
        at="answered_at", said_id="public_id", employer="employer__name", line="line"
    )
    return {
        "appeals": ArraySubquery(waiting.order_by("made_at").values(said=said)[:ROWS]),
        "approaches": ArraySubquery(reported.order_by("answered_at").values(said=letter)[:ROWS]),
    }


def of_approaches(institution: Institution, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a :class:`portal.troubles.Trouble` is made of, one for each letter that is reported."""
    return [
        {
            "due": (at := datetime.fromisoformat(said["at"])),
            "when": said_briefly(at, institution.zone),
            "title": _("A student reports a letter of %(employer)s") % said,
            "detail": said["line"],
            "act": _("Look into it"),
            "url": address_of("credentials:reported_letter", institution.slug, said["said_id"]),
            "tone": "bad",
            "first": True,  # somebody from outside wrote to a student
            "permission": "credentials.reported_letter",
        }
        for said in found
    ]


def of_appeals(institution: Institution, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a :class:`portal.troubles.Trouble` is made of, one for each answer."""
    rows = []
    for said in found:
        at = datetime.fromisoformat(said["at"])
        title = _("A student says that a badge is wrongly paused or taken back")
        detail = _("“%(badge)s”. Somebody decides who did not do it.") % said
        url = address_of("credentials:credential", institution.slug, said["badge_id"])
        if said["word"]:
            title = _("A student says that a host’s words on a badge are wrong")
            detail = _("“%(badge)s”. Nobody else reads them meanwhile.") % said
            url = address_of("credentials:decide_appeal", institution.slug, said["said_id"])
        rows.append(
            {
                "due": at,
                "when": said_briefly(at, institution.zone),
                "title": title,
                "detail": detail,
                "act": _("Read it and decide"),
                "url": url,
            }
        )
    return rows
