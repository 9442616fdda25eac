"""What the student makes of it: three lines, and a rating of herself before she sees the host's."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.outbox import publish
from placements.events import Reflected, SelfRated
from placements.models import (
    WAS_THERE,
    Assessment,
    Attendance,
    Placement,
    Reflection,
    SelfRating,
)
from placements.services.day import SIGN_OFF_FROM
from placements.states import GONE, PlacementState, SignOffState
from skills.models import Skill


@transaction.atomic
def reflect(
    *, placement: Placement, used: str = "", surprised: str = "", take_back: str = ""
) -> Reflection:
    """Keep her three lines; she may change them until the placement closes.

    Raises ``RuleBroken`` before the end of the day, after closing, and where all are empty.
    """
    placement = _after_the_day(placement)
    lines = {
        name: value.strip()[:400]
        for name, value in (("used", used), ("surprised", surprised), ("take_back", take_back))
    }
    if not any(lines.values()):
        raise RuleBroken(_("Write at least one of the three lines."))
    reflection, made = Reflection.objects.update_or_create(placement=placement, defaults=lines)
    if made:
        publish(Reflected(placement_id=placement.pk))
    return reflection


@transaction.atomic
def rate_self(*, placement: Placement, levels: Mapping[Skill, int]) -> list[SelfRating]:
    """Keep her own level in each skill of the challenge; 0 says "I did not show this".

    Once she has seen the host's she can not change hers. Raises ``RuleBroken``.
    """
    placement = _after_the_day(placement)
    if may_see_host_levels(placement):
        raise RuleBroken(_("You have seen your host’s steps: your own stay as they are."))
    wanted = set(placement.challenge.skills.all())
    if set(levels) != wanted:
        raise RuleBroken(_("Choose one step for each skill."))
    if any(not 0 <= level <= 4 for level in levels.values()):
        raise RuleBroken(_("A step is one of four, or “not shown”."))
    before = SelfRating.objects.filter(placement=placement).exists()
    ratings = [
        SelfRating.objects.update_or_create(
            placement=placement, skill=skill, defaults={"level": level}
        )[0]
        for skill, level in levels.items()
    ]
    if not before:
        publish(SelfRated(placement_id=placement.pk))
    return ratings


LEVELS = Compiled(
    lambda placement: Placement.objects.filter(pk=placement).values(
        signed=F("team__sign_off__state"),
        rated=Exists(SelfRating.objects.filter(placement=OuterRef("pk"))),
    )
)


def may_see_host_levels(placement: Placement) -> bool:
    """Whether the host's levels may be shown to her: settled, and hers given (or too late to)."""
    known: Any = LEVELS.first(placement=placement.pk)
    return levels_are_shown(placement, known["signed"], rated=known["rated"])


def levels_are_shown(placement: Placement, signed: str | None, *, rated: bool) -> bool:
    """The same for who has the rows already; ``signed`` is the state of the team's sign-off."""
    return signed == SignOffState.SETTLED and (rated or placement.state == PlacementState.CLOSED)


def host_levels_of(placement: Placement) -> list[Assessment]:
    """The host's levels of one student, with the skills, once she may see them; else none."""
    if not may_see_host_levels(placement):
        return []
    return list(Assessment.objects.filter(placement=placement).select_related("skill"))


def _after_the_day(placement: Placement) -> Placement:
    """The placement's row, held; refused where it is too early or too late."""
    placement = (
        Placement.objects.select_for_update(no_key=True, of=("self",))
        .select_related("challenge")
        .get(pk=placement.pk)
    )
    if placement.state in GONE:
        raise RuleBroken(_("This place was given back or called off."))
    if placement.state == PlacementState.CLOSED:
        raise RuleBroken(_("This is closed by now. Nothing more is asked of you."))
    if Attendance.objects.filter(placement=placement).exclude(came__in=WAS_THERE).exists():
        raise RuleBroken(_("You were marked as not there. Is that wrong? Tell us."))
    if clock.now() < placement.challenge.ends_at - SIGN_OFF_FROM:
        raise RuleBroken(_("The day is not over yet."))
    return placement
