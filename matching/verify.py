"""Everything recomputed from the input, by code that shares nothing with the solvers.

Only the dataclasses are common. Faults are plain sentences for staff and developers. The bound of
a result is checked against its objective; that nothing better exists is the solver's claim.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matching.diverse_model import DiverseProblem
from matching.model import AllocationProblem, AllocationResult, Challenge, ReasonCode, Wish
from matching.team_model import TeamMember, TeamsProblem, TeamsResult


@dataclass(frozen=True, slots=True)
class Verdict:
    """``faults`` is empty where everything holds; ``objective`` as recomputed here."""

    faults: tuple[str, ...]
    objective: float

    @property
    def holds(self) -> bool:
        """Whether nothing at all was found wrong."""
        return not self.faults


def verify_allocation(problem: AllocationProblem, placed: Iterable[str]) -> Verdict:
    """Check the EOIs that got a place against every rule of the problem, and count the points."""
    wish_of = {wish.eoi: wish for wish in problem.wishes}
    listed = list(placed)
    faults = [f"EOI {eoi} is not in the problem." for eoi in listed if eoi not in wish_of]
    if len(set(listed)) < len(listed):
        faults.append("An EOI is placed twice.")
    chosen = [wish_of[eoi] for eoi in sorted(set(listed)) if eoi in wish_of]
    spans = {challenge.id: challenge.spans for challenge in problem.challenges}
    by_student: dict[str, list[Wish]] = {student.id: [] for student in problem.students}
    by_challenge: dict[str, list[Wish]] = {challenge.id: [] for challenge in problem.challenges}
    for wish in chosen:
        by_student[wish.student].append(wish)
        by_challenge[wish.challenge].append(wish)
        if wish.excluded:
            faults.append(f"EOI {wish.eoi} is placed though a filter took it out.")
    points = 0
    weights = problem.weights
    for student in problem.students:
        got = by_student[student.id]
        if len(got) > student.capacity:
            faults.append(f"Student {student.id} got {len(got)} places of {student.capacity}.")
        times = [(span.start, span.end) for span in student.bookings]
        for wish in got:
            for span in spans[wish.challenge]:
                if any(span.start < end and start < span.end for start, end in times):
                    faults.append(f"Student {student.id} has two places at one time.")
            times += [(span.start, span.end) for span in spans[wish.challenge]]
            points += weights.rank[min(wish.rank, len(weights.rank)) - 1]
        if got:
            points += weights.place
            points += weights.carry_over if student.carry_over else 0
            points += weights.first_timer if student.first_timer else 0
    first = {student.id for student in problem.students if student.first_timer}
    passed = _passed(problem)
    for challenge in problem.challenges:
        here = by_challenge[challenge.id]
        if not here:
            continue
        total = len(here) + challenge.taken
        whole = _makes_teams(challenge, total)
        if total > challenge.places:
            faults.append(f"Challenge {challenge.id} has {total} on {challenge.places} places.")
        if not whole:
            faults.append(f"Challenge {challenge.id}: {total} people make no whole teams.")
        asked = sum(wish.student in first for wish in passed[challenge.id])
        got_first = sum(wish.student in first for wish in here)
        points -= weights.reserve_short * max(0, min(challenge.reserved, asked) - got_first)
        could = sum(wish.qualifies for wish in passed[challenge.id])
        did = sum(wish.qualifies for wish in here)
        points -= weights.kept_short * max(0, min(challenge.kept, could) - did)
    for one, other in problem.together:
        mine, theirs = ({wish.challenge for wish in by_student[who]} for who in (one, other))
        if mine != theirs:
            faults.append(f"{one} and {other} are not kept together.")
    return Verdict(tuple(faults), points)


def _makes_teams(challenge: Challenge, people: int) -> bool:
    """Whether so many people make whole teams, of a number that the challenge allows."""
    fewest = max(challenge.min_teams, -(people // -challenge.max_team))
    most = people // challenge.min_team
    if challenge.max_teams is not None:
        most = min(most, challenge.max_teams)
    return fewest <= most


def _passed(problem: AllocationProblem) -> dict[str, list[Wish]]:
    """By challenge: wishes that no filter, no booking and no limit took out."""
    spans = {challenge.id: challenge.spans for challenge in problem.challenges}
    students = {student.id: student for student in problem.students}
    passed: dict[str, list[Wish]] = {challenge.id: [] for challenge in problem.challenges}
    for wish in problem.wishes:
        who = students[wish.student]
        busy = any(
            span.start < booked.end and booked.start < span.end
            for span in spans[wish.challenge]
            for booked in who.bookings
        )
        if not (wish.excluded or busy or who.capacity == 0):
            passed[wish.challenge].append(wish)
    return passed


def verify_allocation_result(problem: AllocationProblem, result: AllocationResult) -> Verdict:
    """Check a whole result: places, points, bound, lottery numbers, waitlists, every reason."""
    verdict = verify_allocation(problem, result.placed)
    faults = list(verdict.faults)
    if result.objective != verdict.objective:
        faults.append(f"The points are {verdict.objective}, not {result.objective}.")
    if result.bound is not None and result.bound < verdict.objective:
        faults.append("The bound lies below the points.")
    if problem.seed:
        for wish in problem.wishes:
            ticket = wish.student if problem.weights.order == "lottery" else wish.eoi
            if wish.lottery != _drawn(problem.seed, ticket):
                faults.append(f"The lottery number of EOI {wish.eoi} is not the seed's.")
    if set(result.reasons) != {wish.eoi for wish in problem.wishes}:
        faults.append("Not every EOI has exactly one reason.")
        return Verdict(tuple(faults), verdict.objective)
    faults += _faults_of_reasons(problem, result)
    faults += _faults_of_waitlists(problem, result)
    return Verdict(tuple(faults), verdict.objective)


def _drawn(seed: str, eoi: str) -> int:
    mac = hmac.new(seed.encode("utf-8"), eoi.encode("utf-8"), hashlib.sha256).hexdigest()
    return int(mac[:16], 16) * 1_000_000 // 2**64


def _faults_of_reasons(problem: AllocationProblem, result: AllocationResult) -> list[str]:
    faults = []
    placed = set(result.placed)
    passed = {where: {w.eoi for w in wishes} for where, wishes in _passed(problem).items()}
    challenges = {challenge.id: challenge for challenge in problem.challenges}
    capacity = {student.id: student.capacity for student in problem.students}
    got: dict[str, set[str]] = {student.id: set() for student in problem.students}
    there: dict[str, list[Wish]] = {challenge.id: [] for challenge in problem.challenges}
    for wish in problem.wishes:
        if wish.eoi in placed:
            got[wish.student].add(wish.challenge)
            there[wish.challenge].append(wish)
    for wish in problem.wishes:
        reason = result.reasons[wish.eoi]
        here, mine = challenges[wish.challenge], got[wish.student]
        overlapping = {
            other
            for other in mine
            for a in here.spans
            for b in challenges[other].spans
            if a.start < b.end and b.start < a.end
        }
        new = len(there[wish.challenge])
        total = new + here.taken
        fits_one_more = total < here.places and _makes_teams(here, total + 1)
        true = {
            ReasonCode.PLACED: wish.eoi in placed,
            ReasonCode.EXCLUDED: wish.eoi not in passed[wish.challenge],
            ReasonCode.ELSEWHERE: len(mine) >= capacity[wish.student]
            and set(reason.challenges) == mine,
            ReasonCode.CLASH: bool(mine) and set(reason.challenges) == overlapping,
            ReasonCode.NOT_OPENED: total == 0,
            ReasonCode.FULL: not fits_one_more,
            ReasonCode.NO_WHOLE_TEAM: total > 0,
            ReasonCode.KEPT_TOGETHER: any(wish.student in pair for pair in problem.together),
        }[reason.code]
        if not true or (reason.code != ReasonCode.PLACED and wish.eoi in placed):
            faults.append(f"EOI {wish.eoi}: “{reason.code}” is not so.")
        if reason.asked not in (None, len(passed[wish.challenge])):
            faults.append(f"EOI {wish.eoi}: not {reason.asked} asked.")
        if reason.placed not in (None, new):
            faults.append(f"EOI {wish.eoi}: not {reason.placed} were placed.")
        if reason.last_admitted is not None and (
            reason.your_number != wish.lottery
            or reason.last_admitted not in {other.lottery for other in there[wish.challenge]}
            or reason.last_admitted < wish.lottery
        ):
            faults.append(f"EOI {wish.eoi}: the lottery numbers do not bear out the reason.")
    return faults


def _faults_of_waitlists(problem: AllocationProblem, result: AllocationResult) -> list[str]:
    waiting = (ReasonCode.FULL, ReasonCode.NO_WHOLE_TEAM)
    expected: dict[str, list[Wish]] = {}
    for wish in problem.wishes:
        if result.reasons[wish.eoi].code in waiting:
            expected.setdefault(wish.challenge, []).append(wish)
    students = {student.id: student for student in problem.students}
    student_of = {wish.eoi: wish.student for wish in problem.wishes}
    served = {student_of[eoi] for eoi in result.placed if eoi in student_of}
    weights = problem.weights

    def line(wish: Wish) -> tuple[int, int, int, int, str]:
        who = students[wish.student]
        first = weights.carry_over * who.carry_over + weights.first_timer * who.first_timer
        rank = weights.rank[min(wish.rank, len(weights.rank)) - 1]
        rank = 0 if weights.order == "lottery" else rank
        return (int(wish.student in served), -first, -rank, -wish.lottery, wish.eoi)

    faults = []
    for challenge in {*expected, *result.waitlists}:
        right = tuple(wish.eoi for wish in sorted(expected.get(challenge, []), key=line))
        if result.waitlists.get(challenge, ()) != right:
            faults.append(f"The waitlist of challenge {challenge} is not in order.")
    return sorted(faults)


def verify_teams(problem: TeamsProblem, team_of: Mapping[str, str]) -> Verdict:
    """Check teams (team id by member id) against every rule, and count the points."""
    faults = []
    people = {member.id: member for member in problem.members}
    if set(team_of) != set(people):
        faults.append("Not every member, or somebody else, is in a team.")
    groups: dict[str, list[TeamMember]] = {slot.id: [] for slot in problem.teams}
    for who, team in team_of.items():
        if who in people and team in groups:
            groups[team].append(people[who])
        else:
            faults.append(f"There is no member {who} or no team {team}.")
    for slot in problem.teams:
        if not slot.min <= len(groups[slot.id]) <= slot.max:
            faults.append(f"Team {slot.id} has {len(groups[slot.id])} members.")
    for member in problem.members:
        if member.locked_to is not None and team_of.get(member.id) != member.locked_to:
            faults.append(f"Member {member.id} was moved out of {member.locked_to}.")
    for one, other in problem.together:
        if team_of.get(one) != team_of.get(other):
            faults.append(f"{one} and {other} are not together.")
    for one, other in problem.apart:
        if team_of.get(one) == team_of.get(other):
            faults.append(f"{one} and {other} are not apart.")
    flags = {flag for member in problem.members for flag in member.flags}
    for flag in flags if problem.isolation is None else flags & problem.isolation:
        carriers = [sum(flag in member.flags for member in team) for team in groups.values()]
        sizes = [len(team) for team in groups.values()]
        alone = any(c == 1 and size > 1 for c, size in zip(carriers, sizes, strict=True))
        if alone and sum(flag in member.flags for member in problem.members) > 1:
            faults.append("Somebody is alone in a team.")
    return Verdict(tuple(faults), round(_team_points(problem, list(groups.values())), 6))


def _team_points(problem: TeamsProblem, teams: list[list[TeamMember]]) -> float:
    weights, everybody = problem.weights, problem.members
    points = 0.0
    for trait, weight in weights.mix.items():
        known = [m.traits[trait] for m in everybody if trait in m.traits]
        differing = sum(a != b for i, a in enumerate(known) for b in known[:i])
        mean = differing / (len(known) * (len(known) - 1) / 2) if len(known) > 1 else 0.0
        for team in teams:
            for i, one in enumerate(team):
                for other in team[:i]:
                    if trait in one.traits and trait in other.traits:
                        points += weight * (one.traits[trait] != other.traits[trait])
                    else:
                        points += weight * mean
    skills = {skill for member in everybody for skill in member.levels}
    for skill, level in problem.wanted:
        if skill in skills:
            able = [any(m.levels.get(skill, -1) >= level for m in team) for team in teams]
            points += weights.cover * sum(able)
    for skill in skills:
        known_levels = [m.levels[skill] for m in everybody if skill in m.levels]
        average = sum(known_levels) / len(known_levels)
        for team in teams:
            shown = [m.levels[skill] for m in team if skill in m.levels]
            points -= weights.balance * abs(sum(shown) - average * len(shown))
    slots = [m.free for m in sorted(everybody, key=lambda m: m.id) if m.free is not None][:200]
    if len(slots) > 1:
        shared = [min(weights.slot_cap, len(a & b)) for i, a in enumerate(slots) for b in slots[:i]]
        for team in teams:
            free = [member.free for member in team if member.free is not None]
            if len(free) > 1 or (free and len(team) == 1):
                both = [slot for slot in free[0] if all(slot in other for other in free)]
                points += weights.slot * min(weights.slot_cap, len(both))
            elif team:
                points += weights.slot * sum(shared) / len(shared)
    return points


def verify_teams_result(problem: TeamsProblem, result: TeamsResult) -> Verdict:
    """Check a whole result: the rules, the points of each team and of all, the bound."""
    placed = [(member, team.id) for team in result.teams for member in team.members]
    verdict = verify_teams(problem, dict(placed))
    faults = list(verdict.faults)
    if len(dict(placed)) < len(placed):
        faults.append("A member is in two teams.")
    if abs(verdict.objective - result.objective) > 1e-4:
        faults.append(f"The points are {verdict.objective}, not {result.objective}.")
    if result.bound is not None and result.bound < verdict.objective - 1e-4:
        faults.append("The bound lies below the points.")
    by_id = {member.id: member for member in problem.members}
    for team in result.teams:
        for trait, counts in team.facts.mix.items():
            values = [by_id[m].traits.get(trait) for m in team.members if m in by_id]
            if any(values.count(value) != count for value, count in counts.items()):
                faults.append(f"What is said of team {team.id} is not so.")
    return Verdict(tuple(faults), verdict.objective)


def verify_groups(problem: DiverseProblem, group: Sequence[int]) -> Verdict:
    """Check diverse groups (group of each element) against the sizes, and sum their distances."""
    count, groups = len(problem.distance), len(problem.low)
    if len(group) != count or any(
        isinstance(each, bool) or not isinstance(each, int) or not 0 <= each < groups
        for each in group
    ):
        return Verdict((f"{count} elements in groups 0 to {groups - 1} are wanted.",), 0.0)
    members: list[list[int]] = [[] for _ in range(groups)]
    for element, each in enumerate(group):
        members[each].append(element)
    faults = []
    for each, inside in enumerate(members):
        if not problem.low[each] <= len(inside) <= problem.high[each]:
            faults.append(f"Group {each} has {len(inside)} elements.")
    total = 0.0
    for inside in members:
        for place, one in enumerate(inside):
            total += sum(float(problem.distance[one][other]) for other in inside[:place])
    return Verdict(tuple(faults), round(total, 6))
