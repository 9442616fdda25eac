"""What somebody might do to a credential. Each of these must be refused by every verifier.

`DOCUMENT_TAMPERINGS` change a credential with a Data Integrity proof (dict to dict, the argument is
left alone), those of `tampering_tokens` a VC-JWT (text to text). They apply to any credential of
ours: what is not there to be changed is added. For parametrised tests:

    @pytest.mark.parametrize("tampering", DOCUMENT_TAMPERINGS, ids=str)
    def test_refused(tampering, document): assert not verify(tampering(document), …).genuine

A verifier that is asked only "is the signature consistent?" accepts `SELF_ISSUED`; it must be
anchored to the issuer's DID (as openbadgeslib's `for_issuer_did` does).
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from openbadgeslib.ob3.did import did_key_from_pem
from openbadgeslib.ob3.ldp import add_data_integrity_proof

import openbadges as ob

Document = dict[str, Any]


@dataclass(frozen=True)
class Tampering:
    name: str
    change: Callable[[Any], Any]

    def __call__(self, credential: Any) -> Any:
        return self.change(copy.deepcopy(credential))

    def __str__(self) -> str:
        return self.name


@cache
def _strangers_keys() -> tuple[bytes, bytes]:
    return ob.generate_ed25519_key(), ob.generate_rsa_key()


def _subject(document: Document) -> Document:
    return document["credentialSubject"]


def _achievement(document: Document) -> Document:
    return _subject(document)["achievement"]


def _setting(*path: str, to: Any) -> Callable[[Document], Document]:
    def change(document: Document) -> Document:
        place = document
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = to
        return document

    return change


def _without(*path: str) -> Callable[[Document], Document]:
    def change(document: Document) -> Document:
        place = document
        for name in path[:-1]:
            place = place[name]
        del place[path[-1]]
        return document

    return change


def _a_better_result(document: Document) -> Document:
    """A level nobody gave: one more result, naming a level of the achievement's own."""
    described = _achievement(document).get("resultDescription") or [{"id": "urn:x:criterion"}]
    _subject(document).setdefault("result", []).append(
        {
            "type": ["Result"],
            "resultDescription": described[0]["id"],
            "achievedLevel": described[0]["id"] + "-9",
        }
    )
    return document


def _no_results(document: Document) -> Document:
    if _subject(document).pop("result", None) is None:
        return _a_better_result(document)
    return document


def _another_identity(document: Document) -> Document:
    identity = ob.hash_identity("mallory@example.org")
    _subject(document)["identifier"] = [
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityType": "emailAddress",
            "identityHash": identity.hash,
            "salt": identity.salt,
        }
    ]
    return document


def _a_lower_bar(document: Document) -> Document:
    for described in _achievement(document).get("resultDescription", []):
        described.pop("requiredLevel", None)
    _achievement(document)["criteria"]["narrative"] = "Being there."
    return document


def _another_status_index(document: Document) -> Document:
    for entry in _entries(document):
        index = (int(entry["statusListIndex"]) + 1) % ob.STATUS_LIST_SIZE
        entry["statusListIndex"] = str(index)
        entry["id"] = f"{entry['statusListCredential']}#{index}"
    return document


def _another_status_list(document: Document) -> Document:
    for entry in _entries(document):
        entry["statusListCredential"] = "https://mallory.example/status/1"
    return document


def _another_purpose(document: Document) -> Document:
    for entry in _entries(document):
        entry["statusPurpose"] = "message"
    return document


def _hidden_status(document: Document) -> Document:
    """An array in an array expands to the same RDF, and a naive reader sees no status."""
    document["credentialStatus"] = [[*_entries(document)]]
    return document


def _entries(document: Document) -> list[Document]:
    status = document["credentialStatus"]
    return status if isinstance(status, list) else [status]


def _an_evidence(document: Document) -> Document:
    document.setdefault("evidence", []).append(
        {"id": "https://mallory.example/essay", "type": ["Evidence"], "name": "My best essay"}
    )
    return document


def _an_unsigned_term(document: Document) -> Document:
    _subject(document)["grade"] = "A+"
    return document


def _renamed_to_its_iri(document: Document) -> Document:
    """The date keeps its place in the signed RDF and disappears from where it is read."""
    document["https://www.w3.org/2018/credentials#validFrom"] = {
        "type": "http://www.w3.org/2001/XMLSchema#dateTime",
        "@value": document.pop("validFrom"),
    }
    document["validFrom"] = "2020-01-01T00:00:00Z"
    return document


def _an_inline_context(document: Document) -> Document:
    document["@context"].append({"name": "https://schema.org/description"})
    return document


def _fewer_contexts(document: Document) -> Document:
    document["@context"] = document["@context"][:1]
    return document


def _a_forged_endorsement(document: Document) -> Document:
    """An endorsement in the employer's name, added to the file by its holder."""
    document.setdefault("endorsement", []).append(
        {
            "@context": list(ob.CONTEXTS),
            "id": "https://mallory.example/endorsements/1",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Employer endorsement",
            "issuer": {"id": document["issuer"]["id"], "type": ["Profile"], "name": "Acme"},
            "validFrom": document["validFrom"],
            "credentialSubject": {
                "id": _subject(document)["id"],
                "type": ["EndorsementSubject"],
                "endorsementComment": "The best student we ever had.",
            },
            "proof": dict(document.get("proof", {"type": "DataIntegrityProof"})),
        }
    )
    return document


def _a_changed_proof_value(document: Document) -> Document:
    value = document["proof"]["proofValue"]
    changed = "2" if value[20] != "2" else "3"
    document["proof"]["proofValue"] = value[:20] + changed + value[21:]
    return document


def _signed_by_a_stranger(document: Document) -> Document:
    """Re-signed with another key under the name of the issuer's."""
    method = document.pop("proof")["verificationMethod"]
    return add_data_integrity_proof(document, _strangers_keys()[0], method)


def _signed_with_a_strangers_did(document: Document) -> Document:
    """Re-signed with a stranger's DID, while still naming the issuer."""
    del document["proof"]
    did = did_key_from_pem(ob.public_key(_strangers_keys()[0]))
    method = f"{did}#{did.removeprefix('did:key:')}"
    return add_data_integrity_proof(document, _strangers_keys()[0], method)


def _issued_by_nobody(document: Document) -> Document:
    """Consistent in itself: the issuer's name with a did:key that anybody can make."""
    did = did_key_from_pem(ob.public_key(_strangers_keys()[0]))
    document["issuer"]["id"] = did
    return _signed_with_a_strangers_did(document)


def _two_proofs(document: Document) -> Document:
    """A stranger's proof set beside the genuine one."""
    genuine = document["proof"]
    document["proof"] = [_signed_by_a_stranger(document)["proof"], genuine]
    return document


SELF_ISSUED = Tampering("the issuer's name on a stranger's did:key", _issued_by_nobody)

CONTENT_TAMPERINGS: tuple[Tampering, ...] = (
    Tampering("another name of the credential", _setting("name", to="Data science degree")),
    Tampering("another id", _setting("id", to="https://mallory.example/credentials/1")),
    Tampering("another issuer name", _setting("issuer", "name", to="Oxford University")),
    Tampering("another issuer", _setting("issuer", "id", to="did:web:mallory.example")),
    Tampering("another person", _setting("credentialSubject", "id", to="urn:uuid:" + "0" * 32)),
    Tampering("another e-mail address", _another_identity),
    Tampering("another role", _setting("credentialSubject", "role", to="Head of research")),
    Tampering(
        "another assessor",
        _setting(
            "credentialSubject",
            "source",
            to={
                "id": "https://mallory.example/prof",
                "type": ["Profile"],
                "name": "A professor",
            },
        ),
    ),
    Tampering(
        "another achievement name",
        _setting(
            "credentialSubject",
            "achievement",
            "name",
            to="Lead analyst",
        ),
    ),
    Tampering(
        "another achievement id",
        _setting(
            "credentialSubject",
            "achievement",
            "id",
            to="https://mallory.example/achievements/1",
        ),
    ),
    Tampering("an easier criterion", _a_lower_bar),
    Tampering("a level nobody gave", _a_better_result),
    Tampering("results taken out", _no_results),
    Tampering("evidence added", _an_evidence),
    Tampering("valid from earlier", _setting("validFrom", to="2020-01-01T00:00:00Z")),
    Tampering("awarded earlier", _setting("awardedDate", to="2020-01-01T00:00:00Z")),
    Tampering("valid for ever", _setting("validUntil", to="2999-01-01T00:00:00Z")),
    Tampering("no status", _without("credentialStatus")),
    Tampering("another status index", _another_status_index),
    Tampering("another status list", _another_status_list),
    Tampering("another status purpose", _another_purpose),
    Tampering("status hidden in an array", _hidden_status),
    Tampering(
        "another schema",
        _setting(
            "credentialSchema",
            to=[
                {
                    "id": "https://mallory.example/schema.json",
                    "type": "1EdTechJsonSchemaValidator2019",
                }
            ],
        ),
    ),
    Tampering("an endorsement added", _a_forged_endorsement),
    Tampering("a term that no context defines", _an_unsigned_term),
    Tampering("a signed member under its IRI", _renamed_to_its_iri),
    Tampering("a context of one's own", _an_inline_context),
    Tampering("contexts taken out", _fewer_contexts),
    Tampering("another type", _setting("type", to=["VerifiableCredential"])),
    Tampering("another description", _setting("description", to="Three years at Oxford.")),
    Tampering("another picture", _setting("image", "id", to="https://mallory.example/gold.png")),
)

PROOF_TAMPERINGS: tuple[Tampering, ...] = (
    Tampering("no proof", _without("proof")),
    Tampering("another proof value", _a_changed_proof_value),
    Tampering("signed earlier", _setting("proof", "created", to="2020-01-01T00:00:00Z")),
    Tampering("another purpose of proof", _setting("proof", "proofPurpose", to="authentication")),
    Tampering("another cryptosuite", _setting("proof", "cryptosuite", to="eddsa-jcs-2022")),
    Tampering(
        "a key of another DID",
        _setting(
            "proof",
            "verificationMethod",
            to="did:web:mallory.example#key",
        ),
    ),
    Tampering("a stranger's signature", _signed_by_a_stranger),
    Tampering("a stranger's did:key", _signed_with_a_strangers_did),
    Tampering("a stranger's proof beside the genuine one", _two_proofs),
    SELF_ISSUED,
)


DOCUMENT_TAMPERINGS = CONTENT_TAMPERINGS + PROOF_TAMPERINGS


def _another_digest(document: Document) -> Document:
    document["relatedResource"][0]["digestSRI"] = ob.digest_sri(b"another badge")
    return document


#: Of an employer's endorsement that stands by itself.
ENDORSEMENT_TAMPERINGS: tuple[Tampering, ...] = (
    Tampering(
        "other words",
        _setting("credentialSubject", "endorsementComment", to="The best we ever had."),
    ),
    Tampering(
        "about another badge", _setting("credentialSubject", "id", to="urn:uuid:" + "0" * 32)
    ),
    Tampering("bound to another file", _another_digest),
    Tampering("bound to no file", _without("relatedResource")),
    Tampering("another id", _setting("id", to="https://mallory.example/endorsements/1")),
    Tampering("another employer's name", _setting("issuer", "name", to="Oxford University")),
    Tampering("another employer", _setting("issuer", "id", to="did:web:mallory.example")),
    Tampering("said earlier", _setting("validFrom", to="2020-01-01T00:00:00Z")),
    Tampering("good for ever", _setting("validUntil", to="2999-01-01T00:00:00Z")),
    Tampering("never to be withdrawn", _without("credentialStatus")),
    Tampering("another bit", _another_status_index),
    Tampering("another list", _another_status_list),
    Tampering("a term that no context defines", _an_unsigned_term),
    Tampering("a context of one's own", _an_inline_context),
    Tampering("another type", _setting("type", to=["VerifiableCredential"])),
    *PROOF_TAMPERINGS,
)
