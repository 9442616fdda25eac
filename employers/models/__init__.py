"""The supply side: who hosts, where, and what they ask students to solve."""

from employers.models.challenges import (
    CODE_LETTERS,
    Challenge,
    ChallengeQuerySet,
    Grouping,
    IpTerms,
    Mode,
    Pay,
    Session,
    TimeKind,
    UnpaidGround,
    WhoDecides,
    new_code,
)
from employers.models.classes import ApprovedClass, ApprovedClassQuerySet
from employers.models.hosts import (
    Employer,
    EmployerKind,
    Member,
    Partnership,
    PartnershipQuerySet,
    Site,
)
from employers.models.postings import (
    Call,
    Posting,
    PostingQuerySet,
)

__all__ = [
    "CODE_LETTERS",
    "ApprovedClass",
    "ApprovedClassQuerySet",
    "Call",
    "Challenge",
    "ChallengeQuerySet",
    "Employer",
    "EmployerKind",
    "Grouping",
    "IpTerms",
    "Member",
    "Mode",
    "Partnership",
    "PartnershipQuerySet",
    "Pay",
    "Posting",
    "PostingQuerySet",
    "Session",
    "Site",
    "TimeKind",
    "UnpaidGround",
    "WhoDecides",
    "new_code",
]
