"""What each personal field is for. The record of processing is generated from this.

Every model names its text, JSON, file and address fields in ``PRIVACY``: a :class:`Personal` for a
field that says something of a person, ``None`` for one that does not. A test fails on a field that
is missing there. All of them, personal or not, stay out of the history tables.
"""

from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """Lawful bases (UK GDPR and GDPR article 6.1) that the service relies on."""

    CONTRACT = "contract"
    PUBLIC_TASK = "public task"
    LEGITIMATE_INTEREST = "legitimate interest"
    CONSENT = "consent"
    LEGAL_OBLIGATION = "legal obligation"


class Retention(StrEnum):
    """How long; ``insights`` deletes by these names."""

    WHILE_MEMBER = (
        "while the person uses the service, then 24 months; "
        "with a place, as long as its file; with a badge in force, as long as that"
    )
    PLACEMENT_FILE = "five years after the placement"
    UNCONFIRMED = "30 days after an unconfirmed interest expired"
    MOBILE = "30 days after the placement"
    REPORT = "three months after it was settled"
    HOST_NOTE = "24 months after it was written"
    LETTER = "12 months after sending"
    UNFILED_MAIL = "until it is filed, set aside or answered, 30 days at most"
    CREDENTIAL = "while the credential is in force"
    FILE_OF_ROWS = "two days after it was asked for"
    UNTIL_WITHDRAWN = "until the person withdraws it"
    LOOK = "24 months after the look"
    SESSION = "90 days at most"
    STUDY = "until the study is frozen, then without a name"


class Readers(StrEnum):
    """Who may read it."""

    SELF_AND_STAFF = "the person and the university's staff"
    SELF_STAFF_AND_ACADEMIC = (
        "the person and staff; without a name, among many, who teaches the module"
    )
    STAFF = "the university's staff"
    PLACED_HOST = "the person, staff, and the host once a place is accepted"
    PUBLIC_BY_CHOICE = "anyone, where the person chose so"
    SELF = "the person alone"
    REPORTS = "suppressed reports alone"
    STAFF_AND_CHOOSING_HOST = (
        "the person and staff; where the host chooses, the host without the name"
    )
    HOST_AND_STAFF = "the host's people and the university's staff"
    PLACEMENTS_TEAM = "the person and the team that shares out places, each look noted"
    ONE_HOST = "the person, that team, and one host where the person shares it"
    PAIR = "the person and the host of that place, where both said yes"
    FIGURES = "the person; reports, as figures about many"
    STUDY = "the person; the study, under a number of its own"
    ALL = "anyone"


@dataclass(frozen=True)
class Personal:
    """One personal field: why it is kept, on what basis, for how long, and who reads it."""

    purpose: str
    basis: Basis
    retention: Retention
    readers: Readers
