"""What will not wait at the desk: a host that says nothing to a question about a step."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from core.addresses import address_of
from institutions.models import Institution
from placements.models import StepQuestion
from placements.states import StepQuestionState
from portal.asks import said_briefly

ROWS = 15  # of several about one sign-off the first is shown


def questions_unanswered(institution: Any) -> dict[str, Any]:
    """A column of the university: sign-offs whose question waits though its host was reminded."""
    silent = StepQuestion.objects.filter(
        institution=institution, state=StepQuestionState.ASKED, reminded_at__isnull=False
    )
    of_it = {
        "public_id": "assessment__sign_off__public_id",
        "title": "assessment__sign_off__team__challenge__title",
        "name": "assessment__sign_off__supervisor__name",
        "host": "assessment__sign_off__supervisor__employer__name",
    }
    said = silent.order_by("asked_at").values(said=JSONObject(at="asked_at", **of_it))
    return {"unanswered": ArraySubquery(said[:ROWS])}


def of_questions(institution: Institution, found: dict[str, Any]) -> list[dict[str, Any]]:
    """The same as rows of the desk: staff ring, and type the answer."""
    rows = []
    first = {asked["public_id"]: asked for asked in reversed(found["unanswered"])}
    for asked in first.values():
        at = datetime.fromisoformat(asked["at"])
        rows.append(
            {
                "due": at,
                "when": said_briefly(at, institution.zone),
                "title": _("%(host)s has not answered about a step: “%(title)s”") % asked,
                "detail": _("The badges wait, and we have reminded them once."),
                "act": _("Ring %(name)s") % asked,
                "url": address_of(
                    "placements:settle_outcome", institution.slug, asked["public_id"]
                ),
                "icon": "phone",
            }
        )
    return rows
