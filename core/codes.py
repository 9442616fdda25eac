"""Six figures for a letter: derived from the row, stored nowhere.

Whoever limits the tries makes them safe: ten tries of a million are one in a hundred thousand.
"""

import hashlib
import hmac
import uuid

from django.conf import settings

FIGURES = 6
MOST_TRIES = 10


def code_for(purpose: str, public_id: uuid.UUID, address: str) -> str:
    """The code for one row, purpose and address; another address has another code."""
    message = f"{purpose}:{public_id}:{address.casefold()}".encode()
    digest = hmac.digest(settings.SECRET_KEY.encode(), message, hashlib.sha256)
    return f"{int.from_bytes(digest[:8]) % 10**FIGURES:0{FIGURES}d}"


def code_matches(purpose: str, public_id: uuid.UUID, address: str, typed: str) -> bool:
    """Whether ``typed`` is that code; spaces between the figures do not matter."""
    figures = "".join(typed.split())
    expected = code_for(purpose, public_id, address)
    return hmac.compare_digest(expected.encode(), figures.encode())
