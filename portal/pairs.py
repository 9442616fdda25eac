"""One student and one host over the years (R12, R68): what they did, and what it adds up to.

The student always sees it. The host does where she lets it ask her again by her name, and sees
nothing there that it did not see at the time.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.compiled import Compiled
from core.languages import plural_of
from credentials.models import Credential, WouldAgain
from employers.models import Employer
from placements.models import WAS_THERE, Invitation, Placement
from placements.states import GONE
from students.models import Student


def _together(student: Any, employer: Any) -> QuerySet[Placement, dict[str, Any]]:
    badges = Credential.objects.filter(placement=OuterRef("pk"))
    return (
        Placement.objects.filter(student=student, challenge__employer=employer)
        .exclude(state__in=GONE)
        .order_by("challenge__starts_at", "pk")
        .values(
            "pk",
            "follows",
            title=F("challenge__title"),
            starts_at=F("challenge__starts_at"),
            ends_at=F("challenge__ends_at"),
            days=F("challenge__days"),
            hours=F("challenge__hours"),
            came=F("attendance__came"),
            thanks=F("team__sign_off__thanks"),
            badge=Subquery(badges.values("achievement__name")[:1]),
            both_again=Exists(WouldAgain.objects.filter(placement=OuterRef("pk"))),
        )
    )


TOGETHER = Compiled(_together)
ASKED = Compiled(
    lambda student, employer: (
        Invitation.objects.filter(student=student, challenge__employer=employer)
        .order_by("invited_at")
        .values("invited_at", title=F("challenge__title"))
    )
)


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    when: datetime
    what: str
    detail: str = ""
    words: str = ""
    state: str = "done"


@dataclass(frozen=True)
class Pair:
    """What a student and a host did together, the first first."""

    moments: list[Moment]
    projects: int
    days: Decimal
    hours: Decimal

    @property
    def sums(self) -> str:
        """What it adds up to, in words; empty while nothing does."""
        if not self.projects:
            return ""
        days = ngettext("%(n)g day", "%(n)g days", plural_of(self.days)) % {"n": self.days}
        projects = ngettext("%(n)d project", "%(n)d projects", self.projects)
        return _("%(days)s in %(projects)s so far, %(hours)g hours in all.") % {
            "days": days,
            "projects": projects % {"n": self.projects},
            "hours": self.hours,
        }


def pair_of(student: Student, employer: Employer) -> Pair:
    """The two, at the student's university: two queries. Days count once she was there."""
    now, moments, counted = clock.now(), [], []
    places: Any = TOGETHER.all(student=student.pk, employer=employer.pk)
    for row in places:
        over = row["ends_at"] <= now
        there = row["came"] in WAS_THERE
        if over and (there or row["came"] is None):
            counted.append(row)
        moments.append(
            Moment(
                row["starts_at"],
                row["title"],
                _said_of(row, over=over, there=there, goes_on=row["follows"] is not None),
                (row["thanks"] or "") if there else "",
                "done" if over else "next",
            )
        )
        if row["both_again"]:
            moments.append(Moment(row["ends_at"], _("Both would work together again.")))
    for row in ASKED.all(student=student.pk, employer=employer.pk):
        asked = _("Asked to “%(title)s”") % {"title": row["title"]}
        moments.append(Moment(row["invited_at"], asked))
    return Pair(
        sorted(moments, key=lambda moment: moment.when),
        len(counted),
        sum((row["days"] for row in counted), Decimal()),
        sum((row["hours"] for row in counted), Decimal()),
    )


def _said_of(row: dict[str, Any], *, over: bool, there: bool, goes_on: bool) -> str:
    said = [_("%(hours)g hours") % {"hours": row["hours"]}]
    if goes_on:
        said.append(_("follows the one before"))
    if over and row["came"] and not there:
        said.append(_("did not come"))
    if row["badge"]:
        said.append(_("badge: %(name)s") % {"name": row["badge"]})
    return ", ".join(said)
