"""The one entrance to signatures. Only a task in a worker comes through it.

A web request that wants something signed publishes a fact; the task signs and stores. So a web
process holds no key, and everything it serves is served also while no worker runs.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from celery import current_task
from django.conf import settings

import openbadges as ob
from accounts.models import User
from core import clock
from credentials.models import SignatureRecord, SigningKey
from credentials.services.keys import Owner, held_keys, private_key
from institutions.models import Institution

Document = dict[str, Any]
FIRST = ("@context", "type", "id", "name", "issuer", "validFrom")


class OnlyWorkersSign(RuntimeError):
    """Something outside a task asked for a signature: a mistake in the code."""


@dataclass(frozen=True)
class Signed:
    """One document in both securings."""

    document: Document
    jwt: str


def sign(document: Document, *, owner: Owner, actor: User | None, act: str) -> Signed:
    """``document`` in both securings, with ``owner``'s keys, which are made at first need.

    ``act`` is the verb behind it and ``actor`` the person who did that, if one did; both go into
    the append-only record, one row a signature. Raises ``OnlyWorkersSign`` outside a task.
    """
    (signed,) = sign_all([document], owner=owner, actor=actor, act=act)
    return signed


def sign_all(
    documents: Sequence[Document], *, owner: Owner, actor: User | None, act: str
) -> list[Signed]:
    """Several documents of one ``owner`` by one act, in their order; the keys are opened once."""
    if not current_task:
        raise OnlyWorkersSign("Publish a fact; a task signs.")
    keys = held_keys(owner)
    ed25519, rsa = keys[SigningKey.Kind.ED25519], keys[SigningKey.Kind.RSA]
    ed25519_key, rsa_key = (ob.load_private_key(private_key(key)) for key in (ed25519, rsa))
    signed, records = [], []
    for document in documents:
        issuer = document["issuer"]
        did = issuer["id"] if isinstance(issuer, dict) else issuer
        secured = ob.sign_di(document, ed25519_key, f"{did}#{ed25519.fingerprint}", clock.now())
        token = ob.sign_jwt(document, rsa_key, f"{did}#{rsa.fingerprint}")
        signed.append(Signed(secured, token))
        records += [
            SignatureRecord(
                key=key,
                securing=str(securing),
                document_id=document["id"],
                digest=hashlib.sha256(content).hexdigest(),
                actor=actor,
                act=act,
            )
            for key, securing, content in (
                (ed25519, ob.Securing.DATA_INTEGRITY, file_of(secured)),
                (rsa, ob.Securing.VC_JWT, token.encode()),
            )
        ]
    SignatureRecord.objects.bulk_create(records)
    return signed


def file_of(document: Document) -> bytes:
    """The exact bytes that a document's address serves: endorsements bind them by digest.

    In one order, because the database does not keep that of members. What an object is stands
    before what it says: parsers that read JSON-LD as a stream (rdf.js) need it so.
    """
    return json.dumps(_in_order(document), ensure_ascii=False, separators=(",", ":")).encode()


def _in_order(value: Any) -> Any:
    if isinstance(value, list):
        return [_in_order(each) for each in value]
    if not isinstance(value, dict):
        return value
    names = [name for name in FIRST if name in value]
    names += sorted(name for name in value if name not in FIRST)
    return {name: _in_order(value[name]) for name in names}


def did_of(owner: Owner, base_url: str = "") -> str:
    """``did:web:<host>:institutions:<slug>``, or ``…:employers:<slug>``."""
    kind = "institutions" if isinstance(owner, Institution) else "employers"
    return ob.did_web(base_url or settings.BASE_URL, kind, owner.slug)


def profile_of(owner: Owner) -> ob.Profile:
    """Who signs, as it stands inside what they sign."""
    url = home_of(owner)
    return ob.Profile(did_of(owner), owner.name, url=url)


def home_of(owner: Owner) -> str:
    """The web address of an institution's pages here, or an employer's own; may be empty."""
    if isinstance(owner, Institution):
        return f"{settings.BASE_URL}/{owner.slug}/"
    return owner.website


def url_of(*path: object) -> str:
    """An address that stands inside credentials: ``url_of("credentials", uuid)``."""
    return "/".join([settings.BASE_URL, *map(str, path)])
