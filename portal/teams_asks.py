"""What a host's teams ask of it: somebody is stuck, its side is wanted, what it used later."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.models import Institution
from placements.models import Concern, Hearing, LaterUse
from placements.states import PlacementState
from portal.asks import Ask, said

LISTED = 10


def teams_asks(members: Any) -> dict[str, Any]:
    """Columns of a university: what waits for an answer of ``members``, the oldest first."""
    stuck = Concern.objects.filter(
        institution=OuterRef("pk"),
        kind=str(Concern.Kind.STUCK),
        settled_at__isnull=True,
        placement__state=str(PlacementState.RUNNING),
        challenge__supervisor__any_of=members,
    )
    help_wanted = JSONObject(
        at="raised_at", public_id="public_id", words="words", title="challenge__title"
    )
    hearings = Hearing.objects.filter(
        institution=OuterRef("pk"),
        placement__isnull=True,
        told_at__isnull=True,
        concern__settled_at__isnull=True,
        concern__challenge__supervisor__any_of=members,
    )
    side = JSONObject(at="asked_at", public_id="public_id", title="concern__challenge__title")
    later = LaterUse.objects.filter(
        sign_off__institution=OuterRef("pk"),
        said_at__isnull=True,
        sign_off__supervisor__any_of=members,
    )
    of_team = "sign_off__team__"
    use = JSONObject(
        at="asked_at", public_id=f"{of_team}public_id", title=f"{of_team}challenge__title"
    )
    return {
        "stuck": ArraySubquery(stuck.order_by("raised_at").values(said=help_wanted)[:LISTED]),
        "sides": ArraySubquery(hearings.order_by("asked_at").values(said=side)[:LISTED]),
        "later": ArraySubquery(later.order_by("asked_at").values(said=use)[:LISTED]),
    }


def asks_of_teams(institution: Institution, pending: dict[str, Any]) -> Iterator[Ask]:
    """The same as rows of the host's home."""
    wanted = (
        ("stuck", _("Somebody is stuck: “%(title)s”"), _("Answer in a line"), "answer_stuck"),
        ("sides", _("May we hear your side? “%(title)s”"), _("Read the question"), "tell_own_side"),
        ("later", _("What became of “%(title)s”?"), _("Say it in one tap"), "say_later_use"),
    )
    for key, title, act, page in wanted:
        for row in pending[key]:
            at = datetime.fromisoformat(row["at"])
            url = reverse(f"placements:{page}", args=[institution.slug, row["public_id"]])
            yield Ask(
                due=at,
                when=said(at, institution.zone),
                title=title % row,
                detail=row.get("words", ""),
                act=act,
                url=url,
                tone="bad" if key == "stuck" else "warm",
            )
