"""Reading what may be hostile: documents, proofs, dates, keys and their parts.

What is wrong raises :class:`Problem` with the code of the answer.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.util import urlsafe_b64decode
from openbadgeslib import _safejson
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.did import resolve_verification_method

from openbadges.contexts import screen
from openbadges.verdicts import (
    Code,
    Kind,
    Securing,
)

MAX_DOCUMENT_BYTES: Final = 128 * 1024
MAX_LOOKED_UP_BYTES: Final = 1024 * 1024

#: Clocks differ: this much before "not yet valid" and after "expired" is forgiven.
LEEWAY: Final = timedelta(seconds=60)


class Problem(Exception):
    """An answer that ends a check."""

    def __init__(self, code: Code, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail[:300]


@dataclass(frozen=True, slots=True)
class Secured:
    """A document as read, with what its signature needs."""

    document: dict[str, Any]
    token: str = ""
    header: Mapping[str, Any] | None = None

    @property
    def securing(self) -> Securing:
        return Securing.VC_JWT if self.token else Securing.DATA_INTEGRITY


def read_document(
    credential: bytes | str | Mapping[str, Any], limit: int = MAX_DOCUMENT_BYTES
) -> Secured:
    """The document in JSON, text, bytes or a VC-JWT of at most ``limit`` bytes."""
    if isinstance(credential, Mapping):
        try:
            credential = json.dumps(credential, ensure_ascii=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise Problem(Code.UNREADABLE, f"This is not plain JSON: {error}") from error
    try:
        content = credential.encode() if isinstance(credential, str) else credential
        text = content.decode().strip()
    except UnicodeError:
        raise Problem(Code.UNREADABLE, "This is not text in UTF-8.") from None
    if len(content) > limit:
        raise Problem(Code.UNREADABLE, f"This is longer than {limit} bytes.")
    if text.startswith("{"):
        return Secured(parse_json(text))
    parts = text.split(".")
    if len(parts) != 3:
        raise Problem(Code.UNREADABLE, "This is neither JSON nor a token.")
    header, payload, _signature = (decoded_part(part) for part in parts)
    named = parse_json(header)
    if not isinstance(named.get("kid", ""), str) or named.get("crit"):
        raise Problem(Code.UNREADABLE, "The header of the token cannot be understood.")
    return Secured(parse_json(payload), token=text, header=named)


def id_in(credential: bytes | str) -> str:
    """The id that a file gives itself, nothing of it checked; empty where it cannot be read."""
    try:
        return text_of(read_document(credential).document.get("id"))
    except Problem:
        return ""


def decoded_part(part: str) -> bytes:
    """One part of a token."""
    try:
        return urlsafe_b64decode(part.encode("ascii"))
    except (ValueError, UnicodeError):
        raise Problem(Code.UNREADABLE, "A part of the token is not base64url.") from None


def parse_json(content: bytes | str) -> dict[str, Any]:
    """An object of JSON, no member of it twice."""
    try:
        text = content.decode() if isinstance(content, bytes) else content
        value = json.loads(text, object_pairs_hook=unique_members)
        _safejson.check(value)
    except (ValueError, RecursionError) as error:
        raise Problem(Code.UNREADABLE, f"This is not usable JSON: {error}") from None
    if not isinstance(value, dict):
        raise Problem(Code.UNREADABLE, "This is not a JSON object.")
    return value


def unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The members of an object, each once."""
    members = dict(pairs)
    if len(members) != len(pairs):
        # Which of two a reader takes differs between readers.
        raise ValueError("a member stands twice")
    return members


# Shape


def require_shape(secured: Secured, kinds: tuple[Kind, ...]) -> Kind:
    """The kind of a document, whose members that we rely on are what the standard says."""
    document = secured.document
    if refusal := screen(document):
        raise Problem(Code.UNREADABLE, refusal)
    types = items_of(document.get("type"))
    kind = next((kind for kind in kinds if kind in types), None)
    if kind is None and Kind.CREDENTIAL in kinds and "AchievementCredential" in types:
        kind = Kind.CREDENTIAL
    require(kind is not None and "VerifiableCredential" in types, "type")
    assert kind is not None
    contexts = contexts_of(document)
    require(bool(contexts) and contexts[0] == "https://www.w3.org/ns/credentials/v2", "@context")
    issuer = document.get("issuer")
    subject = document.get("credentialSubject")
    require(is_text(document.get("id")), "id")
    require(is_text(issuer) or (isinstance(issuer, dict) and is_text(issuer.get("id"))), "issuer")
    require(isinstance(subject, dict), "credentialSubject")
    assert isinstance(subject, dict)
    require("id" not in subject or is_text(subject["id"]), "credentialSubject.id")
    for member in ("validFrom", "validUntil"):
        require(member not in document or moment_of(document[member]) is not None, member)
    require("validFrom" in document or kind is Kind.STATUS_LIST, "validFrom")
    for old_name in ("issuanceDate", "expirationDate"):
        require(old_name not in document, old_name)
    for claim in ("nbf", "exp"):
        require(type(document.get(claim, 0)) is int, claim)
    for place in ("credentialStatus", "endorsement"):
        require(len(items_of(document.get(place))) == len(objects_of(document.get(place))), place)
    if kind is Kind.CREDENTIAL:
        require_achievement(subject.get("achievement"))
        require("id" in subject or bool(objects_of(subject.get("identifier"))), "credentialSubject")
    if kind is Kind.ENDORSEMENT:
        require("id" in subject, "credentialSubject.id")
    return kind


def require_achievement(achievement: Any) -> None:
    """What we rely on of an achievement is there."""
    require(isinstance(achievement, dict), "achievement")
    for member in ("id", "name", "description"):
        require(is_text(achievement.get(member)), f"achievement.{member}")
    require("Achievement" in items_of(achievement.get("type")), "achievement.type")
    require(isinstance(achievement.get("criteria"), dict), "achievement.criteria")


def require_status_entry(entry: dict[str, Any]) -> tuple[int, str]:
    """The index and the address of an entry that we can follow."""
    purpose, index = entry.get("statusPurpose"), entry.get("statusListIndex")
    address = entry.get("statusListCredential")
    if (
        "BitstringStatusListEntry" not in items_of(entry.get("type"))
        or not isinstance(purpose, str)
        or not is_text(address)
        or entry.get("statusSize", 1) != 1
    ):
        raise Problem(Code.UNSUPPORTED, "The status is not a bit of a Bitstring Status List.")
    if not str(index).isascii() or not str(index).isdigit() or len(str(index)) > 9:
        raise Problem(Code.MALFORMED, "The index of the status is not a number.")
    return int(str(index)), str(address)


def require(condition: bool, member: str) -> None:
    """``condition`` holds, or ``member`` is named as not what the standard says."""
    if not condition:
        raise Problem(Code.MALFORMED, f"“{member}” is missing or not as the standard says.")


def data_integrity_proof(document: dict[str, Any]) -> dict[str, Any]:
    """The one proof that speaks for a document."""
    proofs = [
        proof
        for proof in objects_of(document.get("proof"))
        if proof.get("type") == "DataIntegrityProof"
    ]
    if not proofs:
        raise Problem(Code.UNSIGNED, "There is no Data Integrity proof.")
    known = [proof for proof in proofs if proof.get("cryptosuite") == "eddsa-rdfc-2022"]
    if len(known) != 1:
        raise Problem(Code.UNSUPPORTED, "There is not exactly one eddsa-rdfc-2022 proof.")
    proof = known[0]
    if proof.get("proofPurpose") != "assertionMethod":
        raise Problem(Code.UNSIGNED, "The proof does not assert anything.")
    if not is_text(proof.get("verificationMethod")):
        raise Problem(Code.WRONG_KEY, "The proof names no key.")
    return proof


def check_dates(document: dict[str, Any], now: datetime) -> None:
    """The document is valid at ``now``, clocks that differ forgiven."""
    starts = [moment_of(document.get("validFrom"))]
    ends = [moment_of(document.get("validUntil"))]
    if any(moment is not None and moment < now - LEEWAY for moment in ends) or (
        "exp" in document and document["exp"] < (now - LEEWAY).timestamp()
    ):
        raise Problem(Code.EXPIRED, f"It was valid until {document.get('validUntil')}.")
    if any(moment is not None and moment > now + LEEWAY for moment in starts) or (
        "nbf" in document and document["nbf"] > (now + LEEWAY).timestamp()
    ):
        raise Problem(Code.NOT_YET_VALID, f"It is valid from {document.get('validFrom')}.")


def embedded_endorsements(document: dict[str, Any]) -> Iterator[dict[str, Any] | str]:
    """Every endorsement inside a document, wherever the standard lets one stand."""
    for place in endorsable(document):
        yield from objects_of(place.get("endorsement"))
        yield from (token for token in items_of(place.get("endorsementJwt")) if is_text(token))


def endorsable(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The places of a document that may hold endorsements."""
    subject = document["credentialSubject"]
    achievement = subject.get("achievement")
    achievement = achievement if isinstance(achievement, dict) else {}
    places = (
        document,
        document["issuer"],
        achievement,
        achievement.get("creator"),
        subject.get("source"),
    )
    return [place for place in places if isinstance(place, dict)]


def names_in(document: dict[str, Any]) -> Iterator[str]:
    """What an endorsement inside this document may be about."""
    for place in (*endorsable(document), document["credentialSubject"]):
        if is_text(place.get("id")):
            yield place["id"]
    yield id_of(document["issuer"])


def key_named(secured: Secured) -> str:
    """The DID URL of the key that a proof names."""
    if secured.header is not None:
        return text_of(secured.header.get("kid"))
    for proof in objects_of(secured.document.get("proof")):
        return text_of(proof.get("verificationMethod"))
    return ""


# Keys


@dataclass(frozen=True, slots=True)
class Key:
    """A public key, as PEM and as cryptography knows it."""

    pem: bytes
    public: Ed25519PublicKey | RSAPublicKey | EllipticCurvePublicKey


def key_of_method(method: dict[str, Any]) -> Key:
    """The public key of a verification method."""
    key_id = method["id"]
    try:
        if key_id.startswith("did:key:"):
            pem = resolve_verification_method(key_id)
        else:
            # openbadgeslib reads keys out of the DID document that belongs to a did:web.
            document = json.dumps({"verificationMethod": [method | {"id": "did:web:x#key"}]})
            pem = resolve_verification_method("did:web:x#key", lambda _address: document)
        public = load_pem_public_key(pem)
    except (LibOpenBadgesException, ValueError, TypeError) as error:
        raise Problem(Code.UNSUPPORTED, f"The key {key_id} cannot be read: {error}") from error
    if isinstance(public, RSAPublicKey) and not 2048 <= public.key_size <= 8192:
        raise Problem(Code.UNSUPPORTED, f"An RSA key of {public.key_size} bits.")
    if not isinstance(public, Ed25519PublicKey | RSAPublicKey | EllipticCurvePublicKey):
        raise Problem(Code.UNSUPPORTED, f"The key {key_id} is of a kind we do not know.")
    return Key(pem, public)


def for_tokens(
    public: Ed25519PublicKey | RSAPublicKey | EllipticCurvePublicKey,
) -> tuple[tuple[str, ...], RSAKey | ECKey | OKPKey]:
    """The algorithms that fit a key: the token never chooses the kind."""
    if isinstance(public, RSAPublicKey):
        return ("RS256", "RS384", "RS512"), RSAKey.import_key(public)
    if isinstance(public, EllipticCurvePublicKey):
        return ("ES256",), ECKey.import_key(public)
    return ("Ed25519", "EdDSA"), OKPKey.import_key(public)


def registry_of(algorithms: tuple[str, ...]) -> jws.JWSRegistry:
    """What joserfc may read: these algorithms, no more than our sizes."""
    registry = jws.JWSRegistry(algorithms=algorithms, strict_check_header=False)
    registry.max_header_length = 8 * 1024
    registry.max_payload_length = MAX_LOOKED_UP_BYTES
    return registry


# Small readers of JSON


def items_of(value: Any) -> list[Any]:
    """A value of the standard as a list: one, many or none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def objects_of(value: Any) -> list[dict[str, Any]]:
    """The objects among them."""
    return [item for item in items_of(value) if isinstance(item, dict)]


def contexts_of(document: Mapping[str, Any]) -> list[str]:
    """The contexts that a document names."""
    return [str(context) for context in items_of(document.get("@context"))]


def is_text(value: Any) -> bool:
    """Whether there are words."""
    return isinstance(value, str) and bool(value)


def text_of(value: Any) -> str:
    """The words, or none."""
    return value if isinstance(value, str) else ""


def id_of(node: Any) -> str:
    """The id of a node, which may be its id alone."""
    return text_of(node.get("id")) if isinstance(node, dict) else text_of(node)


def absolute_id(did: str, key_id: Any) -> str:
    """``#key-1`` as the DID URL that it stands for."""
    name = text_of(key_id)
    return did + name if name.startswith("#") else name


def moment_of(value: Any) -> datetime | None:
    """An aware moment, or None for what is not one."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo is not None else None
