"""The answers of a verification: a finding for each question, and what they come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


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
