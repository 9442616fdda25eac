"""The end of what is kept: rules of a table, played each night, or counted and not done.

``insights.keeping`` holds the table. Each rule finds rows by the day its time began; each of its
parts deletes them or writes over their words. What other verbs delete every hour or night stands in
the same table, with the verb.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core.privacy import Retention
from insights.models import Keeping
from institutions.models import Institution

AT_ONCE = 1000  # rows a transaction


@dataclass(frozen=True)
class Part:
    """Rows of one table whose time is over: deleted, or with ``blank`` written over them.

    ``rows`` takes the institution (``None``: of the whole service) and the moment before which
    their time must have begun.
    """

    rows: Callable[[Any, datetime], QuerySet[Any]]
    blank: Mapping[str, Any] = field(default_factory=dict)
    end: Callable[[Any], object] | None = None  # ends one row, where more than deleting is to do

    def due(self, institution: Institution | None, before: datetime) -> QuerySet[Any]:
        """Those that are not empty already."""
        rows = self.rows(institution, before)
        return rows.exclude(**self.blank) if self.blank else rows

    def apply(self, institution: Institution | None, before: datetime) -> int:
        """Delete or empty them, some at a time; how many."""
        done = 0
        while True:
            with transaction.atomic():
                due = self.due(institution, before).order_by("pk")
                some = list(due.values_list("pk", flat=True)[:AT_ONCE])
                rows = due.model._base_manager.filter(pk__in=some)
                if self.end is not None:
                    for row in rows.order_by("pk"):
                        self.end(row)
                elif self.blank:
                    rows.update(**self.blank)
                else:
                    rows.delete()
            done += len(some)
            if len(some) < AT_ONCE:
                return done


@dataclass(frozen=True)
class Rule:
    """One line of the table.

    ``months`` is how long at most; ``shorter`` names the field of ``Keeping`` by which a university
    keeps it for less. ``verbs`` do it in tasks of their own; then there are no parts to count.
    """

    name: str
    what: Any
    keeps: Retention
    since: Any
    then: Any
    why: Any
    months: int = 0
    days: int = 0
    shorter: str = ""
    parts: tuple[Part, ...] = ()
    of_service: bool = False
    verbs: tuple[Callable[[], object], ...] = ()
    covers: tuple[str, ...] = ()  # "app.Model.field" that ``verbs`` end

    def kept_months(self, keeping: Keeping) -> int:
        """How many months here."""
        return int(getattr(keeping, self.shorter)) if self.shorter else self.months

    def before(self, keeping: Keeping, now: datetime) -> datetime:
        """What began before this moment has come to its end."""
        return months_before(now, self.kept_months(keeping))


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and hour ``months`` earlier; the last day of a month that has no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=year, month=month + 1, day=min(moment.day, 28))


def keeping_of(institution: Institution | None) -> Keeping:
    """How long this university keeps things; the table's own lengths where it said nothing."""
    held = Keeping.objects.filter(institution=institution).first() if institution else None
    return held or Keeping(institution=institution)
