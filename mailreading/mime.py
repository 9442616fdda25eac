"""MIME (RFC 2045 to 2049, 5322, 2047), read by hand within limits.

The standard library's parser keeps every line as an object: ten megabytes of empty lines become
several hundred. Here a message stays the bytes that it is; parts are offsets into it, and of a
part's text no more than the first half megabyte is decoded. Every loop is linear.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from mailreading.limits import (
    DEPTH_AT_MOST,
    FALSE_BOUNDARIES,
    HEADER_BYTES,
    HEADER_LINES,
    PARTS_AT_MOST,
    TEXT_BYTES,
    VALUE_LENGTH,
    Refused,
    Why,
)

END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
NAME = re.compile(r"[!-9;-~]{1,100}")
# Codecs that are alphabets; Python has others, some of them slow
ALPHABET = re.compile(
    r"(?:us-)?ascii|utf-?(?:7|8|16|32)(?:-?[lb]e)?|iso-?(?:8859|2022)-?[\w-]{1,8}|latin-?\d+"
    r"|windows-?\d{3,4}|cp-?\d{3,4}|koi8-?[a-z]{1,2}|gb\w{2,6}|big5\w{0,6}|euc-?\w{2,3}"
    r"|shift_?-?jis|mac\w{0,10}|tis-?620",
    re.IGNORECASE,
)
UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


@dataclass
class Part:
    """One part: its headers, and where its body lies in the message."""

    headers: list[tuple[str, str]]
    start: int
    end: int
    kind: str = "text/plain"
    about: Message = field(default_factory=Message)  # Content-Type and its parameters

    def header(self, name: str) -> str:
        """The first value of header ``name`` (lower case), decoded; ``""`` where there is none."""
        return next((said(value) for known, value in self.headers if known == name), "")

    def all(self, name: str) -> list[str]:
        """Every value of header ``name``, decoded."""
        return [said(value) for known, value in self.headers if known == name]

    def parameter(self, name: str) -> str:
        """A parameter of the content type."""
        value = self.about.get_param(name)
        return value if isinstance(value, str) else value[2] if value else ""


@dataclass
class Pieces:
    """A message taken apart."""

    top: Part
    words: list[tuple[str, str]] = field(default_factory=list)  # "plain" or "html", and the text
    files: int = 0
    reports: list[str] = field(default_factory=list)  # message/delivery-status
    about: list[Part] = field(default_factory=list)  # what a report is about: headers
    answers_invitation: bool = False
    count: int = 0
    room: int = TEXT_BYTES  # how much text is still decoded


def take_apart(raw: bytes) -> Pieces:
    """The pieces of ``raw``. Raises ``Refused`` for too many or too deep parts or bad headers."""
    start = 0
    if raw.startswith((b"From ", b">From ")):  # an mbox's first line
        start = raw.find(b"\n") + 1
    top = _part(raw, start, len(raw))
    pieces = Pieces(top)
    pieces.words = _walk(raw, top, pieces, depth=1)
    return pieces


def _walk(raw: bytes, part: Part, pieces: Pieces, depth: int) -> list[tuple[str, str]]:
    """What ``part`` says; its files and reports are counted on the way."""
    pieces.count += 1
    if pieces.count > PARTS_AT_MOST:
        raise Refused(Why.TOO_MANY_PARTS)
    if depth > DEPTH_AT_MOST:
        raise Refused(Why.TOO_DEEP)
    boundary = part.parameter("boundary").strip()[:200]
    if part.kind.startswith("multipart/") and boundary:
        said_by = [
            _walk(raw, _part(raw, start, end), pieces, depth + 1)
            for start, end in _bodies(raw, part, boundary.encode("utf-8", "replace"))
        ]
        if part.kind == "multipart/alternative":
            return _best(said_by)
        return [each for words in said_by for each in words]
    if part.kind == "message/delivery-status":
        pieces.reports.append(_text(raw, part, pieces))
    elif part.kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
        if depth > 1:
            pieces.about.append(_part(raw, part.start, part.end))
            pieces.files += part.kind == "message/rfc822"
    elif part.kind == "text/calendar":
        pieces.answers_invitation |= part.parameter("method").upper() == "REPLY"
    elif _is_file(part):
        pieces.files += 1
    elif part.kind == "text/html":
        return [("html", _text(raw, part, pieces))]
    elif part.kind.startswith(("text/", "multipart/")):
        return [("plain", _text(raw, part, pieces))]
    return []


def _best(said_by: list[list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """Of the same in several ways the first in which anything stands: the plainest (RFC 2046)."""
    found = (words for words in said_by if any(text.strip() for _kind, text in words))
    return next(found, [])


def _is_file(part: Part) -> bool:
    disposition = part.header("content-disposition").strip().lower()
    named = "name=" in disposition or bool(part.parameter("name"))
    if disposition.startswith("attachment"):
        return not part.kind.endswith("-signature")
    if part.kind.startswith("text/"):
        return named and part.kind not in ("text/plain", "text/html")
    shown_within = bool(part.header("content-id")) and part.kind.startswith("image/")
    return named and not shown_within and not part.kind.endswith("-signature")


def _bodies(raw: bytes, part: Part, boundary: bytes) -> Iterator[tuple[int, int]]:
    """Where the parts of a multipart begin and end. What is not closed ends with its parent."""
    mark = b"--" + boundary
    begun, at, wrong = -1, raw.find(mark, part.start, part.end), 0
    while at >= 0:
        after = at + len(mark)
        line_end = raw.find(b"\n", after, min(part.end, after + 200))
        rest = raw[after : line_end if line_end >= 0 else min(part.end, after + 200)].strip()
        if (at == part.start or raw[at - 1] in b"\n\r") and rest in (b"", b"--"):
            if begun >= 0:
                yield begun, _before_line_end(raw, begun, at)
            if rest == b"--" or line_end < 0:
                return
            begun = line_end + 1
        else:
            wrong += 1
            if wrong > FALSE_BOUNDARIES:
                raise Refused(Why.TOO_MANY_PARTS)
        at = raw.find(mark, after, part.end)
    if begun >= 0:
        yield begun, part.end


def _before_line_end(raw: bytes, start: int, end: int) -> int:
    for ending in (b"\r\n", b"\n", b"\r"):
        if raw.startswith(ending, end - len(ending)):
            return max(start, end - len(ending))
    return end


def _part(raw: bytes, start: int, end: int) -> Part:
    """Headers up to the first empty line; where a part begins with one it has none."""
    if raw.startswith((b"\n", b"\r\n"), start) or start >= end:
        return Part([], min(start + 1 + raw.startswith(b"\r", start), end), end)
    found = END_OF_HEADERS.search(raw, start, min(end, start + HEADER_BYTES))
    if found is None and end - start > HEADER_BYTES:
        raise Refused(Why.HEADERS)
    headers = _headers(raw[start : found.start() if found else end])
    part = Part(headers, found.end() if found else end, end)
    value = next((value for name, value in headers if name == "content-type"), "text/plain")
    part.about["Content-Type"] = value
    part.kind = part.about.get_content_type()
    return part


def _headers(block: bytes) -> list[tuple[str, str]]:
    """Names in lower case and unfolded values, in order."""
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        text = block.decode("latin-1")
    headers: list[tuple[str, list[str]]] = []
    lines = re.split(r"\r\n|\n|\r", text)
    if len(lines) > 5 * HEADER_LINES:
        raise Refused(Why.HEADERS)
    for line in lines:
        if line[:1] in (" ", "\t"):
            if headers and sum(map(len, headers[-1][1])) < VALUE_LENGTH:
                headers[-1][1].append(line)
            continue
        name, colon, value = line.partition(":")
        if colon and NAME.fullmatch(name.strip()):
            headers.append((name.strip().lower(), [value]))
            if len(headers) > HEADER_LINES:
                raise Refused(Why.HEADERS)
    return [(name, "".join(parts).strip()[:VALUE_LENGTH]) for name, parts in headers]


def said(value: str) -> str:
    """A header's value in one line, encoded words (RFC 2047) decoded."""
    if "=?" in value:
        try:
            found = decode_header(value)
        except HeaderParseError:
            found = [(value, None)]
        value = "".join(
            word if isinstance(word, str) else decoded(word, charset or "utf-8")
            for word, charset in found
        )
    return " ".join(clean(value).split())


def clean(text: str) -> str:
    """Without what nobody sees: controls, marks of direction, halves of letters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return UNSEEN.sub("", text).encode("utf-8", "replace").decode("utf-8")


def _text(raw: bytes, part: Part, pieces: Pieces) -> str:
    body = raw[part.start : min(part.end, part.start + pieces.room)]
    pieces.room -= len(body)
    match part.header("content-transfer-encoding").strip().lower():
        case "base64":
            body = _base64(body)
        case "quoted-printable":
            body = binascii.a2b_qp(body)
    return clean(decoded(body, part.parameter("charset")))


def _base64(body: bytes) -> bytes:
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", body.split(b"=", 1)[0])
    letters += b"A" if len(letters) % 4 == 1 else b""  # half a letter was lost
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def decoded(body: bytes, charset: str) -> str:
    """``body`` as text: as it says, else as UTF-8, else as what Windows wrote."""
    charset = charset.strip().strip("'\"")
    declared = charset if ALPHABET.fullmatch(charset) else ""
    for name in filter(None, (declared, "utf-8")):
        try:
            return body.decode(name)
        except (UnicodeError, LookupError):
            continue
    of_windows = declared.lower() not in ("utf-8", "utf8")
    return body.decode("windows-1252" if of_windows else "utf-8", "replace")
