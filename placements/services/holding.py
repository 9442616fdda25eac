"""A draft changed by hand: what each change does to others, seen before it is kept.

Whatever a person decides is a ``Hold`` as well, so that it survives “work it out again”. Places
that somebody gives or takes move nobody else but who is next in line; where the rules are to make
room, they work the whole list out again under what was fixed.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from matching.model import BadInput
from placements import reasons
from placements.models import Allocation, Fixed, Hold, How
from placements.models.holding import PAIRS
from placements.services.allocation import challenges_of, put_question
from placements.services.choosing import no_of
from placements.services.keeping import refuse_unkept
from placements.services.lists import free_seats
from placements.services.problem import team_sizes
from placements.services.solving import Problem, Solved, pose, solve
from placements.services.times import policy_of
from placements.states import AllocationState
from students import services as students
from students.models import Eoi
from students.states import SEATED, WAITING

SECONDS = 8.0  # a browser waits no longer to see what a change does

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants: ``eoi`` gets a place, or is taken off; ``other`` is the second person.

    ``what`` is a ``Fixed``, or "swap": ``eoi`` comes in, and ``other``’s place is hers.
    """

    what: str
    eoi: Eoi
    other: Eoi | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """Whose answer a change alters: public ids of the interests that get and lose a place."""

    gains: tuple[str, ...]
    losses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A changed list, and the question it answers where it was worked out again."""

    result: Result
    holds: tuple[Hold, ...]
    problem: Problem | None = None
    solved: Solved | None = None


def effect_of(*, allocation: Allocation, change: Change) -> Effect:
    """What ``change`` would do to the draft. Nothing is kept. Raises ``RuleBroken``."""
    row = _draft(allocation)
    return _effect(row.result or {}, _outcome(row, change).result)


def _effect(before: Mapping[str, Any], after: Mapping[str, Any]) -> Effect:
    had, has = set(before["placed"]), set(after["placed"])
    return Effect(tuple(sorted(has - had)), tuple(sorted(had - has)))


@transaction.atomic
def fix(*, allocation: Allocation, change: Change, why: str, by: User) -> Effect:
    """Change the draft and keep what was fixed, with the reason. Raises ``RuleBroken``."""
    row = _draft(Allocation.objects.select_for_update().get(pk=allocation.pk))
    if not why.strip():
        raise RuleBroken(_("Say why. The reason stays in the history."))
    outcome = _outcome(row, change)
    effect = _effect(row.result or {}, outcome.result)
    for hold in outcome.holds:
        hold.why, hold.by, hold.at = why.strip(), by, clock.now()
        if hold.kind not in PAIRS:
            Hold.objects.filter(eoi=hold.eoi).exclude(kind__in=PAIRS).delete()
        hold.save()
    row.result = outcome.result
    if outcome.problem is not None and outcome.solved is not None:
        put_question(row, outcome.problem)
        row.result_hash, row.solver = outcome.solved.hash, outcome.solved.solver
    row.changes = [
        *row.changes,
        {
            "what": change.what,
            "in": list(effect.gains),
            "out": list(effect.losses),
            "why": why.strip(),
            "by": by.pk,
            "at": clock.now().isoformat(),
        },
    ]
    row.save()
    return effect


@transaction.atomic
def let_go(*, hold: Hold) -> None:
    """The rules decide again, from the next time the list is worked out."""
    Hold.objects.filter(pk=hold.pk).delete()


def _draft(row: Allocation) -> Allocation:
    if row.state != AllocationState.DRAFTED or row.result is None:
        raise RuleBroken(_("Only a draft can be changed."))
    return row


def _outcome(row: Allocation, change: Change) -> _Outcome:
    result: Result = deepcopy(row.result or {})
    eoi, other = change.eoi, change.other
    here = str(eoi.public_id) in result["placed"]
    if eoi.student is None or str(eoi.public_id) not in result["reasons"]:
        raise RuleBroken(_("Only a draft can be changed."))
    match change.what:
        case "swap" if other is not None:
            return _swapped(row, result, eoi, other)
        case Fixed.PLACE if here:
            return _Outcome(result, (_hold(Fixed.PLACE, eoi),))
        case Fixed.PLACE:
            return _let_in(row, result, eoi)
        case Fixed.OUT | Fixed.NEXT if here:
            return _taken_off(result, eoi, Fixed(change.what))
        case Fixed.OUT:
            lines = result["waitlists"]
            key = str(eoi.challenge.public_id)
            lines[key] = [each for each in lines.get(key, []) if each != str(eoi.public_id)]
            result["reasons"][str(eoi.public_id)] = {"code": reasons.TAKEN_OFF}
            return _Outcome(result, (_hold(Fixed.OUT, eoi),))
        case Fixed.TOGETHER | Fixed.APART if other is not None:
            return _paired(row, result, _hold(Fixed(change.what), eoi, other))
    raise RuleBroken(_("Choose what to change, and with whom."))


def _hold(kind: Fixed, eoi: Eoi, other: Eoi | None = None) -> Hold:
    return Hold(
        institution_id=eoi.institution_id,
        challenge=eoi.challenge,
        kind=kind,
        eoi=eoi,
        other=other,
    )


def _swapped(row: Allocation, result: Result, into: Eoi, out: Eoi) -> _Outcome:
    goes, comes = str(out.public_id), str(into.public_id)
    placed: list[str] = result["placed"]
    if goes not in placed or comes in placed or out.challenge_id != into.challenge_id:
        raise RuleBroken(_("These two can not be swapped: one must have a place, the other not."))
    _refuse_to_come(into, [each for each in placed if each != goes])
    placed[placed.index(goes)] = comes
    _refuse_unkept(into, placed)
    lines, key = result["waitlists"], str(into.challenge.public_id)
    lines[key] = [goes, *(eoi for eoi in lines.get(key, []) if eoi != comes)]
    result["reasons"][comes] = {"code": reasons.SWAPPED_IN}
    result["reasons"][goes] = {"code": reasons.SWAPPED_OUT}
    return _Outcome(result, (_hold(Fixed.PLACE, into), _hold(Fixed.NEXT, out)))


def _let_in(row: Allocation, result: Result, eoi: Eoi) -> _Outcome:
    """Into a free place; where there is none the rules say who makes room."""
    placed: list[str] = result["placed"]
    here = Eoi.objects.filter(challenge=eoi.challenge_id, public_id__in=placed).count()
    hold = _hold(Fixed.PLACE, eoi)
    if here < free_seats(eoi.challenge):
        _refuse_to_come(eoi, placed)
        comes, key = str(eoi.public_id), str(eoi.challenge.public_id)
        placed.append(comes)
        _refuse_unkept(eoi, placed)
        lines = result["waitlists"]
        lines[key] = [each for each in lines.get(key, []) if each != comes]
        result["reasons"][comes] = {"code": reasons.SWAPPED_IN}
        return _Outcome(result, (hold,))
    _refuse_to_come(eoi, ())
    return _by_the_rules(row, hold)


def _taken_off(result: Result, eoi: Eoi, kind: Fixed) -> _Outcome:
    """Out of the list; the next in line who can come has the place."""
    goes, key = str(eoi.public_id), str(eoi.challenge.public_id)
    placed: list[str] = result["placed"]
    placed.remove(goes)
    line: list[str] = result["waitlists"].get(key, [])
    waiting = {
        str(each.public_id): each
        for each in Eoi.objects.filter(public_id__in=line)
        .select_related("student", "challenge", "host_word__about")
        .order_by("pk")
    }
    for comes in [each for each in line if each in waiting]:
        try:
            _refuse_to_come(waiting[comes], placed)
        except RuleBroken:
            continue
        placed.append(comes)
        line = [each for each in line if each != comes]
        result["reasons"][comes] = {"code": reasons.CAME_FREE}
        break
    first = [goes] if kind == Fixed.NEXT else []
    result["waitlists"][key] = [*first, *line]
    code = reasons.SWAPPED_OUT if kind == Fixed.NEXT else reasons.TAKEN_OFF
    result["reasons"][goes] = {"code": code}
    return _Outcome(result, (_hold(kind, eoi),))


def _paired(row: Allocation, result: Result, hold: Hold) -> _Outcome:
    one, other = hold.eoi, hold.other
    assert other is not None
    if one.pk == other.pk or one.challenge_id != other.challenge_id:
        raise RuleBroken(_("Choose somebody else who asked for this project."))
    _least, largest = team_sizes(one.challenge)
    if hold.kind == Fixed.APART:
        if one.challenge.places <= largest:
            raise RuleBroken(
                _("Everybody here is in one team. Take one of them off the list instead.")
            )
        return _Outcome(result, (hold,))
    if largest < 2:
        raise RuleBroken(_("Everybody works alone here."))
    if Hold.objects.filter(eoi__in=(one, other)).exclude(kind__in=PAIRS).exists():
        raise RuleBroken(_("One of them is fixed by hand already. Let the rules decide there."))
    placed = [str(each.public_id) in result["placed"] for each in (one, other)]
    if placed[0] == placed[1]:
        return _Outcome(result, (hold,))
    return _by_the_rules(row, hold)


def _by_the_rules(row: Allocation, hold: Hold) -> _Outcome:
    """The list as it is worked out with one thing more fixed by hand."""
    if row.how != How.WORKED_OUT:
        raise RuleBroken(_("This list was made by hand: say whose place it shall be."))
    challenges = challenges_of(row)
    problem = pose(challenges, policy_of(row.institution), row.seed, [hold])
    try:
        solved = solve(challenges, problem, seconds=SECONDS)
    except BadInput as error:
        raise RuleBroken(str(error)) from error
    if not solved.ended:
        raise RuleBroken(_("This round is too large for it. Say whose place it shall be."))
    return _Outcome(solved.result, (hold,), problem, solved)


def _refuse_to_come(eoi: Eoi, placed: Sequence[str]) -> None:
    """Raise ``RuleBroken`` where she can not be given a place, beside those ``placed``."""
    if eoi.state not in WAITING:
        raise RuleBroken(_("%(name)s is no longer waiting.") % {"name": eoi.student})
    students.refuse_unverified(eoi)
    if no_of(eoi) is not None:
        raise RuleBroken(_("The host said no to %(name)s.") % {"name": eoi.student})
    elsewhere = Eoi.objects.filter(
        Q(public_id__in=placed) | Q(state__in=SEATED), student=eoi.student
    ).exclude(challenge=eoi.challenge)
    other = elsewhere.filter(
        challenge__starts_at__lt=eoi.challenge.ends_at,
        challenge__ends_at__gt=eoi.challenge.starts_at,
    )
    if found := other.select_related("challenge").first():
        raise RuleBroken(
            _("%(name)s has a place at that time: “%(title)s”.")
            % {"name": eoi.student, "title": found.challenge.title}
        )


def _refuse_unkept(eoi: Eoi, placed: Sequence[str]) -> None:
    here = Eoi.objects.filter(challenge=eoi.challenge_id, public_id__in=placed)
    refuse_unkept(eoi.challenge, list(here), free_seats(eoi.challenge))
