"""Who may do what with interests and students: the last lines are the app's whole policy."""

from typing import Any

import rules

from core.permissions import Rules
from institutions.rules import anyone, institution_of, is_wil_staff, sees_the_desk
from students.models import Eoi, student_of
from students.states import OVER


@rules.predicate
def is_student(user: Any, target: Any) -> bool:
    """A student of the target's institution."""
    return student_of(user, institution_of(target)) is not None


@rules.predicate
def owns(user: Any, eoi: Eoi) -> bool:
    """The student whose interest this is."""
    return eoi.student_id is not None and eoi.student == student_of(user, eoi.institution)


@rules.predicate
def owns_active(user: Any, eoi: Eoi) -> bool:
    """The student whose interest this is, while it can come to something."""
    return eoi.state not in OVER and bool(owns.test(user, eoi))


RULES: Rules = {
    "students.submit_eoi": anyone,
    "students.eoi_sent": anyone,  # shows an address to the browser that typed it alone
    "students.confirm_eoi": anyone,  # asks for the proof itself
    "students.change_address": anyone,
    "students.resend_code": anyone,
    "students.my_eois": is_student,
    "students.order_wishes": owns_active,
    "students.withdraw_eoi": owns | is_wil_staff,  # what is over is said on the page
    "students.equity_profile": is_student,
    "students.keep_free_days": is_student,
    "students.my_profile": is_student,
    "students.ask_correction": is_student,
    "students.access_needs": is_student,
    "students.change_login": is_student,
    "students.confirm_login": anyone,  # asks for the proof itself
    "students.undo_login": anyone,
    "students.desk_eoi": is_wil_staff,
    "students.confirm_eoi_by_voice": is_wil_staff,
    "students.student_list": sees_the_desk,
    "students.student": sees_the_desk,
    "students.verify_student": is_wil_staff,
    "students.mark_under_18": is_wil_staff,
    "students.import_roster": is_wil_staff,
    "students.open_access_needs": is_wil_staff,  # the placements team, each look noted
    "students.correction_list": sees_the_desk,
    "students.settle_correction": is_wil_staff,
}
