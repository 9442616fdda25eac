"""How a figure is counted, and read as rows: a page of them, or all, some thousand at a time.

A measure is a name and a queryset of rows in a period; its figure is the number of these rows, its
pages and files are these rows. So a figure, its page and its file cannot differ.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, Model, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core import clock
from core.compiled import Compiled
from institutions.models import Institution

AT_ONCE = 5_000  # rows of a question
FEW = 250_000  # keys that are sorted sooner than found in the order of the table

Rows = QuerySet[Any]
Column = tuple[Any, str]  # its heading, and the path to its value
Row = Sequence[Any]


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

    def values(self, institution: Institution) -> dict[str, Any]:
        """What a question about it is asked with."""
        first, last = self.moments(institution)
        return {"institution": institution.pk, "first": first, "last": last}


@dataclass(frozen=True)
class Measure:
    """One figure: what it counts in words, its rows, and the columns of its export.

    Its rows are those of ``base`` (of an institution, from a moment to a moment) for which ``only``
    is so; ``among`` are those that it is a share of, and ``of_them`` says what these are, with
    ``%(share)d`` and ``%(all)d``. ``asks_now``: ``only`` depends on what is past. By path,
    ``in_words`` has words for the values of a column, and ``explained`` says what it holds.
    """

    name: str
    label: Any
    hint: Any
    base: Callable[[Any, Any, Any], Rows]
    columns: Sequence[Column]
    only: Callable[[Any], Q] = lambda now: Q()
    among: Callable[[Any], Q] | None = None
    of_them: Any = ""
    asks_now: bool = False
    in_words: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)
    explained: Mapping[str, Any] = field(default_factory=dict)

    def rows(self, institution: Any, first: Any, last: Any, now: Any = None) -> Rows:
        """The rows, in no order."""
        return self.base(institution, first, last).filter(self.only(now))

    def counted(self, now: Any) -> dict[str, Count]:
        """How many rows of its base are its own, and how many it is a share of."""
        found = {f"n_{self.name}": Count("pk", filter=self.only(now))}
        if self.among is not None:
            found[f"of_{self.name}"] = Count("pk", filter=self.among(now))
        return found

    @property
    def headings(self) -> list[str]:
        """What stands over the columns."""
        return [str(heading) for heading, _path in self.columns]

    def of(self, institution: Institution, period: Period) -> "RowsOf":
        """The rows of ``period``, oldest first."""
        values = period.values(institution)
        if self.asks_now:
            values["now"] = clock.now()
        return RowsOf(self, institution, values)

    @cached_property
    def paths(self) -> list[str]:
        """The path of each column."""
        return [path for _heading, path in self.columns]

    @cached_property
    def keys(self) -> Compiled[Rows]:
        """The question for the keys of its rows."""
        return self._keys("pk")

    @cached_property
    def keys_from_the_end(self) -> Compiled[Rows]:
        """The same, the last first."""
        return self._keys("-pk")

    @cached_property
    def keys_of_few(self) -> Compiled[Rows]:
        """The same keys, all found before any is in order.

        PostgreSQL takes rows of a term to be spread over the whole table, and reads it from its
        beginning; they lie together at its end.
        """
        return self._keys(within="WITH found AS MATERIALIZED ({}) SELECT * FROM found ORDER BY 1")

    def _keys(self, *order: str, within: str = "{}") -> Compiled[Rows]:
        return Compiled(
            lambda **values: self.rows(**values).order_by(*order).values_list("pk", flat=True),
            within=within,
        )

    @cached_property
    def named(self) -> Compiled[Rows]:
        """The question for the rows of some keys; of its own rows alone."""
        return Compiled(
            lambda keys, **values: (
                self.rows(**values).filter(pk__any_of=keys).order_by("pk").values_list(*self.paths)
            )
        )

    @cached_property
    def after(self) -> Compiled[Rows]:
        """The question for the rows that follow a key, the key of each before its columns."""
        return Compiled(
            lambda key, **values: (
                self.rows(**values)
                .filter(pk__gt=key)
                .order_by("pk")
                .values_list("pk", *self.paths)[:AT_ONCE]
            )
        )

    @cached_property
    def words(self) -> list[Mapping[Any, Any] | None]:
        """For each column the words of its values, where they are one of some choices."""
        now = clock.now()
        values = {"institution": 0, "first": now, "last": now}
        model = self.rows(**values | ({"now": now} if self.asks_now else {})).model
        return [self.in_words.get(path) or _choices(model, path) for path in self.paths]

    def shown(self, row: Row, zone: ZoneInfo) -> list[Any]:
        """A row as people read it: choices and yes or no in words, moments as local clocks."""
        return [_shown(value, of, zone) for value, of in zip(row, self.words, strict=True)]


@dataclass(frozen=True)
class RowsOf:
    """The rows of one measure in one period, counted and read in parts (for a ``Paginator``)."""

    measure: Measure
    institution: Institution
    asked: dict[str, Any]
    ordered = True

    def count(self) -> int:
        """How many there are."""
        return self._number

    @cached_property
    def _number(self) -> int:
        return self.measure.keys.number.first(**self.asked) or 0

    def __getitem__(self, part: slice) -> list[Row]:
        """Those from a beginning to an end: their keys first, so that no page is dear."""
        keys = list(self._keys(part.start, min(part.stop, self._number)))
        zone = ZoneInfo(self.institution.zone)
        return [
            self.measure.shown(row, zone) for row in self.measure.named.all(keys=keys, **self.asked)
        ]

    def _keys(self, start: int, stop: int) -> Iterable[int]:
        """Of few from among all, of many from the end that is nearer."""
        if self._number <= FEW:
            return self.measure.keys_of_few.listed(**self.asked)[start:stop]
        if start <= self._number // 2:
            return self.measure.keys.listed(**self.asked)[start:stop]
        before = slice(self._number - stop, self._number - start)
        return self.measure.keys_from_the_end.listed(**self.asked)[before]

    def in_pages(self) -> Iterator[list[Row]]:
        """All of them, each page after the key of the one before."""
        zone, key = ZoneInfo(self.institution.zone), 0
        while True:
            found = list(self.measure.after.all(key=key, **self.asked))
            if not found:
                return
            yield [self.measure.shown(row[1:], zone) for row in found]
            if len(found) < AT_ONCE:
                return
            key = found[-1][0]

    def __iter__(self) -> Iterator[Row]:
        for page in self.in_pages():
            yield from page


def together(rows: Rows, **numbers: Any) -> Subquery:
    """Several aggregates over ``rows`` as one column, an object: the rows are read once."""
    one = rows.order_by().annotate(_one=Value(1)).values("_one")
    return Subquery(one.annotate(_all=JSONObject(**numbers)).values("_all"))


def merged(row: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers of all objects of a row by name; of a base without rows there are none."""
    return {name: n for numbers in row.values() for name, n in (numbers or {}).items()}


def by_base(measures: Iterable[Measure], now: Any) -> dict[Any, dict[str, Any]]:
    """What is counted of each base, for those of ``measures`` that stand on it."""
    found: dict[Any, dict[str, Any]] = {}
    for each in measures:
        found.setdefault(each.base, {}).update(each.counted(now))
    return found


def _choices(model: type[Model], path: str) -> dict[Any, Any] | None:
    """The words of the field at the end of ``path``, where it has choices."""
    *ways, name = path.split("__")
    try:
        for way in ways:
            model = model._meta.get_field(way).related_model  # type: ignore[assignment]
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None  # worked out in the question
    choices = getattr(field, "flatchoices", None)
    return dict(choices) if choices else None


def _shown(value: Any, words: Mapping[Any, Any] | None, zone: ZoneInfo) -> Any:
    if words is not None:
        return str(words.get(value, value or "")) or None
    match value:
        case datetime():
            return value.astimezone(zone)
        case bool():
            return _("yes") if value else _("no")
    return value
