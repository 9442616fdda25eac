"""The verbs of badges. Whatever signs (``award_credential``, ``sign_…``) runs in a worker alone."""

from credentials.services.accepting import (
    Accepted,
    accept_when_hiring,
    acceptances_of,
    accepted,
    sign_acceptance,
    stop_accepting,
)
from credentials.services.achievements import define_achievement, host_in_words
from credentials.services.appealing import appeal, appeals_of, decide_appeal, may_be_answered
from credentials.services.approaching import (
    answer_approach,
    approach_student,
    forget_approaches,
    settle_reported,
)
from credentials.services.awarding import award_credential
from credentials.services.backing import (
    backings_of,
    sign_backing,
    stand_behind,
    step_back,
    with_backing,
)
from credentials.services.bringing import badge_brought, is_paper
from credentials.services.checking import BELIEVED, FileInspection, inspect_file
from credentials.services.cv import cv_of, lines_for_cv
from credentials.services.endorsing import (
    GOOD_FOR,
    can_be_undone,
    change_reach,
    endorse_credential,
    given_for,
    names_in_team,
    preview_of,
    sign_endorsement,
    steps_of_reach,
    undo_withdrawal,
    withdraw_endorsement,
)
from credentials.services.finding import (
    found_people,
    looks_for_people,
    to_be_found,
)
from credentials.services.keeping import (
    had_a_part,
    is_verified,
    rely_on_credential,
    restore_credential,
    revoke_credential,
    share_credential,
    stop_relying,
    suspend_credential,
)
from credentials.services.keys import (
    KeyFileUnusable,
    load_key_ring,
    make_key_file,
    make_keys,
    make_sealing_key,
    private_key,
    rewrap_keys,
    rotate_keys,
    strike_key,
)
from credentials.services.leaving import leave_badges
from credentials.services.lists import sign_status_list
from credentials.services.merging import merge_employers
from credentials.services.papers import badge_paper
from credentials.services.pictures import badge_png, badge_svg
from credentials.services.portfolios import (
    badges_in,
    be_found,
    portfolio_of,
    renew_link,
    share_portfolio,
    vouching_for,
)
from credentials.services.reissuing import (
    change_addition,
    first_issue,
    reissue_credential,
    sign_anew,
)
from credentials.services.relied import has_relied
from credentials.services.renewing import (
    ask_for_renewals,
    ending,
    renew_endorsements,
    standing,
    whose_word,
)
from credentials.services.resolving import did_document
from credentials.services.rings import find_rings
from credentials.services.saying import motif_of, plate_of, project_in_words, shown_in
from credentials.services.sealing import (
    answer_sealed,
    compare_answers,
    forget_answers,
    make_missing_keys,
    take_back_sealed,
)
from credentials.services.shared import shared_by
from credentials.services.signing import file_of
from credentials.services.verifying import Inspection, inspect
from credentials.services.whose import is_address_of, name_of, owner_in_words
from credentials.services.words import dispute_words, show_words, words_of

__all__ = [
    "BELIEVED",
    "GOOD_FOR",
    "Accepted",
    "FileInspection",
    "Inspection",
    "KeyFileUnusable",
    "accept_when_hiring",
    "acceptances_of",
    "accepted",
    "answer_approach",
    "answer_sealed",
    "appeal",
    "appeals_of",
    "approach_student",
    "ask_for_renewals",
    "award_credential",
    "backings_of",
    "badge_brought",
    "badge_paper",
    "badge_png",
    "badge_svg",
    "badges_in",
    "be_found",
    "can_be_undone",
    "change_addition",
    "change_reach",
    "compare_answers",
    "cv_of",
    "decide_appeal",
    "define_achievement",
    "did_document",
    "dispute_words",
    "ending",
    "endorse_credential",
    "file_of",
    "find_rings",
    "first_issue",
    "forget_answers",
    "forget_approaches",
    "found_people",
    "given_for",
    "had_a_part",
    "has_relied",
    "host_in_words",
    "inspect",
    "inspect_file",
    "is_address_of",
    "is_paper",
    "is_verified",
    "leave_badges",
    "lines_for_cv",
    "load_key_ring",
    "looks_for_people",
    "make_key_file",
    "make_keys",
    "make_missing_keys",
    "make_sealing_key",
    "may_be_answered",
    "merge_employers",
    "motif_of",
    "name_of",
    "names_in_team",
    "owner_in_words",
    "plate_of",
    "portfolio_of",
    "preview_of",
    "private_key",
    "project_in_words",
    "reissue_credential",
    "rely_on_credential",
    "renew_endorsements",
    "renew_link",
    "restore_credential",
    "revoke_credential",
    "rewrap_keys",
    "rotate_keys",
    "settle_reported",
    "share_credential",
    "share_portfolio",
    "shared_by",
    "show_words",
    "shown_in",
    "sign_acceptance",
    "sign_anew",
    "sign_backing",
    "sign_endorsement",
    "sign_status_list",
    "stand_behind",
    "standing",
    "step_back",
    "steps_of_reach",
    "stop_accepting",
    "stop_relying",
    "strike_key",
    "suspend_credential",
    "take_back_sealed",
    "to_be_found",
    "undo_withdrawal",
    "vouching_for",
    "whose_word",
    "with_backing",
    "withdraw_endorsement",
    "words_of",
]
