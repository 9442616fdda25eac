"""What is late on a day, and why: the board of today and tomorrow says it in sentences."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from employers.models import Challenge
from employers.states import ChallengeState
from placements.models import WAS_THERE, Came, Concern, Placement, Team
from placements.states import GONE, PlacementState

MARKED_BY = timedelta(minutes=30)  # after the start somebody has said who came
SIGNED_BY = timedelta(hours=3)  # after the end it is worth a call
NEAR = timedelta(hours=24)


def with_the_day(challenges: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """Each challenge with the figures that :func:`why_late` reads."""
    standing = Placement.objects.filter(challenge=OuterRef("pk")).exclude(state__in=GONE)
    off = Placement.objects.filter(challenge=OuterRef("pk"), state=PlacementState.CALLED_OFF)
    concerns = Concern.objects.filter(challenge=OuterRef("pk"), settled_at__isnull=True)
    teams = Team.objects.filter(challenge=OuterRef("pk"), formed_at__isnull=False)

    def count(rows: Any, which: Q | None = None) -> Coalesce:
        rows = rows.order_by() if which is None else rows.order_by().filter(which)
        return Coalesce(Subquery(rows.values("challenge").annotate(n=Count("pk")).values("n")), 0)

    return challenges.annotate(
        come=count(standing),
        marked=count(standing, Q(attendance__isnull=False)),
        there=count(standing, Q(attendance__came__in=WAS_THERE)),
        missed=count(standing, Q(attendance__came=str(Came.DID_NOT_COME))),
        unanswered=count(standing, Q(again_by__isnull=False)),
        concerns=count(concerns),
        incidents=count(concerns, Q(kind=str(Concern.Kind.INCIDENT))),
        said_late=count(
            concerns, Q(kind=str(Concern.Kind.LATE), placement__attendance__isnull=True)
        ),
        called_off=count(off),
        rung=count(off, Q(rung__isnull=False)),
        teams=count(teams),
        unsigned=count(teams, Q(sign_off__isnull=True)),
    )


def why_late(challenge: Any) -> list[str]:
    """Sentences about what is late or wrong with a row of :func:`with_the_day`, worst first."""
    now, row = clock.now(), challenge
    said = []
    if row.incidents:
        said.append(_("Somebody was hurt, or nearly: read it now."))
    if row.state == ChallengeState.CANCELLED:
        if row.called_off > row.rung:
            words = _("Called off: %(rung)d of %(n)d rung.")
            said.append(words % {"rung": row.rung, "n": row.called_off})
        return said
    if row.unanswered:
        words = ngettext(
            "%(n)d has not answered about the change.",
            "%(n)d have not answered about the change.",
            row.unanswered,
        )
        said.append(words % {"n": row.unanswered})
    if now < row.starts_at:
        return said + _before(row)
    if now < row.ends_at:
        if row.come > row.marked and now >= row.starts_at + MARKED_BY:
            words = _("Began %(ago)s ago; %(n)d of %(of)d are not marked.")
            ago = _ago(now - row.starts_at)
            said.append(words % {"ago": ago, "n": row.come - row.marked, "of": row.come})
    elif row.unsigned and now >= row.ends_at + SIGNED_BY:
        said.append(_("Over for %(ago)s, not signed off yet.") % {"ago": _ago(now - row.ends_at)})
    if row.said_late and now < row.ends_at:
        words = ngettext("%(n)d said: late.", "%(n)d said: late.", row.said_late)
        said.append(words % {"n": row.said_late})
    if row.missed:
        words = ngettext("%(n)d did not come.", "%(n)d did not come.", row.missed)
        said.append(words % {"n": row.missed})
    return said


def _before(row: Any) -> list[str]:
    """What is not ready on the day before."""
    if row.starts_at - clock.now() > NEAR:
        return []
    said = []
    if row.come < row.team_at_least:
        words = _("%(n)d come; the host expects %(least)d at least.")
        said.append(words % {"n": row.come, "least": row.team_at_least})
    if row.come and not row.teams:
        said.append(_("The teams do not stand yet."))
    if row.said_late:
        words = ngettext("%(n)d will be late.", "%(n)d will be late.", row.said_late)
        said.append(words % {"n": row.said_late})
    if not row.supervisor.telephone:
        said.append(_("No telephone number for whoever leads."))
    return said


def _ago(time: timedelta) -> str:
    """``40 minutes``, ``3 hours``."""
    minutes = int(time.total_seconds()) // 60
    if minutes < 90:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
