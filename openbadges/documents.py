"""What we issue, as unsigned JSON: typed values in, a dict in the shape of Open Badges 3.0 out.

Only terms that the contexts define are emitted (a test proves it): an undefined term would be
unsigned. The names follow our domain; each docstring says which term of the standard it becomes.
"""

import base64
import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.status import decode_encoded_list, set_indices
from openbadgeslib.ob3.status_list import encode_bitstring

from openbadges.contexts import CONTEXTS, CREDENTIALS
from openbadges.errors import DocumentRefused
from openbadges.terms import (
    STATUS_LIST_SIZE,
    Achievement,
    Alignment,
    Credential,
    Endorsement,
    Evidence,
    HashedIdentity,
    Image,
    Profile,
    Result,
    ResultDescription,
    StatusEntry,
    StatusList,
    Subject,
)

_SCHEMAS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
_CREDENTIAL_SCHEMA: Final = _SCHEMAS + "ob_v3p0_achievementcredential_schema.json"
_ENDORSEMENT_SCHEMA: Final = _SCHEMAS + "ob_v3p0_endorsementcredential_schema.json"


def new_subject_id() -> str:
    """A pairwise subject id that tells nothing and links nothing."""
    return f"urn:uuid:{uuid4()}"


def hash_identity(address: str, salt: str = "") -> HashedIdentity:
    """An e-mail address as salted SHA-256 (OB 3.0, IdentityHash: digest of identifier + salt).

    Without `salt` a new one of 128 bits is drawn. The address is compared in lower case.
    """
    salt = salt or secrets.token_hex(16)
    digest = hashlib.sha256((address.strip().lower() + salt).encode()).hexdigest()
    return HashedIdentity(hash=f"sha256${digest}", salt=salt)


def digest_sri(content: bytes) -> str:
    """The digest of exact bytes in the form of Subresource Integrity: `sha384-…`."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def credential_document(credential: Credential) -> dict[str, Any]:
    """The unsigned OpenBadgeCredential, for `sign_di` and `sign_jwt` alike."""
    if credential.valid_from < credential.awarded:
        raise DocumentRefused("A credential cannot be valid before it was awarded.")
    _require_order(credential.valid_from, credential.valid_until)
    return _filled(
        {
            "@context": list(CONTEXTS),
            "id": credential.id,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": credential.name,
            "description": credential.description,
            "image": _image(credential.image),
            "issuer": profile_object(credential.issuer),
            "validFrom": in_utc(credential.valid_from),
            "validUntil": in_utc(credential.valid_until),
            "awardedDate": in_utc(credential.awarded),
            "credentialSubject": _subject(credential.subject),
            "evidence": [evidence_object(item) for item in credential.evidence],
            "credentialStatus": _status(credential.status),
            "credentialSchema": [_schema(_CREDENTIAL_SCHEMA)],
            "refreshService": _filled(
                {
                    "id": credential.refresh_url,
                    "type": "1EdTechCredentialRefresh" if credential.refresh_url else "",
                }
            ),
            "endorsement": _embedded(credential.endorsements, credential.id),
        }
    )


def endorsement_document(endorsement: Endorsement) -> dict[str, Any]:
    """The unsigned EndorsementCredential."""
    if not endorsement.name:
        raise DocumentRefused("An endorsement needs a name.")
    _require_order(endorsement.valid_from, endorsement.valid_until)
    return _filled(
        {
            "@context": list(CONTEXTS),
            "id": endorsement.id,
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": endorsement.name,
            "description": endorsement.description,
            "issuer": profile_object(endorsement.issuer),
            "validFrom": in_utc(endorsement.valid_from),
            "validUntil": in_utc(endorsement.valid_until),
            "awardedDate": in_utc(endorsement.awarded),
            "credentialSubject": _filled(
                {
                    "id": endorsement.about,
                    "type": ["EndorsementSubject"],
                    "endorsementComment": endorsement.comment,
                }
            ),
            "relatedResource": [
                _filled(
                    {
                        "id": resource.url,
                        "digestSRI": resource.digest,
                        "mediaType": resource.media_type,
                    }
                )
                for resource in endorsement.resources
            ],
            "credentialStatus": _status(endorsement.status),
            "credentialSchema": [_schema(_ENDORSEMENT_SCHEMA)],
        }
    )


def status_list_document(status_list: StatusList) -> dict[str, Any]:
    """The unsigned BitstringStatusListCredential (W3C Bitstring Status List 1.0)."""
    _require_order(status_list.valid_from, status_list.valid_until)
    return _filled(
        {
            "@context": [CREDENTIALS],
            "id": status_list.url,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": status_list.issuer_id,
            "validFrom": in_utc(status_list.valid_from),
            "validUntil": in_utc(status_list.valid_until),
            "credentialSubject": {
                "id": f"{status_list.url}#list",
                "type": "BitstringStatusList",
                "statusPurpose": str(status_list.purpose),
                "encodedList": encode_status_bits(status_list.set_indexes, status_list.size),
            },
        }
    )


def profile_object(profile: Profile) -> dict[str, Any]:
    """A Profile as it stands inside a credential."""
    return _filled(
        {
            "id": profile.id,
            "type": ["Profile"],
            "name": profile.name,
            "description": profile.description,
            "url": profile.url,
            "email": profile.email,
            "image": _image(profile.image),
        }
    )


def profile_document(profile: Profile) -> dict[str, Any]:
    """A Profile as a JSON-LD document of its own."""
    return {"@context": list(CONTEXTS), **profile_object(profile)}


def achievement_document(achievement: Achievement) -> dict[str, Any]:
    """An Achievement as a JSON-LD document of its own."""
    return {"@context": list(CONTEXTS), **_achievement(achievement)}


def encode_status_bits(set_indexes: Collection[int], size: int = STATUS_LIST_SIZE) -> str:
    """The bits of a status list as `encodedList`: multibase base64url of GZIP, first bit first.

    Raises DocumentRefused for an index outside the list.
    """
    try:
        return str(encode_bitstring(set_indexes, size))
    except ValueError as error:
        raise DocumentRefused(str(error)) from None


def decode_status_bits(encoded: str) -> frozenset[int]:
    """The indexes that are set in an `encodedList` of ours. Raises DocumentRefused otherwise."""
    try:
        return frozenset(set_indices(decode_encoded_list(encoded)))
    except (ValueError, LibOpenBadgesException) as error:
        raise DocumentRefused(str(error)) from None


def _subject(subject: Subject) -> dict[str, Any]:
    if not subject.id:
        raise DocumentRefused("A credential's subject needs an id.")
    return _filled(
        {
            "id": subject.id,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityType": "emailAddress",
                    "identityHash": identity.hash,
                    "salt": identity.salt,
                }
                for identity in subject.identities
            ],
            "activityStartDate": _activity_date(subject.started),
            "activityEndDate": _activity_date(subject.ended),
            "role": subject.role,
            "narrative": subject.narrative,
            "term": subject.term,
            "achievement": _achievement(subject.achievement),
            "result": [result_object(result) for result in subject.results],
            "source": profile_object(subject.source) if subject.source else None,
        }
    )


def _achievement(achievement: Achievement) -> dict[str, Any]:
    return _filled(
        {
            "id": achievement.id,
            "type": ["Achievement"],
            "achievementType": achievement.type,
            "name": achievement.name,
            "description": achievement.description,
            "criteria": _filled(
                {"id": achievement.criteria_url, "narrative": achievement.criteria}
            ),
            "version": achievement.version,
            "inLanguage": achievement.language,
            "image": _image(achievement.image),
            "creator": profile_object(achievement.creator) if achievement.creator else None,
            "fieldOfStudy": achievement.field_of_study,
            "specialization": achievement.specialization,
            "tag": list(achievement.tags),
            "alignment": [_alignment(alignment) for alignment in achievement.alignments],
            "resultDescription": [
                _result_description(item) for item in achievement.result_descriptions
            ],
            "related": [
                _filled({"id": item.id, "type": ["Related"], "version": item.version})
                for item in achievement.related
            ],
            "endorsement": _embedded(achievement.endorsements, ""),
        }
    )


def _result_description(item: ResultDescription) -> dict[str, Any]:
    if item.required_level and item.required_level not in {level.id for level in item.levels}:
        raise DocumentRefused(f"The required level of “{item.name}” is none of its levels.")
    return _filled(
        {
            "id": item.id,
            "type": ["ResultDescription"],
            "name": item.name,
            "resultType": item.type,
            "rubricCriterionLevel": [
                _filled(
                    {
                        "id": level.id,
                        "type": ["RubricCriterionLevel"],
                        "name": level.name,
                        "level": level.level,
                        "points": level.points,
                        "description": level.description,
                    }
                )
                for level in item.levels
            ],
            "requiredLevel": item.required_level,
            "allowedValue": list(item.allowed_values),
            "requiredValue": item.required_value,
            "valueMin": item.value_min,
            "valueMax": item.value_max,
            "alignment": [_alignment(alignment) for alignment in item.alignments],
        }
    )


def _alignment(alignment: Alignment) -> dict[str, Any]:
    return _filled(
        {
            "type": ["Alignment"],
            "targetName": alignment.name,
            "targetUrl": alignment.url,
            "targetDescription": alignment.description,
            "targetFramework": alignment.framework,
            "targetCode": alignment.code,
            "targetType": alignment.type,
        }
    )


def result_object(result: Result) -> dict[str, Any]:
    """A Result as it stands inside a credential."""
    return _filled(
        {
            "type": ["Result"],
            "resultDescription": result.description,
            "achievedLevel": result.level,
            "value": result.value,
            "status": result.status,
        }
    )


def evidence_object(evidence: Evidence) -> dict[str, Any]:
    """An Evidence as it stands inside a credential."""
    return _filled(
        {
            "id": evidence.url,
            "type": ["Evidence"],
            "name": evidence.name,
            "narrative": evidence.narrative,
            "description": evidence.description,
            "genre": evidence.genre,
            "audience": evidence.audience,
        }
    )


def _image(image: Image | None) -> dict[str, Any] | None:
    if image is None:
        return None
    return _filled({"id": image.url, "type": "Image", "caption": image.caption})


def _schema(url: str) -> dict[str, Any]:
    return {"id": url, "type": "1EdTechJsonSchemaValidator2019"}


def _status(entries: Sequence[StatusEntry]) -> Any:
    objects = [
        {
            "id": f"{entry.list_url}#{entry.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": str(entry.purpose),
            "statusListIndex": str(entry.index),
            "statusListCredential": entry.list_url,
        }
        for entry in entries
    ]
    return objects[0] if len(objects) == 1 else objects


def _embedded(endorsements: Sequence[dict[str, Any]], holder_id: str) -> list[dict[str, Any]]:
    for endorsement in endorsements:
        # Array-valued proofs inside an embedded credential are canonicalised differently by the
        # JSON-LD libraries in use, so a file holding one is valid to some verifiers only.
        if not isinstance(endorsement.get("proof"), dict):
            raise DocumentRefused("An embedded endorsement carries exactly one proof.")
        if holder_id and endorsement["credentialSubject"]["id"] == holder_id:
            raise DocumentRefused("An embedded endorsement cannot name the credential around it.")
    return list(endorsements)


def in_utc(moment: datetime | None) -> str | None:
    """A moment as it stands in a credential: UTC, to the second."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise DocumentRefused(f"{moment} has no time zone.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _activity_date(moment: datetime | None) -> str | None:
    """The schema says date-time, the context says date (openbadges-specification #645, open).

    A date-time with its zone satisfies the schema and every verifier tried.
    """
    return in_utc(moment)


def _require_order(valid_from: datetime, valid_until: datetime | None) -> None:
    if valid_until is not None and valid_until <= valid_from:
        raise DocumentRefused("The end of validity lies before its beginning.")


def _filled(members: dict[str, Any]) -> dict[str, Any]:
    """Without the members that say nothing: the standard has no empty strings or lists."""
    return {name: value for name, value in members.items() if value not in ("", None, [], {})}
