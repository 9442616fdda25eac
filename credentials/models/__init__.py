"""The last chapter: what can be earned, that it was earned, and who puts their name to it."""

from credentials.models.appeals import Appeal
from credentials.models.badges import (
    Achievement,
    Credential,
    Endorsement,
    Reliance,
    SealingKey,
    SignatureRecord,
    SigningKey,
    StatusEntry,
    StatusList,
)
from credentials.models.sealed import SealedAnswer, Side, WouldAgain

__all__ = [
    "Achievement",
    "Appeal",
    "Credential",
    "Endorsement",
    "Reliance",
    "SealedAnswer",
    "SealingKey",
    "Side",
    "SignatureRecord",
    "SigningKey",
    "StatusEntry",
    "StatusList",
    "WouldAgain",
]
