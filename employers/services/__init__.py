"""The verbs of the supply side."""

from employers.services.agreeing import set_agreed
from employers.services.briefs import (
    BriefFields,
    clone_challenge,
    draft_challenge,
    set_times,
)
from employers.services.bulk import assign_challenges, give_back_challenges, remind_host
from employers.services.calls import ask_for_call, settle_call
from employers.services.claims import claim_host, settle_claim
from employers.services.classes import approve_class, end_class
from employers.services.clearing import clearance_of, is_cleared, say_fine, send_to_host
from employers.services.colleagues import (
    invite_colleague,
    join_host,
    join_link,
    may_join,
    remove_colleague,
)
from employers.services.comments import (
    accept_suggestion,
    comment_on_brief,
    decline_suggestion,
)
from employers.services.drafts import draft_link, draft_of, send_draft
from employers.services.editing import ChangedMeanwhile, edit_challenge
from employers.services.effort import effort_told, tell_effort
from employers.services.finding import (
    country_of,
    key_of_town,
    load_towns,
    locate_sites,
    refresh_words,
)
from employers.services.host_checks import (
    answer_host_check,
    ask_for_host_check,
    record_host_check,
    remind_about_checks,
)
from employers.services.hosts import (
    add_employer,
    add_member,
    add_site,
    edit_employer,
    edit_member,
    edit_site,
    name_me,
    site_at,
    vouch_for_employer,
)
from employers.services.imports import ImportReport, ShownBefore, import_employers
from employers.services.life import (
    cancel_challenge,
    close_challenge,
    complete_challenge,
    publish_challenge,
    request_changes,
    run_timetable,
    start_challenge,
)
from employers.services.merging import TAKEN, merge_employers, undo_merge
from employers.services.own_templates import drop_template, keep_template, use_template
from employers.services.partnerships import edit_partnership, settle_next_step, write_note
from employers.services.pausing import extend_challenge, pause_challenge, resume_challenge
from employers.services.posting import PostedBrief, PostedHost, post_brief, preview
from employers.services.proof import (
    check_code,
    code_of,
    proof_of,
    resend_code,
    submit_challenge,
    submit_link,
)
from employers.services.reports import report_challenge, settle_report
from employers.services.safety import Judged, assess_risk, record_safeguards, refuse_unsafe
from employers.services.series import make_series, publish_series, published_as_one
from employers.services.sharing import (
    decline_share,
    share_challenge,
    split_off,
    take_back_share,
)
from employers.services.stand_ins import (
    begin_link,
    begin_stand_in,
    end_stand_in,
    may_begin,
    may_stand_in,
    stand_in,
    stand_in_link,
)
from employers.services.trust import (
    end_trust,
    look_at_publication,
    publish_as_host,
    trust_host,
)
from employers.services.versions import newest_version

__all__ = [
    "TAKEN",
    "BriefFields",
    "ChangedMeanwhile",
    "ImportReport",
    "Judged",
    "PostedBrief",
    "PostedHost",
    "ShownBefore",
    "accept_suggestion",
    "add_employer",
    "add_member",
    "add_site",
    "answer_host_check",
    "approve_class",
    "ask_for_call",
    "ask_for_host_check",
    "assess_risk",
    "assign_challenges",
    "begin_link",
    "begin_stand_in",
    "cancel_challenge",
    "check_code",
    "claim_host",
    "clearance_of",
    "clone_challenge",
    "close_challenge",
    "code_of",
    "comment_on_brief",
    "complete_challenge",
    "country_of",
    "decline_share",
    "decline_suggestion",
    "draft_challenge",
    "draft_link",
    "draft_of",
    "drop_template",
    "edit_challenge",
    "edit_employer",
    "edit_member",
    "edit_partnership",
    "edit_site",
    "effort_told",
    "end_class",
    "end_stand_in",
    "end_trust",
    "extend_challenge",
    "give_back_challenges",
    "import_employers",
    "invite_colleague",
    "is_cleared",
    "join_host",
    "join_link",
    "keep_template",
    "key_of_town",
    "load_towns",
    "locate_sites",
    "look_at_publication",
    "make_series",
    "may_begin",
    "may_join",
    "may_stand_in",
    "merge_employers",
    "name_me",
    "newest_version",
    "pause_challenge",
    "post_brief",
    "preview",
    "proof_of",
    "publish_as_host",
    "publish_challenge",
    "publish_series",
    "published_as_one",
    "record_host_check",
    "record_safeguards",
    "refresh_words",
    "refuse_unsafe",
    "remind_about_checks",
    "remind_host",
    "remove_colleague",
    "report_challenge",
    "request_changes",
    "resend_code",
    "resume_challenge",
    "run_timetable",
    "say_fine",
    "send_draft",
    "send_to_host",
    "set_agreed",
    "set_times",
    "settle_call",
    "settle_claim",
    "settle_next_step",
    "settle_report",
    "share_challenge",
    "site_at",
    "split_off",
    "stand_in",
    "stand_in_link",
    "start_challenge",
    "submit_challenge",
    "submit_link",
    "take_back_share",
    "tell_effort",
    "trust_host",
    "undo_merge",
    "use_template",
    "vouch_for_employer",
    "write_note",
]
