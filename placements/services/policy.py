"""The policy of sharing out in sentences: what is in force, and what a past round makes of it."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from institutions.models import Institution, Policy
from placements.models import Allocation, How
from placements.services.allocation import challenges_of
from placements.services.problem import as_json, drawn, from_json, weights_of
from placements.services.solving import solve

LOTTERY = "lottery"
SECONDS = 8.0  # a browser waits no longer for a past round to be worked out


@dataclass(frozen=True, slots=True)
class Counts:
    """What a list comes to, in people; nobody is named by it."""

    placed: int
    carry_over: int  # of those with a place: got nothing in an earlier round
    first_timers: int  # of those with a place: never had one before
    first_wishes: int  # of the places: what their student had put first, or as high as any other


@dataclass(frozen=True, slots=True)
class Tried:
    """A past round as it was shared out, and as it would have been under another policy."""

    allocation: Allocation
    students: int
    before: Counts
    after: Counts
    otherwise: int  # people who would have had a place and had none, or the other way round


def in_words(weights: dict[str, Any]) -> list[str]:
    """The sentences by which a round was, or will be, shared out; first comes first."""
    by_lottery = weights.get("order") == LOTTERY
    said = [
        _("All stand in one line, and each in turn has the first of their own wishes with room.")
        if by_lottery
        else _("As many people as possible get a place.")
    ]
    if weights.get("carry_over"):
        said.append(_("Among them, whoever got nothing in an earlier round comes first."))
    if weights.get("first_timer"):
        said.append(_("Whoever has never had a place comes before those who have."))
    if by_lottery:
        return [
            *said,
            _("Between equals a draw decides: one number each, promised before and shown after."),
            _("Places that a listing keeps for a group go to that group before the line."),
            _("A project too few would come to is left out: its people have their next wish."),
        ]
    said.append(_("Then each person’s own order counts."))
    said.append(_("Between equals a draw decides, promised before and shown after."))
    return said


def in_force(policy: Policy) -> list[str]:
    """The sentences of what holds now."""
    return in_words(asdict(weights_of(policy)))


def last_round(institution: Institution) -> Allocation | None:
    """The last round that was worked out by the rules."""
    rounds = Allocation.objects.of(institution).filter(how=How.WORKED_OUT, problem__isnull=False)
    found: Allocation | None = rounds.exclude(result=None).order_by("-pk").first()
    return found


def try_policy(*, allocation: Allocation, policy: Policy) -> Tried:
    """Work a past round out under ``policy``, beside its own. Raises ``RuleBroken``: too large."""
    own = allocation.problem or {}
    other = _under(policy, own, allocation.seed)
    placed = []
    for problem in (own, other):
        solved = solve(challenges_of(allocation), problem, seconds=SECONDS)
        if not solved.ended:
            raise RuleBroken(_("The last round is too large to work it out while you wait."))
        placed.append(solved.result["placed"])
    whose = {wish["eoi"]: wish["student"] for wish in own["wishes"]}
    had, has = ({whose[eoi] for eoi in list_} for list_ in placed)
    return Tried(
        allocation=allocation,
        students=len(own["students"]),
        before=counts_of(own, placed[0]),
        after=counts_of(own, placed[1]),
        otherwise=len(had ^ has),
    )


def _under(policy: Policy, own: dict[str, Any], seed: str) -> dict[str, Any]:
    """A question as it would have been asked under ``policy``, with the same draw."""
    weights = weights_of(policy)
    asked = from_json(own)
    wishes = drawn(asked.wishes, seed, weights.order)
    changed = {name: getattr(weights, name) for name in ("carry_over", "first_timer", "order")}
    posed = replace(asked, wishes=wishes, weights=replace(asked.weights, **changed))
    return own | as_json(posed)


def counts_of(problem: dict[str, Any], placed: list[str]) -> Counts:
    """What a list of placed interests comes to, by the flags of its own question."""
    wishes = {wish["eoi"]: wish for wish in problem["wishes"]}
    students = {student["id"]: student for student in problem["students"]}
    chosen = [wishes[eoi] for eoi in placed if eoi in wishes]
    people = [students[student] for student in {wish["student"] for wish in chosen}]
    return Counts(
        placed=len(people),
        carry_over=sum(student["carry_over"] for student in people),
        first_timers=sum(student["first_timer"] for student in people),
        first_wishes=sum(wish["rank"] == 1 for wish in chosen),
    )
