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
from employers.models.partnerships import NOTES_KEPT_FOR, PartnershipNote, PastProject
from employers.models.postings import (
    Call,
    Posting,
    PostingQuerySet,
)
from employers.models.search import PLAIN, STEMS, Facet, Report, ReportKind, SearchWord, Town
from employers.models.versions import Clearance

__all__ = [
    "CODE_LETTERS",
    "NOTES_KEPT_FOR",
    "PLAIN",
    "STEMS",
    "ApprovedClass",
    "ApprovedClassQuerySet",
    "Call",
    "Challenge",
    "ChallengeQuerySet",
    "Clearance",
    "Employer",
    "EmployerKind",
    "Facet",
    "Grouping",
    "IpTerms",
    "Member",
    "Mode",
    "Partnership",
    "PartnershipNote",
    "PartnershipQuerySet",
    "PastProject",
    "Pay",
    "Posting",
    "PostingQuerySet",
    "Report",
    "ReportKind",
    "SearchWord",
    "Session",
    "Site",
    "TimeKind",
    "Town",
    "UnpaidGround",
    "WhoDecides",
    "new_code",
]
