"""Rows into a table by COPY, from a generator, without holding them in memory."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, Field, GeneratedField, Model

CHUNK = 2000  # rows that are sent at a time
NULL = "\\N"
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def new_keys(model: type[Model], count: int) -> list[int]:
    """``count`` keys that no row of ``model`` has or will be given."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def copy_rows(
    model: type[Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    **same: Any,
) -> None:
    """Write ``rows`` of ``columns`` (names of columns, ``employer_id``); ``same`` holds for all.

    Every other column has the model's default, the key and what the database makes left to it.
    """
    constant = _defaults(model, {*columns}) | same
    quoted = ", ".join(connection.ops.quote_name(name) for name in (*constant, *columns))
    before = "".join(f"{text(value)}\t" for value in constant.values())
    lines = (before + "\t".join(map(text, row)) + "\n" for row in rows)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({quoted}) FROM STDIN", _Lines(lines))
        cursor.execute(f"ANALYZE {table}")  # or triggers of later tables read all of it each time


def text(value: Any) -> str:
    """A value as COPY's text format has it."""
    match value:
        case None:
            return NULL
        case bool():
            return "t" if value else "f"
        case str():
            return value.translate(ESCAPED)
        case datetime() | date() | time():
            return value.isoformat()
        case list() | dict():
            return json.dumps(value).translate(ESCAPED)
    return str(value)


def _defaults(model: type[Model], given: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        made = isinstance(field, GeneratedField) or field.db_default is not NOT_PROVIDED
        if field.column not in given and not made and not field.primary_key:
            found[str(field.column)] = _default(field)
    return found


def _default(field: "Field[Any, Any]") -> Any:
    value = field.get_default()
    if field.get_internal_type() == "ArrayField":
        return "{}" if not value else "{" + ",".join(value) + "}"
    return value


class _Lines:
    """What COPY reads from: a generator of lines as a file."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines

    def read(self, _size: int = -1) -> str:
        """Some whole lines; nothing at the end."""
        return "".join(line for _n, line in zip(range(CHUNK), self.lines, strict=False))
