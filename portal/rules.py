"""Who may see the front hall's pages. Public pages are open to anyone."""

from typing import Any

import rules

from core.permissions import Rules
from employers.models import Partnership
from employers.rules import member_for, memberships_of
from institutions.rules import anyone, is_academic, sees_the_desk, signed_in
from placements.models import AskAgain, ShownAs
from placements.rules import is_placed
from students.rules import owns


@rules.predicate
def hosts_somewhere(user: Any, target: Any) -> bool:
    """Somebody of an employer; what she sees here are her employer's rows."""
    return bool(memberships_of(user))


@rules.predicate
def works_for_it_here(user: Any, partnership: Partnership) -> bool:
    """One of a host's people whom this university introduced."""
    return any(
        member.employer_id == partnership.employer_id
        and member.introduced_by_id == partnership.institution_id
        for member in memberships_of(user)
    )


@rules.predicate
def may_ask_by_name(user: Any, agreed: AskAgain) -> bool:
    """Somebody of the host that she lets ask her again, by her name."""
    named = agreed.shown_as == ShownAs.NAME
    return named and member_for(user, agreed.placement.challenge) is not None


@rules.predicate
def knows_them_by_name(user: Any, agreed: AskAgain) -> bool:
    """The desk of the university, of a pair that the student lets be seen by her name."""
    return agreed.shown_as == ShownAs.NAME and sees_the_desk(user, agreed.placement)


RULES: Rules = {
    "portal.welcome": anyone,
    "portal.listing": anyone,
    "portal.project": anyone,
    "portal.host_page": anyone,
    "portal.month": anyone,
    "portal.share_project": anyone,
    "portal.open_feed": anyone,
    "portal.open_calendar": anyone,
    "portal.sitemap": anyone,
    "portal.robots": anyone,
    "portal.institution_css": anyone,
    "portal.set_theme": anyone,
    "portal.set_language": anyone,
    "portal.accessibility": anyone,
    "portal.privacy": anyone,
    "portal.home": signed_in,
    "portal.student_home": signed_in,
    "portal.follow_interest": owns,
    "portal.host_home": hosts_somewhere,
    "portal.together": is_placed,
    "portal.together_with": may_ask_by_name | knows_them_by_name,
    "portal.impact_note": works_for_it_here | sees_the_desk,
    "portal.academic_home": is_academic,
    "portal.staff_home": sees_the_desk,
    "portal.desk_projects": sees_the_desk,
}
