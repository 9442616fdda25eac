"""Why each wish ended as it did, read off a finished allocation; never invented.

What decided between a refused wish and the last one that was admitted is found by the exchange of
the two: in a best allocation no such exchange gains anything, and the first question (students
placed, priority, own order, lottery) in which it would lose is what decided.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from matching.model import AllocationProblem, Decider, Reason, ReasonCode, Student, Wish
from matching.rules import Field, kept, priority_points, reserve, room, whole_teams

Loss = tuple[int, int, int, int]
"""What an exchange gains in places, priority, order and lottery (a loss where negative)."""


@dataclass(frozen=True, slots=True)
class Told:
    """The part of a result that is read off: see ``AllocationResult``."""

    teams: Mapping[str, int]
    waitlists: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, Reason]


def explain(problem: AllocationProblem, ground: Field, granted: frozenset[str]) -> Told:
    """Teams, waitlists and one reason for each wish of ``problem``, given the granted EOIs."""
    return _Explainer(problem, ground, granted).told()


def parts_of(
    problem: AllocationProblem, ground: Field, granted: frozenset[str]
) -> tuple[int, int, int]:
    """Points of an allocation: for students placed, for the priorities, for their own order."""
    weights = problem.weights
    chosen = [wish for wish in ground.open if wish.eoi in granted]
    students = {wish.student for wish in chosen}
    priority = sum(priority_points(problem, ground.students[student]) for student in students)
    firsts = Counter(w.challenge for w in chosen if ground.students[w.student].first_timer)
    qualify = Counter(wish.challenge for wish in chosen if wish.qualifies)
    for challenge in {wish.challenge for wish in chosen}:
        short = max(0, reserve(ground, challenge) - firsts[challenge])
        priority -= weights.reserve_short * short
        priority -= weights.kept_short * max(0, kept(ground, challenge) - qualify[challenge])
    wishes = sum(weights.of_rank(wish.rank) for wish in chosen)
    return weights.place * len(students), priority, wishes


@dataclass
class _Explainer:
    problem: AllocationProblem
    ground: Field
    granted: frozenset[str]
    places_of: dict[str, list[Wish]] = field(init=False)
    admitted: dict[str, list[Wish]] = field(init=False)
    by_lottery: bool = field(init=False)
    promised: dict[str, tuple[int, int, int, int]] = field(init=False)
    could_come: dict[str, tuple[int, int]] = field(init=False)
    nearest: dict[str, list[Wish]] = field(default_factory=dict)
    asked_by: dict[tuple[str, str], Wish] = field(init=False)

    def __post_init__(self) -> None:
        self.by_lottery = self.problem.weights.order == "lottery"
        self.places_of, self.admitted = defaultdict(list), defaultdict(list)
        self.promised, self.could_come = {}, {}
        paired = self.ground.partners
        self.asked_by = {
            (wish.student, wish.challenge): wish
            for wishes in self.ground.by_student.values()
            for wish in wishes
            if wish.student in paired
        }
        for wish in self.ground.open:
            if wish.eoi in self.granted:
                self.places_of[wish.student].append(wish)
                self.admitted[wish.challenge].append(wish)

    def told(self) -> Told:
        reasons = {wish.eoi: self._reason(wish) for wish in self.ground.wishes}
        waiting: dict[str, list[Wish]] = defaultdict(list)
        for wish in self.ground.open:
            if reasons[wish.eoi].code in (ReasonCode.FULL, ReasonCode.NO_WHOLE_TEAM):
                waiting[wish.challenge].append(wish)
        return Told(
            teams={
                challenge: whole_teams(self.ground.challenges[challenge], len(wishes)) or 0
                for challenge, wishes in sorted(self.admitted.items())
                if wishes
            },
            waitlists={
                challenge: tuple(wish.eoi for wish in sorted(wishes, key=self._in_line))
                for challenge, wishes in sorted(waiting.items())
            },
            reasons=dict(sorted(reasons.items())),
        )

    def _in_line(self, wish: Wish) -> tuple[bool, int, int, int, str]:
        """Nothing yet before something, then priority, own order, lottery."""
        student = self.ground.students[wish.student]
        return (
            bool(self.places_of.get(wish.student)),
            -priority_points(self.problem, student),
            -self._own_order(wish),
            -wish.lottery,
            wish.eoi,
        )

    def _own_order(self, wish: Wish) -> int:
        """What the place of a wish in the student's own order counts against others: in a lottery
        nothing."""
        return 0 if self.by_lottery else self.problem.weights.of_rank(wish.rank)

    def _reason(self, wish: Wish) -> Reason:
        if wish.eoi in self.ground.out:
            return Reason(ReasonCode.EXCLUDED, filter=self.ground.out[wish.eoi])
        challenge = self.ground.challenges[wish.challenge]
        asked = len(self.ground.by_challenge[wish.challenge])
        placed = len(self.admitted.get(wish.challenge, ()))
        reason = Reason(ReasonCode.PLACED, asked=asked, places=room(challenge), placed=placed)
        if wish.eoi in self.granted:
            return reason
        got = self.places_of.get(wish.student, [])
        if len(got) >= self.ground.students[wish.student].capacity:
            return replace(
                reason,
                code=ReasonCode.ELSEWHERE,
                challenges=tuple(sorted(place.challenge for place in got)),
                preferred=wish.rank < max(place.rank for place in got),
            )
        if clashing := self._clashing(wish):
            return replace(reason, code=ReasonCode.CLASH, challenges=clashing)
        if wish.eoi in self.ground.alone or self._partner_bound(wish):
            return replace(reason, code=ReasonCode.KEPT_TOGETHER)
        if not placed and not challenge.taken and room(challenge):
            return self._not_opened(wish, reason)
        code = ReasonCode.FULL if placed >= room(challenge) else ReasonCode.NO_WHOLE_TEAM
        if code == ReasonCode.NO_WHOLE_TEAM and whole_teams(challenge, placed + 1) is not None:
            return replace(reason, code=code, decided_by=self._undecided(wish))
        return self._lost(wish, replace(reason, code=code))

    def _clashing(self, wish: Wish) -> tuple[str, ...]:
        """Challenges on which the student got a place and whose times overlap this one's."""
        spans = self.ground.challenges[wish.challenge].spans
        return tuple(
            sorted(
                place.challenge
                for place in self.places_of.get(wish.student, ())
                if any(
                    a.overlaps(b)
                    for a in spans
                    for b in self.ground.challenges[place.challenge].spans
                )
            )
        )

    def _free(self, wish: Wish) -> bool:
        """Whether the student has a place left to take and no overlap with this wish."""
        got = self.places_of.get(wish.student, ())
        capacity = self.ground.students[wish.student].capacity
        return len(got) < capacity and not self._clashing(wish)

    def _partner_bound(self, wish: Wish) -> bool:
        """Whether a partner cannot come along: no capacity left, or an overlap."""
        partners = self.ground.partners.get(wish.student, frozenset())
        theirs = (self.asked_by.get((partner, wish.challenge)) for partner in partners)
        return any(other is not None and not self._free(other) for other in theirs)

    def _not_opened(self, wish: Wish, reason: Reason) -> Reason:
        challenge = self.ground.challenges[wish.challenge]
        if wish.challenge not in self.could_come:
            askers = self.ground.by_challenge[wish.challenge]
            free = [other for other in askers if self._free(other)]
            able = sum(
                other.eoi not in self.ground.alone and not self._partner_bound(other)
                for other in free
            )
            self.could_come[wish.challenge] = able, len(askers) - len(free)
        able, elsewhere = self.could_come[wish.challenge]
        minimum = challenge.min_team * challenge.min_teams
        return replace(
            reason,
            code=ReasonCode.NOT_OPENED,
            minimum=minimum,
            elsewhere=elsewhere,
            decided_by=self._undecided(wish) if able >= minimum else None,
        )

    def _undecided(self, wish: Wish) -> Decider:
        """Room was left. Only pairs that fit no team, or kept places, leave it in a best answer."""
        askers = self.ground.by_challenge[wish.challenge]
        if any(self.ground.partners.get(other.student) for other in askers):
            return Decider.KEPT_TOGETHER
        reserved, _, held, _ = self._promised(wish.challenge)
        nobody = not self.admitted.get(wish.challenge)
        return Decider.PRIORITY if (reserved or held) and nobody else Decider.NOT_PROVEN

    def _promised(self, challenge: str) -> tuple[int, int, int, int]:
        """Reserved places and first-timers admitted; kept places and admitted who qualify."""
        if challenge not in self.promised:
            there, students = self.admitted[challenge], self.ground.students
            self.promised[challenge] = (
                reserve(self.ground, challenge),
                sum(students[wish.student].first_timer for wish in there),
                kept(self.ground, challenge),
                sum(wish.qualifies for wish in there),
            )
        return self.promised[challenge]

    def _lost(self, wish: Wish, reason: Reason) -> Reason:
        """No room: compare with the admitted, and name what the nearest of them had."""
        rivals = [(self._exchange(wish, other), other) for other in self._rivals(wish.challenge)]
        if not reason.placed:
            return reason
        if not rivals or self.ground.partners.get(wish.student):
            return replace(reason, decided_by=Decider.KEPT_TOGETHER)
        gain, last = max(rivals, key=lambda rival: (self._weigh(rival[0]), rival[1].eoi))
        decided_by = self._decider(gain)
        if decided_by == Decider.AS_MANY_AS_POSSIBLE and self.by_lottery and gain[0] == 0:
            decided_by = self._by_line(wish, last)
        if decided_by == Decider.PRIORITY and self._by_kept_place(wish, last, gain):
            decided_by = Decider.KEPT
        by_lot = decided_by == Decider.LOTTERY
        return replace(
            reason,
            decided_by=decided_by,
            your_number=wish.lottery if by_lot else None,
            last_admitted=last.lottery if by_lot else None,
        )

    def _rivals(self, challenge: str) -> Iterable[Wish]:
        """The nearest of the admitted, of all whom an exchange would weigh alike but for luck.

        So that a hundred thousand who wish for one challenge are compared with a few, not with all.
        """
        if challenge not in self.nearest:
            alike: dict[tuple[bool, bool, bool, bool, int], Wish] = {}
            for wish in self.admitted.get(challenge, ()):
                if self.ground.partners.get(wish.student):
                    continue
                who = self.ground.students[wish.student]
                only = len(self.places_of[wish.student]) == 1
                order = self._own_order(wish)
                kind = (only, who.carry_over, who.first_timer, wish.qualifies, order)
                best = alike.setdefault(kind, wish)
                if (-wish.lottery, wish.eoi) > (-best.lottery, best.eoi):
                    alike[kind] = wish
            self.nearest[challenge] = list(alike.values())
        return self.nearest[challenge]

    def _exchange(self, wish: Wish, other: Wish) -> Loss:
        """What would be gained by giving the place of ``other`` to ``wish``."""
        weights = self.problem.weights
        comes, goes = self.ground.students[wish.student], self.ground.students[other.student]
        first = not self.places_of.get(wish.student)
        only = len(self.places_of[other.student]) == 1
        gains = priority_points(self.problem, comes) if first or self.by_lottery else 0
        loses = priority_points(self.problem, goes) if only or self.by_lottery else 0
        short = weights.reserve_short * self._more_short(wish.challenge, comes, goes)
        short += weights.kept_short * self._fewer_kept(wish, other)
        return (
            weights.place * (first - only),
            gains - loses - short,
            self._own_order(wish) - self._own_order(other),
            wish.lottery - other.lottery,
        )

    def _more_short(self, challenge: str, comes: Student, goes: Student) -> int:
        """By how much the exchange lengthens the shortfall of reserved places (-1, 0 or 1)."""
        places, firsts, _, _ = self._promised(challenge)
        after = firsts + comes.first_timer - goes.first_timer
        return max(0, places - after) - max(0, places - firsts)

    def _fewer_kept(self, wish: Wish, other: Wish) -> int:
        """By how much the exchange lengthens the shortfall of kept places (-1, 0 or 1)."""
        _, _, places, now = self._promised(wish.challenge)
        after = now + wish.qualifies - other.qualifies
        return max(0, places - after) - max(0, places - now)

    def _by_kept_place(self, wish: Wish, other: Wish, gain: Loss) -> bool:
        """Whether the exchange fails by a kept place alone: all else speaks for it, or is equal."""
        cost = self.problem.weights.kept_short * self._fewer_kept(wish, other)
        return cost > 0 and gain[1] + cost >= 0

    def _by_line(self, wish: Wish, other: Wish) -> Decider:
        """What puts ``other`` first in a lottery, where kept and reserved places go before all."""
        comes, goes = self.ground.students[wish.student], self.ground.students[other.student]
        if self._fewer_kept(wish, other) > 0:
            return Decider.KEPT
        points = priority_points(self.problem, goes) - priority_points(self.problem, comes)
        if points > 0 or self._more_short(wish.challenge, comes, goes) > 0:
            return Decider.PRIORITY
        ahead = not points and other.lottery > wish.lottery
        return Decider.LOTTERY if ahead else Decider.NOT_PROVEN

    def _weigh(self, gain: Loss) -> tuple[int, ...]:
        """The order in which the policy compares exchanges; the nearest to gaining is greatest."""
        if self.by_lottery:
            return gain[1], gain[3]
        if self.problem.weights.order == "strict":
            return gain
        return sum(gain[:3]), gain[3]

    def _decider(self, gain: Loss) -> Decider:
        if self._weigh(gain) > tuple(0 for _ in self._weigh(gain)):
            second = self.by_lottery and gain[0] < 1  # second places are dealt after first ones
            return Decider.AS_MANY_AS_POSSIBLE if second else Decider.NOT_PROVEN
        if self.by_lottery:
            return Decider.PRIORITY if gain[1] else Decider.LOTTERY
        names = (Decider.AS_MANY_AS_POSSIBLE, Decider.PRIORITY, Decider.OWN_ORDER)
        policy = gain[:3]
        if self.problem.weights.order == "strict":
            return next(
                (name for name, part in zip(names, policy, strict=True) if part), Decider.LOTTERY
            )
        if not sum(policy):
            return Decider.LOTTERY
        return min(zip(policy, range(3), names, strict=True))[2]
