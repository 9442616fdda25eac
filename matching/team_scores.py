"""What a team is worth and what can be said of it; the same whoever formed it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from matching.model import BadInput
from matching.team_model import (
    Assessment,
    Breach,
    Effect,
    Rule,
    Team,
    TeamFacts,
    TeamMember,
    TeamsProblem,
)

LARGEST = 5_000
"""Most people and most teams: what each pair is worth takes some 400 MB."""


def check_teams(problem: TeamsProblem) -> None:
    """Refuse a problem that contradicts itself, with one sentence. Raises ``BadInput``."""
    members = [member.id for member in problem.members]
    teams = [slot.id for slot in problem.teams]
    if max(len(members), len(teams)) > LARGEST:
        raise BadInput(f"More than {LARGEST:,} people, or teams, cannot be taken in at once.")
    for noun, ids in (("member", members), ("team", teams)):
        if len(set(ids)) < len(ids):
            raise BadInput(f"A {noun} is listed twice.")
    for slot in problem.teams:
        if not 0 <= slot.min <= slot.max or slot.max == 0:
            raise BadInput(f"Team {slot.id}: {slot.min} to {slot.max} people make no team.")
    known = set(members)
    for one, other in (*problem.together, *problem.apart):
        if one == other or one not in known or other not in known:
            raise BadInput(f"The pair {one}, {other} does not name two listed members.")
    weights = problem.weights
    points = (weights.cover, weights.slot, weights.slot_cap, weights.balance, *weights.mix.values())
    if min(points) < 0:
        raise BadInput("Points for teams must be 0 or more.")
    for member in problem.members:
        if member.locked_to is not None and member.locked_to not in teams:
            raise BadInput(f"Member {member.id} is locked to {member.locked_to}, not a team.")
        if any(not 0 <= level <= 4 for level in member.levels.values()):
            raise BadInput(f"Member {member.id} has a level outside 0 to 4.")


class Scorer:
    """A checked problem with its members in canonical order, ready to weigh teams by index."""

    def __init__(self, problem: TeamsProblem) -> None:
        check_teams(problem)
        self.problem = problem
        self.weights = problem.weights
        self.members: list[TeamMember] = sorted(problem.members, key=lambda member: member.id)
        self.index = {member.id: place for place, member in enumerate(self.members)}
        self.pair = self._pairs()
        self.wanted = self._wanted()
        self.off_mean = self._off_mean()
        self.expected_common = self._expected_common()
        carried = Counter(flag for member in self.members for flag in member.flags)
        ruled = carried if problem.isolation is None else problem.isolation
        self.flags = sorted(flag for flag in ruled if carried[flag] >= 2)
        self.flagged = [[flag in member.flags for member in self.members] for flag in self.flags]

    def _pairs(self) -> list[list[float]]:
        """Points of each pair for differing in traits; unknown counts as the mean known pair."""
        size = len(self.members)
        points = [[0.0] * size for _ in range(size)]
        for trait, weight in sorted(self.weights.mix.items()):
            values = [member.traits.get(trait) for member in self.members]
            counts = Counter(value for value in values if value is not None)
            known = sum(counts.values())
            same = sum(count * (count - 1) for count in counts.values())
            mean = 1 - same / (known * (known - 1)) if known > 1 else 0.0
            for i, j in combinations(range(size), 2):
                unknown = values[i] is None or values[j] is None
                gain = weight * (mean if unknown else float(values[i] != values[j]))
                points[i][j] += gain
                points[j][i] += gain
        return points

    def _wanted(self) -> list[tuple[str, frozenset[int]]]:
        """Each wanted skill of which any level is known, with those who have it at the level."""
        levels = [member.levels for member in self.members]
        known = {skill for own in levels for skill in own}
        return [
            (skill, frozenset(i for i, own in enumerate(levels) if own.get(skill, -1) >= level))
            for skill, level in self.problem.wanted
            if skill in known
        ]

    def _off_mean(self) -> list[list[float]]:
        """By member and skill: level less the mean of the known levels; unknown is 0 off."""
        skills = sorted({skill for member in self.members for skill in member.levels})
        means = {}
        for skill in skills:
            known = [m.levels[skill] for m in self.members if skill in m.levels]
            means[skill] = sum(known) / len(known)
        return [
            [m.levels[s] - means[s] if s in m.levels else 0.0 for s in skills] for m in self.members
        ]

    def _expected_common(self) -> float | None:
        """Mean of the capped common slots over known pairs: what an unknown team is taken for."""
        known = [member.free for member in self.members if member.free is not None]
        cap = self.weights.slot_cap
        pairs = [min(cap, len(a & b)) for a, b in combinations(known[:200], 2)]
        return sum(pairs) / len(pairs) if pairs else None

    def common(self, team: Sequence[int]) -> int | None:
        """Slots at which all members whose slots are known are free; None if known of < 2."""
        known = [free for i in team if (free := self.members[i].free) is not None]
        return len(frozenset.intersection(*known)) if len(known) > 1 else None

    def points(self, team: Sequence[int]) -> float:
        """Points of the team with these members; 0 for nobody."""
        if not team:
            return 0.0
        weights = self.weights
        total = 0.0
        for place, i in enumerate(team):
            row = self.pair[i]
            for j in team[:place]:
                total += row[j]
        total += weights.cover * sum(not able.isdisjoint(team) for _, able in self.wanted)
        if weights.slot and self.expected_common is not None:
            common = self.common(team)
            if len(team) == 1 and (free := self.members[team[0]].free) is not None:
                common = len(free)
            capped = self.expected_common if common is None else min(common, weights.slot_cap)
            total += weights.slot * capped
        if weights.balance:
            off = zip(*(self.off_mean[i] for i in team), strict=True)
            total -= weights.balance * sum(abs(sum(column)) for column in off)
        return total

    def isolated(self, team: Sequence[int]) -> int:
        """For how many flags the team has exactly one member, if it has two members or more."""
        if len(team) < 2:
            return 0
        return sum(sum(carries[i] for i in team) == 1 for carries in self.flagged)

    def facts(self, team: Sequence[int]) -> TeamFacts:
        """What can be said of the team with these members."""
        people = [self.members[i] for i in team]
        chosen = set(team)
        covered = [skill for skill, able in self.wanted if able & chosen]
        missing = [skill for skill, able in self.wanted if not able & chosen]
        mix, unknown = self.mix(people)
        return TeamFacts(
            mix=mix,
            unknown=unknown,
            covered=tuple(sorted(covered)),
            missing=tuple(sorted(missing)),
            common=self.common(team),
            points=round(self.points(team), 6),
        )

    def mix(self, people: Iterable[TeamMember]) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
        """By trait: how many of ``people`` by value, and of how many it is unknown."""
        people = list(people)
        counts: dict[str, dict[str, int]] = {}
        unknown: dict[str, int] = {}
        for trait in sorted(self.weights.mix):
            values = Counter(m.traits[trait] for m in people if trait in m.traits)
            counts[trait] = dict(sorted(values.items()))
            unknown[trait] = len(people) - sum(values.values())
        return counts, unknown

    def teams(self, groups: Mapping[str, Sequence[int]]) -> tuple[Team, ...]:
        """The teams of the problem, in its order, with the members given by index."""
        return tuple(
            Team(slot.id, tuple(self.members[i].id for i in group), self.facts(group))
            for slot in self.problem.teams
            for group in [sorted(groups.get(slot.id, ()))]
        )


def assess(problem: TeamsProblem, team_of: Mapping[str, str]) -> Assessment:
    """Facts, points and broken rules of an arrangement (team id by member id), whoever made it.

    Members without a team are allowed and belong to none. Raises ``BadInput`` for unknown ids.
    """
    scorer = Scorer(problem)
    groups: dict[str, list[int]] = {slot.id: [] for slot in problem.teams}
    for member, team in team_of.items():
        if member not in scorer.index or team not in groups:
            raise BadInput(f"There is no member {member} or no team {team}.")
        groups[team].append(scorer.index[member])
    teams = scorer.teams(groups)
    return Assessment(
        teams=teams,
        objective=round(sum(scorer.points(sorted(group)) for group in groups.values()), 6),
        breaches=tuple(_breaches(scorer, groups, team_of)),
    )


def _breaches(
    scorer: Scorer, groups: Mapping[str, Sequence[int]], team_of: Mapping[str, str]
) -> list[Breach]:
    problem = scorer.problem
    found = [
        Breach(Rule.SIZE, slot.id)
        for slot in problem.teams
        if not slot.min <= len(groups[slot.id]) <= slot.max
    ]
    for member in scorer.members:
        if member.locked_to is not None and team_of.get(member.id) != member.locked_to:
            found.append(Breach(Rule.LOCKED, member.locked_to, (member.id,)))
    for rule, pairs in ((Rule.TOGETHER, problem.together), (Rule.APART, problem.apart)):
        for pair in sorted(tuple(sorted(pair)) for pair in pairs):
            one, other = (team_of.get(member) for member in pair)
            if one is None or other is None:
                continue
            if (one == other) is (rule == Rule.APART):
                found.append(Breach(rule, "", pair))
    if any(scorer.isolated(group) for group in groups.values()):
        found.append(Breach(Rule.ISOLATION))
    return found


def effect_of_swap(
    problem: TeamsProblem, team_of: Mapping[str, str], one: str, other: str
) -> Effect:
    """What would change if two members took each other's place. Nothing is changed.

    Raises ``BadInput`` if either has no team.
    """
    if one not in team_of or other not in team_of:
        raise BadInput(f"{one} and {other} are not both in a team.")
    return effect_of(problem, team_of, {**team_of, one: team_of[other], other: team_of[one]})


def effect_of_move(
    problem: TeamsProblem, team_of: Mapping[str, str], member: str, team: str
) -> Effect:
    """What would change if ``member``, from a team or from none, went to ``team``."""
    return effect_of(problem, team_of, {**team_of, member: team})


def effect_of(problem: TeamsProblem, before: Mapping[str, str], after: Mapping[str, str]) -> Effect:
    """The difference between two arrangements: changed teams, points, rules broken and mended."""
    was, will = assess(problem, before), assess(problem, after)
    pairs = zip(was.teams, will.teams, strict=True)
    changed = [(a, b) for a, b in pairs if a.members != b.members]
    return Effect(
        before=tuple(a for a, _ in changed),
        after=tuple(b for _, b in changed),
        points_change=round(will.objective - was.objective, 6),
        new_breaches=tuple(b for b in will.breaches if b not in was.breaches),
        mended=tuple(b for b in was.breaches if b not in will.breaches),
    )
