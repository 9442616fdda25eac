"""A lottery that anybody can run again.

Before the window closes the SHA-256 of the seed is published (``commit``), afterwards the seed.
The number of an EOI depends on the seed and its own id alone, so that nobody's number moves when
others join or leave. By hand:

    printf %s "$SEED" | sha256sum
    printf %s "$EOI" | openssl dgst -sha256 -hmac "$SEED"

The first sixteen hex digits of the second line, divided by 2^64, times a million, rounded down,
are the number. HMAC as in RFC 2104, SHA-256 as in FIPS 180-4.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

NUMBERS = 1_000_000


def new_seed() -> str:
    """A fresh secret seed: 64 hex digits (256 bits) from the operating system."""
    return secrets.token_hex(32)


def commit(seed: str) -> str:
    """The promise to publish beforehand: SHA-256 of the seed's UTF-8 text, as 64 hex digits."""
    return hashlib.sha256(seed.encode()).hexdigest()


def number(seed: str, eoi_id: str) -> int:
    """The lottery number of one EOI, 0 to 999 999; the higher goes first.

    Both arguments are taken as UTF-8 text; write UUIDs in their usual form with hyphens.
    """
    digest = hmac.new(seed.encode(), eoi_id.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") * NUMBERS >> 64
