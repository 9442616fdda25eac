"""Who may do what on the supply side."""

from typing import Any

import rules

from employers.models import Challenge, Employer, EmployerKind, Member, Pay, UnpaidGround
from employers.states import UNPUBLISHED, ChallengeState
from institutions.rules import anyone, is_approver, is_wil_staff, sees_the_desk

HOST_MAY_EDIT = frozenset({ChallengeState.DRAFT, ChallengeState.CHANGES_REQUESTED})
FIRMS = frozenset({EmployerKind.COMPANY, EmployerKind.SMALL_FIRM, EmployerKind.MICRO})


def employer_of(target: Any) -> Employer | None:
    """The employer that ``target`` is, or belongs to."""
    return target if isinstance(target, Employer) else getattr(target, "employer", None)


def memberships_of(user: Any) -> list[Member]:
    """Where ``user`` works, each with its employer: one query a user and request."""
    if not getattr(user, "is_authenticated", False):
        return []
    if "_memberships" not in user.__dict__:
        user.__dict__["_memberships"] = list(
            Member.objects.filter(user=user).select_related("employer").order_by("pk")
        )
    members: list[Member] = user.__dict__["_memberships"]
    return members


@rules.predicate
def works_at(user: Any, target: Any) -> bool:
    """Somebody of the target's employer."""
    employer = employer_of(target)
    return employer is not None and any(
        member.employer_id == employer.pk for member in memberships_of(user)
    )


@rules.predicate
def is_with_host(user: Any, challenge: Challenge) -> bool:
    """A brief that the host still writes, or has back with a question."""
    return challenge.state in HOST_MAY_EDIT


@rules.predicate
def is_unpublished(user: Any, challenge: Challenge) -> bool:
    """A brief that no student has seen."""
    return challenge.state in UNPUBLISHED


@rules.predicate
def needs_second_approver(user: Any, challenge: Challenge) -> bool:
    """Unpaid work at a firm outside a course: one officer alone does not decide (4.17)."""
    return (
        challenge.pay == Pay.UNPAID
        and challenge.employer.kind in FIRMS
        and challenge.unpaid_ground != UnpaidGround.COURSE
    )


RULES = {
    # anybody: posting, proving an address, asking to be rung
    "employers.draft_challenge": anyone,
    "employers.submit_challenge": anyone,  # the proof, or works_at, is asked for by the view
    "employers.resend_code": anyone,
    "employers.ask_for_call": anyone,
    # hosts, and staff for them ("recorded by telephone")
    "employers.my_challenge": is_wil_staff | works_at,
    "employers.edit_challenge": is_wil_staff | (works_at & is_with_host),
    "employers.clone_challenge": is_wil_staff | works_at,
    "employers.cancel_challenge": is_wil_staff | (is_unpublished & works_at),
    # the university
    "employers.record_challenge": is_wil_staff,
    "employers.review_challenge": sees_the_desk,
    "employers.publish_challenge": (is_wil_staff & ~needs_second_approver) | is_approver,
    "employers.request_changes": is_wil_staff | is_approver,
    "employers.close_challenge": is_wil_staff,
    "employers.call_list": sees_the_desk,
    "employers.settle_call": is_wil_staff,
    "employers.host_list": sees_the_desk,
    "employers.host_record": sees_the_desk,
    "employers.edit_employer": is_wil_staff,
    "employers.vouch_for_employer": is_wil_staff,
    "employers.add_member": is_wil_staff,
    "employers.edit_member": is_wil_staff,
    "employers.add_site": is_wil_staff,
    "employers.edit_site": is_wil_staff,
}
