"""The last chapter: what can be earned, that it was earned, and who puts their name to it."""

from credentials.models.accepting import Acceptance
from credentials.models.appeals import Appeal
from credentials.models.badges import (
    Achievement,
    Credential,
    Endorsement,
    Reliance,
    SealingKey,
    Seen,
    SignatureRecord,
    SigningKey,
    StatusEntry,
    StatusList,
)
from credentials.models.issues import Addition, Backing, FirstIssue
from credentials.models.sealed import SealedAnswer, Side, WouldAgain
from credentials.models.sharing import Approach, Consent, Consented, Portfolio

__all__ = [
    "Acceptance",
    "Achievement",
    "Addition",
    "Appeal",
    "Approach",
    "Backing",
    "Consent",
    "Consented",
    "Credential",
    "Endorsement",
    "FirstIssue",
    "Portfolio",
    "Reliance",
    "SealedAnswer",
    "SealingKey",
    "Seen",
    "Side",
    "SignatureRecord",
    "SigningKey",
    "StatusEntry",
    "StatusList",
    "WouldAgain",
]
