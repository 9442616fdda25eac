"""Is this credential genuine? Each question is answered by itself, with a code for the page.

The order is that of Open Badges 3.0, "Verification": shape, proof, dates, status, endorsements.
Nothing is fetched here: the caller's `resolve` brings DID documents and status lists. What is
read may be hostile: size, depth, number of endorsements and of look-ups are bounded, and
openbadgeslib's guards bound what JSON-LD processing may cost.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.util import urlsafe_b64decode
from openbadgeslib import _safejson
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.did import resolve_verification_method
from openbadgeslib.ob3.ldp import OB3GuardUnavailable, verify_data_integrity_proof
from openbadgeslib.ob3.status import decode_encoded_list

from openbadges.contexts import require_pinned_contexts, screen, uncovered
from openbadges.documents import StatusPurpose, digest_sri
from openbadges.errors import NotFound
from openbadges.keys import did_document_url

MAX_DOCUMENT_BYTES: Final = 128 * 1024
MAX_ENDORSEMENTS: Final = 16
MAX_ENDORSEMENT_DEPTH: Final = 3
MAX_LOOK_UPS: Final = 24
MAX_LOOKED_UP_BYTES: Final = 1024 * 1024

#: Clocks differ: this much before "not yet valid" and after "expired" is forgiven.
LEEWAY: Final = timedelta(seconds=60)

Resolve = Callable[[str], "bytes | str | Mapping[str, Any]"]


class Check(StrEnum):
    """The questions, in the order in which a page answers them."""

    SHAPE = "shape"
    PROOF = "proof"
    SUBJECT = "subject"
    DATES = "dates"
    STATUS = "status"


class Code(StrEnum):
    """The answers. Only GENUINE is good; the page has a sentence for each."""

    GENUINE = "genuine"
    UNREADABLE = "unreadable"
    MALFORMED = "malformed"
    UNSUPPORTED = "unsupported"
    UNSIGNED = "unsigned"
    ALTERED = "altered"
    WRONG_KEY = "wrong_key"
    ISSUER_UNKNOWN = "issuer_unknown"
    ABOUT_SOMETHING_ELSE = "about_something_else"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    CANNOT_CHECK_NOW = "cannot_check_now"


#: Where several answers are bad, the first of these is the one to say first.
_GRAVITY: Final = [*list(Code)[1:], Code.GENUINE]


class Kind(StrEnum):
    CREDENTIAL = "OpenBadgeCredential"
    ENDORSEMENT = "EndorsementCredential"
    STATUS_LIST = "BitstringStatusListCredential"


class Securing(StrEnum):
    DATA_INTEGRITY = "data_integrity"
    VC_JWT = "vc_jwt"


@dataclass(frozen=True, slots=True)
class Finding:
    """One question, its answer, and a technical sentence in English for logs and experts."""

    check: Check
    code: Code
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What holds and what does not, about one credential or endorsement.

    A bad endorsement does not make the credential around it bad: it stands in `endorsements` with
    a verdict of its own. `document` is what was read (None if unreadable); rely on it only where
    `genuine`. `key` is the DID URL of the key named by the proof; `about` the id of the achievement
    or, for an endorsement, of what is endorsed.
    """

    findings: tuple[Finding, ...]
    kind: Kind | None = None
    securing: Securing | None = None
    id: str = ""
    issuer_id: str = ""
    issuer_name: str = ""
    key: str = ""
    about: str = ""
    document: Mapping[str, Any] | None = None
    endorsements: tuple["Verdict", ...] = ()

    @property
    def code(self) -> Code:
        """The gravest of the answers; GENUINE only if all are."""
        return min((finding.code for finding in self.findings), key=_GRAVITY.index)

    @property
    def genuine(self) -> bool:
        return self.code is Code.GENUINE

    def finding(self, check: Check) -> Finding | None:
        """The answer to one question; None where it was not asked, the shape being unusable."""
        return next((finding for finding in self.findings if finding.check is check), None)


def verify(
    credential: bytes | str | Mapping[str, Any], *, resolve: Resolve, now: datetime
) -> Verdict:
    """The verdict on an OpenBadgeCredential or EndorsementCredential, in either securing.

    `credential` is JSON (text or parsed) or a VC-JWT. `resolve` takes an https address and
    returns what it serves; it raises NotFound where the issuer's site answers that there is
    nothing, and anything else where it cannot say now. It sees addresses chosen by whoever wrote
    the file: guarding against internal ones is its job. `now` is an aware moment.

    Never raises for what is in the file; ContextsChanged if the installation itself is not fit.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    require_pinned_contexts()
    return _Inquiry(resolve, now).examine(credential, (Kind.CREDENTIAL, Kind.ENDORSEMENT))


def binds_content(endorsement: Mapping[str, Any], content: bytes, *, url: str = "") -> bool:
    """Whether a (verified) detached endorsement is about exactly these bytes.

    True if one of its `relatedResource` digests is that of `content`, at `url` where given.
    """
    digest = digest_sri(content)
    return any(
        resource.get("digestSRI") == digest and url in ("", resource.get("id"))
        for resource in _objects(endorsement.get("relatedResource"))
    )


class _Problem(Exception):
    """An answer that ends a check."""

    def __init__(self, code: Code, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail[:300]


@dataclass(frozen=True, slots=True)
class _Secured:
    """A document as read, with what its signature needs."""

    document: dict[str, Any]
    token: str = ""
    header: Mapping[str, Any] | None = None

    @property
    def securing(self) -> Securing:
        return Securing.VC_JWT if self.token else Securing.DATA_INTEGRITY


@dataclass(frozen=True, slots=True)
class _StatusList:
    issuer_id: str
    purposes: frozenset[str]
    bits: bytes


class _Inquiry:
    """One call of `verify`: what was looked up once is not looked up again, and all is counted."""

    def __init__(self, resolve: Resolve, now: datetime) -> None:
        self._resolve = resolve
        self._now = now
        self._looked_up: dict[str, bytes | _Problem] = {}
        self._lists: dict[str, _StatusList | _Problem] = {}
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
            secured = _read(credential)
        except _Problem as problem:
            return Verdict((Finding(Check.SHAPE, problem.code, problem.detail),))
        try:
            kind = _require_shape(secured, kinds)
        except _Problem as problem:
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
        findings.append(self._answer(Check.DATES, _check_dates, document, self._now))
        findings.append(self._answer(Check.STATUS, self._check_status, document))
        return Verdict(
            tuple(findings),
            kind=kind,
            securing=secured.securing,
            id=document["id"],
            issuer_id=_id(issuer),
            issuer_name=_text(issuer.get("name")) if isinstance(issuer, dict) else "",
            key=_key_named(secured),
            about=about,
            document=document,
            endorsements=tuple(self._examine_endorsements(secured, depth, findings[1])),
        )

    @staticmethod
    def _answer(check: Check, ask: Callable[..., None], *what: Any) -> Finding:
        try:
            ask(*what)
        except _Problem as problem:
            return Finding(check, problem.code, problem.detail)
        return Finding(check, Code.GENUINE)

    def _examine_endorsements(
        self, secured: _Secured, depth: int, proof: Finding
    ) -> Iterator[Verdict]:
        names = frozenset(_names(secured.document))
        # A Data Integrity proof that holds had the form of what is embedded checked along with it.
        form_is_checked = not secured.token and proof.code is Code.GENUINE
        for embedded in _embedded_endorsements(secured.document):
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

    def _check_proof(self, secured: _Secured, form_is_checked: bool) -> None:
        if secured.token:
            self._check_token(secured)
        else:
            self._check_data_integrity(secured.document, form_is_checked)
        if _id(secured.document["issuer"]).startswith("did:key:"):
            raise _Problem(
                Code.ISSUER_UNKNOWN, "The signature holds, but a did:key says nothing of whose."
            )

    def _check_data_integrity(self, document: dict[str, Any], form_is_checked: bool) -> None:
        proof = _data_integrity_proof(document)
        unknown = [name for name in _contexts(document) if name not in require_pinned_contexts()]
        if unknown:
            raise _Problem(Code.UNSUPPORTED, f"The context {unknown[0]!r} is not one we know.")
        if not form_is_checked and (refusal := uncovered(document, proof)):
            raise _Problem(Code.ALTERED, refusal)
        key = self._key(_id(document["issuer"]), proof["verificationMethod"])
        if not isinstance(key.public, Ed25519PublicKey):
            raise _Problem(Code.WRONG_KEY, "The key named is not an Ed25519 key.")
        try:
            verify_data_integrity_proof({**document, "proof": proof}, key.pem)
        except OB3GuardUnavailable as error:
            raise _Problem(Code.CANNOT_CHECK_NOW, str(error)) from error
        except LibOpenBadgesException as error:
            raise _Problem(Code.ALTERED, str(error)) from error

    def _check_token(self, secured: _Secured) -> None:
        header, document = secured.header or {}, secured.document
        issuer_id = _id(document["issuer"])
        claims = {
            "iss": issuer_id,
            "jti": document["id"],
            "sub": _id(document["credentialSubject"]),
        }
        if Kind.STATUS_LIST in _items(document["type"]):
            claims = {"iss": issuer_id}  # the standard for lists asks for no other
        for claim, value in claims.items():
            if document.get(claim) != value:
                raise _Problem(Code.ALTERED, f"The claim {claim} contradicts the credential.")
        key = (
            self._key(issuer_id, header["kid"])
            if "kid" in header
            else self._key_given(issuer_id, header.get("jwk"))
        )
        algorithms, jwk = _for_tokens(key.public)
        if header.get("alg") not in algorithms:
            raise _Problem(Code.WRONG_KEY, "The algorithm is not one for the issuer's key.")
        try:
            jws.deserialize_compact(secured.token, jwk, registry=_registry(algorithms))
        except BadSignatureError:
            raise _Problem(Code.ALTERED, "The signature is not of this text.") from None
        except (JoseError, ValueError, TypeError) as error:
            raise _Problem(Code.ALTERED, f"The token is broken: {error}") from error

    # Keys and look-ups

    def _key(self, issuer_id: str, key_id: str) -> "_Key":
        """The key of that id, if it is the issuer's and may assert now."""
        if key_id.startswith("#"):
            key_id = issuer_id + key_id
        if key_id.partition("#")[0] != issuer_id:
            raise _Problem(Code.WRONG_KEY, f"The key {key_id} is not the issuer's.")
        for method in self._methods(issuer_id):
            if method.get("id") == key_id:
                return _key_of(method)
        raise _Problem(Code.WRONG_KEY, f"The issuer does not list the key {key_id}.")

    def _key_given(self, issuer_id: str, jwk: Any) -> "_Key":
        """The issuer's key that equals the one a token brings along (header `jwk`, no `kid`)."""
        if not isinstance(jwk, dict):
            raise _Problem(Code.WRONG_KEY, "The token does not say which key signed it.")
        given = _key_of({"id": f"{issuer_id}#given", "publicKeyJwk": jwk})
        for method in self._methods(issuer_id):
            key = _key_of(method)
            if key.pem == given.pem:
                return key
        raise _Problem(Code.WRONG_KEY, "The issuer does not list the key in the token.")

    def _methods(self, did: str) -> list[dict[str, Any]]:
        """The verification methods by which a DID's document lets it assert, ids made absolute."""
        if did.startswith("did:key:"):
            key = did.removeprefix("did:key:")
            return [{"id": f"{did}#{key}", "publicKeyMultibase": key}]
        try:
            address = did_document_url(did)
        except ValueError:
            raise _Problem(Code.ISSUER_UNKNOWN, f"The issuer {did[:100]} is no did:web.") from None
        try:
            document = _parse(self._look_up(address))
        except _Problem as problem:
            unreadable = problem.code is Code.UNREADABLE
            raise _Problem(
                Code.CANNOT_CHECK_NOW if unreadable else problem.code, problem.detail
            ) from None
        if document.get("id") != did:
            raise _Problem(Code.ISSUER_UNKNOWN, f"{address} is the document of another DID.")
        listed = {
            _absolute(did, method.get("id")): method
            for method in _objects(document.get("verificationMethod"))
            if isinstance(method.get("id"), str)
        }
        methods = []
        for entry in _items(document.get("assertionMethod")):
            method = listed.get(_absolute(did, entry)) if isinstance(entry, str) else entry
            if isinstance(method, dict) and method.get("controller", did) == did:
                methods.append(method | {"id": _absolute(did, method.get("id"))})
        return methods

    def _look_up(self, address: str) -> bytes:
        """What an address serves, once for each address."""
        if address not in self._looked_up:
            self._looked_up[address] = self._resolved(address)
        found = self._looked_up[address]
        if isinstance(found, _Problem):
            raise _Problem(found.code, found.detail)
        return found

    def _resolved(self, address: str) -> "bytes | _Problem":
        if len(self._looked_up) >= MAX_LOOK_UPS:
            return _Problem(Code.CANNOT_CHECK_NOW, "The file points to too many addresses.")
        try:
            served = self._resolve(address)
            if isinstance(served, Mapping):
                served = json.dumps(served)
            content = served.encode() if isinstance(served, str) else served
        except NotFound:
            return _Problem(Code.ISSUER_UNKNOWN, f"There is nothing at {address}.")
        except Exception as error:
            # Whatever the caller's loader meets (no network, time-out, a refused address), the
            # answer is the same: we do not know now.
            return _Problem(Code.CANNOT_CHECK_NOW, f"{address}: {error!r}")
        if len(content) > MAX_LOOKED_UP_BYTES:
            return _Problem(Code.CANNOT_CHECK_NOW, f"{address} serves too much.")
        return content

    # Status

    def _check_status(self, document: dict[str, Any]) -> None:
        set_purposes = {
            entry["statusPurpose"]
            for entry in _objects(document.get("credentialStatus"))
            if self._is_set(entry, _id(document["issuer"]))
        }
        if StatusPurpose.REVOCATION in set_purposes:
            raise _Problem(Code.REVOKED, "The bit of the revocation list is set.")
        if StatusPurpose.SUSPENSION in set_purposes:
            raise _Problem(Code.SUSPENDED, "The bit of the suspension list is set.")

    def _is_set(self, entry: dict[str, Any], issuer_id: str) -> bool:
        index, address = _require_status_entry(entry)
        if address not in self._lists:
            try:
                self._lists[address] = self._read_status_list(address)
            except _Problem as problem:
                detail = f"The list {address}: {problem.detail}"
                self._lists[address] = _Problem(Code.CANNOT_CHECK_NOW, detail)
        found = self._lists[address]
        if isinstance(found, _Problem):
            raise _Problem(found.code, found.detail)
        if found.issuer_id != issuer_id or entry["statusPurpose"] not in found.purposes:
            detail = f"The list {address} is another issuer's or for another purpose."
            raise _Problem(Code.CANNOT_CHECK_NOW, detail)
        if index >= 8 * len(found.bits):
            raise _Problem(Code.CANNOT_CHECK_NOW, f"The list {address} has no entry {index}.")
        # The first entry is the highest bit of the first byte.
        return bool(found.bits[index // 8] & (0x80 >> index % 8))

    def _read_status_list(self, address: str) -> "_StatusList":
        """The bits at an address, if the list is signed by its issuer and current."""
        secured = _read(self._look_up(address), MAX_LOOKED_UP_BYTES)
        _require_shape(secured, (Kind.STATUS_LIST,))
        document = secured.document
        if document["id"] != address:
            raise _Problem(Code.CANNOT_CHECK_NOW, f"it is another list, {document['id']}")
        self._check_proof(secured, False)
        _check_dates(document, self._now)
        subject = document["credentialSubject"]
        if subject.get("statusSize", 1) != 1:
            raise _Problem(Code.UNSUPPORTED, "its statuses have more than one bit")
        try:
            bits = decode_encoded_list(subject.get("encodedList"))
        except (ValueError, LibOpenBadgesException) as error:
            raise _Problem(Code.UNREADABLE, str(error)) from error
        purposes = [_text(purpose) for purpose in _items(subject.get("statusPurpose"))]
        return _StatusList(_id(document["issuer"]), frozenset(purposes), bits)


# Reading


def _read(credential: bytes | str | Mapping[str, Any], limit: int = MAX_DOCUMENT_BYTES) -> _Secured:
    if isinstance(credential, Mapping):
        try:
            credential = json.dumps(credential, ensure_ascii=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise _Problem(Code.UNREADABLE, f"This is not plain JSON: {error}") from error
    try:
        content = credential.encode() if isinstance(credential, str) else credential
        text = content.decode().strip()
    except UnicodeError:
        raise _Problem(Code.UNREADABLE, "This is not text in UTF-8.") from None
    if len(content) > limit:
        raise _Problem(Code.UNREADABLE, f"This is longer than {limit} bytes.")
    if text.startswith("{"):
        return _Secured(_parse(text))
    parts = text.split(".")
    if len(parts) != 3:
        raise _Problem(Code.UNREADABLE, "This is neither JSON nor a token.")
    header, payload, _signature = (_decoded(part) for part in parts)
    named = _parse(header)
    if not isinstance(named.get("kid", ""), str) or named.get("crit"):
        raise _Problem(Code.UNREADABLE, "The header of the token cannot be understood.")
    return _Secured(_parse(payload), token=text, header=named)


def _decoded(part: str) -> bytes:
    try:
        return urlsafe_b64decode(part.encode("ascii"))
    except (ValueError, UnicodeError):
        raise _Problem(Code.UNREADABLE, "A part of the token is not base64url.") from None


def _parse(content: bytes | str) -> dict[str, Any]:
    try:
        text = content.decode() if isinstance(content, bytes) else content
        value = json.loads(text, object_pairs_hook=_unique)
        _safejson.check(value)
    except (ValueError, RecursionError) as error:
        raise _Problem(Code.UNREADABLE, f"This is not usable JSON: {error}") from None
    if not isinstance(value, dict):
        raise _Problem(Code.UNREADABLE, "This is not a JSON object.")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        # Which of two a reader takes differs between readers.
        raise ValueError("a member stands twice")
    return members


# Shape


def _require_shape(secured: _Secured, kinds: tuple[Kind, ...]) -> Kind:
    """The kind of a document, whose members that we rely on are what the standard says."""
    document = secured.document
    if refusal := screen(document):
        raise _Problem(Code.UNREADABLE, refusal)
    types = _items(document.get("type"))
    kind = next((kind for kind in kinds if kind in types), None)
    if kind is None and Kind.CREDENTIAL in kinds and "AchievementCredential" in types:
        kind = Kind.CREDENTIAL
    _require(kind is not None and "VerifiableCredential" in types, "type")
    assert kind is not None
    contexts = _contexts(document)
    _require(bool(contexts) and contexts[0] == "https://www.w3.org/ns/credentials/v2", "@context")
    issuer = document.get("issuer")
    subject = document.get("credentialSubject")
    _require(_is_text(document.get("id")), "id")
    _require(
        _is_text(issuer) or (isinstance(issuer, dict) and _is_text(issuer.get("id"))), "issuer"
    )
    _require(isinstance(subject, dict), "credentialSubject")
    assert isinstance(subject, dict)
    _require("id" not in subject or _is_text(subject["id"]), "credentialSubject.id")
    for member in ("validFrom", "validUntil"):
        _require(member not in document or _moment(document[member]) is not None, member)
    _require("validFrom" in document or kind is Kind.STATUS_LIST, "validFrom")
    for old_name in ("issuanceDate", "expirationDate"):
        _require(old_name not in document, old_name)
    for claim in ("nbf", "exp"):
        _require(type(document.get(claim, 0)) is int, claim)
    for place in ("credentialStatus", "endorsement"):
        _require(len(_items(document.get(place))) == len(_objects(document.get(place))), place)
    if kind is Kind.CREDENTIAL:
        _require_achievement(subject.get("achievement"))
        _require("id" in subject or bool(_objects(subject.get("identifier"))), "credentialSubject")
    if kind is Kind.ENDORSEMENT:
        _require("id" in subject, "credentialSubject.id")
    return kind


def _require_achievement(achievement: Any) -> None:
    _require(isinstance(achievement, dict), "achievement")
    for member in ("id", "name", "description"):
        _require(_is_text(achievement.get(member)), f"achievement.{member}")
    _require("Achievement" in _items(achievement.get("type")), "achievement.type")
    _require(isinstance(achievement.get("criteria"), dict), "achievement.criteria")


def _require_status_entry(entry: dict[str, Any]) -> tuple[int, str]:
    """The index and the address of an entry that we can follow."""
    purpose, index = entry.get("statusPurpose"), entry.get("statusListIndex")
    address = entry.get("statusListCredential")
    if (
        "BitstringStatusListEntry" not in _items(entry.get("type"))
        or not isinstance(purpose, str)
        or not _is_text(address)
        or entry.get("statusSize", 1) != 1
    ):
        raise _Problem(Code.UNSUPPORTED, "The status is not a bit of a Bitstring Status List.")
    if not str(index).isascii() or not str(index).isdigit() or len(str(index)) > 9:
        raise _Problem(Code.MALFORMED, "The index of the status is not a number.")
    return int(str(index)), str(address)


def _require(condition: bool, member: str) -> None:
    if not condition:
        raise _Problem(Code.MALFORMED, f"“{member}” is missing or not as the standard says.")


def _data_integrity_proof(document: dict[str, Any]) -> dict[str, Any]:
    """The one proof that speaks for a document."""
    proofs = [
        proof
        for proof in _objects(document.get("proof"))
        if proof.get("type") == "DataIntegrityProof"
    ]
    if not proofs:
        raise _Problem(Code.UNSIGNED, "There is no Data Integrity proof.")
    known = [proof for proof in proofs if proof.get("cryptosuite") == "eddsa-rdfc-2022"]
    if len(known) != 1:
        raise _Problem(Code.UNSUPPORTED, "There is not exactly one eddsa-rdfc-2022 proof.")
    proof = known[0]
    if proof.get("proofPurpose") != "assertionMethod":
        raise _Problem(Code.UNSIGNED, "The proof does not assert anything.")
    if not _is_text(proof.get("verificationMethod")):
        raise _Problem(Code.WRONG_KEY, "The proof names no key.")
    return proof


def _check_dates(document: dict[str, Any], now: datetime) -> None:
    starts = [_moment(document.get("validFrom"))]
    ends = [_moment(document.get("validUntil"))]
    if any(moment is not None and moment < now - LEEWAY for moment in ends) or (
        "exp" in document and document["exp"] < (now - LEEWAY).timestamp()
    ):
        raise _Problem(Code.EXPIRED, f"It was valid until {document.get('validUntil')}.")
    if any(moment is not None and moment > now + LEEWAY for moment in starts) or (
        "nbf" in document and document["nbf"] > (now + LEEWAY).timestamp()
    ):
        raise _Problem(Code.NOT_YET_VALID, f"It is valid from {document.get('validFrom')}.")


def _embedded_endorsements(document: dict[str, Any]) -> Iterator[dict[str, Any] | str]:
    """Every endorsement inside a document, wherever the standard lets one stand."""
    for place in _endorsable(document):
        yield from _objects(place.get("endorsement"))
        yield from (token for token in _items(place.get("endorsementJwt")) if _is_text(token))


def _endorsable(document: dict[str, Any]) -> list[dict[str, Any]]:
    subject = document["credentialSubject"]
    achievement = subject.get("achievement")
    achievement = achievement if isinstance(achievement, dict) else {}
    places = (
        document,
        document["issuer"],
        achievement,
        achievement.get("creator"),
        subject.get("source"),
    )
    return [place for place in places if isinstance(place, dict)]


def _names(document: dict[str, Any]) -> Iterator[str]:
    """What an endorsement inside this document may be about."""
    for place in (*_endorsable(document), document["credentialSubject"]):
        if _is_text(place.get("id")):
            yield place["id"]
    yield _id(document["issuer"])


def _key_named(secured: _Secured) -> str:
    if secured.header is not None:
        return _text(secured.header.get("kid"))
    for proof in _objects(secured.document.get("proof")):
        return _text(proof.get("verificationMethod"))
    return ""


# Keys


@dataclass(frozen=True, slots=True)
class _Key:
    pem: bytes
    public: Ed25519PublicKey | RSAPublicKey | EllipticCurvePublicKey


def _key_of(method: dict[str, Any]) -> _Key:
    key_id = method["id"]
    try:
        if key_id.startswith("did:key:"):
            pem = resolve_verification_method(key_id)
        else:
            # openbadgeslib reads keys out of the DID document that belongs to a did:web.
            document = json.dumps({"verificationMethod": [method | {"id": "did:web:x#key"}]})
            pem = resolve_verification_method("did:web:x#key", lambda _address: document)
        public = load_pem_public_key(pem)
    except (LibOpenBadgesException, ValueError, TypeError) as error:
        raise _Problem(Code.UNSUPPORTED, f"The key {key_id} cannot be read: {error}") from error
    if isinstance(public, RSAPublicKey) and not 2048 <= public.key_size <= 8192:
        raise _Problem(Code.UNSUPPORTED, f"An RSA key of {public.key_size} bits.")
    if not isinstance(public, Ed25519PublicKey | RSAPublicKey | EllipticCurvePublicKey):
        raise _Problem(Code.UNSUPPORTED, f"The key {key_id} is of a kind we do not know.")
    return _Key(pem, public)


def _for_tokens(
    public: Ed25519PublicKey | RSAPublicKey | EllipticCurvePublicKey,
) -> tuple[tuple[str, ...], RSAKey | ECKey | OKPKey]:
    """The algorithms that fit a key: the token never chooses the kind."""
    if isinstance(public, RSAPublicKey):
        return ("RS256", "RS384", "RS512"), RSAKey.import_key(public)
    if isinstance(public, EllipticCurvePublicKey):
        return ("ES256",), ECKey.import_key(public)
    return ("Ed25519", "EdDSA"), OKPKey.import_key(public)


def _registry(algorithms: tuple[str, ...]) -> jws.JWSRegistry:
    registry = jws.JWSRegistry(algorithms=algorithms, strict_check_header=False)
    registry.max_header_length = 8 * 1024
    registry.max_payload_length = MAX_LOOKED_UP_BYTES
    return registry


# Small readers of JSON


def _items(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in _items(value) if isinstance(item, dict)]


def _contexts(document: Mapping[str, Any]) -> list[str]:
    return [str(context) for context in _items(document.get("@context"))]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _id(node: Any) -> str:
    return _text(node.get("id")) if isinstance(node, dict) else _text(node)


def _absolute(did: str, key_id: Any) -> str:
    name = _text(key_id)
    return did + name if name.startswith("#") else name


def _moment(value: Any) -> datetime | None:
    """An aware moment, or None for what is not one."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo is not None else None
