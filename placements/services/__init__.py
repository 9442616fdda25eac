"""The verbs of the middle of the story, cut by noun."""

from placements.services.access import note_access_talk
from placements.services.allocation import (
    join_round,
    propose_allocation,
    round_of,
    run_again,
    share_out,
    stop_run,
)
from placements.services.another_way import ask_another_way, asked_another_way
from placements.services.arranging import (
    arrange,
    drop_arrangement,
    forget_after_the_day,
    share_access,
    shared_at_the_door,
    take_back_access,
)
from placements.services.assessment import AlreadySignedOff, Seen, settle_outcome, sign_off
from placements.services.calendars import calendar_for, calendar_of, subscribe, unsubscribe
from placements.services.checking import (
    answer_question,
    ask_supervisor,
    decide_step,
    remind_of_questions,
)
from placements.services.choosing import ask_host, choose, choosing_of, finish_choosing
from placements.services.clashes import Clash
from placements.services.coming_back import asked_again, come_back, may_come_back
from placements.services.comparing import compared, work_out_how_they_rate
from placements.services.day import (
    begin_placements,
    close_placements,
    finish_placements,
    mark_all,
    mark_attendance,
    note_rung,
    raise_concern,
    say_late,
    say_the_day_is_near,
    settle_concern,
)
from placements.services.hearing import ask_other_side, end_early, tell_own_side
from placements.services.holding import effect_of, fix, let_go
from placements.services.inviting import be_invited, invite_again
from placements.services.keeping import decide_kept_places, keep_places, release_kept_places
from placements.services.learning import (
    compared_levels_of,
    may_prepare,
    may_see_host_levels,
    prepare,
    rate_peers,
    rate_self,
    reflect,
)
from placements.services.lists import (
    confirm_allocation,
    send_answers,
    send_soon,
    undo_confirmation,
)
from placements.services.near import near_misses, send_there
from placements.services.offers import (
    accept_place,
    decline_place,
    give_back_place,
    lapse_offers,
    offer_all,
    offer_places,
    refill,
    release_places,
    run_with_fewer,
)
from placements.services.postponing import agree_again, change_agreement, postpone_challenge
from placements.services.practising import has_practised, practise
from placements.services.promises import say_another_day
from placements.services.quotes import give_quote, hide_quote, show_quote, take_back_quote
from placements.services.rebooking import ask_each, ask_to_move, rebook
from placements.services.rooms import (
    ask_later_use,
    check_in,
    hand_in,
    say_later_use,
    set_goal,
    write_in_room,
)
from placements.services.sharing import accept_share
from placements.services.signing import add_signed_copy, sign_agreement
from placements.services.stuck import answer_stuck, pass_on_unanswered
from placements.services.survey import (
    answer_host_survey,
    answer_survey,
    leave_host_survey,
    leave_survey,
    take_back_host_survey,
    take_back_survey,
)
from placements.services.teaching import read_result
from placements.services.teams import (
    confirm_teams,
    merge_teams,
    move_member,
    propose_teams,
    redraw_teams,
)

__all__ = [
    "AlreadySignedOff",
    "Clash",
    "Seen",
    "accept_place",
    "accept_share",
    "add_signed_copy",
    "agree_again",
    "answer_host_survey",
    "answer_question",
    "answer_stuck",
    "answer_survey",
    "arrange",
    "ask_another_way",
    "ask_each",
    "ask_host",
    "ask_later_use",
    "ask_other_side",
    "ask_supervisor",
    "ask_to_move",
    "asked_again",
    "asked_another_way",
    "be_invited",
    "begin_placements",
    "calendar_for",
    "calendar_of",
    "change_agreement",
    "check_in",
    "choose",
    "choosing_of",
    "close_placements",
    "come_back",
    "compared",
    "compared_levels_of",
    "confirm_allocation",
    "confirm_teams",
    "decide_kept_places",
    "decide_step",
    "decline_place",
    "drop_arrangement",
    "effect_of",
    "end_early",
    "finish_choosing",
    "finish_placements",
    "fix",
    "forget_after_the_day",
    "give_back_place",
    "give_quote",
    "hand_in",
    "has_practised",
    "hide_quote",
    "invite_again",
    "join_round",
    "keep_places",
    "lapse_offers",
    "leave_host_survey",
    "leave_survey",
    "let_go",
    "mark_all",
    "mark_attendance",
    "may_come_back",
    "may_prepare",
    "may_see_host_levels",
    "merge_teams",
    "move_member",
    "near_misses",
    "note_access_talk",
    "note_rung",
    "offer_all",
    "offer_places",
    "pass_on_unanswered",
    "postpone_challenge",
    "practise",
    "prepare",
    "propose_allocation",
    "propose_teams",
    "raise_concern",
    "rate_peers",
    "rate_self",
    "read_result",
    "rebook",
    "redraw_teams",
    "refill",
    "reflect",
    "release_kept_places",
    "release_places",
    "remind_of_questions",
    "round_of",
    "run_again",
    "run_with_fewer",
    "say_another_day",
    "say_late",
    "say_later_use",
    "say_the_day_is_near",
    "send_answers",
    "send_soon",
    "send_there",
    "set_goal",
    "settle_concern",
    "settle_outcome",
    "share_access",
    "share_out",
    "shared_at_the_door",
    "show_quote",
    "sign_agreement",
    "sign_off",
    "stop_run",
    "subscribe",
    "swap",
    "take_back_access",
    "take_back_host_survey",
    "take_back_quote",
    "take_back_survey",
    "tell_own_side",
    "undo_confirmation",
    "unsubscribe",
    "work_out_how_they_rate",
    "write_in_room",
]
