"""A credential put into a picture comes out as it went in; crooked pictures are refused."""

import json
import struct
import zlib
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as some
from openbadgeslib.ob3 import OB3Verifier

import openbadges as ob
from tests.examples import examples
from tests.openbadges.samples import World, a_signed_document, a_signed_token

KEYWORD = b"openbadgecredential"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_png(*extra: bytes) -> bytes:
    """One grey pixel."""
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
            chunk(b"IDAT", zlib.compress(b"\0\x80")),
            *extra,
            chunk(b"IEND", b""),
        ]
    )


SVGS = {
    "plain": b'<svg xmlns="http://www.w3.org/2000/svg" width="9"><circle r="4"/></svg>',
    "declared": b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- <svg> -->\n'
    b'<svg xmlns="http://www.w3.org/2000/svg"\n  viewBox="0 0 9 9" data-a="a > b">\n<g/></svg>\n',
    "empty": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "empty, with a space": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" />',
    "prefixed": b'<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/></s:svg>',
    "accented": '<svg xmlns="http://www.w3.org/2000/svg"><title>Éclair</title></svg>'.encode(),
}


def test_png_holds_one_uncompressed_chunk() -> None:
    for credential in (a_signed_document(), a_signed_token()):
        text = credential if isinstance(credential, str) else json.dumps(credential)
        baked = ob.bake(a_png(), credential)
        assert chunk(b"iTXt", KEYWORD + bytes(5) + text.encode()) in baked
        assert ob.unbake(baked) == text
        assert World().verify(ob.unbake(baked)).genuine
        assert OB3Verifier.extract_token_from_png(baked) == text
        again = ob.bake(baked, credential)
        assert again == baked


@pytest.mark.parametrize("name", SVGS)
def test_svg_holds_the_element_directly_after_its_tag(name: str) -> None:
    for credential in (a_signed_document(), a_signed_token()):
        baked = ob.bake(SVGS[name], credential)
        first = ElementTree.fromstring(baked)[0]
        assert first.tag == "{https://purl.imsglobal.org/ob/v3p0}credential"
        assert World().verify(ob.unbake(baked)).genuine
        assert World().verify(OB3Verifier.extract_token_from_svg(baked)).genuine
        if isinstance(credential, str):
            assert first.attrib == {"verify": credential}
        else:
            assert b"<![CDATA[{" in baked
            assert json.loads(first.text or "") == credential
        with pytest.raises(ob.ImageRefused):
            ob.bake(baked, credential)


def test_other_tools_pngs_are_read() -> None:
    """Compressed, with a language and a translated keyword."""
    packed = KEYWORD + b"\0\1\0en\0Abzeichen\0" + zlib.compress(b"{}")
    plain = KEYWORD + b"\0\0\0en\0Abzeichen\0{}"
    for data in (packed, plain):
        assert ob.unbake(a_png(chunk(b"iTXt", data))) == "{}"


@given(some.text())
@examples(30)
def test_any_member_survives(text: str) -> None:
    document = {"narrative": text, text: "]]>"}
    for image in (a_png(), *SVGS.values()):
        assert json.loads(ob.unbake(ob.bake(image, document))) == document


def compressed(content: bytes) -> bytes:
    return a_png(chunk(b"iTXt", KEYWORD + b"\0\1\0\0\0" + content))


OPENBADGES = b'xmlns:o="https://purl.imsglobal.org/ob/v3p0"'
CROOKED = {
    "empty": b"",
    "a GIF": b"GIF89a",
    "a PNG without a credential": a_png(),
    "a PNG cut off": a_png()[:40],
    "a PNG without its end": a_png()[:-12],
    "a PNG of nothing": b"\x89PNG\r\n\x1a\n",
    "a chunk of two gigabytes": b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 2**31) + b"iTXt",
    "a zlib bomb": compressed(zlib.compress(bytes(50_000_000))),
    "not zlib": compressed(b"not zlib"),
    "not text": a_png(chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0" + b"\xff\xfe")),
    "many chunks": a_png(b"".join(chunk(b"teXt", b"") for _ in range(300_000))),
    "five megabytes": bytes(5_000_000),
    "an SVG without a credential": SVGS["plain"],
    "a page": b"<html><body/></html>",
    "half a tag": b"<svg",
    "a deep SVG": b"<svg>" * 300_000,
    "UTF-16": SVGS["plain"].decode().encode("utf-16"),
    "entities": b'<!DOCTYPE svg [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
    "an entity of a file": b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///x">]><svg>&a;</svg>',
    "an empty element": b"<svg " + OPENBADGES + b"><o:credential/></svg>",
    "a long element": b"<svg "
    + OPENBADGES
    + b"><o:credential>"
    + b"a" * 200_000
    + b"</o:credential></svg>",
}


@pytest.mark.parametrize("name", CROOKED)
def test_crooked_pictures_are_refused(name: str) -> None:
    with pytest.raises(ob.ImageRefused):
        ob.unbake(CROOKED[name])


@pytest.mark.parametrize(
    "name", ["empty", "a GIF", "a PNG without its end", "a page", "half a tag", "entities"]
)
def test_only_pictures_are_baked(name: str) -> None:
    with pytest.raises(ob.ImageRefused):
        ob.bake(CROOKED[name], a_signed_token())


@given(
    some.binary(max_size=200), some.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"<svg>", b"<svg "])
)
@examples(100)
def test_any_bytes_are_read_or_refused(content: bytes, start: bytes) -> None:
    with pytest.raises(ob.ImageRefused):
        ob.unbake(start + content)


@given(place=some.integers(0, 10_000), content=some.binary(min_size=1, max_size=8))
@examples(50)
def test_any_damage_is_read_or_refused(place: int, content: bytes) -> None:
    for baked in (ob.bake(a_png(), a_signed_token()), ob.bake(SVGS["plain"], a_signed_document())):
        at = place % len(baked)
        try:
            ob.unbake(baked[:at] + content + baked[at + len(content) :])
        except ob.ImageRefused:
            continue
