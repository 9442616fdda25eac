"""A supervisor's own record of guiding students (R19), and how often guides are opened (R20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from core import clock
from core.compiled import Compiled
from employers.models import Challenge
from employers.states import ChallengeState
from institutions.models import Institution
from placements.models import WAS_THERE, GuideUse, Placement, SignOff
from placements.states import GONE
from skills.models import Skill


def _guided(institution: Any, members: Any) -> QuerySet[Challenge, dict[str, Any]]:
    there = (
        Placement.objects.filter(challenge=OuterRef("pk"))
        .exclude(state__in=GONE)
        .filter(Q(attendance__isnull=True) | Q(attendance__came__in=WAS_THERE))
        .order_by()
        .values("challenge")
        .annotate(n=Count("pk"))
    )
    signed = SignOff.objects.filter(team__challenge=OuterRef("pk"))
    by_her = signed.filter(supervisor__any_of=members)
    skills = Skill.objects.filter(
        pk__in=Challenge.skills.through.objects.filter(challenge=OuterRef(OuterRef("pk"))).values(
            "skill"
        )
    )
    return (
        Challenge.objects.of(institution)
        .filter(Exists(by_her) | Q(Q(supervisor__any_of=members), ~Exists(signed)))
        .filter(state=ChallengeState.COMPLETED)
        .order_by("-starts_at", "pk")
        .values(
            "title",
            "starts_at",
            "hours",
            host=F("employer__name"),
            students=Coalesce(Subquery(there.values("n"), output_field=IntegerField()), 0),
            assessed=Exists(by_her),
            skills_named=ArraySubquery(skills.order_by("plain_name").values("plain_name")),
        )
    )


GUIDED = Compiled(_guided)


@dataclass(frozen=True)
class Mentoring:
    """What somebody guided: a row for each project, the latest first, and the sums."""

    projects: list[dict[str, Any]]

    @property
    def students(self) -> int:
        """Places guided; somebody who came twice counts twice."""
        return sum(row["students"] for row in self.projects)

    @property
    def hours(self) -> Decimal:
        """Hours of work of the projects, not of each student."""
        return sum((row["hours"] for row in self.projects), Decimal())

    @property
    def assessed(self) -> int:
        """Projects that she signed off."""
        return sum(row["assessed"] for row in self.projects)

    @property
    def since(self) -> datetime | None:
        """When the first one began."""
        return self.projects[-1]["starts_at"] if self.projects else None


def mentoring_of(members: Sequence[int], institution: Institution) -> Mentoring:
    """The record of the person behind these members at one university: finished projects alone."""
    found: Any = GUIDED.all(institution=institution.pk, members=list(members))
    return Mentoring([row for row in found if row["students"]])


def count_use(*, institution: Institution, topic: str) -> None:
    """One more look into a guide this month. Nobody's name is kept."""
    month = clock.today(institution.zone).replace(day=1)
    row: dict[str, Any] = {"institution": institution, "topic": topic, "month": month}
    if not GuideUse.objects.filter(**row).update(times=F("times") + 1):
        use, _new = GuideUse.objects.get_or_create(**row)
        GuideUse.objects.filter(pk=use.pk).update(times=F("times") + 1)


def uses_of(institution: Institution) -> int:
    """How often guides were opened here since the first day of the year."""
    first = clock.today(institution.zone).replace(month=1, day=1)
    found = GuideUse.objects.of(institution).filter(month__gte=first)
    return found.aggregate(n=Sum("times"))["n"] or 0
