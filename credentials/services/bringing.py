"""What somebody brings to be checked: a link, with words around it or without ``https``, a badge's
number, a paper with the badge's address on it. Nothing here is opened or believed."""

import re
import uuid
import zlib
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from credentials.models import Credential

LONGEST_NOTE = 4000  # characters: whatever is longer is no note with a link in it
STREAMS, UNPACKED = 200, 4 * 1024 * 1024  # of a paper: how many are looked into, and bytes in all

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NUMBER = re.compile(rf"(?:urn:uuid:)?({_UUID})", re.IGNORECASE)
_PATH = re.compile(rf"/credentials/({_UUID})(?![0-9a-f-])")
_LINK = re.compile(r"https?://[^\s<>\"'“”‘’«»()\[\]{}]+", re.IGNORECASE)
_NO_SCHEME = re.compile(
    r"(?<![\w@./:-])(?:localhost|(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})(?::\d{1,5})?/[^\s<>\"'()]+",
    re.IGNORECASE,
)
_STREAM = re.compile(rb"stream\r?\n")
_ENDS = ".,;:!?"


def address_in(text: str) -> str:
    """The web address in a link or in a short note around one; ours before others; empty where
    there is none, or where several make it a guess."""
    text = text.strip()
    if len(text) > LONGEST_NOTE or text.startswith(("{", "<", "eyJ")):
        return ""
    found = [link.rstrip(_ENDS) for link in _LINK.findall(text)]
    found = found or [f"https://{link.rstrip(_ENDS)}" for link in _NO_SCHEME.findall(text)]
    ours = [link for link in found if is_ours(link) and _PATH.match(parts_of(link).path)]
    if ours:
        return ours[0]
    return found[0] if len(set(found)) == 1 else ""


def number_in(text: str) -> str:
    """The bare number of a badge, if ``text`` is one and nothing else."""
    match = _NUMBER.fullmatch(text.strip())
    return match[1].lower() if match else ""


def is_paper(content: bytes) -> bool:
    """Whether it is a PDF."""
    return content[:1024].lstrip().startswith(b"%PDF-")


def badge_brought(content: bytes) -> Credential | None:
    """The badge here that ``content`` leads to: a link, a note, a number or a paper."""
    if is_paper(content):
        number = _number_on(content)
    else:
        try:
            text = content.decode()
        except UnicodeDecodeError:
            return None
        number = number_in(text)
        if not number and is_ours(address := address_in(text)):
            match = _PATH.match(parts_of(address).path)
            number = match[1] if match else ""
    if not number:
        return None
    return Credential.objects.filter(public_id=uuid.UUID(number)).first()


def _number_on(paper: bytes) -> str:
    """The number in the first address of a badge here that stands in a PDF: in its links, which
    are plain in most, else in what its streams hold; no more than some megabytes are unpacked."""
    left = UNPACKED
    for part in _parts_of_paper(paper):
        left -= len(part)
        for link in _LINK.findall(part.decode("latin-1")):
            if is_ours(link) and (match := _PATH.match(parts_of(link).path)):
                return match[1]
        if left <= 0:
            break
    return ""


def _parts_of_paper(paper: bytes) -> Iterator[bytes]:
    yield paper
    for count, begins in enumerate(_STREAM.finditer(paper)):
        if count >= STREAMS:
            return
        ends = paper.find(b"endstream", begins.end())
        unpack = zlib.decompressobj()
        try:
            yield unpack.decompress(paper[begins.end() : ends], UNPACKED // 8)
        except zlib.error:
            continue


def parts_of(address: str) -> SplitResult:
    """The parts of an address that somebody wrote; all of them empty where it is none."""
    try:
        return urlsplit(address)
    except ValueError:  # http://[
        return urlsplit("")


def is_ours(address: str) -> bool:
    """Whether an address leads to this service."""
    return parts_of(address).netloc in {urlsplit(settings.BASE_URL).netloc, settings.HOST}
