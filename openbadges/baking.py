"""Credentials inside pictures (OB 3.0, section 5.3): PNG by an iTXt chunk, SVG by an element.

Reading is for hostile files: bounded in bytes, one pass, nothing expanded beyond the bound.
"""

import json
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any, Final
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from openbadges.errors import ImageRefused

MAX_IMAGE_BYTES: Final = 4 * 1024 * 1024
MAX_BAKED_BYTES: Final = 128 * 1024

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_KEYWORD: Final = b"openbadgecredential"
_NAMESPACE: Final = "https://purl.imsglobal.org/ob/v3p0"
_START_TAG: Final = re.compile(rb"""<[^\s/>]+(?:"[^"]*"|'[^']*'|[^>"'])*?(/?)>""")


def bake(image: bytes, credential: dict[str, Any] | str) -> bytes:
    """A PNG or SVG carrying a signed credential (a document, or a VC-JWT as text).

    A credential that the picture carries already is replaced in a PNG and refused in an SVG.
    Raises ImageRefused for anything that is not a PNG or SVG.
    """
    text = credential if isinstance(credential, str) else json.dumps(credential)
    if image.startswith(_PNG):
        return _bake_png(image, text)
    return _bake_svg(image, text)


def unbake(image: bytes) -> str:
    """The credential that a PNG or SVG carries, as text: JSON or a VC-JWT, not yet verified.

    Raises ImageRefused where there is none, or the file is broken or over `MAX_IMAGE_BYTES`.
    """
    if len(image) > MAX_IMAGE_BYTES:
        raise ImageRefused("The image is too big.")
    return _unbake_png(image) if image.startswith(_PNG) else _unbake_svg(image)


def _bake_png(image: bytes, text: str) -> bytes:
    chunks = [chunk for chunk in _chunks(image) if _carried(*chunk) is None]
    if not chunks or chunks[-1][0] != b"IEND":
        raise ImageRefused("The PNG has no end.")
    # Five zero bytes: end of keyword, not compressed, method 0, no language, no translation.
    chunks.insert(-1, (b"iTXt", _KEYWORD + bytes(5) + text.encode()))
    return _PNG + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _unbake_png(image: bytes) -> str:
    for kind, data in _chunks(image):
        carried = _carried(kind, data)
        if carried is None:
            continue
        compressed, rest = carried[:1] == b"\x01", carried[2:]
        _language, _, rest = rest.partition(b"\0")
        _translation, _, content = rest.partition(b"\0")
        try:
            return (_inflated(content) if compressed else content).decode()
        except (zlib.error, UnicodeDecodeError):
            raise ImageRefused("The PNG's credential cannot be read.") from None
    raise ImageRefused("The PNG carries no credential.")


def _chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = len(_PNG)
    while position + 12 <= len(image):
        length, kind = struct.unpack_from(">I4s", image, position)
        end = position + 8 + length
        if end + 4 > len(image):
            break
        yield kind, image[position + 8 : end]
        if kind == b"IEND":
            return
        position = end + 4
    raise ImageRefused("The PNG is cut off.")


def _carried(kind: bytes, data: bytes) -> bytes | None:
    keyword, _, rest = data.partition(b"\0") if kind == b"iTXt" else (b"", b"", b"")
    return rest if keyword == _KEYWORD else None


def _inflated(content: bytes) -> bytes:
    inflator = zlib.decompressobj()
    text = inflator.decompress(content, MAX_BAKED_BYTES)
    if inflator.unconsumed_tail or not inflator.eof:
        raise ImageRefused("The PNG's credential is too big or cut off.")
    return text


def _bake_svg(image: bytes, text: str) -> bytes:
    """The standard asks for the namespace on <svg> and the element directly after its tag."""
    start = _SvgReader().read(image).root_at
    tag = _START_TAG.match(image, start)
    if tag is None or _NAMESPACE.encode() in image:
        raise ImageRefused("The SVG carries a credential already, or its first tag is broken.")
    if text.startswith("{"):
        # "]]>" would end the section; inside JSON it can only stand in a string.
        json_text = text.replace("]]>", "]]\\u003e")
        body = f"><![CDATA[{json_text}]]></openbadges:credential>"
    else:
        body = f" verify={quoteattr(text)}/>"
    name = re.match(rb"<[^\s/>]+", tag[0])
    assert name is not None
    rest = tag[0][name.end() : -2 if tag[1] else -1]
    opened = name[0] + f' xmlns:openbadges="{_NAMESPACE}"'.encode() + rest + b">"
    closed = b"</" + name[0][1:] + b">" if tag[1] else b""
    element = f"<openbadges:credential{body}".encode()
    return image[:start] + opened + element + closed + image[tag.end() :]


def _unbake_svg(image: bytes) -> str:
    carried = _SvgReader().read(image).carried
    if not carried:
        raise ImageRefused("The image carries no credential.")
    return carried


class _SvgReader:
    """One pass of expat over an SVG, building no tree: where its root starts, what it carries."""

    def __init__(self) -> None:
        self.root_at = -1
        self.carried = ""
        self._open = False
        self._text: list[str] = []
        self._length = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._entity

    def read(self, image: bytes) -> "_SvgReader":
        # The place of the root is counted in bytes of the file, which only UTF-8 guarantees.
        try:
            image.decode()
            self._parser.Parse(image, True)
        except (expat.ExpatError, UnicodeDecodeError):
            raise ImageRefused("This is neither a PNG nor a readable SVG.") from None
        return self

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.root_at < 0:
            self.root_at = self._parser.CurrentByteIndex
            if name.rpartition(" ")[2] != "svg":
                raise ImageRefused("This is neither a PNG nor an SVG.")
        if name == f"{_NAMESPACE} credential" and not self.carried:
            self._open = True
            self.carried = attributes.get("verify", "").strip()

    def _end(self, name: str) -> None:
        if self._open and name == f"{_NAMESPACE} credential":
            self._open = False
            self.carried = self.carried or "".join(self._text).strip()

    def _characters(self, text: str) -> None:
        if self._open:
            self._length += len(text)
            if self._length > MAX_BAKED_BYTES:
                raise ImageRefused("The SVG's credential is too big.")
            self._text.append(text)

    def _entity(self, *_declaration: Any) -> None:
        raise ImageRefused("The SVG declares entities.")
