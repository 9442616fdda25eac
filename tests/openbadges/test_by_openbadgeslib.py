"""What openbadgeslib says of what we sign, and of what was changed since."""

from datetime import UTC, datetime
from typing import Any

import pytest
from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier
from openbadgeslib.ob3 import contexts as pinned
from openbadgeslib.ob3._canon_guard import isolate
from openbadgeslib.ob3.verifier import OB3VerificationError, verify_endorsement_jwt
from pyld import jsonld

import openbadges as ob
from openbadges.expanding import _Once
from tests.openbadges.samples import (
    ACME,
    CREDENTIAL,
    NORTHSHIRE,
    World,
    a_credential,
    a_plain_credential,
    a_plain_document,
    a_signed_document,
    a_signed_token,
    a_status,
    an_example,
    endorsements,
)
from tests.openbadges.tampering import DOCUMENT_TAMPERINGS, Tampering
from tests.openbadges.tampering_tokens import TOKEN_TAMPERINGS

# openbadgeslib's own verification


def test_openbadgeslib_accepts_both_securings() -> None:
    world = World(lists_as_jwt=True)  # its strict mode reads status lists as tokens only
    by_document = OB3LdpVerifier.for_issuer_did(NORTHSHIRE.did)
    for credential in (a_credential(), a_plain_credential()):
        document = ob.credential_document(credential)
        seen = by_document.verify(
            NORTHSHIRE.sign_di(document), check_status=True, download=world.resolve
        )
        assert seen.id == CREDENTIAL
        token = NORTHSHIRE.sign_jwt(document)
        by_token = OB3Verifier.for_issuer_did(NORTHSHIRE.did, world.resolve)
        assert by_token.verify(token, download=world.resolve).id == CREDENTIAL
        # For the list it does not read `kid` but takes the first key, a Multikey: give it the key.
        by_key = OB3Verifier(NORTHSHIRE.public_keys[1])
        seen = by_key.verify(token, check_status=True, download=world.resolve)
        assert seen.id == CREDENTIAL
    unlisted = OB3LdpVerifier.for_issuer_did(NORTHSHIRE.did).verify(
        a_signed_document(), check_status=True, download=World().resolve, verify_status_list=False
    )
    assert unlisted.id == CREDENTIAL


def test_openbadgeslib_accepts_our_endorsements() -> None:
    for endorsement in endorsements():
        token = ACME.sign_jwt(ob.endorsement_document(endorsement))
        seen = verify_endorsement_jwt(token, download=World().resolve)
        assert (seen["issuer"], seen["endorses"]) == (ACME.did, endorsement.about)


@pytest.mark.parametrize("tampering", DOCUMENT_TAMPERINGS, ids=str)
def test_openbadgeslib_refuses_changed_documents(tampering: Tampering) -> None:
    verifier = OB3LdpVerifier.for_issuer_did(NORTHSHIRE.did)
    with pytest.raises(OB3VerificationError):
        verifier.verify(tampering(a_signed_document()), download=World().resolve)


@pytest.mark.parametrize("tampering", TOKEN_TAMPERINGS, ids=str)
def test_openbadgeslib_refuses_changed_tokens(tampering: Tampering) -> None:
    verifier = OB3Verifier.for_issuer_did(NORTHSHIRE.did, World().resolve)
    with pytest.raises(OB3VerificationError):
        verifier.verify(tampering(a_signed_token()), download=World().resolve)


def test_what_is_kept_of_contexts_changes_nothing_that_is_read() -> None:
    """Its guards are handed our expansions: they are what it would have come to by itself."""
    loader = {"documentLoader": pinned.document_loader()}
    documents = [a_signed_document(), an_example("example-full.json"), a_plain_document()]
    for document in [*documents, *reversed(documents)]:
        ours, theirs = _Once(), isolate(jsonld)
        expanded = theirs.expand(document, loader)
        assert ours.expand(document, loader) == expanded
        context = document["@context"]
        compacted = theirs.compact(expanded, context, loader)
        assert ours.compact(expanded, context, loader) == compacted
        assert ours.to_rdf(document, loader) == theirs.to_rdf(document, loader)


def test_openbadgeslib_sees_revocation_and_suspension() -> None:
    for purpose in ob.StatusPurpose:
        document = ob.credential_document(
            a_plain_credential(status=[a_status(NORTHSHIRE, 7, purpose)])
        )
        world = World(set_bits={("northshire", purpose): {7}}, lists_as_jwt=True)
        with pytest.raises(OB3VerificationError, match=str(purpose)):
            OB3LdpVerifier.for_issuer_did(NORTHSHIRE.did).verify(
                NORTHSHIRE.sign_di(document), check_status=True, download=world.resolve
            )


# The shared examples: signed with throw-away keys that nobody publishes any more


@pytest.mark.parametrize("name", ["example-minimal.json", "example-full.json"])
def test_the_shared_examples_hold_by_the_keys_in_their_ids(name: str) -> None:
    """A Multikey is its own fingerprint, so the proofs' ids tell the keys."""
    example = an_example(name)
    pages: dict[str, Any] = {}
    achievement = example["credentialSubject"]["achievement"]
    endorsements = [*example.get("endorsement", ()), *achievement.get("endorsement", ())]
    for secured in (example, *endorsements):
        did, _, multikey = secured["proof"]["verificationMethod"].partition("#")
        method = {
            "id": f"{did}#{multikey}",
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": multikey,
        }
        pages[ob.did_document_url(did)] = {
            "id": did,
            "verificationMethod": [method],
            "assertionMethod": [method["id"]],
        }
    now = datetime(2026, 12, 1, tzinfo=UTC)
    verdict = World(pages=pages).verify(example, now)
    for one in (verdict, *verdict.endorsements):
        codes = {finding.check: finding.code for finding in one.findings}
        assert codes.pop(ob.Check.STATUS) in {ob.Code.CANNOT_CHECK_NOW, ob.Code.GENUINE}
        assert set(codes.values()) == {ob.Code.GENUINE}, one.findings
    example["credentialSubject"]["achievement"]["name"] += "!"
    assert World(pages=pages).verify(example, now).code is ob.Code.ALTERED
