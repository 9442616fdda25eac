"""Is this credential genuine? Each question is answered by itself, with a code for the page.

The order is that of Open Badges 3.0, "Verification": shape, proof, dates, status, endorsements.
Nothing is fetched here: the caller's `resolve` brings DID documents and status lists. What is
read may be hostile: size, depth, number of endorsements and of look-ups are bounded, and
openbadgeslib's guards bound what JSON-LD processing may cost.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.ldp import OB3GuardUnavailable
from openbadgeslib.ob3.status import decode_encoded_list

from openbadges.contexts import require_pinned_contexts
from openbadges.documents import digest_sri
from openbadges.errors import NotFound
from openbadges.expanding import Expanded
from openbadges.keys import did_document_url
from openbadges.reading import (
    MAX_LOOKED_UP_BYTES,
    Key,
    Problem,
    Secured,
    absolute_id,
    check_dates,
    contexts_of,
    data_integrity_proof,
    embedded_endorsements,
    for_tokens,
    id_of,
    items_of,
    key_named,
    key_of_method,
    names_in,
    objects_of,
    parse_json,
    read_document,
    registry_of,
    require_shape,
    require_status_entry,
    text_of,
)
from openbadges.terms import StatusPurpose
from openbadges.verdicts import (
    Check,
    Code,
    Finding,
    Kind,
    Verdict,
)

MAX_ENDORSEMENTS: Final = 16
MAX_ENDORSEMENT_DEPTH: Final = 3
MAX_LOOK_UPS: Final = 24

Resolve = Callable[[str], "bytes | str | Mapping[str, Any]"]


def verify(
    credential: bytes | str | Mapping[str, Any],
    *,
    resolve: Resolve,
    now: datetime,
    status: bool = True,
    endorsements: bool = True,
) -> Verdict:
    """The verdict on an OpenBadgeCredential or EndorsementCredential, in either securing.

    `credential` is JSON (text or parsed) or a VC-JWT. `resolve` takes an https address and
    returns what it serves; it raises NotFound where the issuer's site answers that there is
    nothing, and anything else where it cannot say now. It sees addresses chosen by whoever wrote
    the file: guarding against internal ones is its job. `now` is an aware moment. Without `status`
    no list is looked up, and that question stays unasked: for those who know the answer. Without
    `endorsements` those inside are covered by the proof around them, and nothing more is asked.

    Never raises for what is in the file; ContextsChanged if the installation itself is not fit.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    require_pinned_contexts()
    inquiry = _Inquiry(resolve, now, status, endorsements)
    return inquiry.examine(credential, (Kind.CREDENTIAL, Kind.ENDORSEMENT))


def binds_content(endorsement: Mapping[str, Any], content: bytes, *, url: str = "") -> bool:
    """Whether a (verified) detached endorsement is about exactly these bytes.

    True if one of its `relatedResource` digests is that of `content`, at `url` where given.
    """
    digest = digest_sri(content)
    return any(
        resource.get("digestSRI") == digest and url in ("", resource.get("id"))
        for resource in objects_of(endorsement.get("relatedResource"))
    )


@dataclass(frozen=True, slots=True)
class _StatusList:
    issuer_id: str
    purposes: frozenset[str]
    bits: bytes


class _Inquiry:
    """One call of `verify`: what was looked up once is not looked up again, and all is counted."""

    def __init__(self, resolve: Resolve, now: datetime, status: bool, endorsements: bool) -> None:
        self._resolve = resolve
        self._now = now
        self._asks_status = status
        self._asks_endorsements = endorsements
        self._looked_up: dict[str, bytes | Problem] = {}
        self._lists: dict[str, _StatusList | Problem] = {}
        self._endorsements = 0

    def examine(
        self,
        credential: bytes | str | Mapping[str, Any],
        kinds: tuple[Kind, ...],
        *,
        names: frozenset[str] | None = None,
        depth: int = 0,
        form_is_checked: bool = False,
    ) -> Verdict:
        """The verdict; `names` are the ids that an embedded endorsement may be about."""
        try:
            secured = read_document(credential)
        except Problem as problem:
            return Verdict((Finding(Check.SHAPE, problem.code, problem.detail),))
        try:
            kind = require_shape(secured, kinds)
        except Problem as problem:
            return Verdict(
                (Finding(Check.SHAPE, problem.code, problem.detail),),
                securing=secured.securing,
                document=secured.document,
            )
        document = secured.document
        issuer = document["issuer"]
        subject = document["credentialSubject"]
        about = subject["achievement"]["id"] if kind is Kind.CREDENTIAL else subject["id"]
        findings = [
            Finding(Check.SHAPE, Code.GENUINE),
            self._answer(Check.PROOF, self._check_proof, secured, form_is_checked),
        ]
        if names is not None and about not in names:
            detail = f"The endorsement is about {about}."
            findings.append(Finding(Check.SUBJECT, Code.ABOUT_SOMETHING_ELSE, detail))
        findings.append(self._answer(Check.DATES, check_dates, document, self._now))
        if self._asks_status:
            findings.append(self._answer(Check.STATUS, self._check_status, document))
        return Verdict(
            tuple(findings),
            kind=kind,
            securing=secured.securing,
            id=document["id"],
            issuer_id=id_of(issuer),
            issuer_name=text_of(issuer.get("name")) if isinstance(issuer, dict) else "",
            key=key_named(secured),
            about=about,
            document=document,
            endorsements=tuple(self._examine_endorsements(secured, depth, findings[1])),
        )

    @staticmethod
    def _answer(check: Check, ask: Callable[..., None], *what: Any) -> Finding:
        try:
            ask(*what)
        except Problem as problem:
            return Finding(check, problem.code, problem.detail)
        return Finding(check, Code.GENUINE)

    def _examine_endorsements(
        self, secured: Secured, depth: int, proof: Finding
    ) -> Iterator[Verdict]:
        names = frozenset(names_in(secured.document))
        # A Data Integrity proof that holds had the form of what is embedded checked along with it.
        form_is_checked = not secured.token and proof.code is Code.GENUINE
        inside = embedded_endorsements(secured.document) if self._asks_endorsements else ()
        for embedded in inside:
            self._endorsements += 1
            if self._endorsements > MAX_ENDORSEMENTS or depth >= MAX_ENDORSEMENT_DEPTH:
                refusal = f"More than {MAX_ENDORSEMENTS} endorsements, or nested too deeply."
                yield Verdict((Finding(Check.SHAPE, Code.UNREADABLE, refusal),))
                return
            yield self.examine(
                embedded,
                (Kind.ENDORSEMENT,),
                names=names,
                depth=depth + 1,
                form_is_checked=form_is_checked and isinstance(embedded, dict),
            )

    # Proof

    def _check_proof(self, secured: Secured, form_is_checked: bool) -> None:
        if secured.token:
            self._check_token(secured)
        else:
            self._check_data_integrity(secured.document, form_is_checked)
        if id_of(secured.document["issuer"]).startswith("did:key:"):
            raise Problem(
                Code.ISSUER_UNKNOWN, "The signature holds, but a did:key says nothing of whose."
            )

    def _check_data_integrity(self, document: dict[str, Any], form_is_checked: bool) -> None:
        proof = data_integrity_proof(document)
        unknown = [name for name in contexts_of(document) if name not in require_pinned_contexts()]
        if unknown:
            raise Problem(Code.UNSUPPORTED, f"The context {unknown[0]!r} is not one we know.")
        expanded = Expanded(document, proof)
        try:
            if not form_is_checked and (refusal := expanded.uncovered()):
                raise Problem(Code.ALTERED, refusal)
            key = self._key(id_of(document["issuer"]), proof["verificationMethod"])
            if not isinstance(key.public, Ed25519PublicKey):
                raise Problem(Code.WRONG_KEY, "The key named is not an Ed25519 key.")
            expanded.require_signature(key.public)
        except OB3GuardUnavailable as error:
            raise Problem(Code.CANNOT_CHECK_NOW, str(error)) from error
        except LibOpenBadgesException as error:
            raise Problem(Code.ALTERED, str(error)) from error

    def _check_token(self, secured: Secured) -> None:
        header, document = secured.header or {}, secured.document
        issuer_id = id_of(document["issuer"])
        claims = {
            "iss": issuer_id,
            "jti": document["id"],
            "sub": id_of(document["credentialSubject"]),
        }
        if Kind.STATUS_LIST in items_of(document["type"]):
            claims = {"iss": issuer_id}  # the standard for lists asks for no other
        for claim, value in claims.items():
            if document.get(claim) != value:
                raise Problem(Code.ALTERED, f"The claim {claim} contradicts the credential.")
        key = (
            self._key(issuer_id, header["kid"])
            if "kid" in header
            else self._key_given(issuer_id, header.get("jwk"))
        )
        algorithms, jwk = for_tokens(key.public)
        if header.get("alg") not in algorithms:
            raise Problem(Code.WRONG_KEY, "The algorithm is not one for the issuer's key.")
        try:
            jws.deserialize_compact(secured.token, jwk, registry=registry_of(algorithms))
        except BadSignatureError:
            raise Problem(Code.ALTERED, "The signature is not of this text.") from None
        except (JoseError, ValueError, TypeError) as error:
            raise Problem(Code.ALTERED, f"The token is broken: {error}") from error

    # Keys and look-ups

    def _key(self, issuer_id: str, key_id: str) -> "Key":
        """The key of that id, if it is the issuer's and may assert now."""
        if key_id.startswith("#"):
            key_id = issuer_id + key_id
        if issuer_id.startswith(("https:", "http:")):  # allowed by the standard, read by us not yet
            raise Problem(Code.ISSUER_UNKNOWN, f"The issuer {issuer_id[:100]} is no did:web.")
        if key_id.partition("#")[0] != issuer_id:
            raise Problem(Code.WRONG_KEY, f"The key {key_id} is not the issuer's.")
        for method in self._methods(issuer_id):
            if method.get("id") == key_id:
                return key_of_method(method)
        raise Problem(Code.WRONG_KEY, f"The issuer does not list the key {key_id}.")

    def _key_given(self, issuer_id: str, jwk: Any) -> "Key":
        """The issuer's key that equals the one a token brings along (header `jwk`, no `kid`)."""
        if not isinstance(jwk, dict):
            raise Problem(Code.WRONG_KEY, "The token does not say which key signed it.")
        given = key_of_method({"id": f"{issuer_id}#given", "publicKeyJwk": jwk})
        for method in self._methods(issuer_id):
            key = key_of_method(method)
            if key.pem == given.pem:
                return key
        raise Problem(Code.WRONG_KEY, "The issuer does not list the key in the token.")

    def _methods(self, did: str) -> list[dict[str, Any]]:
        """The verification methods by which a DID's document lets it assert, ids made absolute."""
        if did.startswith("did:key:"):
            key = did.removeprefix("did:key:")
            return [{"id": f"{did}#{key}", "publicKeyMultibase": key}]
        try:
            address = did_document_url(did)
        except ValueError:
            raise Problem(Code.ISSUER_UNKNOWN, f"The issuer {did[:100]} is no did:web.") from None
        try:
            document = parse_json(self._look_up(address))
        except Problem as problem:
            unreadable = problem.code is Code.UNREADABLE
            raise Problem(
                Code.CANNOT_CHECK_NOW if unreadable else problem.code, problem.detail
            ) from None
        if document.get("id") != did:
            raise Problem(Code.ISSUER_UNKNOWN, f"{address} is the document of another DID.")
        listed = {
            absolute_id(did, method.get("id")): method
            for method in objects_of(document.get("verificationMethod"))
            if isinstance(method.get("id"), str)
        }
        methods = []
        for entry in items_of(document.get("assertionMethod")):
            method = listed.get(absolute_id(did, entry)) if isinstance(entry, str) else entry
            if isinstance(method, dict) and method.get("controller", did) == did:
                methods.append(method | {"id": absolute_id(did, method.get("id"))})
        return methods

    def _look_up(self, address: str) -> bytes:
        """What an address serves, once for each address."""
        if address not in self._looked_up:
            self._looked_up[address] = self._resolved(address)
        found = self._looked_up[address]
        if isinstance(found, Problem):
            raise Problem(found.code, found.detail)
        return found

    def _resolved(self, address: str) -> "bytes | Problem":
        if len(self._looked_up) >= MAX_LOOK_UPS:
            return Problem(Code.CANNOT_CHECK_NOW, "The file points to too many addresses.")
        try:
            served = self._resolve(address)
            if isinstance(served, Mapping):
                served = json.dumps(served)
            content = served.encode() if isinstance(served, str) else served
        except NotFound:
            return Problem(Code.ISSUER_UNKNOWN, f"There is nothing at {address}.")
        except Exception as error:
            # Whatever the caller's loader meets (no network, time-out, a refused address), the
            # answer is the same: we do not know now.
            return Problem(Code.CANNOT_CHECK_NOW, f"{address}: {error!r}")
        if len(content) > MAX_LOOKED_UP_BYTES:
            return Problem(Code.CANNOT_CHECK_NOW, f"{address} serves too much.")
        return content

    # Status

    def _check_status(self, document: dict[str, Any]) -> None:
        set_purposes = {
            entry["statusPurpose"]
            for entry in objects_of(document.get("credentialStatus"))
            if self._is_set(entry, id_of(document["issuer"]))
        }
        if StatusPurpose.REVOCATION in set_purposes:
            raise Problem(Code.REVOKED, "The bit of the revocation list is set.")
        if StatusPurpose.SUSPENSION in set_purposes:
            raise Problem(Code.SUSPENDED, "The bit of the suspension list is set.")

    def _is_set(self, entry: dict[str, Any], issuer_id: str) -> bool:
        index, address = require_status_entry(entry)
        if address not in self._lists:
            try:
                self._lists[address] = self._read_status_list(address)
            except Problem as problem:
                detail = f"The list {address}: {problem.detail}"
                self._lists[address] = Problem(Code.CANNOT_CHECK_NOW, detail)
        found = self._lists[address]
        if isinstance(found, Problem):
            raise Problem(found.code, found.detail)
        if found.issuer_id != issuer_id or entry["statusPurpose"] not in found.purposes:
            detail = f"The list {address} is another issuer's or for another purpose."
            raise Problem(Code.CANNOT_CHECK_NOW, detail)
        if index >= 8 * len(found.bits):
            raise Problem(Code.CANNOT_CHECK_NOW, f"The list {address} has no entry {index}.")
        # The first entry is the highest bit of the first byte.
        return bool(found.bits[index // 8] & (0x80 >> index % 8))

    def _read_status_list(self, address: str) -> "_StatusList":
        """The bits at an address, if the list is signed by its issuer and current."""
        secured = read_document(self._look_up(address), MAX_LOOKED_UP_BYTES)
        require_shape(secured, (Kind.STATUS_LIST,))
        document = secured.document
        if document["id"] != address:
            raise Problem(Code.CANNOT_CHECK_NOW, f"it is another list, {document['id']}")
        self._check_proof(secured, False)
        check_dates(document, self._now)
        subject = document["credentialSubject"]
        if subject.get("statusSize", 1) != 1:
            raise Problem(Code.UNSUPPORTED, "its statuses have more than one bit")
        try:
            bits = decode_encoded_list(subject.get("encodedList"))
        except (ValueError, LibOpenBadgesException) as error:
            raise Problem(Code.UNREADABLE, str(error)) from error
        purposes = [text_of(purpose) for purpose in items_of(subject.get("statusPurpose"))]
        return _StatusList(id_of(document["issuer"]), frozenset(purposes), bits)


# Reading
