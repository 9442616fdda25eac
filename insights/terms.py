"""Figures term by term: each table is read once, its rows told apart by the term they fall in.

Terms never overlap (``term_no_overlap``), so a row falls in one of them or none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from core import clock
from core.compiled import Compiled
from insights.counting import Period
from insights.measures import (
    EARLY,
    FINISHED,
    FIRST_TIME,
    KNOWN_YEAR,
    MEASURES,
    due,
    in_time,
    interests,
    placements,
    projects,
    signed,
    within,
)
from institutions.models import Institution, Term

TERMS = 10
BEGUN = Compiled(
    lambda institution, today: (
        Term.objects.of(institution).filter(starts_on__lte=today).order_by("-starts_on")[:TERMS]
    )
)


def _numbers(now: Any) -> dict[str, tuple[Any, str, dict[str, Any]]]:
    """Of each table: its rows, the way to their project, what is counted."""
    used = MEASURES["used"].only(now)
    return {
        "projects": (
            projects,
            "",
            {"projects": Count("pk"), "hosts": Count("employer", distinct=True)},
        ),
        "interests": (
            interests,
            "challenge__",
            {
                "interests": Count("pk"),
                "due": Count("pk", filter=due(now)),
                "in_time": Count("pk", filter=in_time(now)),
            },
        ),
        "placements": (
            placements,
            "challenge__",
            {
                "placements": Count("pk"),
                "students": Count("student", distinct=True),
                "finished": Count("pk", filter=FINISHED),
                "there": Count("student", filter=FINISHED, distinct=True),
                "first_places": Count("pk", filter=FIRST_TIME),
                "first_there": Count("student", filter=FINISHED & FIRST_TIME, distinct=True),
                "with_badge": Count("student", filter=Q(credential__isnull=False), distinct=True),
                "early": Count("pk", filter=EARLY),
                "known_year": Count("pk", filter=KNOWN_YEAR),
            },
        ),
        "signed": (
            signed,
            "team__challenge__",
            {"signed": Count("pk"), "used": Count("pk", filter=used)},
        ),
    }


def _spans(terms: Mapping[str, Any], path: str) -> Case:
    """Which term a row falls in: its number, from the moments in ``terms``."""
    return Case(
        *(
            When(within(path, terms[f"first_{n}"], terms[f"last_{n}"]), then=Value(n))
            for n in range(TERMS)
        ),
        output_field=IntegerField(),
    )


def _question(table: str) -> Compiled[Any]:
    def rows(institution: Any, first: Any, last: Any, **values: Any) -> QuerySet[Any, Any]:
        base, path, numbers = _numbers(values.get("now"))[table]
        return (
            base(institution, first, last)
            .order_by()
            .annotate(_term=_spans(values, path))
            .values("_term")
            .annotate(**numbers)
            .values("_term", *numbers)
        )

    return Compiled(rows)


QUESTIONS = {table: _question(table) for table in _numbers(clock.now())}
ASK_NOW = ("interests",)


@dataclass(frozen=True)
class InTerm:
    """One term: its period and the numbers of it, by name."""

    name: str
    period: Period
    numbers: dict[str, int]

    def share(self, part: str, whole: str) -> int | None:
        """In a hundred; nothing of none."""
        among = self.numbers.get(whole, 0)
        return round(100 * self.numbers.get(part, 0) / among) if among else None


def in_terms(
    institution: Institution, tables: Sequence[str] = ("projects", "interests", "placements")
) -> list[InTerm]:
    """The last terms that have begun, the latest first: one question, and one for each table."""
    terms = list(BEGUN.all(institution=institution.pk, today=clock.today(institution.zone)))
    if not terms:
        return []
    periods = [Period(term.starts_on, term.ends_on) for term in terms]
    numbers: list[dict[str, int]] = [{} for _term in terms]
    asked: dict[str, Any] = {"institution": institution.pk}
    asked["first"] = periods[-1].moments(institution)[0]
    asked["last"] = periods[0].moments(institution)[1]
    for n in range(TERMS):  # fewer terms: the rest repeats the first, and finds nothing left
        first, last = (periods[n] if n < len(periods) else periods[0]).moments(institution)
        asked |= {f"first_{n}": first, f"last_{n}": last}
    for table in tables:
        now = {"now": clock.now()} if table in ASK_NOW else {}
        for row in QUESTIONS[table].all(**asked, **now):
            if row["_term"] is not None:
                numbers[row["_term"]] |= row
    return [
        InTerm(term.name, period, of_it)
        for term, period, of_it in zip(terms, periods, numbers, strict=True)
    ]
