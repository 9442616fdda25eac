"""What an Open Badge speaks of, as typed values: our names, the standard's in each docstring."""

from collections.abc import Collection, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

#: Entries of a status list: the minimum of W3C Bitstring Status List 1.0, so that one badge hides
#: among many.
STATUS_LIST_SIZE: Final = 131_072


class StatusPurpose(StrEnum):
    """Why a bit is set: taken back for good, or not to be relied on while a dispute lasts."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture by address, PNG or SVG."""

    url: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """An issuer, an endorser, the maker of an achievement, or an assessor (`Profile`).

    `id` is a DID for whoever signs; an assessor may have any stable URI.
    """

    id: str
    name: str
    _: KW_ONLY
    url: str = ""
    email: str = ""
    description: str = ""
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """A link to a skill or competency of a public framework, by its address (`Alignment`)."""

    name: str
    url: str
    _: KW_ONLY
    framework: str = ""
    code: str = ""
    description: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a rubric criterion (`RubricCriterionLevel`), such as "3", "Proficient"."""

    id: str
    name: str
    level: str
    _: KW_ONLY
    description: str = ""
    points: str = ""


@dataclass(frozen=True, slots=True)
class ResultDescription:
    """What can be achieved: a rubric criterion as one kind of assessor judges it, or a measure.

    One for each criterion and assessor. `type` is a value of `resultType`; own kinds begin with
    `ext:`. `required_level` is the id of one of `levels`.
    """

    id: str
    name: str
    _: KW_ONLY
    type: str = "RubricCriterionLevel"
    levels: Sequence[Level] = ()
    required_level: str = ""
    allowed_values: Sequence[str] = ()
    required_value: str = ""
    value_min: str = ""
    value_max: str = ""
    alignments: Sequence[Alignment] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """Another achievement, such as the template that this one was made from."""

    id: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Achievement:
    """One version of what is awarded; immutable once a credential names it (`Achievement`).

    `criteria` is Markdown and says what was needed. `endorsements` are signed
    EndorsementCredentials (Data Integrity) of this definition, embedded as they are.
    """

    id: str
    name: str
    description: str
    criteria: str
    _: KW_ONLY
    criteria_url: str = ""
    type: str = "MicroCredential"
    version: str = ""
    language: str = ""
    image: Image | None = None
    creator: Profile | None = None
    field_of_study: str = ""
    specialization: str = ""
    tags: Sequence[str] = ()
    alignments: Sequence[Alignment] = ()
    result_descriptions: Sequence[ResultDescription] = ()
    related: Sequence[Related] = ()
    endorsements: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What this person achieved in one ResultDescription: a level by its id, a value or a status.

    `status` is one of the standard's words (Completed, Enrolled, Failed, InProgress, OnHold,
    Provisional, Withdrew).
    """

    description: str
    _: KW_ONLY
    level: str = ""
    value: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence; `url` only where it may be opened by whoever holds the file."""

    name: str
    _: KW_ONLY
    url: str = ""
    narrative: str = ""
    description: str = ""
    genre: str = ""
    audience: str = ""


@dataclass(frozen=True, slots=True)
class HashedIdentity:
    """An e-mail address that can be checked but not read (`IdentityObject`)."""

    hash: str
    salt: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The person, without a name, and what they did (`AchievementSubject`).

    `id` is a pairwise `urn:uuid:`, one for each credential (see `new_subject_id`). `started` and
    `ended` are aware moments. `source` is the assessor; `narrative` describes the setting.
    """

    id: str
    achievement: Achievement
    _: KW_ONLY
    identities: Sequence[HashedIdentity] = ()
    results: Sequence[Result] = ()
    started: datetime | None = None
    ended: datetime | None = None
    source: Profile | None = None
    role: str = ""
    narrative: str = ""
    term: str = ""


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """A credential's place in a status list (`BitstringStatusListEntry`).

    W3C allows several for one credential, and every verifier we tried reads several; the official
    schema of Open Badges 3.0 accepts one only (openbadges-specification #623, open). Give one
    where the file must be valid for that schema.
    """

    list_url: str
    index: int
    purpose: StatusPurpose = StatusPurpose.REVOCATION


@dataclass(frozen=True, slots=True)
class RelatedResource:
    """The exact bytes of a file that an endorsement is about, by digest (see `digest_sri`)."""

    url: str
    digest: str
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Credential:
    """An OpenBadgeCredential. Moments are aware.

    A re-issue keeps `id` and `awarded` and raises `valid_from`: by the standard's rules of
    equality the newer `valid_from` wins.
    """

    id: str
    name: str
    issuer: Profile
    subject: Subject
    _: KW_ONLY
    awarded: datetime
    valid_from: datetime
    valid_until: datetime | None = None
    description: str = ""
    image: Image | None = None
    evidence: Sequence[Evidence] = ()
    status: Sequence[StatusEntry] = ()
    refresh_url: str = ""
    endorsements: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Endorsement:
    """An EndorsementCredential: somebody else's signed word about a thing with an id.

    `about` is an achievement's id, a person's pairwise subject id, an issuer's DID or, for a
    detached endorsement, a credential's id; then `resources` bind the content as well. An
    embedded endorsement never names the credential that holds it (nodes with one id merge in RDF,
    and verifiers refuse the file).
    """

    id: str
    name: str
    issuer: Profile
    about: str
    comment: str
    _: KW_ONLY
    awarded: datetime
    valid_from: datetime
    valid_until: datetime | None = None
    description: str = ""
    status: Sequence[StatusEntry] = ()
    resources: Sequence[RelatedResource] = ()


@dataclass(frozen=True, slots=True)
class StatusList:
    """One status list of one issuer and purpose; `set_indexes` are the bits that are on."""

    url: str
    issuer_id: str
    purpose: StatusPurpose
    set_indexes: Collection[int]
    _: KW_ONLY
    valid_from: datetime
    valid_until: datetime | None = None
    size: int = STATUS_LIST_SIZE
