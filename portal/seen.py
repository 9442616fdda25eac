"""Which openings of public pages count as somebody's look: people's, not programs'."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from core import clock
from students.services import count_opening, note_seen

# Names that crawlers, previews of links, monitors and scripts give themselves
PROGRAMS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|monitor|uptime|headless"
    r"|curl|wget|python|java/|go-http|okhttp|axios|libwww|scan|lighthouse|archive",
    re.IGNORECASE,
)


def count_look(request: HttpRequest, starts_at: datetime | None = None) -> None:
    """Count that the list, or a project that begins at ``starts_at``, was opened.

    It costs one call of the cache, and the database is asked once a day and reader. Of a visitor
    who is not signed in a number grows by one. Of who is signed in, students alone count: staff
    and hosts look at their own work.
    """
    here, headers = request.institution, request.headers  # type: ignore[attr-defined]
    agent = headers.get("User-Agent", "")
    if request.method != "GET" or not agent or PROGRAMS.search(agent):
        return
    if "HX-Request" in headers or "prefetch" in headers.get("Sec-Purpose", ""):
        return
    if request.user.is_authenticated:
        moment = (starts_at or clock.now()).astimezone(ZoneInfo(here.zone))
        note_seen(user=request.user, institution=here, on=moment.date())
    else:
        count_opening(here)
