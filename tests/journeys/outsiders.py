"""Other people's software: it fetches over HTTP and judges with openbadgeslib's own functions.

Resolvers ask for ``https://`` addresses; here ``https://localhost`` is the running Foothold.
"""

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from urllib.request import Request, urlopen

from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier
from openbadgeslib.ob3.did import resolve_verification_method
from openbadgeslib.ob3.ldp import verify_data_integrity_proof
from openbadgeslib.ob3.verifier import verify_endorsement_jwt

import openbadges as ob
from core import clock

AS_JSON = "application/vc+ld+json, application/json;q=0.9"
AS_TOKEN = "application/vc+jwt, application/json;q=0.5"
SECONDS = 20

Document = dict[str, Any]


@dataclass
class Outsider:
    """Somebody with a verifier and the network, who keeps what was fetched once."""

    base_url: str
    fetched: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def fetch(self, address: str, accept: str) -> bytes:
        """What ``address`` serves. Raises ``HTTPError`` for a refusal, and for another host."""
        asked, ours = urlsplit(address), urlsplit(self.base_url)
        if asked.netloc != ours.netloc:
            raise ob.NotFound(address)
        path = urlunsplit(asked._replace(scheme="", netloc=""))
        known = (path, accept)
        if known not in self.fetched:
            request = Request(f"{self.base_url}{path}", headers={"Accept": accept})
            with urlopen(request, timeout=SECONDS) as answer:
                self.fetched[known] = answer.read()
        return self.fetched[known]

    def json(self, address: str) -> bytes:
        """As a tool for Data Integrity fetches."""
        return self.fetch(address, AS_JSON)

    def tokens(self, address: str) -> bytes:
        """As a tool for tokens fetches: the only form of a status list that openbadgeslib reads."""
        return self.fetch(address, AS_TOKEN)

    # openbadgeslib

    def accepts_document(self, document: Document, issuer: str) -> str:
        """The id of a badge whose proof and status hold. Raises ``LibOpenBadgesException``."""
        verifier = OB3LdpVerifier.for_issuer_did(issuer)
        return verifier.verify(document, check_status=True, download=self.tokens).id

    def accepts_token(self, token: str, issuer: str) -> str:
        """The same of a token, with the key that its ``kid`` names in the issuer's did.json."""
        OB3Verifier.for_issuer_did(issuer, download=self.json).verify(token)
        key = resolve_verification_method(header_of(token)["kid"], download=self.json)
        verifier = OB3Verifier(key, issuer_did=issuer)
        return verifier.verify(token, check_status=True, download=self.tokens).id

    def accepts_endorsement(self, token: str) -> str:
        """What a host's signed word is about."""
        return verify_endorsement_jwt(token, download=self.json)["endorses"]

    def accepts_proof(self, document: Document) -> None:
        """The proof of any signed document, such as a status list."""
        method, issuer = document["proof"]["verificationMethod"], document["issuer"]
        assert method.partition("#")[0] == (issuer if isinstance(issuer, str) else issuer["id"])
        verify_data_integrity_proof(
            document, resolve_verification_method(method, download=self.json)
        )

    def refuses(self, file: Document | str, issuer: str) -> bool:
        """Whether openbadgeslib refuses a badge, given who is said to have signed it."""
        try:
            if isinstance(file, str):
                self.accepts_token(file, issuer)
            else:
                self.accepts_document(file, issuer)
        except LibOpenBadgesException:
            return True
        return False

    # Ours

    def verdict(self, file: Document | bytes | str, *, lists_as_tokens: bool = False) -> ob.Verdict:
        """Our own library's verdict, of what it fetches over the network like anybody."""
        resolve = self.tokens if lists_as_tokens else self.json
        return ob.verify(file, resolve=resolve, now=clock.now())


def header_of(token: str) -> Document:
    """What a token says of its signature."""
    return _part(token, 0)


def claims_of(token: str) -> Document:
    """What a token says, unverified."""
    return _part(token, 1)


def without_proof(document: Document) -> Document:
    """What a Data Integrity proof is about."""
    return {name: value for name, value in document.items() if name != "proof"}


def without_proofs(document: Any) -> Any:
    """A document without its own proof and those of what is embedded in it."""
    if isinstance(document, list):
        return [without_proofs(each) for each in document]
    if isinstance(document, dict):
        return {name: without_proofs(value) for name, value in without_proof(document).items()}
    return document


def _part(token: str, number: int) -> Document:
    part: Document = json.loads(base64.urlsafe_b64decode(token.split(".")[number] + "==="))
    return part
