"""What the student makes of it: three lines, and a rating of herself before she sees the host's."""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.outbox import publish
from placements.coaching import Compared, compared
from placements.events import Reflected, SelfRated
from placements.models import (
    WAS_THERE,
    Assessment,
    Attendance,
    Came,
    Concept,
    PeerRating,
    Placement,
    RatingBefore,
    Reflection,
    SelfRating,
)
from placements.services.day import SIGN_OFF_FROM
from placements.states import GONE, PlacementState, SignOffState
from skills.models import Skill

PEERS_FROM_DAYS, PEERS_FROM_PEOPLE = 3, 4


@transaction.atomic
def prepare(*, placement: Placement, concept: str, levels: Mapping[Skill, int]) -> Concept:
    """Keep, before the end, what she wants to try and how she sees her skills (full track alone).

    A level of 0 says "I can not say yet". Raises ``RuleBroken``.
    """
    placement = (
        Placement.objects.select_for_update(no_key=True, of=("self",))
        .select_related("challenge__module")
        .get(pk=placement.pk)
    )
    if not may_prepare(placement):
        raise RuleBroken(_("This is asked before the end of a longer project alone."))
    if not concept.strip():
        raise RuleBroken(_("Name one thing from your course."))
    _check(placement, levels)
    for skill, level in levels.items():
        RatingBefore.objects.update_or_create(
            placement=placement, skill=skill, defaults={"level": level}
        )
    chosen, _new = Concept.objects.update_or_create(
        placement=placement, defaults={"concept": concept.strip()[:160]}
    )
    return chosen


def may_prepare(placement: Placement) -> bool:
    """Whether there is time yet for what the full track asks before."""
    ahead = placement.state in (PlacementState.READY, PlacementState.RUNNING)
    challenge = placement.challenge
    return ahead and not challenge.is_short and clock.now() < challenge.ends_at - SIGN_OFF_FROM


@transaction.atomic
def reflect(
    *,
    placement: Placement,
    used: str = "",
    surprised: str = "",
    take_back: str = "",
    became: str = "",
    back: str = "",
) -> Reflection:
    """Keep her three lines; she may change them until the placement closes.

    ``became`` and ``back`` are of the full track: what became of her concept, what goes back.

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
    if became.strip() or back.strip() or Concept.objects.filter(placement=placement).exists():
        more = {"became": became.strip()[:400], "back": back.strip()[:400]}
        Concept.objects.update_or_create(placement=placement, defaults=more)
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
    _check(placement, levels)
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


def _check(placement: Placement, levels: Mapping[Skill, int]) -> None:
    if set(levels) != set(placement.challenge.skills.all()):
        raise RuleBroken(_("Choose one step for each skill."))
    if any(not 0 <= level <= 4 for level in levels.values()):
        raise RuleBroken(_("A step is one of four, or “not shown”."))


def mates_to_rate(placement: Placement) -> list[Placement]:
    """Her team mates, where her module asks for a word on them: from three days and four people."""
    challenge = placement.challenge
    asked = challenge.module is not None and challenge.module.peer_ratings
    if not asked or challenge.days < PEERS_FROM_DAYS or placement.team_id is None:
        return []
    there = (
        Placement.objects.filter(team=placement.team_id)
        .standing()
        .exclude(attendance__came__in=[c for c in Came.values if c not in WAS_THERE])
        .select_related("student")
        .order_by("pk")
    )
    people = list(there)
    if len(people) < PEERS_FROM_PEOPLE or placement not in people:
        return []
    return [mate for mate in people if mate != placement]


@transaction.atomic
def rate_peers(*, placement: Placement, levels: Mapping[Placement, Mapping[Skill, int]]) -> None:
    """Keep her steps for her team mates; 0 says "not seen", who is left out has none.

    Once she has seen the host's she can not change hers. Raises ``RuleBroken``.
    """
    placement = _after_the_day(placement)
    mates = mates_to_rate(placement)
    if not mates:
        raise RuleBroken(_("No word on team mates is asked here."))
    if not set(levels) <= set(mates):
        raise RuleBroken(_("Say it of your own team mates alone."))
    if may_see_host_levels(placement):
        raise RuleBroken(_("You have seen your host’s steps: your own stay as they are."))
    for mate, of_mate in levels.items():
        _check(placement, of_mate)
        for skill, level in of_mate.items():
            PeerRating.objects.update_or_create(
                rater=placement, rated=mate, skill=skill, defaults={"level": level}
            )


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


def _compared(placement: Any) -> QuerySet[Assessment]:
    def hers(model: Any) -> Subquery:
        found = model.objects.filter(placement=OuterRef("placement"), skill=OuterRef("skill"))
        return Subquery(found.values("level"))

    mates = PeerRating.objects.filter(rated=OuterRef("placement"), skill=OuterRef("skill"))
    return (
        Assessment.objects.filter(placement=placement)
        .select_related("skill")
        .annotate(
            own=hers(SelfRating),
            before=hers(RatingBefore),
            mates=ArraySubquery(mates.values("level")),
        )
        .order_by("skill__code")
    )


COMPARED = Compiled(_compared)


def compared_levels_of(placement: Placement) -> list[Compared]:
    """The host's step in each skill beside her own, before and after, and her mates' together.

    For who may see them (:func:`levels_are_shown`).
    """
    return [compared(row) for row in COMPARED.all(placement=placement.pk)]


def _after_the_day(placement: Placement) -> Placement:
    """The placement's row, held; refused where it is too early or too late."""
    placement = (
        Placement.objects.select_for_update(no_key=True, of=("self",))
        .select_related("challenge__module")
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
