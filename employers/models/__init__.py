"""The supply side: who hosts, where, and what they ask students to solve."""

from employers.models.challenges import (
    CODE_LETTERS,
    Challenge,
    ChallengeQuerySet,
    Session,
    new_code,
)
from employers.models.claims import HostClaim
from employers.models.classes import ApprovedClass, ApprovedClassQuerySet
from employers.models.hosts import (
    Employer,
    EmployerKind,
    Member,
    Partnership,
    PartnershipQuerySet,
    Site,
)
from employers.models.merges import UNDONE_WITHIN, EmployerMerge
from employers.models.partnerships import NOTES_KEPT_FOR, PartnershipNote, PastProject
from employers.models.postings import (
    Call,
    Posting,
    PostingQuerySet,
)
from employers.models.recorded import TOLD_BY, RecordedAct, What
from employers.models.safety import (
    ActionOwner,
    AnsweredVia,
    AtRisk,
    Factor,
    HostCheck,
    Insured,
    Level,
    RiskAssessment,
    RiskFactor,
    Safeguards,
)
from employers.models.search import (
    PLAIN,
    REPORTS_KEPT_FOR,
    STEMS,
    Facet,
    Listed,
    Report,
    ReportKind,
    SearchWord,
    Town,
)
from employers.models.series import OwnTemplate, Series
from employers.models.sharing import Share
from employers.models.stand_ins import StandIn
from employers.models.terms import (
    Grouping,
    IpTerms,
    Mode,
    Pay,
    TimeKind,
    UnpaidGround,
    WhoDecides,
)
from employers.models.trust import HostPublication, Trust, TrustQuerySet
from employers.models.versions import BriefComment, BriefVersion, Clearance

__all__ = [
    "CODE_LETTERS",
    "NOTES_KEPT_FOR",
    "PLAIN",
    "REPORTS_KEPT_FOR",
    "STEMS",
    "TOLD_BY",
    "UNDONE_WITHIN",
    "ActionOwner",
    "AnsweredVia",
    "ApprovedClass",
    "ApprovedClassQuerySet",
    "AtRisk",
    "BriefComment",
    "BriefVersion",
    "Call",
    "Challenge",
    "ChallengeQuerySet",
    "Clearance",
    "Employer",
    "EmployerKind",
    "EmployerMerge",
    "Facet",
    "Factor",
    "Grouping",
    "HostCheck",
    "HostClaim",
    "HostPublication",
    "Insured",
    "IpTerms",
    "Level",
    "Listed",
    "Member",
    "Mode",
    "OwnTemplate",
    "Partnership",
    "PartnershipNote",
    "PartnershipQuerySet",
    "PastProject",
    "Pay",
    "Posting",
    "PostingQuerySet",
    "RecordedAct",
    "Report",
    "ReportKind",
    "RiskAssessment",
    "RiskFactor",
    "Safeguards",
    "SearchWord",
    "Series",
    "Session",
    "Share",
    "Site",
    "StandIn",
    "TimeKind",
    "Town",
    "Trust",
    "TrustQuerySet",
    "UnpaidGround",
    "What",
    "WhoDecides",
    "new_code",
]
