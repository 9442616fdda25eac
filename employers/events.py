"""Facts of the supply side."""

from dataclasses import dataclass

from core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class ChallengeDrafted(Event):
    """Somebody wrote a challenge; the address is yet to be proven."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class DraftRequested(Event):
    """Somebody who writes a challenge wants the link to her draft by letter."""

    posting_id: int


@dataclass(frozen=True, kw_only=True)
class ChallengeSubmitted(Event):
    """The host's address is proven (or staff vouch): the brief waits for the university."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class ChangesRequested(Event):
    """Staff sent the brief back with a question."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class SentToHost(Event):
    """Staff like the brief: its host sees it as students will, and says fine."""

    clearance_id: int


@dataclass(frozen=True, kw_only=True)
class BriefCommented(Event):
    """Somebody of the host or the university said something about a brief."""

    comment_id: int


@dataclass(frozen=True, kw_only=True)
class ColleagueInvited(Event):
    """Somebody of a host asks a colleague in."""

    member_id: int


@dataclass(frozen=True, kw_only=True)
class StandInAsked(Event):
    """Somebody with a supervisor's link offers to stand in; her address is to be proven."""

    stand_in_id: int


@dataclass(frozen=True, kw_only=True)
class StandInBegun(Event):
    """Somebody stands in for a supervisor at one project."""

    stand_in_id: int


@dataclass(frozen=True, kw_only=True)
class ChallengePublished(Event):
    """Staff approved the brief; students see it."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class PublishedAsHost(Event):
    """A trusted host put its brief online itself; staff look at it afterwards."""

    publication_id: int


@dataclass(frozen=True, kw_only=True)
class ChallengeClosed(Event):
    """It takes no more interests."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class ChallengeStarted(Event):
    """Its first day has come."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class ChallengeCompleted(Event):
    """Its last day is over."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class ChallengeCancelled(Event):
    """It will not happen; the row has the reason."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class ChallengeReported(Event):
    """Somebody says that a listing is not right; the desk looks into it."""

    report_id: int


@dataclass(frozen=True, kw_only=True)
class ReportSettled(Event):
    """Staff have looked into a report whose writer wants to know what came of it."""

    report_id: int


@dataclass(frozen=True, kw_only=True)
class HostClaimed(Event):
    """Somebody with a host's mail domain asks to act for it."""

    claim_id: int


@dataclass(frozen=True, kw_only=True)
class ClaimSettled(Event):
    """Staff or the host said whether she is one of them."""

    claim_id: int


@dataclass(frozen=True, kw_only=True)
class ActRecorded(Event):
    """Staff wrote down what somebody of a host told them; she reads it once more."""

    act_id: int


@dataclass(frozen=True, kw_only=True)
class CallRequested(Event):
    """A host asked to be rung."""

    call_id: int


@dataclass(frozen=True, kw_only=True)
class SeriesMade(Event):
    """Drafts of one brief on several days wait for the university, to be read as one."""

    series_id: int


@dataclass(frozen=True, kw_only=True)
class SeriesPublished(Event):
    """A series was approved; one letter tells its host."""

    series_id: int


@dataclass(frozen=True, kw_only=True)
class ShareOffered(Event):
    """Another university is offered some places of a project."""

    share_id: int


@dataclass(frozen=True, kw_only=True)
class ShareAnswered(Event):
    """It took them, or did not; or they were taken back before."""

    share_id: int


@dataclass(frozen=True, kw_only=True)
class ChallengePaused(Event):
    """It takes no new interests for now."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class ChallengeResumed(Event):
    """It takes interests again."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class ChallengeExtended(Event):
    """Its closing or its answer comes later."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class HostCheckAsked(Event):
    """A host is asked (or reminded) to say how it keeps students safe."""

    check_id: int


@dataclass(frozen=True, kw_only=True)
class HostCheckAnswered(Event):
    """A host said how it keeps students safe; the row says what is still open."""

    check_id: int
