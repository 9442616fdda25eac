"""Whoever teaches the module reads what a team left behind, and says what it rests on."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from placements.events import ResultRead
from placements.models import AcademicWord, Deliverable, Team


@transaction.atomic
def read_result(*, team: Team, grounded: str, words: str, by: User) -> AcademicWord:
    """Keep the academic's word on a team's result; another one takes the place of the first.

    The team, its host and staff read it. Raises ``RuleBroken`` without words, or while nothing is
    handed in.
    """
    if not words.strip():
        raise RuleBroken(_("Write one line for the team."))
    if not Deliverable.objects.filter(team=team).exists():
        raise RuleBroken(_("The team has handed in nothing yet."))
    said = {
        "grounded": grounded,
        "words": words.strip(),
        "by": by,
        "name": by.name or by.email,
        "written_at": clock.now(),
    }
    word, new = AcademicWord.objects.update_or_create(
        team=team, defaults=said, create_defaults=said | {"institution": team.institution}
    )
    if new:
        publish(ResultRead(team_id=team.pk))
    return word
