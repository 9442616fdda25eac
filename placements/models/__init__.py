"""The middle of the story: rounds, seats, teams, the day, and the word of the host."""

from placements.models.arranging import Arrangement, SharedAccess
from placements.models.calendars import CalendarFeed, CalendarMark
from placements.models.choosing import Choosing, HostWord, Word
from placements.models.days import (
    WAS_THERE,
    Assessment,
    Attendance,
    Came,
    Concern,
    DayRecord,
    Grounded,
    Reach,
    Reflection,
    Rung,
    SelfRating,
    SignOff,
    Useful,
)
from placements.models.guides import GuideUse
from placements.models.hearing import Hearing
from placements.models.holding import Fixed, Hold
from placements.models.inviting import AskAgain, Invitation, ShownAs
from placements.models.keeping import Cohort, Ground, KeptPlaces, whom
from placements.models.learning import Concept, PeerRating, RatingBefore
from placements.models.moving import Move
from placements.models.places import (
    Allocation,
    AllocationChallenge,
    Booking,
    How,
    Placement,
    PlacementQuerySet,
    Team,
)
from placements.models.promises import Promise
from placements.models.quotes import Quote, QuoteUse, SaidAs
from placements.models.rooms import (
    CheckIn,
    Deliverable,
    Goal,
    LaterUse,
    RoomEntry,
    Scan,
    Upload,
)
from placements.models.signing import Signature
from placements.models.teaching import AcademicWord
from placements.models.trusting import HowSheRates, PracticeRating, StepQuestion

__all__ = [
    "WAS_THERE",
    "AcademicWord",
    "Allocation",
    "AllocationChallenge",
    "Arrangement",
    "AskAgain",
    "Assessment",
    "Attendance",
    "Booking",
    "CalendarFeed",
    "CalendarMark",
    "Came",
    "CheckIn",
    "Choosing",
    "Cohort",
    "Concept",
    "Concern",
    "DayRecord",
    "Deliverable",
    "Fixed",
    "Goal",
    "Ground",
    "Grounded",
    "GuideUse",
    "Hearing",
    "Hold",
    "HostWord",
    "How",
    "HowSheRates",
    "Invitation",
    "KeptPlaces",
    "LaterUse",
    "Move",
    "PeerRating",
    "Placement",
    "PlacementQuerySet",
    "PracticeRating",
    "Promise",
    "Quote",
    "QuoteUse",
    "RatingBefore",
    "Reach",
    "Reflection",
    "RoomEntry",
    "Rung",
    "SaidAs",
    "Scan",
    "SelfRating",
    "SharedAccess",
    "ShownAs",
    "SignOff",
    "Signature",
    "StepQuestion",
    "Team",
    "Upload",
    "Useful",
    "Word",
    "whom",
]
