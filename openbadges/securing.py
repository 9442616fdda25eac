"""The two ways a document is signed: Data Integrity (JSON) and VC-JWT (a compact token)."""

import copy
import hashlib
import threading
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from openbadgeslib.ob3 import contexts as pinned
from openbadgeslib.ob3.did import _b58btc_encode
from pyld import canon, jsonld
from pyld.context_resolver import ContextResolver

from openbadges.contexts import require_pinned_contexts
from openbadges.documents import in_utc
from openbadges.errors import DocumentRefused, KeyUnusable
from openbadges.keys import PrivateKey, load_private_key
from openbadges.processing import Processor

_kept: Final = threading.local()


def sign_di(
    document: dict[str, Any],
    key: bytes | str | PrivateKey,
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
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": in_utc(created),
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    options = {**proof, "@context": document.get("@context")}
    hashed = b"".join(hashlib.sha256(_canonical(each)).digest() for each in (options, document))
    value = f"z{_b58btc_encode(private_key.sign(hashed))}"
    return copy.deepcopy(document) | {"proof": proof | {"proofValue": value}}


def _canonical(document: dict[str, Any]) -> bytes:
    """The N-Quads of RDFC-1.0, which PyLD knows by its name before it was a standard.

    For documents of our own builders alone: openbadgeslib, which verifies strangers' files, bounds
    what this may cost, and expands each document twice for that. Contexts that were read once are
    kept for each thread, because PyLD's own cache is not safe between threads.
    """
    loader = pinned.document_loader()
    if not hasattr(_kept, "contexts"):
        _kept.contexts = {}
    found = {"documentLoader": loader, "contextResolver": ContextResolver(_kept.contexts, loader)}
    try:
        dataset = Processor().to_rdf(document, {"produceGeneralizedRdf": False, **found})
    except jsonld.JsonLdError as error:
        raise DocumentRefused(f"This is not JSON-LD of the known contexts: {error}") from error
    return str(canon.URDNA2015().main(dataset, {"format": "application/n-quads"})).encode()


def sign_jwt(document: dict[str, Any], rsa_key: bytes | str | PrivateKey, kid: str) -> str:
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
