"""What a host has given students, on one page: rounded, silent where numbers are small (R76)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Exists, OuterRef, QuerySet, Sum

from core import clock
from core.compiled import Compiled
from disclosure import part_shown, percentage_shown, sum_shown, total_shown
from employers.models import Challenge, Partnership
from employers.states import ChallengeState
from institutions.models import Institution
from placements.models import WAS_THERE, Placement
from placements.states import GONE

TITLES = 12


@dataclass(frozen=True)
class Impact:
    """What the note says; ``None`` where there are too few people to say it."""

    since: date | None
    until: date  # the first day that is not counted
    projects: list[Any]
    count: int
    students: int | None
    first_timers: int | None
    first_timers_in_100: int | None
    hours: Decimal | None


def _took_part(institution: Any, employer: Any, until: Any) -> QuerySet[Placement, dict[str, Any]]:
    """Each student who was there: her hours, and whether one of them was her first placement."""
    came = Placement.objects.filter(attendance__came__in=WAS_THERE).exclude(state__in=GONE)
    earlier = came.filter(
        student=OuterRef("student"), challenge__starts_at__lt=OuterRef("challenge__starts_at")
    )
    theirs = came.filter(
        institution=institution, challenge__employer=employer, challenge__ends_at__lt=until
    )
    return (
        theirs.annotate(is_first=~Exists(earlier))
        .order_by()
        .values("student")
        .annotate(hours=Sum("challenge__hours"), new=BoolOr("is_first"))
        .values("hours", "new")
    )


TOOK_PART = Compiled(_took_part)
DONE = Compiled(
    lambda institution, employer, until: (
        Challenge.objects.of(institution)
        .filter(employer=employer, state=ChallengeState.COMPLETED, ends_at__lt=until)
        .order_by("-ends_at", "pk")
        .values("title", "ends_at")
    )
)
KNOWN = Compiled(
    lambda institution, slug: (
        Partnership.objects.of(institution)
        .filter(employer__slug=slug)
        .select_related("employer", "institution")
    )
)


def impact_of(partnership: Partnership) -> Impact:
    """The note of a host at one university: two queries.

    It counts what ended before this month: a note of today and one of tomorrow, before and after
    one project, are then the same.
    """
    here = partnership.institution
    until = clock.today(here.zone).replace(day=1)
    asked: dict[str, Any] = {
        "institution": here.pk,
        "employer": partnership.employer_id,
        "until": clock.at(until, datetime.min.time(), here.zone),
    }
    people = list(TOOK_PART.all(**asked))
    projects = list(DONE.all(**asked))
    new = sum(each["new"] for each in people)
    return Impact(
        since=_day(projects[-1]["ends_at"], here) if projects else None,
        until=until,
        projects=projects[:TITLES],
        count=len(projects),
        students=total_shown(len(people)),
        first_timers=part_shown(new, len(people)),
        first_timers_in_100=percentage_shown(new, len(people)),
        hours=sum_shown([each["hours"] for each in people]),
    )


def _day(moment: datetime, institution: Institution) -> date:
    return moment.astimezone(ZoneInfo(institution.zone)).date()
