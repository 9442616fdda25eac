"""Facts of the middle of the story: places, teams, the day, the word of the host."""

from dataclasses import dataclass

from core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class HostAsked(Event):
    """Interests have closed, and the host chooses: yes, maybe or no to each."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class HostReminded(Event):
    """The host's word is due soon."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class HostSilent(Event):
    """The host's word was due; staff ring."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class HostChose(Event):
    """The host's word is in, or the university went on without it."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class InvitedAgain(Event):
    """A host asks a past participant, who agreed to be asked, to its next project."""

    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class PlacesKept(Event):
    """Somebody proposes to keep places for a group; a second person decides."""

    kept_id: int


@dataclass(frozen=True, kw_only=True)
class KeptPlacesDecided(Event):
    """They are kept, or not, with a reason."""

    kept_id: int


@dataclass(frozen=True, kw_only=True)
class ChallengePostponed(Event):
    """It has another day; whoever has a place is asked again."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class AgreedAgain(Event):
    """She says yes to the new day too."""

    placement_id: int


@dataclass(frozen=True, kw_only=True)
class PlacementLapsed(Event):
    """She did not answer about the new day, and her place went on."""

    placement_id: int


@dataclass(frozen=True, kw_only=True)
class AllocationProposed(Event):
    """A draft with a reason for every interest waits for a person."""

    allocation_id: int


@dataclass(frozen=True, kw_only=True)
class PlacesOffered(Event):
    """A person confirmed a list; one PlaceOffered an interest follows."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class PlaceOffered(Event):
    """One student is asked; the seat is held for her."""

    eoi_id: int


@dataclass(frozen=True, kw_only=True)
class EoiNotSelected(Event):
    """Not this time, or next in line: the row has the state and the reason."""

    eoi_id: int


@dataclass(frozen=True, kw_only=True)
class PlaceAccepted(Event):
    """She said yes."""

    placement_id: int


@dataclass(frozen=True, kw_only=True)
class PlaceDeclined(Event):
    """She said no, or the time ran out, or she gave the place back."""

    eoi_id: int


@dataclass(frozen=True, kw_only=True)
class PlaceGivenBack(Event):
    """She can't come: before the day, or in the middle of it."""

    placement_id: int


@dataclass(frozen=True, kw_only=True)
class TeamsProposed(Event):
    """Teams are drawn up and wait for a person."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class TeamsFormed(Event):
    """Teams stand."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class DayIsNear(Event):
    """The day before the first session."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class DayIsOver(Event):
    """The last session is over: attendance, reflection and sign-off are asked for."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class AttendanceMarked(Event):
    """It is known whether she came."""

    placement_id: int


@dataclass(frozen=True, kw_only=True)
class Reflected(Event):
    """She wrote her three lines."""

    placement_id: int


@dataclass(frozen=True, kw_only=True)
class SelfRated(Event):
    """She rated herself on the challenge's skills."""

    placement_id: int


@dataclass(frozen=True, kw_only=True)
class SignOffMissing(Event):
    """The host has not signed off yet, and is reminded."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class OutcomeAssessed(Event):
    """The host signed off a team."""

    sign_off_id: int


@dataclass(frozen=True, kw_only=True)
class OutcomeSettled(Event):
    """The university stands behind the sign-off; credentials follow."""

    sign_off_id: int


@dataclass(frozen=True, kw_only=True)
class Practised(Event):
    """Somebody of a host tried her eye on written cases."""

    member_id: int


@dataclass(frozen=True, kw_only=True)
class SupervisorAsked(Event):
    """The university asks a host about one step; it answers by a link."""

    question_id: int


@dataclass(frozen=True, kw_only=True)
class SupervisorReminded(Event):
    """The host says nothing to a question about a step, and is reminded once."""

    question_id: int


@dataclass(frozen=True, kw_only=True)
class SupervisorAnswered(Event):
    """The host has answered, and staff decide."""

    question_id: int


@dataclass(frozen=True, kw_only=True)
class StepDecided(Event):
    """The step stands, or is the one that the host named."""

    question_id: int


@dataclass(frozen=True, kw_only=True)
class PlacementClosed(Event):
    """Nothing more is asked."""

    placement_id: int


@dataclass(frozen=True, kw_only=True)
class ConcernRaised(Event):
    """Somebody asks staff for help or reports a concern."""

    concern_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerDue(Event):
    """People wait for an answer that was promised for the next working day."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerMissing(Event):
    """The promised day is there, and the answer is not: managers hear of it."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerLate(Event):
    """The promised day was missed: everybody who waits is told another one."""

    challenge_id: int


@dataclass(frozen=True, kw_only=True)
class GivenBackForHer(Event):
    """Staff gave her place back, as she had told them: she gets it in writing."""

    placement_id: int


@dataclass(frozen=True, kw_only=True)
class OtherSideAsked(Event):
    """Somebody is asked for her side before anything is made of what was said."""

    hearing_id: int


@dataclass(frozen=True, kw_only=True)
class OwnSideTold(Event):
    """She told it; staff read it."""

    hearing_id: int


@dataclass(frozen=True, kw_only=True)
class FileUploaded(Event):
    """A file waits for the scanner."""

    upload_id: int


@dataclass(frozen=True, kw_only=True)
class HandedIn(Event):
    """A team handed in what it leaves behind, or a newer version of it."""

    team_id: int


@dataclass(frozen=True, kw_only=True)
class ResultRead(Event):
    """Whoever teaches the module has read what a team left behind."""

    team_id: int


@dataclass(frozen=True, kw_only=True)
class LaterUseAsked(Event):
    """Three months later: the host is asked what it used."""

    later_use_id: int


@dataclass(frozen=True, kw_only=True)
class StuckAnswered(Event):
    """The host answered somebody who is stuck."""

    concern_id: int


@dataclass(frozen=True, kw_only=True)
class StuckUnanswered(Event):
    """Nobody at the host answered somebody who is stuck: staff do."""

    concern_id: int


@dataclass(frozen=True, kw_only=True)
class AgreementChanged(Event):
    """Place, pay, result or its owner changed; whoever has a place is asked again."""

    challenge_id: int
