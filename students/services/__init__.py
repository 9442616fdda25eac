"""The verbs of the demand side, cut by noun."""

from students.services.confirming import (
    LATE_BY_AT_MOST,
    address_of,
    change_address,
    code_fits,
    code_of,
    confirm_eoi,
    confirm_eoi_by_voice,
    confirm_link,
    may_be_confirmed,
    proof_of,
    resend_code,
)
from students.services.eoi import (
    AlreadyInterested,
    ChallengeNotOpen,
    TooManyOpenInterests,
    order_wishes,
    submit_eoi,
    withdraw_eoi,
)
from students.services.equity import equity_answers_of, record_equity_answers
from students.services.people import (
    introduce,
    keep_free_days,
    mark_under_18,
    prove_address,
    verify_student,
)
from students.services.rebooking import carry_interest
from students.services.roster import RosterMode, import_roster
from students.services.roster_file import read_roster
from students.services.seats import (
    NoSeatLeft,
    NotVerified,
    accept_eoi,
    decline_eoi,
    hold_seats,
    lapse_eoi,
    not_select_eoi,
    offer_place,
    refuse_unverified,
    waitlist_eoi,
)
from students.services.timetable import expire_unconfirmed, forget_expired, remind_unconfirmed

__all__ = [
    "LATE_BY_AT_MOST",
    "AlreadyInterested",
    "ChallengeNotOpen",
    "NoSeatLeft",
    "NotVerified",
    "RosterMode",
    "TooManyOpenInterests",
    "accept_eoi",
    "address_of",
    "carry_interest",
    "change_address",
    "code_fits",
    "code_of",
    "confirm_eoi",
    "confirm_eoi_by_voice",
    "confirm_link",
    "decline_eoi",
    "equity_answers_of",
    "expire_unconfirmed",
    "forget_expired",
    "hold_seats",
    "import_roster",
    "introduce",
    "keep_free_days",
    "lapse_eoi",
    "mark_under_18",
    "may_be_confirmed",
    "not_select_eoi",
    "offer_place",
    "order_wishes",
    "proof_of",
    "prove_address",
    "read_roster",
    "record_equity_answers",
    "refuse_unverified",
    "remind_unconfirmed",
    "resend_code",
    "submit_eoi",
    "verify_student",
    "waitlist_eoi",
    "withdraw_eoi",
]
