"""Keys are named by what they are, and a did:web and its address lead to each other."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as some

import openbadges as ob
from tests.openbadges.samples import ACME, NORTHSHIRE


def test_a_did_document_lists_multikey_first() -> None:
    document = ob.did_document(
        NORTHSHIRE.did,
        reversed(NORTHSHIRE.public_keys),
        also_known_as=["https://northshire.example"],
    )
    multikey, jwk = document["verificationMethod"]
    assert (multikey["type"], jwk["type"]) == ("Multikey", "JsonWebKey")
    assert multikey["id"] == f"{NORTHSHIRE.did}#{multikey['publicKeyMultibase']}"
    assert multikey["publicKeyMultibase"].startswith("z6Mk")
    assert set(jwk["publicKeyJwk"]) == {"kty", "n", "e", "alg"}
    assert document["assertionMethod"] == [multikey["id"], jwk["id"]]
    assert document["alsoKnownAs"] == ["https://northshire.example"]
    assert {method["controller"] for method in (multikey, jwk)} == {NORTHSHIRE.did}
    assert document["@context"][0] == "https://www.w3.org/ns/did/v1"
    assert "alsoKnownAs" not in ob.did_document(NORTHSHIRE.did, NORTHSHIRE.public_keys)


def test_nothing_private_is_published() -> None:
    text = str(ob.did_document(NORTHSHIRE.did, NORTHSHIRE.public_keys))
    assert not {"'d'", "'p'", "'q'", "PRIVATE"} & set(text.split())
    with pytest.raises(ob.KeyUnusable):
        ob.did_document(NORTHSHIRE.did, [NORTHSHIRE.keys[0]])


def test_keys_are_named_by_their_fingerprint() -> None:
    for key, public in zip(NORTHSHIRE.keys, NORTHSHIRE.public_keys, strict=True):
        assert ob.public_key(ob.load_private_key(key)) == public
        assert ob.key_id(NORTHSHIRE.did, public) == f"{NORTHSHIRE.did}#{ob.fingerprint(public)}"
        assert ob.verification_method(NORTHSHIRE.did, public.decode())["id"] == ob.key_id(
            NORTHSHIRE.did, public
        )
    prints = {ob.fingerprint(public) for one in (NORTHSHIRE, ACME) for public in one.public_keys}
    assert len(prints) == 4


@pytest.mark.parametrize(
    ("base", "path", "did", "url"),
    [
        (
            "http://localhost:8000",
            ("institutions", "northshire"),
            "did:web:localhost%3A8000:institutions:northshire",
            "https://localhost:8000/institutions/northshire/did.json",
        ),
        (
            "https://foothold.example/",
            ("employers", "acme"),
            "did:web:foothold.example:employers:acme",
            "https://foothold.example/employers/acme/did.json",
        ),
        (
            "https://foothold.example/wil",
            ("employers", "acme"),
            "did:web:foothold.example:wil:employers:acme",
            "https://foothold.example/wil/employers/acme/did.json",
        ),
        (
            "https://acme.example",
            (),
            "did:web:acme.example",
            "https://acme.example/.well-known/did.json",
        ),
    ],
)
def test_did_web_and_back(base: str, path: tuple[str, ...], did: str, url: str) -> None:
    assert ob.did_web(base, *path) == did
    assert ob.did_document_url(did) == url


@pytest.mark.parametrize(
    "base",
    ["http://127.0.0.1:8000", "http://[::1]:8000", "http://2130706433", "localhost", "", "http://",
     "http://me:secret@site.example"],
)  # fmt: skip
def test_did_web_needs_a_name(base: str) -> None:
    with pytest.raises(ValueError, match="did:web"):
        ob.did_web(base, "institutions", "northshire")


@pytest.mark.parametrize(
    "did",
    [
        "", "did:key:z6Mk", "did:web:", "did:web:127.0.0.1", "did:web:127.0.0.1%3A80", "did:web:a:",
        "did:web:a:..:b", "did:web:a:%2e%2e", "did:web:a:b%2Fc", "did:web:a%2Fb", "did:web:a%3Fb",
        "did:web:me%40a.example", "did:web:a%23b", "did:web:%5B%3A%3A1%5D", "did:web:a b",
        "did:web:a%3A", "did:web:a%3Ab", "did:web:ä.example", "did:web:a:b%5C..",
        "did:web:a:%",
    ],
)  # fmt: skip
def test_no_address_from_a_crooked_did(did: str) -> None:
    with pytest.raises(ValueError, match="did:web"):
        ob.did_document_url(did)


@given(some.lists(some.text(alphabet="abcxyz-_.~é ß0:&+", min_size=1, max_size=8), max_size=4))
def test_every_path_comes_back(path: list[str]) -> None:
    if {".", ".."} & set(path):
        return
    url = ob.did_document_url(ob.did_web("http://localhost:8000", *path))
    assert url.startswith("https://localhost:8000/")
    assert url.endswith("/did.json")
    assert url.count("/") == 3 + max(len(path), 1)
    directory = url.removeprefix("https://localhost:8000/").removesuffix("/did.json")
    assert [unquote(part) for part in directory.split("/")] == (path or [".well-known"])


@given(some.text(max_size=80))
def test_any_text_gives_an_address_or_a_value_error(text: str) -> None:
    for did in (text, f"did:web:{text}"):
        try:
            url = ob.did_document_url(did)
        except ValueError:
            continue
        assert url.startswith("https://")
        assert url.endswith("/did.json")
        assert url.isascii()
