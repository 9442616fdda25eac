"""Reading and writing: our own canonical JSON, and the instance files of the shared benchmark.

Canonical JSON has sorted keys, no spaces and sorted lists wherever order carries no meaning, so
that one problem has one sequence of bytes and one SHA-256.
"""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import json
import types
import typing
import zlib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from matching import lottery
from matching.model import (
    AllocationProblem,
    AllocationResult,
    BadInput,
    Challenge,
    Order,
    PolicyWeights,
    Span,
    Student,
    Wish,
)
from matching.team_model import (
    TeamMember,
    TeamSlot,
    TeamsProblem,
    TeamsResult,
    TeamWeights,
)

Problem = AllocationProblem | TeamsProblem
Result = AllocationResult | TeamsResult
FORMATS: dict[str, type[Problem] | type[Result]] = {
    "foothold-allocation-problem/1": AllocationProblem,
    "foothold-allocation-result/1": AllocationResult,
    "foothold-teams-problem/1": TeamsProblem,
    "foothold-teams-result/1": TeamsResult,
}
LARGEST = 512 * 1024 * 1024
"""Bytes of an unpacked file beyond which it is refused rather than read."""


def snapshot(thing: Problem | Result) -> bytes:
    """Canonical JSON of a problem or a result, in UTF-8; the same for any order of its parts."""
    name = next(name for name, kind in FORMATS.items() if isinstance(thing, kind))
    plain = {"format": name, **_plain(_in_order(thing))}
    text = json.dumps(
        plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def digest(thing: Problem | Result) -> str:
    """SHA-256 of the snapshot, as 64 hex digits."""
    return hashlib.sha256(snapshot(thing)).hexdigest()


def restore(data: bytes | str) -> Problem | Result:
    """What ``snapshot`` wrote. Raises ``BadInput`` for anything else."""
    return _restore(parsed(data))


def _restore(data: Mapping[str, Any]) -> Problem | Result:
    kind = FORMATS.get(str(data.get("format")))
    if kind is None:
        raise BadInput("This is none of the formats that are known here.")
    found: Problem | Result = _build(
        kind, {key: value for key, value in data.items() if key != "format"}, "the file"
    )
    return found


def _in_order(thing: Problem | Result) -> Problem | Result:
    if isinstance(thing, AllocationProblem):
        return dataclasses.replace(
            thing,
            challenges=tuple(sorted(thing.challenges, key=lambda c: c.id)),
            students=tuple(sorted(thing.students, key=lambda s: s.id)),
            wishes=tuple(sorted(thing.wishes, key=lambda w: w.eoi)),
            together=_pairs_in_order(thing.together),
        )
    if isinstance(thing, TeamsProblem):
        return dataclasses.replace(
            thing,
            members=tuple(sorted(thing.members, key=lambda m: m.id)),
            together=_pairs_in_order(thing.together),
            apart=_pairs_in_order(thing.apart),
        )
    return thing


def _pairs_in_order(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((min(pair), max(pair)) for pair in pairs))


def _plain(value: Any) -> Any:
    """A dataclass and all in it as what JSON knows."""
    if dataclasses.is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, StrEnum) else value


def _build(kind: Any, value: Any, where: str) -> Any:
    """The reverse of ``_plain``, checked against the declared types."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _build_dataclass(kind, value, where)
    if origin in (typing.Union, types.UnionType):
        if value is None and type(None) in inner:
            return None
        return _build(next(part for part in inner if part is not type(None)), value, where)
    if origin is typing.Literal:
        if value in inner:
            return value
    elif origin is tuple and isinstance(value, list):
        if inner[-1] is Ellipsis:
            return tuple(_build(inner[0], part, where) for part in value)
        if len(inner) == len(value):
            return tuple(_build(i, part, where) for i, part in zip(inner, value, strict=True))
    elif origin is frozenset and isinstance(value, list):
        return frozenset(_build(inner[0], part, where) for part in value)
    elif isinstance(origin, type) and issubclass(origin, Mapping) and isinstance(value, dict):
        return {key: _build(inner[1], part, where) for key, part in value.items()}
    elif isinstance(kind, type) and issubclass(kind, StrEnum):
        if value in set(kind):
            return kind(value)
    elif kind is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    elif kind in (int, str, bool) and type(value) is kind:
        return value
    raise BadInput(f"In {where} there is {str(value)[:60]!r}, which is not of the right kind.")


def _build_dataclass(kind: type[Any], value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise BadInput(f"In {where} a {kind.__name__} is not an object.")
    hints = typing.get_type_hints(kind)
    if unknown := sorted(set(value) - set(hints)):
        raise BadInput(f"In {where} a {kind.__name__} has {unknown[0]!r}, which is not known.")
    given = {
        name: _build(hints[name], part, f"{name} of a {kind.__name__}")
        for name, part in value.items()
    }
    try:
        return kind(**given)
    except TypeError as error:
        raise BadInput(f"In {where} a {kind.__name__} lacks a part.") from error


def read(path: Path) -> tuple[str, dict[str, Any]]:
    """The name (file name without its endings) and the JSON object of a file, gzipped or not."""
    return name_of(path), parsed(unpacked(path))


def name_of(path: Path) -> str:
    """The file name without its endings."""
    return path.name.split(".", 1)[0]


def unpacked(path: Path) -> bytes:
    """The content of a file, gzipped or not. Raises ``BadInput``."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(f"{path.name} is too large.")
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
            data = unpack.decompress(data, LARGEST)
            if unpack.unconsumed_tail:
                raise BadInput(f"{path.name} is too large.")
            if not unpack.eof:
                raise BadInput(f"{path.name} is cut short.")
    except (OSError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadInput(f"{path.name} cannot be read: {error}.") from error
    return data


def parsed(data: bytes | str) -> dict[str, Any]:
    """The JSON object in a text. Raises ``BadInput``."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadInput("This is not JSON.") from error
    if not isinstance(found, dict):
        raise BadInput("This is not a JSON object.")
    return found


def problem_from(data: Mapping[str, Any], seed: str = "", order: Order = "weighted") -> Problem:
    """The problem in a parsed file: alloc/1 or teams/1 of the benchmark, or our own format.

    ``seed`` draws the lottery numbers of an alloc/1 instance, whose EOIs are "student:challenge";
    ``order`` is its policy's.
    """
    try:
        if data.get("format") == "alloc/1":
            return _allocation(data, seed, order)
        if data.get("format") == "teams/1":
            return _teams(data)
    except (LookupError, TypeError, ValueError, OverflowError, AttributeError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(f"The instance lacks a part or has a wrong one: {error}.") from error
    found = _restore(data)
    if isinstance(found, AllocationProblem | TeamsProblem):
        return found
    raise BadInput("This is a result, not a problem.")


def _allocation(data: Mapping[str, Any], seed: str, order: Order) -> AllocationProblem:
    weights = data["weights"]
    return AllocationProblem(
        challenges=tuple(
            Challenge(
                id=str(item["id"]),
                places=int(item["teams"]) * int(item["max"]),
                min_team=int(item["min"]),
                max_team=int(item["max"]),
                max_teams=int(item["teams"]),
                reserved=int(item["reserved"]),
                spans=(Span(int(item["start"]), int(item["end"]) + 1),),
            )
            for item in data["challenges"]
        ),
        students=tuple(
            Student(
                id=str(item["id"]),
                capacity=int(item["k"]),
                carry_over=bool(item["unlucky"]),
                first_timer=bool(item["first"]),
            )
            for item in data["students"]
        ),
        wishes=tuple(
            Wish(eoi, str(item["id"]), str(challenge), int(rank), lottery.number(seed, ticket))
            for item in data["students"]
            for challenge, rank in item["eoi"]
            for eoi in [f"{item['id']}:{challenge}"]
            for ticket in [str(item["id"]) if order == "lottery" else eoi]
        ),
        weights=PolicyWeights(
            place=int(weights["place"]),
            carry_over=int(weights["unlucky_bonus"]),
            first_timer=int(weights["first_bonus"]),
            rank=tuple(int(points) for points in weights["rank"]),
            reserve_short=int(weights["reserve_short"]),
            order=order,
        ),
        together=tuple((str(one), str(other)) for one, other in data["together"]),
        seed=seed,
    )


def _teams(data: Mapping[str, Any]) -> TeamsProblem:
    weights = data["weights"]
    return TeamsProblem(
        members=tuple(
            TeamMember(
                id=str(place),
                traits={"discipline": str(item["discipline"]), "year": str(item["year"])},
                levels={str(skill): int(level) for skill, level in enumerate(item["levels"])},
                free=frozenset(str(slot) for slot, f in enumerate(item["avail"]) if f == "1"),
                flags=frozenset({"group"} if item["group"] else ()),
            )
            for place, item in enumerate(data["students"])
        ),
        teams=tuple(
            TeamSlot(str(place), int(item["min"]), int(item["max"]))
            for place, item in enumerate(data["teams"])
        ),
        wanted=tuple((str(skill), int(level)) for skill, level in data["wanted"]),
        weights=TeamWeights(
            cover=int(weights["cover"]),
            mix={trait: int(weights[trait]) for trait in ("discipline", "year")},
            slot=int(weights["slot"]),
            slot_cap=int(weights["slot_cap"]),
            balance=int(weights["balance"]),
        ),
        together=tuple((str(one), str(other)) for one, other in data["together"]),
        apart=tuple((str(one), str(other)) for one, other in data["apart"]),
        isolation=None if data["no_lone_group"] else frozenset(),
    )


def _as_given(name: str) -> int | str:
    """An id of the benchmark: numbers there, but words are taken too."""
    return int(name) if name.isascii() and name.isdigit() else name


def solution_of(name: str, problem: Problem, result: Result) -> dict[str, Any]:
    """A benchmark solution, with what we claim of it beside what the evaluator reads."""
    claims: dict[str, Any] = {
        "instance": name,
        "objective": result.objective,
        "bound": result.bound,
        "gap": result.gap,
        "status": str(result.status),
        "solver": result.solver,
    }
    if isinstance(problem, AllocationProblem) and isinstance(result, AllocationResult):
        placed = set(result.placed)
        pairs = [(w.student, w.challenge) for w in problem.wishes if w.eoi in placed]
        claims |= {"seed": result.seed, "order": problem.weights.order}
        return {**claims, "assign": [[_as_given(part) for part in pair] for pair in pairs]}
    if isinstance(problem, TeamsProblem) and isinstance(result, TeamsResult):
        team = {int(m): int(t.id) for t in result.teams for m in t.members}
        return {**claims, "team": [team[place] for place in range(len(problem.members))]}
    raise BadInput("The result does not belong to the problem.")
