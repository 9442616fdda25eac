"""Querysets that Django compiles once in a process.

Building and compiling a query costs Django up to several milliseconds, each time, for the same
SQL. Where every visit asks the same question, :class:`Compiled` keeps the SQL and runs it with this
visit's values. The question stays an ordinary queryset, so no rule is written a second time in SQL.
"""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Count, Field, ForeignObject, Lookup, Model, QuerySet
from django.db.models import Value as Literal
from django.http import Http404
from django.utils.functional import cached_property

Value = int | str | UUID | date | datetime | list[int] | list[str]
Asked = TypeVar("Asked", bound="QuerySet[Any, Any]")


@ForeignObject.register_lookup
@Field.register_lookup
class AnyOf(Lookup):
    """``pk__any_of=[1, 2]``: as ``in``, but the SQL is the same for any number of keys."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """``column = ANY(ARRAY[…])``."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*params, self.rhs)


class Compiled(Generic[Asked]):
    """``build(**values)`` gives a queryset; :meth:`all` gives the same one, compiled before.

    ``build`` is called once, with stand-ins of the values' types, so it may not look at them: no
    ``if``, no length, no ``None``; a list of keys goes to the lookup ``any_of``. A lookup that
    makes something else of its value (``contains``, ``date``) does not suit: :meth:`all` says so at
    its first use. What comes back is to be read; filtered, sliced or counted, it is built anew.
    """

    def __init__(
        self, build: Callable[..., Asked], *, within: str = "{}", also: tuple[str, ...] = ()
    ) -> None:
        """``within`` is SQL around the question's, for what no queryset says (an order of rows that
        are cut off before it, say); ``also`` names the values that it needs after the others."""
        self._build = build
        self._within, self._also = within, also
        self._kept: _Kept | None = None

    def all(self, **values: Value) -> Asked:
        """The rows for these values. Raises ``ValueError`` where one never reaches the SQL."""
        return self._found(values)

    def listed(self, **values: Value) -> Asked:
        """The same rows for a ``Paginator``, which counts them and takes a slice."""
        return _Listed(self, values)  # type: ignore[return-value] # as far as it is one

    def _found(self, values: dict[str, Value], part: slice | None = None) -> Asked:
        kept = self._kept or self._compile(values)
        given = tuple(
            values[place.name] if isinstance(place, _Place) else place for place in kept.params
        )
        compiler = copy(kept.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # each thread has its own
        sql = kept.sql
        if part is not None:
            sql, given = f"{sql} LIMIT %s OFFSET %s", (*given, part.stop - part.start, part.start)
        compiler.as_sql = lambda *args, **options: (sql, given)
        compiler.get_converters = lambda fields: kept.converters
        query = copy(kept.queryset.query)
        query.get_compiler = lambda *args, **options: compiler
        query.clone = query.chain = lambda: self._build(**values)[part or slice(None)].query.clone()
        found: Asked = kept.queryset._clone()
        found._query = query  # type: ignore[attr-defined] # ``query`` would forget values_list
        return found

    def first(self, **values: Value) -> Any:
        """The first of the rows, or ``None``; a question for one row ends in ``[:1]``."""
        return next(iter(self.all(**values)), None)

    def get_or_404(self, **values: Value) -> Any:
        """The first of the rows, or the page that says there is none."""
        found = self.first(**values)
        if found is None:
            raise Http404
        return found

    @cached_property
    def number(self) -> "Compiled[QuerySet[Any, int]]":
        """The question how many rows there are; none for no row."""
        return Compiled(
            lambda **values: (
                self._build(**values)
                .order_by()
                .annotate(_one=Literal(1))
                .values("_one")
                .annotate(_number=Count("pk"))
                .values_list("_number", flat=True)
            )
        )

    def _compile(self, values: dict[str, Value]) -> "_Kept":
        standing_in = {name: _stand_in(value, n) for n, (name, value) in enumerate(values.items())}
        queryset: Any = self._build(**standing_in)
        queryset.query.chain = lambda: queryset.query  # need not be copied: it is replaced
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        places = {(type(value), repr(value)): _Place(n) for n, value in standing_in.items()}
        named = [places.get((type(each), repr(each)), each) for each in params]
        if missing := set(places.values()) - {each for each in named if isinstance(each, _Place)}:
            raise ValueError(f"Not in the SQL: {sorted(place.name for place in missing)}")
        named += [_Place(name) for name in self._also]
        converters = compiler.get_converters([each for each, *_ in compiler.select])
        self._kept = _Kept(queryset, compiler, self._within.format(sql), tuple(named), converters)
        return self._kept


class _Listed:
    """Rows of a compiled question, in its order, that are counted and read in parts."""

    ordered = True

    def __init__(self, question: Compiled[Any], values: dict[str, Value]) -> None:
        self._question = question
        self._values = values

    def count(self) -> int:
        """How many there are."""
        return self._question.number.first(**self._values) or 0

    def __iter__(self) -> Iterator[Any]:
        return iter(self._question.all(**self._values))

    def __getitem__(self, part: slice) -> QuerySet[Any, Any]:
        """The rows of a slice with a beginning and an end."""
        return self._question._found(self._values, part)


def keep_ready(instance: Model, **relations: QuerySet[Any, Any]) -> None:
    """Let ``instance`` read its relations from compiled questions, each asked when first read.

    As after ``prefetch_related``, ``instance.<name>.all()`` asks once at most.
    """
    instance._prefetched_objects_cache = relations  # type: ignore[attr-defined]


@dataclass(frozen=True)
class _Place:
    """Where a value goes among the parameters."""

    name: str


@dataclass(frozen=True)
class _Kept:
    queryset: Any
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    converters: dict[int, Any]  # by the number of the column


def _stand_in(value: Value, number: int) -> Value:
    """A value of the same type that no query has by itself."""
    match value:
        case datetime():
            return datetime(9998, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
        case date():
            return date(9998, 1, 1) + timedelta(days=number)
        case UUID():
            return UUID(int=number + 1)
        case list():
            return [2_000_000_000 + number]
        case str():
            return f"\ufdd0{number}"
    return 2_000_000_000 + number
