"""The verbs of badges. Whatever signs (``award_credential``, ``sign_…``) runs in a worker alone."""

from credentials.services.achievements import define_achievement
from credentials.services.appealing import appeal, appeals_of, decide_appeal, may_be_answered
from credentials.services.awarding import award_credential
from credentials.services.checking import FileInspection, inspect_file, linked_badge
from credentials.services.endorsing import (
    change_reach,
    endorse_credential,
    sign_endorsement,
    withdraw_endorsement,
)
from credentials.services.keeping import (
    is_verified,
    rely_on_credential,
    restore_credential,
    revoke_credential,
    share_credential,
    suspend_credential,
)
from credentials.services.keys import (
    make_key_file,
    make_keys,
    make_sealing_key,
    rewrap_keys,
    rotate_keys,
)
from credentials.services.leaving import leave_badges
from credentials.services.lists import sign_status_list
from credentials.services.merging import merge_employers
from credentials.services.pictures import badge_png, badge_svg
from credentials.services.resolving import did_document
from credentials.services.sealing import (
    answer_sealed,
    compare_answers,
    forget_answers,
    make_missing_keys,
    take_back_sealed,
)
from credentials.services.signing import file_of
from credentials.services.verifying import Inspection, inspect, is_address_of, motif_of, name_of

__all__ = [
    "FileInspection",
    "Inspection",
    "answer_sealed",
    "appeal",
    "appeals_of",
    "award_credential",
    "badge_png",
    "badge_svg",
    "change_reach",
    "compare_answers",
    "decide_appeal",
    "define_achievement",
    "did_document",
    "endorse_credential",
    "file_of",
    "forget_answers",
    "inspect",
    "inspect_file",
    "is_address_of",
    "is_verified",
    "leave_badges",
    "linked_badge",
    "make_key_file",
    "make_keys",
    "make_missing_keys",
    "make_sealing_key",
    "may_be_answered",
    "merge_employers",
    "motif_of",
    "name_of",
    "rely_on_credential",
    "restore_credential",
    "revoke_credential",
    "rewrap_keys",
    "rotate_keys",
    "share_credential",
    "sign_endorsement",
    "sign_status_list",
    "suspend_credential",
    "take_back_sealed",
    "withdraw_endorsement",
]
