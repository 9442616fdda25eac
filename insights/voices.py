"""How many answered the two-minute survey, of those who were asked (R37, R55, R22).

A student is asked once her project is over and she was there, a host once it has signed one off.
Counts alone: who answered, and what, opens nowhere (docs/decisions/0110).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models import Value as Literal
from django.db.models.functions import Coalesce

from core.compiled import Compiled
from employers.models import Partnership
from insights.counting import Period
from institutions.models import Institution, Term
from placements.models import WAS_THERE, Placement, SignOff
from placements.states import OVER
from placements.survey import SurveyAnswer, SurveySide

TERMS = 6
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rate:
    """How many answered of how many were asked."""

    answered: int
    asked: int


@dataclass(frozen=True)
class InTerm:
    """One term, both sides."""

    name: str
    starts_on: date
    students: Rate
    hosts: Rate


@dataclass(frozen=True)
class Sector:
    """The hosts of one sector: those asked in the period, and those who answered."""

    name: str
    hosts: Rate


@dataclass(frozen=True)
class Voices:
    """All that the report says of the survey."""

    students: Rate
    sectors: list[Sector]
    terms: list[InTerm]

    @property
    def hosts(self) -> Rate:
        """Of all sectors."""
        each = [sector.hosts for sector in self.sectors]
        return Rate(sum(rate.answered for rate in each), sum(rate.asked for rate in each))


def _number(rows: QuerySet[Any], counted: str = "pk") -> Coalesce:
    """How many rows there are, or how many different values of ``counted``."""
    one = rows.order_by().annotate(_one=Literal(1)).values("_one")
    return Coalesce(Subquery(one.annotate(n=Count(counted, distinct=True)).values("n")), 0)


def _said(institution: Any, side: SurveySide, first: Any, last: Any) -> QuerySet[SurveyAnswer]:
    rows: QuerySet[SurveyAnswer] = SurveyAnswer.objects.of(institution)
    return rows.filter(
        side=side.value,
        not_now=False,
        challenge__starts_at__gte=first,
        challenge__starts_at__lte=last,
    )


def _signed(institution: Any, first: Any, last: Any) -> QuerySet[SignOff]:
    rows: QuerySet[SignOff] = SignOff.objects.filter(institution=institution)
    return rows.filter(team__challenge__starts_at__gte=first, team__challenge__starts_at__lte=last)


def students_asked_and_answered(institution: Any, first: Any, last: Any) -> dict[str, Coalesce]:
    """Columns: placements that are over and were not missed, and answers."""
    said = _said(institution, SurveySide.STUDENT, first, last)
    asked = (
        Placement.objects.of(institution)
        .filter(state__in=OVER, challenge__starts_at__gte=first, challenge__starts_at__lte=last)
        .filter(Q(attendance__isnull=True) | Q(attendance__came__in=WAS_THERE))
    )
    return {
        "students_asked": _number(asked),
        "students_answered": _number(said),
    }


def hosts_asked_and_answered(institution: Any, first: Any, last: Any) -> dict[str, Coalesce]:
    """Columns: hosts that signed off, and those that answered."""
    said = _said(institution, SurveySide.HOST, first, last)
    signed = _signed(institution, first, last)
    return {
        "hosts_asked": _number(signed, "team__challenge__employer"),
        "hosts_answered": _number(said, "challenge__employer"),
    }


def _midnight(day: Any) -> Func:
    """The moment at which ``day`` begins, at the university."""
    return Func(
        F("institution__zone"),
        day,
        template="timezone(%(expressions)s::timestamp)",
        output_field=DateTimeField(),
    )


def _by_term(institution: Any, today: Any) -> QuerySet[Term, Any]:
    between = OuterRef("begins"), OuterRef("ends")
    return (
        Term.objects.of(institution)
        .filter(starts_on__lte=today)
        .annotate(begins=_midnight(F("starts_on")), ends=_midnight(F("ends_on") + A_DAY))
        .order_by("-starts_on")
        .values(
            "name",
            "starts_on",
            **students_asked_and_answered(institution, *between),
            **hosts_asked_and_answered(institution, *between),
        )[:TERMS]
    )


def _by_sector(institution: Any, first: Any, last: Any) -> QuerySet[Partnership, dict[str, Any]]:
    theirs = {"team__challenge__employer": OuterRef("employer")}
    signed = _signed(institution, first, last).filter(**theirs)
    said = _said(institution, SurveySide.HOST, first, last)
    return (
        Partnership.objects.of(institution)
        .annotate(
            was_asked=Exists(signed),
            has_answered=Exists(said.filter(challenge__employer=OuterRef("employer"))),
        )
        .values(sector=F("employer__sector"))
        .annotate(
            asked=Count("pk", filter=Q(was_asked=True)),
            answered=Count("pk", filter=Q(has_answered=True)),
        )
        .order_by("sector")
    )


OF_STUDENTS = Compiled(
    lambda institution, first, last: Institution.objects.filter(pk=institution).values(
        **students_asked_and_answered(institution, first, last)
    )
)
BY_TERM = Compiled(_by_term)
BY_SECTOR = Compiled(_by_sector)


def voices(institution: Institution, period: Period, today: Any) -> Voices:
    """The rates of ``period`` by side and sector, and those of the last terms: three questions."""
    first, last = period.moments(institution)
    within: dict[str, Any] = {"institution": institution.pk, "first": first, "last": last}
    students = OF_STUDENTS.first(**within)
    return Voices(
        Rate(students["students_answered"], students["students_asked"]),
        [
            Sector(row["sector"], Rate(row["answered"], row["asked"]))
            for row in BY_SECTOR.all(**within)
        ],
        [
            InTerm(
                row["name"],
                row["starts_on"],
                Rate(row["students_answered"], row["students_asked"]),
                Rate(row["hosts_answered"], row["hosts_asked"]),
            )
            for row in BY_TERM.all(institution=institution.pk, today=today)
            if row["students_asked"] or row["hosts_asked"]
        ],
    )
