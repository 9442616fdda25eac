"""Teams that nobody has confirmed, shortly before the day: a trouble of the desk."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from employers.states import ChallengeState
from portal.asks import said_briefly
from portal.live import Standing, Step

NEAR = timedelta(hours=36)  # the letter of the day before names the team


def teams_due(each: Standing) -> list[dict[str, Any]]:
    """It begins tomorrow, and those who come do not know with whom."""
    challenge = each.challenge
    waits = each.step in (Step.CHECK_THE_TEAMS, Step.DRAW_UP_TEAMS)
    if challenge.state != ChallengeState.CLOSED or not waits:
        return []
    if challenge.starts_at > clock.now() + NEAR:
        return []
    return [
        {
            "due": challenge.starts_at,
            "when": said_briefly(challenge.starts_at, each.zone),
            "title": _("No teams yet: “%(title)s”") % {"title": challenge.title},
            "detail": _("%(host)s and the students wait to hear who works with whom.")
            % {"host": challenge.host},
            "act": each.act.label,
            "url": each.act.url or each.url,
        }
    ]
