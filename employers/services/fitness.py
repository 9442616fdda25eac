"""Is a brief fit to be read, and to be seen? Each refusal says what to change."""

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from employers.law import decision_of
from employers.models import Challenge, EmployerKind, Pay, UnpaidGround, WhoDecides

SKILLS_AT_LEAST, SKILLS_AT_MOST = 2, 4
MAY_HAVE_VOLUNTEERS = frozenset(
    {EmployerKind.CHARITY, EmployerKind.COMMUNITY, EmployerKind.PUBLIC_BODY}
)


def check_brief(challenge: Challenge) -> None:
    """Raise ``RuleBroken`` where a brief is not fit to be read or seen."""
    refuse_unfit(challenge, challenge.skills.count())


def refuse_unfit(challenge: Challenge, skills: int) -> None:
    """The same for a row that is not saved yet, with the number of its skills."""
    most = challenge.institution.policy.places_at_most
    if not challenge.deliverable.strip():
        raise RuleBroken(_("Say what the students leave behind: nothing is shown without it."))
    if not challenge.problem.strip():
        raise RuleBroken(_("Say what the problem is, in your own words."))
    if not 1 <= challenge.places <= most:
        raise RuleBroken(_("Give a number of places from 1 to %(most)d.") % {"most": most})
    if not SKILLS_AT_LEAST <= skills <= SKILLS_AT_MOST:
        raise RuleBroken(_("Choose two to four skills."))
    if not 1 <= challenge.team_at_least <= challenge.team_at_most <= 10:
        raise RuleBroken(_("The smallest team must not be larger than the largest (ten)."))
    if challenge.first_timer_places > challenge.places:
        raise RuleBroken(_("No more places can be kept for first-timers than there are."))
    if not challenge.closes_at <= challenge.answer_by < challenge.starts_at:
        raise RuleBroken(
            _("Interests close first, then students hear, then it starts: put these in order.")
        )
    if challenge.who_decides == WhoDecides.HOST and challenge.pay != Pay.PAID:
        raise RuleBroken(
            _("The host chooses only where the work is paid: the university shares these out.")
        )
    _refuse_unlawful(challenge)


def _refuse_unlawful(challenge: Challenge) -> None:
    if challenge.pay == Pay.PAID:
        if not challenge.pay_per_hour or challenge.pay_per_hour <= 0:
            raise RuleBroken(_("Say what you pay for an hour."))
        _refuse_below_the_minimum(challenge)
        return
    if not challenge.unpaid_ground:
        raise RuleBroken(_("Say on what ground this is not paid."))
    if challenge.unpaid_ground == UnpaidGround.CHARITY:
        if challenge.employer.kind not in MAY_HAVE_VOLUNTEERS:
            raise RuleBroken(
                _("Only a charity, a community group or a public body has volunteers.")
            )
    elif not challenge.unpaid_reason.strip():
        raise RuleBroken(_("Unpaid work here needs a reason in a line. The university reads it."))


def _refuse_below_the_minimum(challenge: Challenge) -> None:
    """Only a rule that is confirmed and in date refuses; all else is for a second approver."""
    decision = decision_of(challenge)
    if decision.refused and decision.rule is not None:
        raise RuleBroken(f"{_(decision.rule.would_change)} {_(decision.rule.sentence)}")
