"""Files that mean harm, and files that mean nothing, get a verdict."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

import openbadges as ob
from tests.examples import examples
from tests.openbadges.hostile import KINDS, a_hostile_file
from tests.openbadges.samples import (
    NORTHSHIRE,
    NOW,
    World,
    a_plain_credential,
    a_plain_document,
    a_signed_document,
    both_securings,
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_file_gets_a_verdict(kind: str) -> None:
    world = World()
    verdict = world.verify(a_hostile_file(kind))
    assert not verdict.genuine
    assert len(world.asked) <= 4


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda inner: (
        some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(some.binary(max_size=300) | some.text(max_size=300) | some.dictionaries(some.text(), JSON))
@examples(100)
def test_anything_at_all_gets_a_verdict(something: Any) -> None:
    assert not World().verify(something).genuine


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items if isinstance(value, dict | list) else ():
        found += paths(inner, (*path, key)) if isinstance(inner, dict | list) else [(*path, key)]
    return found


def nodes(value: Any) -> list[dict[str, Any]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [
        *([value] if isinstance(value, dict) else []),
        *(n for one in inner for n in nodes(one)),
    ]


def is_said_once(path: tuple[Any, ...]) -> bool:
    """A Data Integrity proof signs statements: one that stands in the file twice (the employer's
    name, the type of a schema) may stand there once, and the file says and signs the same."""
    document: Any = a_signed_document()
    place, owner, member = document, document, ""
    for key in path:
        if isinstance(place, dict):
            owner, member = place, key
        place = place[key]
    same = [one for one in nodes(document) if one.get("id") == owner.get("id", document)]
    return sum(one.get(member) == owner[member] for one in same) < 2


PATHS = [path for path in paths(a_signed_document()) if is_said_once(path)]


@given(place=some.sampled_from(PATHS), value=JSON)
@examples(15)
def test_no_document_with_another_value_is_genuine(place: tuple[Any, ...], value: Any) -> None:
    """Any member replaced by anything: never an error, never genuine."""
    document = a_signed_document()
    inner: Any = document
    for key in place[:-1]:
        inner = inner[key]
    if json.dumps(inner[place[-1]]) == json.dumps(value):
        return
    inner[place[-1]] = value
    assert not World().verify(document).genuine


@given(place=some.sampled_from(PATHS))
@examples(10)
def test_no_document_with_a_member_taken_out_is_genuine(place: tuple[Any, ...]) -> None:
    document = a_signed_document()
    inner: Any = document
    for key in place[:-1]:
        inner = inner[key]
    del inner[place[-1]]
    assert not World().verify(document).genuine


@given(name=some.text(max_size=60))
@examples(10)
def test_whatever_the_issuer_is_called(name: str) -> None:
    document, proof = a_plain_document(), a_plain_document()["proof"]
    for did in (name, f"did:web:{name}", f"did:key:{name}"):
        changed = document | {
            "issuer": did,
            "proof": proof | {"verificationMethod": f"{did}#key"},
        }
        assert not World().verify(changed).genuine


@given(page=JSON, method=some.dictionaries(some.text(max_size=8), JSON, max_size=3))
@examples(10)
def test_whatever_a_did_document_holds(page: Any, method: dict[str, Any]) -> None:
    key = a_signed_document()["proof"]["verificationMethod"]
    for document in (
        page,
        {"id": NORTHSHIRE.did, "verificationMethod": page, "assertionMethod": page},
        {
            "id": NORTHSHIRE.did,
            "verificationMethod": [{"id": key} | method],
            "assertionMethod": key,
        },
        {"id": NORTHSHIRE.did, "assertionMethod": [{"id": key, "publicKeyJwk": method}]},
        {"id": NORTHSHIRE.did, "assertionMethod": [{"id": key, "publicKeyMultibase": page}]},
    ):
        world = World(pages={ob.did_document_url(NORTHSHIRE.did): document})
        assert not world.verify(a_plain_document()).genuine


def test_an_achievement_without_an_endorsement_has_none() -> None:
    for credential in both_securings(a_plain_credential()):
        verdict = World().verify(credential, NOW)
        assert verdict.genuine
        assert verdict.endorsements == ()
