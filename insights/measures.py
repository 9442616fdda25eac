"""What is counted, and the rows behind each count.

A measure is a name and a queryset of rows in a period; its figure is the number of these rows, its
export is these rows. So a figure, its page and its file cannot differ.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import clock
from core.compiled import Compiled
from credentials.models import Credential, Endorsement
from credentials.states import EndorsementState
from employers.models import Challenge
from employers.states import PUBLIC
from institutions.models import Institution
from placements.models import WAS_THERE, Placement
from placements.states import GONE, PlacementState
from students.models import Eoi
from students.states import NAMELESS


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included, in the institution's zone."""

    first: date
    last: date

    def moments(self, institution: Institution) -> tuple[datetime, datetime]:
        """The moments that begin and end it."""
        return (
            clock.at(self.first, datetime.min.time(), institution.zone),
            clock.end_of(self.last, institution.zone),
        )


Rows = QuerySet[Any]
Column = tuple[Any, str]  # its heading, and the path to its value


@dataclass(frozen=True)
class Measure:
    """One figure: what it counts in words, its rows, and the columns of its export."""

    name: str
    label: Any
    hint: Any
    rows: Callable[[Institution, datetime, datetime], Rows]
    columns: Sequence[Column]
    among: Callable[[Institution, datetime, datetime], Rows] | None = None  # it is a share of them

    def of(self, institution: Institution, period: Period) -> Rows:
        """The rows of ``period``, oldest first, as tuples in the order of ``columns``."""
        first, last = period.moments(institution)
        return self._question.listed(institution=institution.pk, first=first, last=last)

    @cached_property
    def _question(self) -> Compiled[Rows]:
        paths = [path for _heading, path in self.columns]
        return Compiled(
            lambda institution, first, last: (
                self.rows(institution, first, last).order_by("pk").values_list(*paths)
            )
        )


def _challenges(institution: Institution, first: datetime, last: datetime) -> Rows:
    return Challenge.objects.of(institution).filter(
        state__in=PUBLIC, starts_at__gte=first, starts_at__lte=last
    )


def _eois(institution: Institution, first: datetime, last: datetime) -> Rows:
    return (
        Eoi.objects.of(institution)
        .exclude(state__in=NAMELESS)
        .filter(challenge__starts_at__gte=first, challenge__starts_at__lte=last)
    )


def _placements(institution: Institution, first: datetime, last: datetime) -> Rows:
    return (
        Placement.objects.of(institution)
        .exclude(state__in=GONE)
        .filter(challenge__starts_at__gte=first, challenge__starts_at__lte=last)
    )


def _of_early_years(rows: Callable[..., Rows]) -> Callable[..., Rows]:
    """Those of students in their first or second year, as the records say."""
    return lambda *args: rows(*args).filter(student__year_of_study__in=EARLY_YEARS)


def _of_known_year(rows: Callable[..., Rows]) -> Callable[..., Rows]:
    return lambda *args: rows(*args).filter(student__year_of_study__isnull=False)


def _finished(institution: Institution, first: datetime, last: datetime) -> Rows:
    return _placements(institution, first, last).filter(
        state__in=(PlacementState.FINISHED, PlacementState.CLOSED),
        attendance__came__in=WAS_THERE,
    )


def _credentials(institution: Institution, first: datetime, last: datetime) -> Rows:
    return Credential.objects.of(institution).filter(
        placement__challenge__starts_at__gte=first, placement__challenge__starts_at__lte=last
    )


def _endorsements(institution: Institution, first: datetime, last: datetime) -> Rows:
    return Endorsement.objects.of(institution).filter(
        Q(state=EndorsementState.GIVEN),
        credential__placement__challenge__starts_at__gte=first,
        credential__placement__challenge__starts_at__lte=last,
    )


EARLY_YEARS = (1, 2)
OF_CHALLENGE: tuple[Column, ...] = (
    (_("Project"), "challenge__title"),
    (_("Host"), "challenge__employer__name"),
    (_("Starts"), "challenge__starts_at"),
)
OF_PLACEMENT: tuple[Column, ...] = (
    *OF_CHALLENGE,
    (_("Student number"), "student__student_number"),
    (_("Programme"), "student__programme"),
    (_("Year of study"), "student__year_of_study"),
    (_("State"), "state"),
)

MEASURES = {
    measure.name: measure
    for measure in (
        Measure(
            "projects",
            _("projects"),
            _("published, starting in this time"),
            _challenges,
            (
                (_("Project"), "title"),
                (_("Host"), "employer__name"),
                (_("Starts"), "starts_at"),
                (_("Places"), "places"),
                (_("State"), "state"),
            ),
        ),
        Measure(
            "interests",
            _("interests"),
            _("confirmed, in projects starting in this time"),
            _eois,
            (
                *OF_CHALLENGE,
                (_("Student number"), "student__student_number"),
                (_("Sent"), "sent_at"),
                (_("State"), "state"),
            ),
        ),
        Measure(
            "early_interests",
            _("interests from years 1 and 2"),
            _("of students whose year we know"),
            _of_early_years(_eois),
            (
                *OF_CHALLENGE,
                (_("Student number"), "student__student_number"),
                (_("Year of study"), "student__year_of_study"),
                (_("State"), "state"),
            ),
            among=_of_known_year(_eois),
        ),
        Measure("placements", _("students placed"), _("who said yes"), _placements, OF_PLACEMENT),
        Measure(
            "first_time",
            _("placed for the first time"),
            _("without a finished placement before"),
            lambda *args: _placements(*args).filter(first_time=True),
            OF_PLACEMENT,
        ),
        Measure(
            "early_placements",
            _("placed in year 1 or 2"),
            _("of students whose year we know"),
            _of_early_years(_placements),
            OF_PLACEMENT,
            among=_of_known_year(_placements),
        ),
        Measure("finished", _("finished"), _("were there, to the end"), _finished, OF_PLACEMENT),
        Measure(
            "badges",
            _("badges"),
            _("awarded, whatever became of them"),
            _credentials,
            (
                (_("Badge"), "achievement__name"),
                (_("Host"), "placement__challenge__employer__name"),
                (_("Student number"), "student__student_number"),
                (_("Awarded"), "awarded_at"),
                (_("State"), "state"),
            ),
        ),
        Measure(
            "endorsements",
            _("badges vouched for"),
            _("by the host, still given"),
            _endorsements,
            (
                (_("Badge"), "credential__achievement__name"),
                (_("Host"), "employer__name"),
                (_("Who sees the name"), "reach"),
                (_("Given"), "given_at"),
            ),
        ),
    )
}


def _counts(institution: Any, first: Any, last: Any) -> Rows:
    def number_of(rows: Rows) -> Coalesce:
        counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk"))
        return Coalesce(Subquery(counted.values("n")), 0)

    figures = {
        f"n_{name}": number_of(each.rows(institution, first, last))
        for name, each in MEASURES.items()
    }
    figures |= {
        f"of_{name}": number_of(each.among(institution, first, last))
        for name, each in MEASURES.items()
        if each.among
    }
    return Institution.objects.filter(pk=institution).values(**figures)


COUNTS = Compiled(_counts)


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
        return gettext("%(share)d in 100, of %(all)d whose year we know") % share


def counts(institution: Institution, period: Period) -> list[Figure]:
    """The figure of every measure, in one question to the database."""
    first, last = period.moments(institution)
    row = COUNTS.first(institution=institution.pk, first=first, last=last)
    return [
        Figure(measure, row[f"n_{name}"], row.get(f"of_{name}"))
        for name, measure in MEASURES.items()
    ]
