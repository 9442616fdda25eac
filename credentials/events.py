"""Facts of the last chapter."""

from dataclasses import dataclass

from core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class CredentialAwarded(Event):
    """A badge is signed and waits for its owner."""

    credential_id: int


@dataclass(frozen=True, kw_only=True)
class CredentialEndorsed(Event):
    """The employer vouches; the task signs it."""

    endorsement_id: int


@dataclass(frozen=True, kw_only=True)
class EndorsementChanged(Event):
    """Who sees the employer's name changed, or the word was withdrawn."""

    endorsement_id: int


@dataclass(frozen=True, kw_only=True)
class WordsChanged(Event):
    """What a host says of a student was written anew, taken back, or stands again."""

    endorsement_id: int


@dataclass(frozen=True, kw_only=True)
class WordsHidden(Event):
    """A student does not let others read what a host says of her, or says that it is wrong."""

    endorsement_id: int


@dataclass(frozen=True, kw_only=True)
class EndorsementsRunOut(Event):
    """The first of the words that a host's person gave at one university runs out soon."""

    endorsement_id: int


@dataclass(frozen=True, kw_only=True)
class AcceptanceChanged(Event):
    """An employer says that it accepts badges when hiring, renews that, or takes it back."""

    acceptance_id: int


@dataclass(frozen=True, kw_only=True)
class StudentApproached(Event):
    """An employer wrote to a student who may be found."""

    approach_id: int


@dataclass(frozen=True, kw_only=True)
class ApproachAnswered(Event):
    """She says yes, no, or asks first; or tells the university that something is wrong with it."""

    approach_id: int


@dataclass(frozen=True, kw_only=True)
class CredentialStatusChanged(Event):
    """Suspended, revoked, or in force again."""

    credential_id: int


@dataclass(frozen=True, kw_only=True)
class AppealMade(Event):
    """The owner of a paused or withdrawn badge says that it is wrong."""

    appeal_id: int


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Event):
    """Somebody else has looked: it stays so, or the badge is in force again."""

    appeal_id: int


@dataclass(frozen=True, kw_only=True)
class AgainFound(Event):
    """Both sides of a place would work together again."""

    would_again_id: int


@dataclass(frozen=True, kw_only=True)
class CredentialOutdated(Event):
    """Something that stands in a badge's file has changed: a new issue of it is due."""

    credential_id: int


@dataclass(frozen=True, kw_only=True)
class EndorsementOutdated(Event):
    """The key that an endorsement was signed with is no longer its owner's."""

    endorsement_id: int


@dataclass(frozen=True, kw_only=True)
class BackingChanged(Event):
    """A host stands behind what can be earned with it, or no longer does."""

    backing_id: int


@dataclass(frozen=True, kw_only=True)
class KeyStruck(Event):
    """A key was given away or lost: what it signed is signed anew with another."""

    key_id: int
