"""What somebody brings to be checked: a link, with words around it, without ``https``, in capitals
or broken over lines, a badge's number, a paper with the badge's address on it. Nothing here is
opened or believed."""

import re
import uuid
import zlib
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from credentials.models import Credential

LONGEST_NOTE = 4000  # characters: whatever is longer is no note with a link in it
LONGEST_NUMBER = 100  # characters, the gaps in it included
STREAMS, UNPACKED = 200, 4 * 1024 * 1024  # of a paper: how many are looked into, and bytes in all

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NUMBER = re.compile(rf"(?:urn:uuid:)?({_UUID})", re.IGNORECASE)
_PATH = re.compile(rf"/credentials/({_UUID})(?![0-9a-f-])", re.IGNORECASE)
_SIGNS = [*"/credentials/", *"-".join("x" * n for n in (8, 4, 4, 4, 12))]  # of that, one by one
_BROKEN = re.compile(  # the same with line breaks or gaps in it, as a mail or a paper makes them
    r"(?<![\w@./:=-])(?:https?://)?([\w.:-]{1,260})"
    + "".join(rf"\s{{0,8}}{'[0-9a-f]' if sign == 'x' else sign}" for sign in _SIGNS)
    + r"(?![0-9a-f-])",
    re.IGNORECASE,
)
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
    if not _is_note(text):
        return ""
    found = [link.rstrip(_ENDS) for link in _LINK.findall(text)]
    found = found or [f"https://{link.rstrip(_ENDS)}" for link in _NO_SCHEME.findall(text)]
    ours = [link for link in found if is_ours(link) and _PATH.match(parts_of(link).path)]
    if ours:
        return ours[0]
    return found[0] if len(set(found)) == 1 else ""


def _is_note(text: str) -> bool:
    return len(text) <= LONGEST_NOTE and not text.lstrip().startswith(("{", "<", "eyJ"))


def number_in(text: str) -> str:
    """The bare number of a badge, if ``text`` is one and nothing else; gaps in it do no harm."""
    text = text.strip()
    if len(text) > LONGEST_NUMBER:
        return ""
    match = _NUMBER.fullmatch("".join(text.split()))
    return match[1].lower() if match else ""


def _broken_link_in(text: str) -> str:
    """The number in the first link to a badge here that lines or gaps break; empty without one."""
    if not _is_note(text):
        return ""
    for link in _BROKEN.finditer(text):
        if is_ours(f"https://{link[1]}"):
            return "".join(link[0].split())[-36:]
    return ""


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
        number = number or _broken_link_in(text)
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
    ours = {urlsplit(settings.BASE_URL).netloc.lower(), settings.HOST.lower()}
    return parts_of(address).netloc.lower() in ours
