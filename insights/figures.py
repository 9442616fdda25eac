"""The figures of one period: every measure, and the middle of what took time."""

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Aggregate,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    QuerySet,
    Sum,
)
from django.db.models.functions import Extract

from core import clock
from core.compiled import Compiled
from insights.counting import Measure, Period, by_base, merged, together
from insights.measures import MEASURES, answered, interests, projects
from institutions.models import Institution

A_DAY = 86_400  # seconds


class Middle(Aggregate):
    """The middle of the values, the lower one of two (PostgreSQL's percentile_disc)."""

    template = "percentile_disc(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True)
class Figure:
    """One figure of a period, with what is said beside it."""

    measure: Measure
    count: int
    among: int | None = None

    @property
    def note(self) -> str:
        """What it counts; of a share, how many in a hundred."""
        if not self.among:
            return str(self.measure.hint)
        share = {"share": round(100 * self.count / self.among), "all": self.among}
        return str(self.measure.of_them % share)


@dataclass(frozen=True)
class Middles:
    """The middles of a period: days until an answer, minutes of hosts besides the day.

    ``None`` where nothing is known. ``foretold`` is of the same projects as ``told``, and
    ``hours`` is what these hosts told together.
    """

    days: int | None
    foretold: int | None
    told: int | None
    hours: float


@dataclass(frozen=True)
class Counts:
    """All that is said of one period."""

    figures: dict[str, Figure]
    middles: Middles


def _counts(institution: Any, first: Any, last: Any, now: Any) -> QuerySet[Institution, Any]:
    """One object for each base, with the numbers of all measures that stand on it."""
    bases = by_base(MEASURES.values(), now)
    waited = ExpressionWrapper(F("answered_at") - F("confirmed_at"), output_field=DurationField())
    told = MEASURES["effort"].only(now)
    bases[interests]["waited"] = Middle(
        Extract(waited, "epoch"), filter=answered(now), output_field=FloatField()
    )
    for name in ("minutes_foretold", "minutes_told"):
        bases[projects][name] = Middle(name, filter=told, output_field=IntegerField())
    bases[projects]["minutes"] = Sum("minutes_told", filter=told)
    return Institution.objects.filter(pk=institution).values(
        **{
            f"base_{n}": together(base(institution, first, last), **numbers)
            for n, (base, numbers) in enumerate(bases.items())
        }
    )


COUNTS = Compiled(_counts)


def counts(institution: Institution, period: Period) -> Counts:
    """The figure of every measure, in one question to the database."""
    row = merged(COUNTS.first(**period.values(institution), now=clock.now()))
    waited = row.get("waited")
    return Counts(
        {
            name: Figure(measure, row.get(f"n_{name}", 0), row.get(f"of_{name}"))
            for name, measure in MEASURES.items()
        },
        Middles(
            None if waited is None else max(1, round(waited / A_DAY)),
            row.get("minutes_foretold"),
            row.get("minutes_told"),
            round((row.get("minutes") or 0) / 60, 1),
        ),
    )
