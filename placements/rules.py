"""Who may do what from the offer to the word of the host."""

from typing import Any

import rules

from core.permissions import Rules
from employers.rules import is_part, member_for, works_somewhere
from institutions.models import Module, StaffRole
from institutions.rules import (
    anyone,
    has_role,
    institution_of,
    is_academic,
    is_approver,
    is_manager,
    is_wil_staff,
    sees_the_desk,
    signed_in,
)
from placements.models import Hearing, KeptPlaces, Placement, Upload
from placements.states import KeptState
from students.models import Eoi, student_of


def _student_id(user: Any, target: Any) -> int | None:
    """The id of the student that ``user`` is where ``target`` belongs; asked once a request."""
    institution = institution_of(target)
    if institution is None or not getattr(user, "is_authenticated", False):
        return None
    known: dict[int, int | None] = user.__dict__.setdefault("_student_id_at", {})
    if institution.pk not in known:
        student = student_of(user, institution)
        known[institution.pk] = student.pk if student else None
    return known[institution.pk]


def _is_hers(user: Any, row: Eoi | Placement) -> bool:
    """Whether ``user`` is the student of ``row``; her row answers it where it came along."""
    student = row._state.fields_cache.get("student")
    if student is not None and student.user_id is not None and student.user_id == user.pk:
        return True
    return row.student_id is not None and row.student_id == _student_id(user, row)


@rules.predicate
def is_asked(user: Any, eoi: Eoi) -> bool:
    """The student whose interest this is."""
    return _is_hers(user, eoi)


@rules.predicate
def is_placed(user: Any, placement: Placement) -> bool:
    """The student whose place this is."""
    return _is_hers(user, placement)


@rules.predicate
def hosts(user: Any, target: Any) -> bool:
    """Somebody who acts for the host of the target's challenge."""
    return member_for(user, getattr(target, "challenge", target)) is not None


@rules.predicate
def proposed_it(user: Any, kept: KeptPlaces) -> bool:
    """Whoever proposed to keep these places: a second person decides."""
    return kept.proposed_by_id == user.pk


@rules.predicate
def is_proposed(user: Any, kept: KeptPlaces) -> bool:
    """Nobody has decided yet."""
    return kept.state == KeptState.PROPOSED


@rules.predicate
def in_team(user: Any, team: Any) -> bool:
    """A student whose place in this team stands."""
    student = _student_id(user, team)
    theirs = Placement.objects.filter(team=team, student=student).standing()
    return student is not None and theirs.exists()


@rules.predicate
def owns_upload(user: Any, upload: Upload) -> bool:
    """Somebody of its team, or of its host; or whose place it is about."""
    if upload.team is not None:
        return bool(in_team(user, upload.team)) or bool(hosts(user, upload.team))
    assert upload.placement is not None
    return bool(is_placed(user, upload.placement)) or bool(hosts(user, upload.placement))


@rules.predicate
def teaches(user: Any, target: Any) -> bool:
    """Whoever teaches the module that the project of this team, or of this file’s, belongs to."""
    team = target.team if isinstance(target, Upload) else target
    if team is None or team.challenge.module_id is None:
        return False
    mine = Module.academics.through.objects.filter(user=user.pk, module=team.challenge.module_id)
    return bool(is_academic(user, target)) and mine.exists()


@rules.predicate
def is_heard(user: Any, hearing: Hearing) -> bool:
    """Whose side is asked for: the student's, or the host's."""
    if hearing.placement is not None:
        return hearing.placement.student_id == _student_id(user, hearing)
    return member_for(user, hearing.concern.challenge) is not None


settles = has_role(StaffRole.OFFICER, StaffRole.MANAGER, StaffRole.APPROVER)

RULES: Rules = {  # one line a verb
    # a student's own
    "placements.accept_place": is_asked,
    "placements.decline_place": is_asked,
    "placements.send_there": is_asked,
    "placements.come_back": is_asked,
    "placements.ask_another_way": is_asked,
    "placements.arrival_sheet": is_placed,
    "placements.background_pack": is_placed,
    "placements.offline_worker": anyone,  # a script, the same for all
    "placements.calendar_file": is_placed,
    "placements.subscribe": signed_in,  # to one's own days
    "placements.calendar_feed": anyone,  # its address is the proof
    "placements.reflect": is_placed,
    "placements.rate_self": is_placed,
    "placements.prepare": is_placed,
    "placements.rate_peers": is_placed,
    "placements.be_invited": is_placed,
    "placements.give_quote": is_placed,
    "placements.answer_survey": is_placed,
    "placements.share_access": is_placed,
    "placements.take_back_access": is_placed,
    # hers too; staff do them for whoever rings ("recorded by telephone")
    "placements.give_back_place": is_placed | is_wil_staff,
    "placements.raise_concern": is_placed | is_wil_staff,
    "placements.say_late": is_placed | is_wil_staff,
    "placements.agree_again": is_placed | is_wil_staff,
    "placements.tell_own_side": is_heard | settles,
    "placements.agreement": is_placed | hosts | sees_the_desk,
    "placements.agreement_paper": is_placed | hosts | sees_the_desk,
    "placements.add_signed_copy": is_placed | is_wil_staff,
    # a team's
    "placements.room": in_team | hosts | sees_the_desk,
    "placements.write_in_room": in_team | hosts | is_wil_staff,
    "placements.check_in": is_placed,
    "placements.set_goal": is_placed,
    "placements.hand_in": in_team | is_wil_staff,
    "placements.open_upload": owns_upload | sees_the_desk | teaches,
    "placements.read_result": teaches,
    "placements.answer_stuck": hosts | settles,
    "placements.say_later_use": hosts | is_wil_staff,
    # the host's; staff do them while the host talks ("recorded by telephone")
    "placements.door_list": hosts | sees_the_desk,
    "placements.mark_attendance": hosts | is_wil_staff,
    "placements.host_concern": hosts | is_wil_staff,
    "placements.end_early": hosts | is_wil_staff,
    "placements.choose": hosts | sees_the_desk,  # a press: who may finish it
    "placements.finish_choosing": hosts | is_wil_staff,
    "placements.sign_offs_of_project": hosts | is_wil_staff,
    "placements.sign_off": hosts | is_wil_staff,
    "placements.practise": hosts,
    "placements.answer_host_survey": hosts,  # never by telephone: who types would read it
    "placements.answer_question": hosts | settles,
    "placements.invite_again": hosts | is_wil_staff,
    "placements.guide": signed_in,  # words, the same for all
    "placements.mentoring_record": works_somewhere,  # one's own
    "placements.mentoring_paper": works_somewhere,
    "placements.keep_places": hosts | sees_the_desk,  # to read; a press:
    "placements.propose_kept_places": hosts | is_wil_staff | is_approver,
    "placements.release_kept_places": (hosts & is_proposed) | is_wil_staff | is_approver,
    # the desk, by challenge
    "placements.decide_kept_places": (is_wil_staff | is_approver) & ~proposed_it,
    "placements.places": sees_the_desk,
    "placements.teams": sees_the_desk,
    "placements.day": sees_the_desk,
    "placements.outcome": sees_the_desk,
    "placements.share_out": is_wil_staff,
    "placements.offer_all": is_wil_staff,
    "placements.offer_places": is_wil_staff,
    "placements.refill": is_wil_staff,
    "placements.run_with_fewer": is_wil_staff,
    "placements.postpone_challenge": is_wil_staff & ~is_part,
    "placements.say_another_day": is_wil_staff,
    "placements.change_agreement": is_wil_staff & ~is_part,
    "placements.share_challenge": is_wil_staff,
    "placements.take_back_share": is_wil_staff,
    "placements.shared_with_us": sees_the_desk,
    "placements.answer_share": is_wil_staff,  # of the university that is asked
    "placements.rebook": is_wil_staff,
    "placements.move_places": is_wil_staff,
    "placements.record_answer": is_wil_staff,
    "placements.note_access_talk": is_wil_staff,
    "placements.note_rung": is_wil_staff,
    "placements.arrange": is_wil_staff,
    "placements.drop_arrangement": is_wil_staff,
    "placements.move_member": is_wil_staff,
    "placements.confirm_teams": is_wil_staff,
    "placements.merge_teams": is_wil_staff,
    "placements.redraw_teams": is_wil_staff,
    # the desk, by round and by queue
    "placements.review_allocation": sees_the_desk,
    "placements.confirm_allocation": is_wil_staff,
    "placements.undo_confirmation": is_wil_staff,
    "placements.send_answers": is_wil_staff,
    "placements.exchange": is_asked,
    "placements.how_places_are_shared": anyone,
    "placements.adopt_policy": is_manager,
    "placements.fairness": sees_the_desk,
    "placements.stop_run": is_wil_staff,
    "placements.how_it_was_made": sees_the_desk,
    "placements.round_file": sees_the_desk,
    "placements.run_again": sees_the_desk,
    "placements.fix": is_wil_staff,
    "placements.let_go": is_wil_staff,
    "placements.days": sees_the_desk,
    "placements.sign_offs": sees_the_desk,
    "placements.settle_outcome": settles,
    "placements.ask_supervisor": settles,
    "placements.decide_step": settles,
    "placements.concerns": sees_the_desk,
    "placements.quotes": sees_the_desk,
    "placements.hide_quote": is_wil_staff,
    "placements.settle_concern": settles,
    "placements.ask_other_side": settles,
}
