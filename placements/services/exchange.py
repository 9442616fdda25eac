"""The exchange test: what it would have cost others to give somebody the place she asked for.

The round is worked out once more with her place given, and the two lists are held against each
other. Others are counted and never named.
"""

from copy import deepcopy
from dataclasses import astuple, dataclass
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from core.errors import RuleBroken
from matching.model import ReasonCode, Status
from matching.rules import whole_teams
from placements.models import Allocation, Fixed, How
from placements.services.allocation import challenges_of
from placements.services.policy import LOTTERY
from placements.services.problem import BY_HAND, from_json
from placements.services.solving import Problem, solve
from placements.states import AllocationState
from students.models import Eoi

SECONDS = 5  # a browser waits no longer
KEPT = 30 * 24 * 3600  # seconds for which an answer is not worked out again
ASKABLE = (
    ReasonCode.FULL,
    ReasonCode.NO_WHOLE_TEAM,
    ReasonCode.CLASH,
    ReasonCode.ELSEWHERE,
    ReasonCode.KEPT_TOGETHER,
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What it takes to place somebody: others who lose any place, gain one, or change theirs."""

    possible: bool
    lose: int = 0
    gain: int = 0
    change: int = 0


def round_that_answered(eoi: Eoi) -> Allocation | None:
    """The round by the rules in which the interest got its answer, where it may be asked about."""
    if eoi.reason.get("code") not in ASKABLE:
        return None
    rounds = Allocation.objects.filter(
        entries__challenge=eoi.challenge_id,
        state=AllocationState.SENT,
        how=How.WORKED_OUT,
        result__reasons__has_key=str(eoi.public_id),
    )
    found: Allocation | None = rounds.order_by("-pk").first()
    return found


def drawn_for(allocation: Allocation, eoi: Eoi) -> str:
    """The id that her number in the round's draw follows from: her own, or that of ``eoi``."""
    asked = allocation.problem or {"wishes": []}
    whose = {wish["eoi"]: wish["student"] for wish in asked["wishes"]}
    by_person = allocation.policy.get("order") == LOTTERY
    return whose[str(eoi.public_id)] if by_person else str(eoi.public_id)


def cost_of(*, allocation: Allocation, eoi: Eoi) -> Cost | None:
    """What placing ``eoi`` would have cost; ``None`` where it takes too long to say.

    Each interest is worked out once, for ``SECONDS`` at most, and a university's one at a time:
    that is all that asking can cost. Raises ``RuleBroken`` while another one's is worked out.
    """
    key = f"exchange:{allocation.problem_hash}:{eoi.public_id}"
    at_work = f"exchange-at-work:{allocation.institution_id}"
    try:
        if (known := cache.get(key)) is not None:
            return Cost(*known) if known else None
        if not cache.add(at_work, 1, 2 * SECONDS):
            raise RuleBroken(_("It is being worked out for somebody else. Look again soon."))
        try:
            found = _worked_out(allocation, str(eoi.public_id))
            cache.set(key, astuple(found) if found else (), KEPT)
        finally:
            cache.delete(at_work)
    except (RedisError, OSError) as error:
        raise RuleBroken(_("It can not be worked out just now. Look again soon.")) from error
    return found


def _worked_out(allocation: Allocation, eoi: str) -> Cost | None:
    problem = allocation.problem or {}
    forced = with_place(problem, eoi)
    if forced is None:
        return Cost(possible=False)
    challenges, lists = challenges_of(allocation), [allocation.result or {}]
    by_the_rules = not allocation.changes and lists[0].get("status") != Status.STOPPED
    asked = [forced] if by_the_rules else [problem, forced]
    for question in asked:
        solved = solve(challenges, question, seconds=SECONDS / len(asked))
        if not solved.ended:
            return None
        lists.append(solved.result)
    before, after = (each["placed"] for each in lists[-2:])
    return held_against(problem, before, after, eoi)


def with_place(problem: Problem, eoi: str) -> Problem | None:
    """The question with the place of ``eoi`` given; ``None`` where there is none to give."""
    forced = deepcopy(problem)
    wish = next(wish for wish in forced["wishes"] if wish["eoi"] == eoi)
    challenge = next(item for item in forced["challenges"] if item["id"] == wish["challenge"])
    student = next(item for item in forced["students"] if item["id"] == wish["student"])
    if wish["excluded"] or challenge["taken"] >= challenge["places"]:
        return None
    challenge["taken"] += 1
    challenge["reserved"] = max(0, challenge["reserved"] - student["first_timer"])
    challenge["kept"] = max(0, challenge["kept"] - wish["qualifies"])
    student["capacity"] = 0
    wish["excluded"] = BY_HAND
    forced["together"] = [pair for pair in forced["together"] if student["id"] not in pair]
    forced["held"] = deepcopy(forced.get("held") or {})
    forced["held"].setdefault(Fixed.PLACE.value, []).append(eoi)
    return forced


def held_against(problem: Problem, before: list[str], after: list[str], eoi: str) -> Cost:
    """Two lists, in others: those who have no place any more, who gain one, and who change it."""
    wishes = {wish["eoi"]: wish for wish in problem["wishes"]}
    hers = wishes[eoi]
    here = sum(wishes[each]["challenge"] == hers["challenge"] for each in after)
    asked = {challenge.id: challenge for challenge in from_json(problem).challenges}
    if whole_teams(asked[hers["challenge"]], here) is None:
        return Cost(possible=False)

    def places(placed: list[str]) -> dict[str, Any]:
        found: dict[str, set[str]] = {}
        for each in placed:
            if wishes[each]["student"] != hers["student"]:
                found.setdefault(wishes[each]["student"], set()).add(each)
        return found

    had, has = places(before), places(after)
    return Cost(
        possible=True,
        lose=len(had.keys() - has.keys()),
        gain=len(has.keys() - had.keys()),
        change=sum(had[student] != has[student] for student in had.keys() & has.keys()),
    )


def in_words(cost: Cost | None, *, by_lottery: bool = False) -> str:
    """The sentence that she reads."""
    if cost is None:
        return _("So many people asked that it can not be worked out while you wait. Ring us.")
    if not cost.possible:
        return _("No list places you here: there is no place to give, or no whole team.")
    said = []
    if cost.lose:
        said.append(
            ngettext(
                "To place you here, %(n)d other person would lose any place.",
                "To place you here, %(n)d others would lose any place.",
                cost.lose,
            )
            % {"n": cost.lose}
        )
    else:
        said.append(_("To place you here, nobody else would have to go without a place."))
    if cost.gain:
        said.append(
            ngettext(
                "%(n)d person who has none would get one.",
                "%(n)d people who have none would get one.",
                cost.gain,
            )
            % {"n": cost.gain}
        )
    if cost.change:
        said.append(
            ngettext(
                "%(n)d person would have another place than now.",
                "%(n)d people would have another place than now.",
                cost.change,
            )
            % {"n": cost.change}
        )
    said.append(
        _("By the rules that held, others stand before you in the line.")
        if by_lottery
        else _("By the rules that held, the list that went out comes before that one.")
    )
    return " ".join(said)
