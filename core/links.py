"""Signed links for letters. Opening one spends nothing: the page has the button.

A link is an ordinary page's address with ``?key=…``: who it was written to, for which page, until
when. The middleware signs the reader in for a working day and takes the key out of the address
bar. A run-out key shows a page that offers a new letter. Members of the university's staff never
sign in by link.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing

SALT = "core.links"
GOOD_FOR = timedelta(days=60)
SIGNED_IN_FOR = timedelta(hours=12)


@dataclass(frozen=True)
class OpenedLink:
    """A key whose signature holds: whose, for which path, and whether its time has run out."""

    user_id: int
    address_mark: str
    path: str
    run_out: bool


def address_mark(email: str) -> str:
    """A short digest that dies with the address: a changed address ends its old links."""
    return hashlib.sha256(email.casefold().encode()).hexdigest()[:12]


def link_for(user: Any, path: str) -> str:
    """The absolute address of ``path`` that lets ``user`` in from a letter."""
    key = signing.dumps([user.pk, address_mark(user.email), path], salt=SALT, compress=True)
    return f"{settings.BASE_URL}{path}{'&' if '?' in path else '?'}key={key}"


def open_key(key: str) -> OpenedLink | None:
    """What ``key`` says, or ``None`` for one that we did not write."""
    run_out = False
    try:
        content = signing.loads(key, salt=SALT, max_age=GOOD_FOR)
    except signing.SignatureExpired:
        run_out = True
        content = signing.loads(key, salt=SALT)
    except signing.BadSignature:
        return None
    user_id, mark, path = content
    return OpenedLink(user_id=user_id, address_mark=mark, path=path, run_out=run_out)


def absolute(path: str) -> str:
    """The absolute address of a public ``path``."""
    return f"{settings.BASE_URL}{path}"
