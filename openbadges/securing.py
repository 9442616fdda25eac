"""The two ways a document is signed: Data Integrity (JSON) and VC-JWT (a compact token)."""

from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.ldp import add_data_integrity_proof

from openbadges.contexts import require_pinned_contexts
from openbadges.errors import DocumentRefused, KeyUnusable
from openbadges.keys import load_private_key


def sign_di(
    document: dict[str, Any],
    key: bytes | str | Ed25519PrivateKey,
    verification_method: str,
    created: datetime,
) -> dict[str, Any]:
    """A copy of `document` with an `eddsa-rdfc-2022` Data Integrity proof (W3C vc-di-eddsa).

    `key` is an Ed25519 private key, `verification_method` its DID URL in the issuer's DID
    document, `created` an aware moment, kept to the second. A term that no context defines would
    be left unsigned without a word: documents come from our builders, or through `check_terms`.
    Raises KeyUnusable or DocumentRefused.
    """
    require_pinned_contexts()
    private_key = load_private_key(key) if isinstance(key, bytes | str) else key
    if not isinstance(private_key, Ed25519PrivateKey):
        raise KeyUnusable("Data Integrity needs an Ed25519 key.")
    _require_key_of_issuer(document, verification_method)
    if created.tzinfo is None:
        raise DocumentRefused("The moment of signing has no time zone.")
    try:
        return add_data_integrity_proof(
            document,
            private_key,
            verification_method,
            created=created.astimezone(UTC).replace(microsecond=0),
        )
    except LibOpenBadgesException as error:
        raise DocumentRefused(str(error)) from error


def sign_jwt(document: dict[str, Any], rsa_key: bytes | str | RSAPrivateKey, kid: str) -> str:
    """`document` as a VC-JWT: RS256, header `alg`, `kid` and `typ` only (OB 3.0, section 8.2).

    The payload is the document itself with `iss`, `jti`, `sub`, `nbf` and, where it has an end,
    `exp`. `kid` is the DID URL of the key. Raises KeyUnusable or DocumentRefused.
    """
    private_key = load_private_key(rsa_key) if isinstance(rsa_key, bytes | str) else rsa_key
    if not isinstance(private_key, RSAPrivateKey):
        raise KeyUnusable("A VC-JWT of ours needs an RSA key.")
    _require_key_of_issuer(document, kid)
    try:
        claims = {
            **document,
            "iss": _issuer_id(document),
            "jti": document["id"],
            "sub": document["credentialSubject"]["id"],
            "nbf": _timestamp(document["validFrom"]),
        }
        if "validUntil" in document:
            claims["exp"] = _timestamp(document["validUntil"])
    except (KeyError, TypeError, ValueError) as error:
        raise DocumentRefused(f"A VC-JWT needs {error}.") from error
    header = {"alg": "RS256", "kid": kid, "typ": "JWT"}
    try:
        return jwt.encode(header, claims, RSAKey.import_key(private_key), algorithms=["RS256"])
    except JoseError as error:
        raise DocumentRefused(str(error)) from error


def _require_key_of_issuer(document: dict[str, Any], key_id: str) -> None:
    if "proof" in document:
        raise DocumentRefused("This document is signed already.")
    if key_id.partition("#")[0] != _issuer_id(document) or "#" not in key_id:
        raise DocumentRefused(f"The key {key_id} is not one of the issuer's.")


def _issuer_id(document: dict[str, Any]) -> Any:
    issuer = document.get("issuer")
    return issuer.get("id") if isinstance(issuer, dict) else issuer


def _timestamp(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())
