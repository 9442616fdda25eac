"""Reading what a student-record system exports: bytes in, good and broken records out.

The format is ours (``docs/roster.md``): a header and one record a student, as ``core.tables`` reads
it. Nothing here knows the database.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from core.tables import CONTROL, UnreadableTable, decoded, rows_of, tidy

LENGTHS = {
    "student_number": 20,
    "given_name": 80,
    "family_name": 80,
    "preferred_name": 80,
    "email": 254,
    "programme": 120,
    "discipline": 60,
}
COLUMNS = (
    *LENGTHS,
    "year_of_study",
    "expected_graduation",
    "modules",
    "student_visa",
    "under_18",
)
NEEDED = ("student_number", "given_name", "family_name", "email")
MODULE_LENGTH = 20
YES_OR_NO = {"": None, "Y": True, "YES": True, "N": False, "NO": False}


@dataclass(frozen=True)
class Rejection:
    """A broken record: its number from 1 after the header, its column, what is wrong, in words."""

    record: int
    column: str
    problem: str  # "year_of_study out of range": for machines, in the field's own words
    sentence: str  # for people


@dataclass(frozen=True)
class RosterRecord:
    """A good record; ``values`` has an entry for each field whose column the file has."""

    record: int
    student_number: str
    values: dict[str, Any]


class _Broken(Exception):
    def __init__(self, column: str, problem: str, sentence: str) -> None:
        self.column, self.problem, self.sentence = column, problem, sentence


@dataclass
class RosterFile:
    """What a file says. ``named`` are all numbers in it, those of broken records too."""

    records: int
    good: list[RosterRecord]
    rejected: list[Rejection]
    named: set[str]


def read_roster(content: bytes) -> RosterFile:
    """Read a whole feed. Where two records share a number or an address, the first good one stands.

    Raises :class:`UnreadableTable` for what is no feed at all: unknown bytes, missing columns, a
    quotation mark that is never closed.
    """
    rows = rows_of(decoded(content))
    columns = _header(next(rows, []))
    key = columns.index("student_number")
    found = RosterFile(records=0, good=[], rejected=[], named=set())
    numbers: set[str] = set()
    addresses: set[str] = set()
    for cells in rows:
        found.records += 1
        found.named.add(tidy("".join(cells[key : key + 1])))
        try:
            record = _record(found.records, columns, cells)
            _once(record, numbers, addresses)
        except _Broken as broken:
            found.rejected.append(
                Rejection(found.records, broken.column, broken.problem, broken.sentence)
            )
        else:
            found.good.append(record)
    return found


def duplicate_email(record: int) -> Rejection:
    """An address that somebody else has."""
    broken = _duplicate_email()
    return Rejection(record, broken.column, broken.problem, broken.sentence)


def _duplicate_email() -> _Broken:
    return _Broken("email", "duplicate email", _("Another student has this e-mail address."))


def _header(cells: Sequence[str]) -> list[str]:
    columns = [re.sub(r"[\s-]+", "_", tidy(cell).lower()) for cell in cells]
    missing = [column for column in NEEDED if column not in columns]
    if missing:
        raise UnreadableTable(
            _("The first line must name the columns. Missing: %s.") % ", ".join(missing)
        )
    twice = sorted({c for c in columns if c in COLUMNS and columns.count(c) > 1})
    if twice:
        raise UnreadableTable(_("The first line names a column twice: %s.") % ", ".join(twice))
    return columns


def _record(number: int, columns: Sequence[str], cells: Sequence[str]) -> RosterRecord:
    """One record's values. Raises ``_Broken`` with the first thing that is wrong with it."""
    if len(cells) != len(columns):
        raise _Broken(
            "",
            "wrong number of cells",
            _("This record has %(cells)s cells; the first line has %(columns)s.")
            % {"cells": len(cells), "columns": len(columns)},
        )
    raw = {c: cell for c, cell in zip(columns, cells, strict=True) if c in COLUMNS}
    for column, cell in raw.items():
        if CONTROL.search(cell):
            raise _Broken(column, "control character", _("There is an invisible sign in this."))
    text = {column: tidy(cell) for column, cell in raw.items()}
    for column, length in LENGTHS.items():
        if len(text.get(column, "")) > length:
            raise _Broken(
                column,
                "too long",
                _("This is longer than %s letters.") % length,
            )
    if not text["student_number"]:
        raise _Broken(
            "student_number", "missing student_number", _("The student’s number is missing.")
        )
    if not text["given_name"] and not text["family_name"]:
        raise _Broken(
            "family_name",
            "missing family_name and given_name",
            _("Give at least one part of the name."),
        )
    values: dict[str, Any] = {column: text[column] for column in LENGTHS if column in text}
    values["email"] = _email(text["email"])
    for column, read in (
        ("year_of_study", _year),
        ("expected_graduation", _date),
        ("modules", _modules),
        ("student_visa", _yes_or_no),
        ("under_18", _yes_or_no),
    ):
        if column in text:
            values[column] = read(column, text[column])
    if "modules" in values:
        values["module_codes"] = values.pop("modules")
    if "under_18" in values:
        values["under_18"] = bool(values["under_18"])
    return RosterRecord(number, values.pop("student_number"), values)


def _email(text: str) -> str:
    """Lower case: whose letters differ in nothing else are one address here."""
    email = text.lower()
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise _Broken("email", "invalid email", _("This is no e-mail address.")) from None
    return email


def _year(column: str, text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
        raise _Broken(
            column, f"{column} not a number", _("Give the year of study as a number from 1 to 6.")
        )
    if not 1 <= int(text) <= 6:
        raise _Broken(column, f"{column} out of range", _("The year of study must be from 1 to 6."))
    return int(text)


def _date(column: str, text: str) -> date | None:
    if not text:
        return None
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise _Broken(
            column, "invalid date", _("Give a date as year-month-day, such as 2027-07-15.")
        ) from None


def _modules(column: str, text: str) -> list[str]:
    codes = list(dict.fromkeys(code for part in text.split(";") if (code := part.strip())))
    if any(len(code) > MODULE_LENGTH for code in codes):
        raise _Broken(
            column, "too long", _("A module’s code is longer than %s letters.") % MODULE_LENGTH
        )
    return codes


def _yes_or_no(column: str, text: str) -> bool | None:
    try:
        return YES_OR_NO[text.upper()]
    except KeyError:
        raise _Broken(column, f"{column} neither Y nor N", _("Write Y or N.")) from None


def _once(record: RosterRecord, numbers: set[str], addresses: set[str]) -> None:
    """Each number and each address once in a file."""
    if record.student_number in numbers:
        raise _Broken(
            "student_number",
            "duplicate student_number",
            _("An earlier record of this file has the same number."),
        )
    email = record.values["email"]
    if email in addresses:
        raise _duplicate_email()
    numbers.add(record.student_number)
    if email:
        addresses.add(email)
