"""Every way to change a token (VC-JWT) that a verifier must refuse."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc import jws
from joserfc.jwk import OctKey, RSAKey

from tests.openbadges.tampering import (
    CONTENT_TAMPERINGS,
    Document,
    Tampering,
    _setting,
    _strangers_keys,
)


def _encoded(value: Any) -> str:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _parts(token: str) -> tuple[Document, Document, str]:
    header, payload, signature = token.split(".")
    return json.loads(_decoded(header)), json.loads(_decoded(payload)), signature


def _payload(change: Callable[[Document], Document]) -> Callable[[str], str]:
    """The payload changed under the old signature."""

    def changed(token: str) -> str:
        header, payload, signature = _parts(token)
        return f"{_encoded(header)}.{_encoded(change(payload))}.{signature}"

    return changed


def _header(**members: Any) -> Callable[[str], str]:
    def changed(token: str) -> str:
        header, _payload, signature = _parts(token)
        return f"{_encoded(header | members)}.{token.split('.')[1]}.{signature}"

    return changed


def _unsigned(token: str) -> str:
    header, payload, _signature = _parts(token)
    return f"{_encoded(header | {'alg': 'none'})}.{_encoded(payload)}."


def _no_signature(token: str) -> str:
    return token.rpartition(".")[0] + "."


def _flipped_signature(token: str) -> str:
    start, _, signature = token.rpartition(".")
    content = bytearray(_decoded(signature))
    content[10] ^= 1
    return f"{start}.{_encoded(bytes(content))}"


def _by_a_stranger(token: str) -> str:
    header, payload, _signature = _parts(token)
    key = RSAKey.import_key(load_pem_private_key(_strangers_keys()[1], None))
    return jws.serialize_compact(header, json.dumps(payload), key, registry=_big_headers(["RS256"]))


def _with_the_strangers_key(token: str) -> str:
    """A stranger's signature with the stranger's public key in the header, and no kid."""
    header, payload, _signature = _parts(token)
    del header["kid"]
    key = RSAKey.import_key(load_pem_private_key(_strangers_keys()[1], None))
    header["jwk"] = key.as_dict(private=False)
    return jws.serialize_compact(header, json.dumps(payload), key, registry=_big_headers(["RS256"]))


def _with_a_shared_secret(token: str) -> str:
    header, payload, _signature = _parts(token)
    return jws.serialize_compact(
        header | {"alg": "HS256"},
        json.dumps(payload),
        OctKey.import_key("correct horse battery staple, correct horse"),
        registry=_big_headers(["HS256"]),
    )


def _big_headers(algorithms: list[str]) -> jws.JWSRegistry:
    registry = jws.JWSRegistry(algorithms=algorithms)
    registry.max_header_length = 4096
    return registry


TOKEN_TAMPERINGS: tuple[Tampering, ...] = (
    *(
        Tampering(f"payload: {content.name}", _payload(content.change))
        for content in CONTENT_TAMPERINGS
    ),
    Tampering("payload: another iss", _payload(_setting("iss", to="did:web:mallory.example"))),
    Tampering("payload: another sub", _payload(_setting("sub", to="urn:uuid:" + "0" * 32))),
    Tampering("payload: another jti", _payload(_setting("jti", to="https://mallory.example/1"))),
    Tampering("payload: an earlier nbf", _payload(_setting("nbf", to=0))),
    Tampering(
        "payload: a later exp",
        _payload(_setting("exp", to=int(datetime(2999, 1, 1, tzinfo=UTC).timestamp()))),
    ),
    Tampering("header: another algorithm", _header(alg="PS256")),
    Tampering("header: a kid of another DID", _header(kid="did:web:mallory.example#key")),
    Tampering("header: a kid that is nowhere", _header(kid="#nowhere")),
    Tampering("header: something critical", _header(crit=["b64"], b64=False)),
    Tampering("algorithm none", _unsigned),
    Tampering("no signature", _no_signature),
    Tampering("another signature", _flipped_signature),
    Tampering("a shared secret", _with_a_shared_secret),
    Tampering("a stranger's signature under the kid", _by_a_stranger),
    Tampering("a stranger's key in the header", _with_the_strangers_key),
)
