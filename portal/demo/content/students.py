"""Sixty students of Northshire and eight of Lakefield, from ``students.csv`` beside this file.

All invented. Among them, on purpose: a name in Arabic script, a person with one name, a name of
more than forty letters, letters that plain ASCII lacks, a preferred name that a spreadsheet would
run as a formula.
"""

import csv
from pathlib import Path

from .types import Student


def _read(path: Path) -> tuple[Student, ...]:
    """The rows of ``path``: a column for each field, modules parted by semicolons."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Student(
                key=row["key"],
                institution=row["institution"],
                number=row["number"],
                given=row["given"],
                family=row["family"],
                preferred=row["preferred"],
                email=row["email"],
                programme=row["programme"],
                discipline=row["discipline"],
                year=int(row["year"]),
                years_left=int(row["years_left"]),
                modules=tuple(code for code in row["modules"].split(";") if code),
                visa=row["visa"] == "Y",
                mobile=row["mobile"],
            )
            for row in csv.DictReader(file)
        )


STUDENTS = _read(Path(__file__).with_name("students.csv"))
