"""Signing keys of institutions and employers, sealed under a key that the database does not hold.

``KEY_FILE`` is JSON, readable by its owner alone: ``{"current": "k1", "keys": {"k1": base64}}``,
each key 256 bits. A private half is sealed with AES-GCM under the current one (``kek_id`` says
which), bound to its own fingerprint, so that sealed keys cannot be swapped between rows. Only
workers and commands read the file; web processes need not be able to.
"""

import base64
import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import QuerySet

import openbadges as ob
from core import clock
from core.outbox import publish
from credentials.events import KeyStruck
from credentials.models import SealingKey, SigningKey
from employers.models import Employer
from institutions.models import Institution

logger = structlog.get_logger(__name__)

Owner = Institution | Employer
Pair = SigningKey | SealingKey
Kind = SigningKey.Kind
NONCE = 12


class KeyFileUnusable(ImproperlyConfigured):
    """The key file is missing, broken, or lacks the key that a row was sealed under."""


class UnknownKey(LookupError):
    """No key that is published has this fingerprint."""


@dataclass(frozen=True)
class KeyRing:
    """The key-encryption keys: ``current`` seals, every one of ``keys`` opens."""

    current: str
    keys: dict[str, bytes]

    def seal(self, secret: bytes, fingerprint: str) -> tuple[str, bytes]:
        """``secret`` under the current key: that key's id, and nonce with ciphertext."""
        nonce = secrets.token_bytes(NONCE)
        sealed = AESGCM(self.keys[self.current]).encrypt(nonce, secret, fingerprint.encode())
        return self.current, nonce + sealed

    def open(self, kek_id: str, sealed: bytes, fingerprint: str) -> bytes:
        """The secret again. Raises ``KeyFileUnusable``."""
        if kek_id not in self.keys:
            raise KeyFileUnusable(f"{settings.KEY_FILE} has no key {kek_id!r}.")
        try:
            return AESGCM(self.keys[kek_id]).decrypt(
                sealed[:NONCE], sealed[NONCE:], fingerprint.encode()
            )
        except InvalidTag:
            raise KeyFileUnusable(
                f"The key {kek_id!r} in {settings.KEY_FILE} is not the one that sealed this."
            ) from None


def make_key_file() -> bool:
    """Write a key file with one new key, readable by its owner alone. False where there is one.

    Two processes may try at once: the file appears whole, and only one of them makes it.
    """
    path = _path()
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    ring = KeyRing("k1", {"k1": secrets.token_bytes(32)})
    draft = _written(path, ring)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def load_key_ring() -> KeyRing:
    """The key file as it is now. A demo and the tests make one where there is none.

    Raises ``KeyFileUnusable``; in production also where there is none, because the one that the
    database was sealed under may only be misplaced.
    """
    path = _path()
    if not path.exists() and not settings.PRODUCTION:
        make_key_file()
    try:
        content = json.loads(path.read_text())
        keys = {name: base64.b64decode(value) for name, value in content["keys"].items()}
        ring = KeyRing(content["current"], keys)
        if ring.current not in keys or {len(key) for key in keys.values()} != {32}:
            raise ValueError("not what make_keys writes")
    except FileNotFoundError:
        raise KeyFileUnusable(f"{path} is missing: `manage.py make_keys` makes one.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFileUnusable(f"{path} cannot be read: {error}") from error
    return ring


def rewrap_keys() -> int:
    """Put a new key into the key file and seal every private key under it; gives how many.

    The key before stays in the file until every row is sealed anew, then it goes. Stopped half
    way, it can be run again.
    """
    old = load_key_ring()
    name = f"k{max((int(n[1:]) for n in old.keys if n[1:].isdigit()), default=0) + 1}"
    ring = KeyRing(name, old.keys | {name: secrets.token_bytes(32)})
    _replace(ring)
    count = 0
    pairs: tuple[type[Pair], ...] = (SigningKey, SealingKey)
    for model in pairs:
        for pk in model._default_manager.values_list("pk", flat=True):
            with transaction.atomic():
                row: Pair = model._default_manager.select_for_update().get(pk=pk)
                _seal(row, _opened(row, ring), ring)
                row.save(update_fields=["private_sealed", "kek_id"])
                count += 1
    used = {name}.union(*(m._default_manager.values_list("kek_id", flat=True) for m in pairs))
    _replace(KeyRing(name, {key: ring.keys[key] for key in ring.keys if key in used}))
    return count


def keys_of(owner: Owner) -> "QuerySet[SigningKey]":
    """Every key of ``owner``, oldest first."""
    return SigningKey.objects.filter(**owner_column(owner)).order_by("pk")


def published_keys(owner: Owner) -> "QuerySet[SigningKey]":
    """The keys that the DID document lists: retired ones too, because verifiers ask about now."""
    return keys_of(owner).filter(compromised_at__isnull=True)


def make_keys(owner: Owner) -> dict[str, SigningKey]:
    """The keys that ``owner`` signs with now, by kind; made where there are none yet."""
    current = _current(owner)
    if len(current) == len(Kind):
        return current
    with transaction.atomic():
        type(owner)._default_manager.select_for_update(no_key=True).get(pk=owner.pk)
        current = _current(owner)
        for kind in Kind:
            if kind not in current:
                current[kind] = _make(owner, kind)
    return current


def held_keys(owner: Owner) -> dict[str, SigningKey]:
    """As :func:`make_keys`, held until the transaction ends: a key is struck off before that, or
    waits for it, so that nothing is signed with a struck key after whatever it signed was found.
    """
    while True:
        keys = make_keys(owner)
        with connection.cursor() as cursor:  # Django has no FOR KEY SHARE; signers do not wait
            cursor.execute(
                "SELECT id FROM credentials_signingkey WHERE id = ANY(%s)"
                " AND compromised_at IS NULL FOR KEY SHARE",
                [[key.pk for key in keys.values()]],
            )
            if len(cursor.fetchall()) == len(keys):
                return keys


@transaction.atomic
def rotate_keys(owner: Owner) -> dict[str, SigningKey]:
    """Sign with new keys from now on; the old ones stay published, so that old badges verify."""
    type(owner)._default_manager.select_for_update(no_key=True).get(pk=owner.pk)
    keys_of(owner).filter(retired_at__isnull=True).update(retired_at=clock.now())
    return make_keys(owner)


@transaction.atomic
def strike_key(fingerprint: str) -> SigningKey:
    """Take a key that may be in other hands out of its owner's DID document, at once and for good.

    Whatever it signed is refused from now on; a worker signs it anew with another. Raises
    ``UnknownKey``.
    """
    key = (
        SigningKey.objects.select_for_update(of=("self",))
        .select_related("institution", "employer")
        .filter(fingerprint=fingerprint, compromised_at__isnull=True)
        .first()
    )
    if key is None:
        raise UnknownKey(f"No published key has the fingerprint {fingerprint!r}.")
    key.compromised_at = clock.now()
    key.save(update_fields=["compromised_at"])
    publish(KeyStruck(key_id=key.pk))
    return key


def make_sealing_key(institution: Institution) -> SealingKey:
    """The key under which its sealed answers lie; made where there is none. In a worker alone."""
    with transaction.atomic():
        Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
        row = SealingKey.objects.filter(institution=institution).first()
        if row is None:
            private = ob.generate_rsa_key()
            public = ob.public_key(private)
            row = SealingKey(
                institution=institution, fingerprint=ob.fingerprint(public), public=public.decode()
            )
            _seal(row, private, load_key_ring())
            row.save()
    return row


def private_key(key: Pair) -> bytes:
    """The private half as PEM. For what signs, and what opens sealed answers, alone."""
    return _opened(key, load_key_ring())


def owner_column(owner: Owner) -> dict[str, Any]:
    """The column of a row that belongs to an institution or an employer."""
    return {"institution" if isinstance(owner, Institution) else "employer": owner}


def _current(owner: Owner) -> dict[str, SigningKey]:
    current = keys_of(owner).filter(retired_at__isnull=True, compromised_at__isnull=True)
    return {key.kind: key for key in current}


def _make(owner: Owner, kind: str) -> SigningKey:
    private = ob.generate_ed25519_key() if kind == Kind.ED25519 else ob.generate_rsa_key()
    public = ob.public_key(private)
    row = SigningKey(
        kind=kind, fingerprint=ob.fingerprint(public), public=public.decode(), **owner_column(owner)
    )
    _seal(row, private, load_key_ring())
    row.save()
    logger.info("signing_key_made", owner=str(owner.pk), kind=kind, fingerprint=row.fingerprint)
    return row


def _seal(row: Pair, private: bytes, ring: KeyRing) -> None:
    row.kek_id, row.private_sealed = ring.seal(private, row.fingerprint)


def _opened(row: Pair, ring: KeyRing) -> bytes:
    return ring.open(row.kek_id, bytes(row.private_sealed), row.fingerprint)


def _path() -> Path:
    if not settings.KEY_FILE:
        raise KeyFileUnusable("KEY_FILE is not set; see .env.example.")
    return Path(settings.KEY_FILE)


def _written(path: Path, ring: KeyRing) -> Path:
    """The ring in a file beside ``path``, on the disk."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    content = {
        "current": ring.current,
        "keys": {name: base64.b64encode(key).decode() for name, key in ring.keys.items()},
    }
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _replace(ring: KeyRing) -> None:
    path = _path()
    draft = _written(path, ring)
    with suppress(OSError):  # keep the owner that a deployment gave the file
        before = path.stat()
        os.chown(draft, before.st_uid, before.st_gid)
    os.replace(draft, path)
