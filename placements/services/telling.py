"""A solver's answer in the words of a round: what people fixed put back, and what reasons lack.

Pure: from dataclasses and JSON to JSON, without a database.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from matching.model import AllocationResult, Decider, ReasonCode
from placements import reasons
from placements.models import Fixed

REFUSED = (ReasonCode.FULL, ReasonCode.NO_WHOLE_TEAM, ReasonCode.NOT_OPENED)
BY_PAIRS = (*REFUSED, ReasonCode.KEPT_TOGETHER)
Whys = dict[str, dict[str, Any]]


def result_of(answer: AllocationResult, problem: Mapping[str, Any]) -> dict[str, Any]:
    """The answer as ``Allocation.result`` holds it, a reason with all its facts for everybody."""
    result: dict[str, Any] = json.loads(json.dumps(asdict(answer)))
    del result["seed"]
    _put_back(result, problem)
    _tell_more(result["reasons"], problem)
    return result


def _put_back(result: dict[str, Any], problem: Mapping[str, Any]) -> None:
    """Write what people fixed into an answer to the rest of the question."""
    held = problem.get("held") or {}
    wishes = {wish["eoi"]: wish for wish in problem["wishes"]}
    why: Whys = result["reasons"]
    seated: dict[str, str] = {}
    for eoi in held.get(Fixed.PLACE, ()):
        result["placed"].append(eoi)
        why[eoi] = {"code": reasons.HELD}
        seated[wishes[eoi]["student"]] = wishes[eoi]["challenge"]
    result["placed"].sort()
    for eoi in reversed(held.get(Fixed.NEXT, ())):
        result["waitlists"].setdefault(wishes[eoi]["challenge"], []).insert(0, eoi)
        why[eoi] = {"code": reasons.SWAPPED_OUT}
    for eoi in held.get(Fixed.OUT, ()):
        why[eoi] = {"code": reasons.TAKEN_OFF}
    for eoi, wish in wishes.items():  # not a limit of hers, but the place she was given
        if wish["student"] in seated and why[eoi].get("filter") == "limit":
            code = {"code": ReasonCode.ELSEWHERE.value, "challenges": [seated[wish["student"]]]}
            why[eoi] = code


def _tell_more(whys: Whys, problem: Mapping[str, Any]) -> None:
    """What a sentence needs beyond the reason itself: who comes as a pair, who comes first,
    and whether anybody was refused where there was room for all."""
    wishes = problem["wishes"]
    pairs = {student for pair in problem["together"] for student in pair}
    challenges = {challenge["id"]: challenge for challenge in problem["challenges"]}
    short = {each["challenge"] for each in wishes if whys[each["eoi"]]["code"] in BY_PAIRS}
    for wish in wishes:
        why = whys[wish["eoi"]]
        if why["code"] == ReasonCode.PLACED and wish["challenge"] in short:
            why["not_all"] = True
        if why["code"] in REFUSED and wish["student"] in pairs:
            why["paired"] = True
        if why.get("decided_by") == Decider.PRIORITY:
            why["first"] = list(_first(problem["weights"], challenges[wish["challenge"]]))


def _first(weights: Mapping[str, Any], challenge: Mapping[str, Any]) -> Iterable[str]:
    """Who comes first in a challenge by the rules of its round, in the words of ``reasons``."""
    if weights["carry_over"]:
        yield reasons.CARRY_OVER
    if weights["first_timer"] or challenge["reserved"]:
        yield reasons.FIRST_TIMER
    if challenge["kept"]:
        yield reasons.KEPT


def why_of(result: Mapping[str, Any], eoi: str, titles: Mapping[str, str]) -> dict[str, Any]:
    """The reason of one interest as its row keeps it: without what says nothing, titles added.

    ``titles`` are those of the round's challenges, by public id.
    """
    why = {key: value for key, value in result["reasons"][eoi].items() if value}
    if why.get("challenges"):
        why["titles"] = [titles[each] for each in why["challenges"] if each in titles]
    return why
