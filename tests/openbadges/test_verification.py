"""A credential that holds is genuine in both securings; everything else is named for what it is."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from joserfc import jwt
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

import openbadges as ob
from tests.examples import examples
from tests.openbadges.samples import (
    ACHIEVEMENT,
    ACME,
    AWARDED,
    CREDENTIAL,
    MALLORY,
    NORTHSHIRE,
    SUBJECT,
    World,
    a_credential,
    a_signed_document,
    a_signed_token,
    an_endorsement,
    answer,
    both_securings,
)
from tests.openbadges.tampering import DOCUMENT_TAMPERINGS
from tests.openbadges.tampering_tokens import TOKEN_TAMPERINGS

REVOCATION, SUSPENSION = ob.StatusPurpose.REVOCATION, ob.StatusPurpose.SUSPENSION


# What holds


@pytest.mark.parametrize("as_jwt", [False, True], ids=["lists as JSON", "lists as JWT"])
@pytest.mark.parametrize(
    ("credential", "securing"),
    [
        (a_signed_document, ob.Securing.DATA_INTEGRITY),
        (lambda: json.dumps(a_signed_document(), indent=1), ob.Securing.DATA_INTEGRITY),
        (lambda: json.dumps(a_signed_document()).encode(), ob.Securing.DATA_INTEGRITY),
        (a_signed_token, ob.Securing.VC_JWT),
        (lambda: a_signed_token().encode() + b"\n", ob.Securing.VC_JWT),
    ],
    ids=["parsed", "text", "bytes", "token", "token in bytes"],
)
def test_genuine(credential: Any, securing: ob.Securing, as_jwt: bool) -> None:
    verdict = World(lists_as_jwt=as_jwt).verify(credential())
    assert verdict.code is ob.Code.GENUINE, verdict.findings
    assert verdict.genuine
    assert verdict.kind is ob.Kind.CREDENTIAL
    assert verdict.securing is securing
    assert (verdict.id, verdict.about) == (CREDENTIAL, ACHIEVEMENT)
    assert (verdict.issuer_id, verdict.issuer_name) == (NORTHSHIRE.did, NORTHSHIRE.name)
    assert verdict.key.startswith(NORTHSHIRE.did + "#")
    assert [check.check for check in verdict.findings] == ["shape", "proof", "dates", "status"]
    assert [endorsement.code for endorsement in verdict.endorsements] == [ob.Code.GENUINE] * 2
    assert {endorsement.about for endorsement in verdict.endorsements} == {SUBJECT, ACHIEVEMENT}
    assert {endorsement.issuer_id for endorsement in verdict.endorsements} == {ACME.did}


def test_each_address_is_looked_up_once() -> None:
    world = World()
    world.verify(a_signed_document())
    assert sorted(world.asked) == sorted(
        [
            "https://localhost:8000/institutions/northshire/did.json",
            "https://localhost:8000/employers/acme/did.json",
            "http://localhost:8000/status/northshire/revocation/1",
            "http://localhost:8000/status/acme/revocation/1",
        ]
    )


def test_a_detached_endorsement_binds_the_bytes_of_a_file() -> None:
    served = json.dumps(a_signed_document()).encode()
    url = f"{CREDENTIAL}.json"
    document = ob.endorsement_document(
        an_endorsement(
            CREDENTIAL,
            resources=[ob.RelatedResource(url, ob.digest_sri(served), "application/vc")],
        )
    )
    for endorsement in (ACME.sign_di(document), ACME.sign_jwt(document)):
        verdict = World().verify(endorsement)
        assert verdict.genuine, verdict.findings
        assert (verdict.kind, verdict.about) == (ob.Kind.ENDORSEMENT, CREDENTIAL)
        assert verdict.document is not None
        assert ob.binds_content(verdict.document, served)
        assert ob.binds_content(verdict.document, served, url=url)
        assert not ob.binds_content(verdict.document, served + b"\n")
        assert not ob.binds_content(verdict.document, served, url=CREDENTIAL)
    changed = ACME.sign_di(document)
    changed["relatedResource"][0]["digestSRI"] = ob.digest_sri(b"another file")
    assert World().verify(changed).code is ob.Code.ALTERED


# Tampering: each kind is brought to the page in tests/credentials/test_tampering.py


@pytest.mark.parametrize("securing", [0, 1], ids=["data integrity", "jwt"])
def test_the_page_can_say_what_was_done(securing: int) -> None:
    original: Any = [a_signed_document(), a_signed_token()][securing]
    tamperings = [DOCUMENT_TAMPERINGS, TOKEN_TAMPERINGS][securing]
    expected = (
        {
            "another name of the credential": ob.Code.ALTERED,
            "a level nobody gave": ob.Code.ALTERED,
            "a term that no context defines": ob.Code.ALTERED,
            "another proof value": ob.Code.ALTERED,
            "a stranger's signature": ob.Code.ALTERED,
            "a stranger's did:key": ob.Code.WRONG_KEY,
            "a key of another DID": ob.Code.WRONG_KEY,
            "the issuer's name on a stranger's did:key": ob.Code.ISSUER_UNKNOWN,
            "no proof": ob.Code.UNSIGNED,
            "another cryptosuite": ob.Code.UNSUPPORTED,
            "another type": ob.Code.MALFORMED,
        },
        {
            "payload: another name of the credential": ob.Code.ALTERED,
            "payload: a level nobody gave": ob.Code.ALTERED,
            "a stranger's signature under the kid": ob.Code.ALTERED,
            "a stranger's key in the header": ob.Code.WRONG_KEY,
            "header: a kid of another DID": ob.Code.WRONG_KEY,
            "header: a kid that is nowhere": ob.Code.WRONG_KEY,
            "algorithm none": ob.Code.WRONG_KEY,
            "a shared secret": ob.Code.WRONG_KEY,
        },
    )[securing]
    by_name = {tampering.name: tampering for tampering in tamperings}
    found = {name: World().verify(by_name[name](original)).code for name in expected}
    assert found == expected


def test_the_signature_has_one_spelling() -> None:
    """The last letter of the signature has four unused bits, which lenient readers skip."""
    token = a_signed_token()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = token[:-1] + letters[letters.index(token[-1]) ^ 1]
    assert base64.urlsafe_b64decode(other.rpartition(".")[2] + "==") == base64.urlsafe_b64decode(
        token.rpartition(".")[2] + "=="
    )
    assert World().verify(other).code is ob.Code.UNREADABLE


@given(some.data())
@examples(40)
def test_no_changed_letter_of_a_token_is_genuine(data: some.DataObject) -> None:
    token = a_signed_token()
    place = data.draw(some.integers(0, len(token) - 1))
    letter = data.draw(some.characters(codec="ascii").filter(lambda one: one != token[place]))
    assert not World().verify(token[:place] + letter + token[place + 1 :]).genuine


# Keys


def test_a_key_that_was_removed_is_a_wrong_key() -> None:
    without = NORTHSHIRE.did_document() | {"verificationMethod": [], "assertionMethod": []}
    world = World(pages={ob.did_document_url(NORTHSHIRE.did): without})
    assert answer(world.verify(a_signed_document()), ob.Check.PROOF) is ob.Code.WRONG_KEY
    assert answer(world.verify(a_signed_token()), ob.Check.PROOF) is ob.Code.WRONG_KEY


def test_a_key_that_may_not_assert_is_a_wrong_key() -> None:
    document = NORTHSHIRE.did_document()
    document["authentication"] = document.pop("assertionMethod")
    world = World(pages={ob.did_document_url(NORTHSHIRE.did): document})
    for credential in (a_signed_document(), a_signed_token()):
        assert answer(world.verify(credential), ob.Check.PROOF) is ob.Code.WRONG_KEY


def test_rotation_adds_a_key_and_keeps_the_old_signature_good() -> None:
    new_keys = [
        ob.public_key(ob.generate_ed25519_key()),
        ob.public_key(ob.generate_rsa_key()),
    ]
    document = ob.did_document(NORTHSHIRE.did, [*new_keys, *NORTHSHIRE.public_keys])
    world = World(pages={ob.did_document_url(NORTHSHIRE.did): document})
    assert world.verify(a_signed_document()).genuine
    assert world.verify(a_signed_token()).genuine


def test_the_document_of_another_did_makes_the_issuer_unknown() -> None:
    world = World(pages={ob.did_document_url(NORTHSHIRE.did): MALLORY.did_document()})
    assert world.verify(a_signed_document()).code is ob.Code.ISSUER_UNKNOWN


def test_an_issuer_that_is_not_there_is_unknown_and_a_broken_line_is_not() -> None:
    url = ob.did_document_url(NORTHSHIRE.did)
    for page, code in (
        (ob.NotFound(url), ob.Code.ISSUER_UNKNOWN),
        (TimeoutError("no answer"), ob.Code.CANNOT_CHECK_NOW),
        ("<html>maintenance</html>", ob.Code.CANNOT_CHECK_NOW),
        ("[" * 100_000, ob.Code.CANNOT_CHECK_NOW),
        (" " * 2_000_000, ob.Code.CANNOT_CHECK_NOW),
    ):
        verdict = World(pages={url: page}).verify(a_signed_document())
        assert answer(verdict, ob.Check.PROOF) is code, page


def test_an_employer_cannot_sign_as_the_institution() -> None:
    document = ob.credential_document(a_credential())
    with pytest.raises(ob.DocumentRefused, match="not one of the issuer's"):
        ACME.sign_di(document)
    with pytest.raises(ob.DocumentRefused, match="not one of the issuer's"):
        ACME.sign_jwt(document)


def test_a_token_with_the_issuers_own_key_in_its_header_is_genuine() -> None:
    """Other issuers' software writes `jwk` where ours writes `kid`; the key must be listed."""
    payload = a_signed_token().split(".")[1]
    key = RSAKey.import_key(ob.load_private_key(NORTHSHIRE.keys[1]))
    claims = json.loads(base64.urlsafe_b64decode(payload + "==="))
    registry = JWSRegistry(algorithms=["RS256"])
    registry.max_header_length = 4096
    token = jwt.encode(
        {"alg": "RS256", "jwk": key.as_dict(private=False)}, claims, key, None, registry
    )
    assert World().verify(token).genuine


# Dates


@pytest.mark.parametrize("securing", [0, 1], ids=["data integrity", "jwt"])
def test_dates(securing: int) -> None:
    credential = both_securings(
        a_credential(valid_from=AWARDED, valid_until=AWARDED + timedelta(days=365))
    )[securing]
    minute = timedelta(minutes=1)
    for now, code in (
        (AWARDED - 2 * minute, ob.Code.NOT_YET_VALID),
        (AWARDED - minute / 2, ob.Code.GENUINE),
        (AWARDED, ob.Code.GENUINE),
        (AWARDED + timedelta(days=365), ob.Code.GENUINE),
        (AWARDED + timedelta(days=365) + 2 * minute, ob.Code.EXPIRED),
    ):
        verdict = World().verify(credential, now)
        assert answer(verdict, ob.Check.DATES) is code, now
        assert answer(verdict, ob.Check.PROOF) is ob.Code.GENUINE


def test_an_endless_credential_never_expires() -> None:
    for credential in both_securings(a_credential(valid_until=None, endorsements=[])):
        assert World().verify(credential, datetime(2999, 1, 1, tzinfo=UTC)).genuine


def test_now_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        World().verify(a_signed_document(), datetime(2026, 1, 1))
