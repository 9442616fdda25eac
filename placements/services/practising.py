"""A host tries its eye on written cases before it rates anybody (R30)."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.outbox import publish
from employers.models import Member
from institutions.models import Institution
from placements.cases import AT_ONCE, BY_CODE
from placements.events import Practised
from placements.models import PracticeRating


@transaction.atomic
def practise(*, member: Member, institution: Institution, levels: Mapping[str, int]) -> None:
    """Keep the step that ``member`` gave each case, by its code; the first answer to a case stands.

    Raises ``RuleBroken`` where nothing is chosen, or a case or a step is none of ours.
    """
    if not levels:
        raise RuleBroken(_("Choose a step for one of the two, or leave them out."))
    if not set(levels) <= set(BY_CODE) or not set(levels.values()) <= {1, 2, 3, 4}:
        raise RuleBroken(_("A step is one of four."))
    PracticeRating.objects.bulk_create(
        (
            PracticeRating(institution=institution, member=member, case=case, level=level)
            for case, level in levels.items()
        ),
        ignore_conflicts=True,  # answered before, perhaps in another window
    )
    publish(Practised(member_id=member.pk))


def has_practised(member: Member) -> bool:
    """Whether so many cases are answered as are offered at once."""
    return PracticeRating.objects.filter(member=member).count() >= AT_ONCE
