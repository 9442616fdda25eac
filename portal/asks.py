"""What is asked of somebody now: typed rows for the homes of students and hosts."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core import clock
from core.days import dated
from employers.wording import clock_words


@dataclass(frozen=True)
class Ask:
    """One thing that somebody is asked to do, and the page where it is done."""

    due: datetime
    when: str
    title: str
    detail: str
    act: str
    url: str
    tone: str = "warm"


@dataclass(frozen=True)
class Row:
    """One line of a list: what, a few words, where it leads, and how it stands."""

    title: str
    hint: str
    url: str
    status: str
    tone: str = "plain"


def said(moment: datetime, zone: str, day: str = "l j F") -> str:
    """``Today, 17:00``, ``Tomorrow``, ``Thursday 12 March, 9:30``; no hour at the end of a day.

    ``day`` is the format of any other day.
    """
    local = moment.astimezone(ZoneInfo(zone))
    wall = clock_words(local.time())
    hour = "" if wall == "23:59" else f", {wall}"
    match (local.date() - clock.today(zone)).days:
        case 0:
            return _("Today") + hour
        case 1:
            return _("Tomorrow") + hour
        case -1:
            return _("Yesterday") + hour
    return dated(local, day) + hour


def said_briefly(moment: datetime, zone: str) -> str:
    """As :func:`said`, and any other day as ``Thu 12 Mar``."""
    return said(moment, zone, day="D j M")
