"""Keys, verification methods and did:web documents.

Each issuer has an Ed25519 key (Multikey, for Data Integrity) and an RSA-2048 key (JsonWebKey, for
VC-JWT). Private keys travel as PKCS#8 PEM, public keys as SubjectPublicKeyInfo PEM. A method's id
is the key's fingerprint, so it is never reused; rotation adds a method and leaves the old one.
"""

import ipaddress
import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from joserfc.jwk import RSAKey
from openbadgeslib.ob3.did import multikey_from_pem

from openbadges.errors import KeyUnusable

PrivateKey = Ed25519PrivateKey | RSAPrivateKey
PublicKey = Ed25519PublicKey | RSAPublicKey

RSA_BITS: Final = 2048

_HOST: Final = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")


def generate_ed25519_key() -> bytes:
    """A new private key for `sign_di`, as PKCS#8 PEM, not encrypted."""
    return _private_pem(Ed25519PrivateKey.generate())


def generate_rsa_key() -> bytes:
    """A new RSA-2048 private key for `sign_jwt`, as PKCS#8 PEM, not encrypted. Takes ~0.1 s."""
    return _private_pem(generate_private_key(public_exponent=65537, key_size=RSA_BITS))


def load_private_key(pem: bytes | str) -> PrivateKey:
    """Read one of our own private keys (PKCS#8 PEM, not encrypted). Raises KeyUnusable.

    Never for a stranger's: the primes of an RSA key, which we made ourselves, are not tested again
    (that takes 30 ms, eighty times as long as a signature).
    """
    try:
        key = serialization.load_pem_private_key(
            _bytes(pem), password=None, unsafe_skip_rsa_key_validation=True
        )
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyUnusable(f"This is not a private key in PEM: {error}") from None
    if not isinstance(key, PrivateKey):
        raise KeyUnusable("Only Ed25519 and RSA keys sign credentials.")
    return key


def public_key(private_key: bytes | str | PrivateKey) -> bytes:
    """The public half of a private key, as SubjectPublicKeyInfo PEM."""
    if isinstance(private_key, bytes | str):
        private_key = load_private_key(private_key)
    return private_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def fingerprint(public_pem: bytes | str) -> str:
    """What names a key for good: the multibase Multikey (Ed25519) or RFC 7638 thumbprint (RSA)."""
    key = _load_public_key(public_pem)
    if isinstance(key, Ed25519PublicKey):
        return str(multikey_from_pem(_bytes(public_pem)))
    return RSAKey.import_key(key).thumbprint()


def key_id(did: str, public_pem: bytes | str) -> str:
    """The DID URL of a key: what `sign_di` and `sign_jwt` name as verification method and `kid`."""
    return f"{did}#{fingerprint(public_pem)}"


def verification_method(did: str, public_pem: bytes | str) -> dict[str, Any]:
    """The entry of a DID document that publishes a key: Multikey or JsonWebKey by kind."""
    key = _load_public_key(public_pem)
    method: dict[str, Any] = {"id": key_id(did, public_pem), "controller": did}
    if isinstance(key, Ed25519PublicKey):
        return method | {"type": "Multikey", "publicKeyMultibase": fingerprint(public_pem)}
    jwk = RSAKey.import_key(key).as_dict(private=False, alg="RS256")
    return method | {"type": "JsonWebKey", "publicKeyJwk": jwk}


def did_document(
    did: str, public_pems: Iterable[bytes | str], *, also_known_as: Iterable[str] = ()
) -> dict[str, Any]:
    """The DID document of an issuer, to be served as `did.json` at `did_document_url(did)`.

    Every key given may assert now, whatever its age: verifiers have no notion of "then". Multikeys
    come first, because wallets take the first method.
    """
    methods = [verification_method(did, pem) for pem in public_pems]
    methods.sort(key=lambda method: method["type"] != "Multikey")
    document = {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
        ],
        "id": did,
        "alsoKnownAs": list(also_known_as),
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }
    return {name: value for name, value in document.items() if value or name != "alsoKnownAs"}


def did_web(base_url: str, *path: str) -> str:
    """The did:web of a path under a site: `did_web("http://localhost:8000", "employers", "acme")`.

    Gives `did:web:localhost%3A8000:employers:acme` (did:web method specification, 3.1 and 3.2:
    the port's colon is percent-encoded; the scheme is not part, resolvers always use https).
    Raises ValueError for IP addresses, which did:web forbids, and for addresses without a host.
    """
    parts = urlsplit(base_url)
    if not _HOST.fullmatch(parts.netloc) or not parts.hostname:
        raise ValueError(f"did:web needs an address with a host, not {base_url!r}")
    if _is_ip_address(parts.hostname):
        raise ValueError(f"did:web forbids IP addresses: {parts.hostname}")
    port = f"%3A{parts.port}" if parts.port else ""
    segments = [*filter(None, parts.path.split("/")), *path]
    if any(_is_unusable(segment) for segment in segments):
        raise ValueError(f"did:web cannot name the path {path!r}")
    encoded = [quote(segment, safe="") for segment in segments]
    return ":".join(["did:web", parts.hostname + port, *encoded])


def did_document_url(did: str) -> str:
    """The https address of the DID document of a did:web. Raises ValueError for anything else."""
    if not did.startswith("did:web:") or not did.isascii():
        raise ValueError("not a did:web")
    host, *path = (unquote(part) for part in did.removeprefix("did:web:").split(":"))
    if not _HOST.fullmatch(host) or _is_ip_address(host.partition(":")[0]):
        raise ValueError("a did:web without a proper host")
    if any(_is_unusable(part) for part in path):
        raise ValueError("a did:web with an unusable path")
    directory = "/".join(quote(part, safe="") for part in path) or ".well-known"
    return f"https://{host}/{directory}/did.json"


def _is_unusable(segment: str) -> bool:
    return segment in {"", ".", ".."} or not set(segment).isdisjoint("/\\?#%")


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.isdigit()
    return True


def _private_pem(key: PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _load_public_key(pem: bytes | str) -> PublicKey:
    try:
        key = serialization.load_pem_public_key(_bytes(pem))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyUnusable(f"This is not a public key in PEM: {error}") from None
    if not isinstance(key, PublicKey):
        raise KeyUnusable("Only Ed25519 and RSA keys are published.")
    return key


def _bytes(pem: bytes | str) -> bytes:
    return pem.encode() if isinstance(pem, str) else pem
