"""Rows as files: CSV line by line, XLSX sheet by sheet, neither ever whole in memory.

What a spreadsheet would run as a formula stands as text in both: in CSV with an apostrophe before
it (OWASP, "CSV Injection"), in XLSX as a cell of type text.
"""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from insights.counting import Row

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
ROWS_OF_A_SHEET = 1_048_575  # Excel's limit, less the headings
WIDE, NARROW = 28, 14  # letters


class _Echo:
    """What ``csv.writer`` writes to: the line comes back."""

    def write(self, line: str) -> str:
        """``line``."""
        return line


def csv_lines(headings: Row, rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a CSV file, headings first."""
    writer: Any = csv.writer(_Echo())
    yield writer.writerow([str(heading) for heading in headings])
    for row in rows:
        yield writer.writerow([plain(value) for value in row])


def plain(value: Any) -> str:
    """A value as CSV has it: moments and days in ISO 8601, no formula."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def write_csv(file: IO[bytes], headings: Row, rows: Iterable[Row]) -> None:
    """All of it to ``file``, in UTF-8."""
    for line in csv_lines(headings, rows):
        file.write(line.encode())


def write_xlsx(file: IO[bytes], headings: Row, rows: Iterable[Row]) -> None:
    """All of it to ``file``; a second sheet where the first is full.

    Rows go to a temporary file as they come (XlsxWriter's ``constant_memory``).
    """
    with tempfile.TemporaryDirectory(prefix="foothold-sheet-") as folder:
        book = Workbook(
            file,
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "use_zip64": True,
            },
        )
        bold = book.add_format({"bold": True})
        formats: dict[type, Any] = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        sheet, line = _sheet(book, headings, bold), 0
        for row in rows:
            if line == ROWS_OF_A_SHEET:
                sheet, line = _sheet(book, headings, bold), 0
            line += 1
            for column, value in enumerate(row):
                _cell(sheet, line, column, value, formats)
        book.close()


def _sheet(book: Workbook, headings: Row, bold: Any) -> Worksheet:
    sheet: Worksheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, NARROW if column else WIDE)
        sheet.write_string(0, column, str(heading), bold)
    return sheet


def _cell(sheet: Worksheet, line: int, column: int, value: Any, formats: dict[type, Any]) -> None:
    """One cell by the type of its value: clocks as the university's, text always as text."""
    match value:
        case None:
            return
        case datetime():
            sheet.write_datetime(line, column, value.replace(tzinfo=None), formats[datetime])
        case date():
            sheet.write_datetime(line, column, value, formats[date])
        case int() | float() | Decimal() if not isinstance(value, bool):
            sheet.write_number(line, column, float(value))
        case _:
            sheet.write_string(line, column, str(value))
