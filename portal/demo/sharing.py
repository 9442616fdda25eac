"""What the desk fixed by hand in the list that waits to be checked."""

from employers.models import Challenge
from placements import services as placements
from placements.models import Fixed
from placements.services.holding import Change
from portal.demo.cast import Cast, officer_of
from students.models import Eoi

WAITS = "brackwater-gallery"
WHY = "They rang: they share the one car that gets there in time."


def fix_two(cast: Cast, rows: dict[str, int]) -> None:
    """Two with a place come together or not at all, as one of them asked by telephone."""
    challenge = Challenge.objects.select_related("institution__policy").get(pk=rows[WAITS])
    draft = placements.round_of(challenge)
    if draft is None or draft.result is None:
        return
    placed = Eoi.objects.filter(public_id__in=draft.result["placed"]).select_related(
        "student", "challenge__institution"
    )
    one, other = placed.order_by("pk")[:2]
    by = officer_of(cast, challenge.institution.slug)
    placements.fix(allocation=draft, change=Change(Fixed.TOGETHER, one, other), why=WHY, by=by)
