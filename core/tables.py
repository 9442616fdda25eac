"""Reading tables that people export or copy: bytes or text in, rows of cells out.

Comma, semicolon or tab, quoted as RFC 4180 has it, in UTF-8 (with or without a byte-order mark),
UTF-16 with one, or Windows-1252. Nothing here knows what the columns mean.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.errors import RuleBroken

ENCODINGS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Invisible controls that a name needs none of: C0 and C1 but for line ends and tabs, and the marks
# that turn the direction of the text around them.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
NOTHING = dict.fromkeys(map(ord, "\ufeff\u200b"))
END = "\x1eend of file\x1e"


class UnreadableTable(RuleBroken):
    """The table as a whole can not be read; nothing was taken in."""


def decoded(content: bytes) -> str:
    """The text of a file. Raises :class:`UnreadableTable` for bytes that are no text."""
    marked = (encoding for mark, encoding in ENCODINGS if content.startswith(mark))
    encoding = next(marked, "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise UnreadableTable(_("The file’s text is damaged: export it again.")) from None
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableTable(
            _("The file is neither UTF-8 nor Windows-1252 text: export it as CSV in UTF-8.")
        ) from None


def rows_of(text: str) -> Iterator[list[str]]:
    """Rows but the empty ones. Cells are the file's own, line breaks and padding included.

    The sign between cells is what the first line has most of. Raises :class:`UnreadableTable` where
    a quotation mark is never closed.
    """
    header = text.lstrip("\r\n").splitlines()[:1] or [""]
    delimiter = max(",;\t", key=header[0].count)
    # The quotes are closed where this last line is read as a line of its own.
    whole = text.rstrip("\r\n ")
    lines = io.StringIO(f"{whole}\r\n{END}\r\n", newline="")
    number, closed = -1, False
    try:
        for cells in csv.reader(lines, delimiter=delimiter):
            if cells == [END]:
                closed = True
            elif cells:
                number += 1
                yield cells
    except csv.Error as error:
        raise UnreadableTable(
            _("The file can not be read after record %(record)s: %(error)s.")
            % {"record": number, "error": error}
        ) from None
    if not closed:
        raise UnreadableTable(
            _("A quotation mark in record %s is never closed. Nothing was taken in.") % number
        )


def tidy(cell: str) -> str:
    """NFC, no padding, one space for any run of white space, line breaks among them."""
    return " ".join(unicodedata.normalize("NFC", cell.translate(NOTHING)).split())
