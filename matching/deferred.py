"""The policy "lottery": deferred acceptance with priorities, reserves and one lottery number each.

Everybody asks for their dearest wish; a challenge provisionally keeps those who come first (kept
and reserved places, then priority, then the lottery) and turns the others away, who ask for their
next wish, until nobody asks any more (Gale and Shapley, Amer. Math. Monthly 69, 1962; one number a
student as in Abdulkadiroglu, Pathak and Roth, AER 99, 2009). With one place each, teams of any size
and nobody kept together, no untrue order of wishes ever helps, and nobody is passed over by
somebody who comes after. What whole teams and second places ask for beyond that is settled so:
a challenge whose people make no whole teams takes fewer (or none, smallest first) and all ask
again; second places are dealt when all first ones are; those kept together ask as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from matching.model import AllocationProblem, Wish
from matching.rules import Field, kept, priority_points, reserve, room, whole_teams

WATCH = 256  # wishes asked between two looks at the clock
Ask = tuple[Wish, ...]
"""One wish, or the wishes of all who are kept together, for one challenge."""


def defer(
    problem: AllocationProblem, ground: Field, watch: Callable[[], None] | None = None
) -> frozenset[str]:
    """The EOIs that get a place. ``problem.weights.order`` is "lottery"; ``ground`` its layout.

    ``watch`` is called now and then; an exception that it raises ends the run and is passed on.
    """
    desk = _Desk(problem, ground, watch)
    most = max((student.capacity for student in problem.students), default=0)
    wishes = max((len(wishes) for wishes in ground.by_student.values()), default=0)
    for _ in range(min(most, wishes)):
        if not desk.deal():
            break
    desk.fill()
    return frozenset(wish.eoi for wishes in desk.given.values() for wish in wishes)


def draft(problem: AllocationProblem, ground: Field) -> frozenset[str]:
    """EOIs that may have a place under every rule, at once: down each line, challenge by challenge.

    For a run of any policy that is cut short before it found anything itself.
    """
    desk = _Desk(problem, ground)
    desk.fill()
    return frozenset(wish.eoi for wishes in desk.given.values() for wish in wishes)


@dataclass
class _Desk:
    """What is given so far: ``given`` by challenge, ``has`` by student."""

    problem: AllocationProblem
    ground: Field
    watch: Callable[[], None] | None = None
    asked: int = 0
    given: dict[str, list[Wish]] = field(default_factory=lambda: defaultdict(list))
    has: dict[str, list[Wish]] = field(default_factory=lambda: defaultdict(list))
    asks: dict[str, list[Ask]] = field(default_factory=dict)
    promised: dict[str, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        weights = self.problem.weights
        self.promised = {
            challenge: (
                kept(self.ground, challenge) * bool(weights.kept_short),
                reserve(self.ground, challenge) * bool(weights.reserve_short),
            )
            for challenge in self.ground.by_challenge
        }
        of: dict[tuple[str, str], Wish] = {(w.student, w.challenge): w for w in self.ground.open}
        for wish in self.ground.open:
            circle = sorted({wish.student, *self.ground.partners.get(wish.student, ())})
            if wish.student == circle[0]:
                ask = tuple(of[who, wish.challenge] for who in circle)
                self.asks.setdefault(wish.student, []).append(ask)

    def deal(self) -> bool:
        """One more place for whoever has room and time for one; whether anybody got any."""
        room_of = {challenge: self._room(challenge) for challenge in self.ground.by_challenge}
        while True:
            held = self._accepted(room_of)
            odd = []
            for challenge, asks in held.items():
                people = sum(map(len, asks))
                whole = self._most_whole(challenge, people)
                if whole < people:
                    odd.append((whole > 0, people, challenge, whole))
            if not odd:
                break
            odd.sort()
            some = [each for each in odd if each[0]]  # they lose a few; closed ones one by one
            for _, _, challenge, whole in some or odd[: 1 + len(odd) // 10]:
                room_of[challenge] = whole
        for asks in held.values():
            for ask in asks:
                self._give(ask)
        return any(held.values())

    def _room(self, challenge: str) -> int:
        return room(self.ground.challenges[challenge]) - len(self.given[challenge])

    def _most_whole(self, challenge: str, people: int) -> int:
        """The most of ``people`` more who make whole teams with those already there."""
        there = len(self.given[challenge])
        for more in range(people, 0, -1):
            if whole_teams(self.ground.challenges[challenge], there + more) is not None:
                return more
        return 0

    def _accepted(self, room_of: dict[str, int]) -> dict[str, list[Ask]]:
        """Who is kept where when nobody asks any more."""
        held: dict[str, list[Ask]] = {challenge: [] for challenge in room_of}
        lists = {who: [a for a in asks if self._free(a)] for who, asks in self.asks.items()}
        asking = [who for who, asks in lists.items() if asks]
        heapify(asking)
        turn = dict.fromkeys(asking, 0)
        while asking:
            who = heappop(asking)
            if turn[who] >= len(lists[who]):
                continue
            ask = lists[who][turn[who]]
            turn[who] += 1
            self.asked += 1
            if self.watch is not None and not self.asked % WATCH:
                self.watch()
            challenge = ask[0].challenge
            before = [*held[challenge], ask]
            held[challenge] = self._chosen(challenge, before, room_of[challenge])
            stay = {each[0].eoi for each in held[challenge]}
            for each in before:
                if each[0].eoi not in stay:
                    heappush(asking, each[0].student)
        return held

    def _chosen(self, challenge: str, asks: Sequence[Ask], places: int) -> list[Ask]:
        """Whom a challenge keeps: for kept places, for reserved ones, then the rest, in order."""
        there, students = self.given[challenge], self.ground.students
        held, reserved = self.promised[challenge]
        promised: tuple[tuple[int, Callable[[Wish], bool]], ...] = (
            (held, lambda wish: wish.qualifies),
            (reserved, lambda wish: students[wish.student].first_timer),
        )
        line = sorted(asks, key=self._in_line)
        chosen: dict[str, Ask] = {}
        left = places
        for count, suits in promised:
            count -= sum(map(suits, there)) + sum(suits(w) for a in chosen.values() for w in a)
            for ask in line:
                fitting = sum(map(suits, ask))
                if count > 0 and fitting and len(ask) <= left and ask[0].eoi not in chosen:
                    chosen[ask[0].eoi] = ask
                    count -= fitting
                    left -= len(ask)
        for ask in line:
            if len(ask) <= left and ask[0].eoi not in chosen:
                chosen[ask[0].eoi] = ask
                left -= len(ask)
        return list(chosen.values())

    def _in_line(self, ask: Ask) -> tuple[int, int, str]:
        """Priority before the lottery; who asks together stands where the last of them does."""
        students = self.ground.students
        points = min(priority_points(self.problem, students[wish.student]) for wish in ask)
        return -points, -min(wish.lottery for wish in ask), ask[0].eoi

    def _free(self, ask: Ask) -> bool:
        """Whether all who ask have a place left to take, and time for this one."""
        spans = self.ground.challenges[ask[0].challenge].spans
        for wish in ask:
            got = self.has[wish.student]
            if len(got) >= self.ground.students[wish.student].capacity:
                return False
            for other in got:
                theirs = self.ground.challenges[other.challenge].spans
                if other.eoi == wish.eoi or any(a.overlaps(b) for a in spans for b in theirs):
                    return False
        return True

    def _give(self, ask: Iterable[Wish]) -> None:
        for wish in ask:
            self.given[wish.challenge].append(wish)
            self.has[wish.student].append(wish)

    def fill(self) -> None:
        """Give what is left and still makes whole teams to who stands first in line for it."""
        waiting: dict[str, list[Ask]] = defaultdict(list)
        for asks in self.asks.values():
            for ask in asks:
                waiting[ask[0].challenge].append(ask)
        again = True
        while again:
            again = False
            for challenge in sorted(waiting):
                free = sorted((a for a in waiting[challenge] if self._free(a)), key=self._in_line)
                while free:
                    chosen: list[Ask] = []
                    passed: list[Ask] = []
                    people, space, whole = 0, self._room(challenge), False
                    for at, ask in enumerate(free, 1):
                        if people + len(ask) > space:
                            passed.append(ask)
                            if not space:
                                break
                            continue
                        chosen.append(ask)
                        people += len(ask)
                        whole = self._most_whole(challenge, people) == people
                        if whole:
                            free = [*passed, *free[at:]]
                            break
                    if not whole:
                        break
                    again = True
                    for ask in chosen:
                        self._give(ask)
