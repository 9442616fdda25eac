"""What happened to a brief: its states from the history table, and what staff wrote down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.compiled import Compiled
from employers.models import AnsweredVia, Challenge, Clearance, RecordedAct, StandIn, What
from employers.safety import called
from employers.states import ChallengeState

S = ChallengeState
WHAT_HAPPENED = {
    S.DRAFT: gettext_lazy("Written"),
    S.IN_REVIEW: gettext_lazy("Sent to the university"),
    S.CHANGES_REQUESTED: gettext_lazy("Sent to the host"),
    S.OPEN: gettext_lazy("Approved and published"),
    S.PAUSED: gettext_lazy("Paused"),
    S.CLOSED: gettext_lazy("Closed for interests"),
    S.RUNNING: gettext_lazy("Began"),
    S.COMPLETED: gettext_lazy("Ended"),
    S.CANCELLED: gettext_lazy("Called off"),
}
FINE = gettext_lazy("Fine, and published")
AGAIN = gettext_lazy("Takes interests again")
BY_ITS_HOST = gettext_lazy("Published by its host")
MEANS = {  # the state that an act brings about in its own transaction
    What.WRITTEN: S.DRAFT,
    What.SENT: S.IN_REVIEW,
    What.PAUSED: S.PAUSED,
    What.RESUMED: S.OPEN,
    What.CANCELLED: S.CANCELLED,
}


@dataclass
class Happened:
    """One line of what happened: when, what, and who did it (nobody: the timetable, a letter)."""

    at: datetime
    what: str
    who: str
    state: str = ""
    cleared: str = ""  # who had read the text, where the host’s “fine” put it online


EVENTS: Any = Challenge.pgh_event_model  # type: ignore[attr-defined]
ACTOR = User.objects.filter(
    pk=Cast(KeyTextTransform("actor", OuterRef("pgh_context__metadata")), BigIntegerField())
).annotate(called=called())
CLEARED = Clearance.objects.filter(challenge=OuterRef("pgh_obj")).order_by("-pk")
RECORDED = RecordedAct.objects.filter(challenge=OuterRef("pgh_obj")).order_by("pk")
ACT = JSONObject(
    at="at", what="what", via="via", said_by="said_by__name", recorded_by=called("recorded_by")
)
STOOD_IN = StandIn.objects.filter(challenge=OuterRef("pgh_obj"), begun_at__isnull=False).order_by(
    "pk"
)
STANDING = JSONObject(at="begun_at", end="ended_at", member="member__name", former="former__name")
HAPPENED = Compiled(
    lambda challenge: (
        EVENTS.objects.filter(pgh_obj=challenge)
        .annotate(
            who=Subquery(ACTOR.values("called")),
            cleared=Subquery(CLEARED.annotate(by=called("cleared_by")).values("by")[:1]),
            acts=ArraySubquery(RECORDED.values(said=ACT)),
            stood_in=ArraySubquery(STOOD_IN.values(said=STANDING)),
        )
        .order_by("pgh_id")
        .values_list("pgh_created_at", "state", "who", "cleared", "stood_in", "acts")
    )
)


def history_of(challenge: Challenge) -> list[Happened]:
    """The states that a challenge went through and what was written down, oldest first."""
    rows = list(HAPPENED.all(challenge=challenge.pk))
    lines = _states(challenge, rows)
    for act in rows[-1][-1] if rows else ():
        at, what = datetime.fromisoformat(act["at"]), What(act["what"])
        state = MEANS.get(what)
        same = [line for line in lines if state and (line.at, line.state) == (at, state)]
        line = same[-1] if same else Happened(at, str(what.label), "")
        if not same:
            lines.append(line)
        line.who, line.state = _told_in_words(act), ""
    for row in rows[-1][-2] if rows else ():
        said = _("%(member)s stands in for %(former)s") % row
        lines.append(Happened(datetime.fromisoformat(row["at"]), said, ""))
        if row["end"]:
            back = _("%(member)s no longer stands in") % row
            lines.append(Happened(datetime.fromisoformat(row["end"]), back, ""))
    for line in lines:
        if line.cleared:
            said = {"who": line.who or _("the host"), "staff": line.cleared}
            line.who = _("%(who)s. Read and cleared before by %(staff)s") % said
    return sorted(lines, key=_moment)


def _moment(line: Happened) -> datetime:
    return line.at


def _told_in_words(act: Mapping[str, Any]) -> str:
    """“Jo Merriman, by telephone; recorded by Dana Whitlock”."""
    who = act["recorded_by"] or _("somebody who has left")
    said = {"how": AnsweredVia(act["via"]).label, "who": who, "name": act["said_by"]}
    if act["said_by"] is None:
        return _("%(how)s; recorded by %(who)s") % said
    return _("%(name)s, %(how)s; recorded by %(who)s") % said


def _states(challenge: Challenge, rows: Iterable[Any]) -> list[Happened]:
    """One line a state; a “fine” that put a cleared text online is one line, not two."""
    lines: list[Happened] = []
    states: list[str] = [""]
    for moment, state, who, cleared, *_more in rows:
        last = states[-1]
        if state == last:
            continue
        states.append(state)
        said_fine = states[-3:] == [S.CHANGES_REQUESTED, S.IN_REVIEW, S.OPEN]
        if said_fine and cleared and lines[-1].at == moment:
            lines[-1].what, lines[-1].cleared = str(FINE), cleared
            continue
        words = AGAIN if (last, state) == (S.PAUSED, S.OPEN) else WHAT_HAPPENED[state]
        if state == S.OPEN and words != AGAIN and getattr(challenge, "host_published", None):
            words = BY_ITS_HOST
        lines.append(Happened(moment, str(words), who or "", state))
    return lines
