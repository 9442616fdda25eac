"""Who may still ask once her studies are over: graduates, for the months that the policy says."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.days import dated, months_after
from core.errors import RuleBroken
from students.models import Student
from students.services.policy import policy_of


class NotEligible(RuleBroken):
    """Her studies here are over, for longer than the policy takes graduates."""


def finished_on(student: Student) -> date | None:
    """The day on which she graduated, by the roster or by what staff noted; ``None`` before it."""
    day = student.expected_graduation
    return day if day and day < clock.today(student.institution.zone) else None


def asks_until(student: Student) -> date | None:
    """The last day on which she may send interests; ``None`` while nothing says that she left.

    A graduate may for the policy's months. Who left without graduating could until that day.
    """
    finished = finished_on(student)
    if finished:
        return months_after(finished, policy_of(student.institution).graduate_months)
    return student.left_at.date() if student.left_at else None


def refuse_left(student: Student) -> None:
    """Raise ``NotEligible`` where her time to ask is over; staff record it for her."""
    last = asks_until(student)
    if last is None or clock.today(student.institution.zone) <= last:
        return
    finished = finished_on(student)
    if finished is None:
        said = _("Our records say that you have left the university.")
    else:
        months = policy_of(student.institution).graduate_months
        said = _("Our records say that you graduated in %(month)s.") % {
            "month": dated(finished, "F Y")
        }
        if months:
            said += " " + ngettext(
                "Graduates can ask for %(count)d month after that.",
                "Graduates can ask for %(count)d months after that.",
                months,
            ) % {"count": months}
    raise NotEligible(said + " " + _("If that is wrong, tell us: we can send it for you."))
