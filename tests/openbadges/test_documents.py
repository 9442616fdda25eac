"""What we issue is what the standard and other people's verifiers accept."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as some
from openbadgeslib.ob3.ldp import add_data_integrity_proof

import openbadges as ob
from openbadges import contexts
from tests.examples import examples
from tests.openbadges.samples import (
    ACHIEVEMENT,
    ACME,
    AWARDED,
    CREDENTIAL,
    NORTHSHIRE,
    SUBJECT,
    World,
    a_credential,
    a_plain_credential,
    a_signed_document,
    a_signed_token,
    a_status,
    an_achievement,
    an_endorsement,
    an_example,
    endorsements,
)

SHARED = Path(__file__).parents[3] / "shared" / "data" / "openbadges"
SUSPENSION = ob.StatusPurpose.SUSPENSION


def the_schema(name: str, part: str = "") -> jsonschema.protocols.Validator:
    path = SHARED / "schema" / name
    if not path.exists():
        pytest.skip(f"The official schema is not here: {path}")
    schema = json.loads(path.read_text())
    if part:
        schema = {"$schema": schema["$schema"], "$defs": schema["$defs"]} | schema["$defs"][part]
    return jsonschema.validators.validator_for(schema)(
        schema, format_checker=jsonschema.FormatChecker()
    )


# The official schemas


@pytest.mark.parametrize(
    "credential", [a_credential(), a_plain_credential()], ids=["full", "plain"]
)
def test_credentials_satisfy_the_official_schema(credential: ob.Credential) -> None:
    document = ob.credential_document(credential)
    schema = the_schema("achievementcredential.json")
    for secured in (document, NORTHSHIRE.sign_di(document)):
        assert not list(schema.iter_errors(secured))
    token = NORTHSHIRE.sign_jwt(document)
    claims = json.loads(_payload(token))
    assert not list(schema.iter_errors(claims))


def test_an_unsigned_credential_satisfies_the_formal_schema_too() -> None:
    """Signed ones do not: this variant wants an array where one proof stands."""
    document = ob.credential_document(
        a_credential(endorsements=[], subject=ob.Subject(SUBJECT, an_achievement(endorsements=[])))
    )
    assert not list(the_schema("achievementcredential-formal.json").iter_errors(document))


def test_the_official_schema_takes_one_status_entry_only() -> None:
    """Why a credential of ours carries one; if this fails, 1EdTech has closed issue #623."""
    two = [a_status(NORTHSHIRE, 21), a_status(NORTHSHIRE, 21, SUSPENSION)]
    document = ob.credential_document(a_plain_credential(status=two))
    assert [entry["statusPurpose"] for entry in document["credentialStatus"]] == [
        "revocation",
        "suspension",
    ]
    errors = list(the_schema("achievementcredential.json").iter_errors(document))
    assert [list(error.path) for error in errors] == [["credentialStatus"]]


def test_endorsements_and_profiles_satisfy_the_official_schema() -> None:
    schema = the_schema("endorsementcredential.json")
    # Derived from the formal variant, it wants an array where one proof stands; the definition
    # inside the other schema takes the one proof.
    definition = the_schema("achievementcredential.json", "EndorsementCredential")
    for endorsement in endorsements():
        document = ob.endorsement_document(endorsement)
        signed = ACME.sign_di(document)
        claims = json.loads(_payload(ACME.sign_jwt(document)))
        for secured in (document, claims, signed | {"proof": [signed["proof"]]}):
            assert not list(schema.iter_errors(secured))
        assert not list(definition.iter_errors(signed))
    profile = ob.profile_document(replace(ACME.profile, image=ob.Image(f"{ACHIEVEMENT}.svg")))
    assert not list(the_schema("profile.json").iter_errors(profile))


# Terms


def everything_we_build() -> Iterator[dict[str, Any]]:
    yield ob.credential_document(a_credential())
    yield ob.credential_document(a_plain_credential())
    two = [a_status(NORTHSHIRE, 21), a_status(NORTHSHIRE, 21, SUSPENSION)]
    yield ob.credential_document(a_plain_credential(status=two))
    yield from (ob.endorsement_document(endorsement) for endorsement in endorsements())
    yield ob.status_list_document(
        ob.StatusList(
            NORTHSHIRE.list_url(SUSPENSION),
            NORTHSHIRE.did,
            SUSPENSION,
            {1, 5},
            valid_from=AWARDED,
            valid_until=AWARDED + timedelta(days=1),
        )
    )


def test_only_terms_of_the_contexts_are_emitted() -> None:
    for document in everything_we_build():
        ob.check_terms(document)
        with pytest.raises(ob.DocumentRefused):
            ob.check_terms(document | {"grade": "A+"})
        subject = document["credentialSubject"] | {"grade": "A+"}
        with pytest.raises(ob.DocumentRefused):
            ob.check_terms(document | {"credentialSubject": subject})


def test_the_sample_uses_every_member_that_the_builder_knows() -> None:
    """Else the test above would prove less than it says."""
    source = Path(ob.documents.__file__).read_text()
    names = {part.split('"')[0] for part in source.split('"') if part.isidentifier()}
    known = {
        term
        for name in contexts.CONTEXTS
        for term in _terms(contexts.pinned.load_context(name)["@context"])
    }
    used = {name for document in everything_we_build() for name in _members(document)}
    assert known & names - used <= {
        # words that are types or values and stand in the documents as such
        *("VerifiableCredential", "OpenBadgeCredential", "EndorsementCredential", "Achievement"),
        *("AchievementSubject", "EndorsementSubject", "Profile", "Image", "Alignment", "Evidence"),
        *("IdentityObject", "Related", "Result", "ResultDescription", "RubricCriterionLevel"),
        *("BitstringStatusList", "BitstringStatusListCredential", "BitstringStatusListEntry"),
    }


def _terms(context: Any) -> Iterator[str]:
    for name, definition in context.items():
        if not name.startswith("@"):
            yield name
        if isinstance(definition, dict) and "@context" in definition:
            yield from _terms(definition["@context"] or {})


def _members(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    for inner in value if isinstance(value, list) else ():
        yield from _members(inner)


def test_the_contexts_are_the_reviewed_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(ob.CONTEXTS) <= contexts.require_pinned_contexts()
    contexts.require_pinned_contexts.cache_clear()
    changed = contexts._DIGESTS | {"credentials-v2.json": "0" * 64}
    monkeypatch.setattr(contexts, "_DIGESTS", changed)
    with pytest.raises(ob.ContextsChanged):
        NORTHSHIRE.sign_di(ob.credential_document(a_plain_credential()))
    with pytest.raises(ob.ContextsChanged):
        World().verify(a_signed_document())
    contexts.require_pinned_contexts.cache_clear()


# Shape


def test_the_members_of_a_token() -> None:
    header, payload, _signature = a_signed_token().split(".")
    assert set(json.loads(_decoded(header))) == {"alg", "kid", "typ"}
    assert json.loads(_decoded(header))["typ"] == "JWT"
    claims = json.loads(_decoded(payload))
    document = a_signed_document()
    del document["proof"]
    assert {name: claims[name] for name in document} == document
    assert {name: claims[name] for name in claims.keys() - document.keys()} == {
        "iss": NORTHSHIRE.did,
        "jti": CREDENTIAL,
        "sub": SUBJECT,
        "nbf": int(AWARDED.timestamp()),
        "exp": int(datetime(2036, 10, 12, 9, 30, tzinfo=UTC).timestamp()),
    }
    assert "exp" not in json.loads(_payload(NORTHSHIRE.sign_jwt(
        ob.credential_document(a_plain_credential())
    )))  # fmt: skip


def test_a_reissue_keeps_the_day_of_the_award() -> None:
    document = ob.credential_document(a_credential(valid_from=AWARDED + timedelta(days=9)))
    assert document["awardedDate"] == "2025-10-12T09:30:00Z"
    assert document["validFrom"] == "2025-10-21T09:30:00Z"
    assert document["id"] == CREDENTIAL


def test_moments_are_written_in_utc_to_the_second() -> None:
    toronto = datetime.fromisoformat("2025-10-12T05:30:00.987-04:00")
    document = ob.credential_document(a_plain_credential(awarded=toronto, valid_from=toronto))
    assert document["validFrom"] == "2025-10-12T09:30:00Z"


@pytest.mark.parametrize(
    "credential",
    [
        a_credential(valid_from=AWARDED - timedelta(days=1)),
        a_credential(valid_until=AWARDED),
        a_credential(valid_from=datetime(2030, 1, 1)),
        a_credential(subject=ob.Subject("", an_achievement())),
        a_credential(endorsements=[ob.endorsement_document(an_endorsement(SUBJECT))]),
        a_credential(
            endorsements=[ACME.sign_di(ob.endorsement_document(an_endorsement(CREDENTIAL)))]
        ),
        a_credential(
            subject=ob.Subject(
                SUBJECT,
                an_achievement(
                    result_descriptions=[
                        ob.ResultDescription("urn:x:1", "Teamwork", required_level="urn:x:9")
                    ]
                ),
            )
        ),
    ],
    ids=[
        "valid before the award", "ended before it began", "no time zone", "no subject id",
        "an unsigned endorsement", "an endorsement of itself", "a level that is not there",
    ],
)  # fmt: skip
def test_what_must_not_be_issued_is_refused(credential: ob.Credential) -> None:
    with pytest.raises((ob.DocumentRefused, TypeError)):
        ob.credential_document(credential)


def test_signing_refuses_what_it_cannot_sign() -> None:
    document = ob.credential_document(a_plain_credential())
    key_id = ob.key_id(NORTHSHIRE.did, NORTHSHIRE.public_keys[0])
    with pytest.raises(ob.KeyUnusable):
        ob.sign_di(document, NORTHSHIRE.keys[1], key_id, AWARDED)
    with pytest.raises(ob.KeyUnusable):
        ob.sign_jwt(document, NORTHSHIRE.keys[0], key_id)
    with pytest.raises(ob.KeyUnusable):
        ob.sign_di(document, b"not a key", key_id, AWARDED)
    with pytest.raises(ob.DocumentRefused):
        NORTHSHIRE.sign_di(a_signed_document())
    with pytest.raises(ob.DocumentRefused):
        NORTHSHIRE.sign_jwt(a_signed_document())
    with pytest.raises(ob.DocumentRefused):
        ob.sign_di(document, NORTHSHIRE.keys[0], key_id, datetime(2026, 1, 1))
    del document["credentialSubject"]["id"]
    with pytest.raises(ob.DocumentRefused):
        NORTHSHIRE.sign_jwt(document)


def test_our_proof_is_byte_for_byte_that_of_openbadgeslib():
    key, method = NORTHSHIRE.keys[0], ob.key_id(NORTHSHIRE.did, NORTHSHIRE.public_keys[0])
    full = ob.credential_document(a_credential())
    assert "endorsement" in full["credentialSubject"]["achievement"]
    for document in (full, ob.credential_document(a_plain_credential())):
        theirs = add_data_integrity_proof(
            document, ob.load_private_key(key), method, created=AWARDED
        )
        assert ob.sign_di(document, key, method, AWARDED) == theirs


def test_an_identity_is_hashed_with_its_salt() -> None:
    first = ob.hash_identity(" Ada@Northshire.example")
    again = ob.hash_identity("ada@northshire.example", first.salt)
    assert again == first
    assert len(first.salt) == 32
    assert ob.hash_identity("ada@northshire.example").salt != first.salt
    example = an_example("example-minimal.json")["credentialSubject"]["identifier"][0]
    assert len(example["identityHash"]) == len(first.hash)


def test_signing_is_repeatable() -> None:
    document = ob.credential_document(a_plain_credential())
    assert NORTHSHIRE.sign_di(document) == NORTHSHIRE.sign_di(document)
    assert NORTHSHIRE.sign_jwt(document) == NORTHSHIRE.sign_jwt(document)
    assert "proof" not in document


# Bits


@given(indexes=some.sets(some.integers(0, ob.STATUS_LIST_SIZE - 1), max_size=50))
@examples(25)
def test_bits_come_back(indexes: set[int]) -> None:
    assert ob.decode_status_bits(ob.encode_status_bits(indexes)) == indexes


@given(something=some.text(max_size=60))
def test_what_is_not_bits_is_refused(something: str) -> None:
    with pytest.raises(ob.DocumentRefused):
        ob.decode_status_bits(something)


@pytest.mark.parametrize("index", [-1, ob.STATUS_LIST_SIZE])
def test_an_index_outside_the_list_is_refused(index: int) -> None:
    with pytest.raises(ob.DocumentRefused):
        ob.encode_status_bits({index})


def _payload(token: str) -> bytes:
    return _decoded(token.split(".")[1])


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "==")
