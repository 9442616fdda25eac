"""Every sentence of every reason of a round, word for word, against the facts of its list."""

import re
from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from matching.allocation import allocate
from matching.model import AllocationProblem, Challenge, PolicyWeights, Span, Student, Wish
from placements.models import Fixed
from placements.reasons import sentence
from placements.services.problem import BY_HAND, as_json
from placements.services.telling import result_of
from tests.examples import examples
from tests.matching.cases import allocation_problems


@st.composite
def rounds(draw):
    """A small round as the desk poses one: a place each at most, some answers fixed by hand."""
    problem = draw(allocation_problems())
    order = draw(st.sampled_from(["strict", "strict", "lottery"]))
    numbers = {wish.student: wish.lottery for wish in problem.wishes}
    weights = PolicyWeights(
        order=order,
        carry_over=draw(st.sampled_from([0, 400])),
        first_timer=draw(st.sampled_from([0, 150])),
    )
    held = {}
    if problem.wishes and draw(st.integers(0, 2)) == 2:
        held[draw(st.sampled_from(problem.wishes)).eoi] = draw(st.sampled_from(["next", "out"]))
    wishes = tuple(
        replace(
            wish,
            lottery=numbers[wish.student] if order == "lottery" else wish.lottery,
            excluded=BY_HAND if wish.eoi in held else wish.excluded and "left",
        )
        for wish in problem.wishes
    )
    students = tuple(replace(each, capacity=min(1, each.capacity)) for each in problem.students)
    return replace(problem, weights=weights, wishes=wishes, students=students), held


@dataclass
class Told:
    """One interest with the list that answers it."""

    problem: AllocationProblem
    wish: Wish
    result: dict

    def __post_init__(self):
        self.challenge = self._one(self.problem.challenges, self.wish.challenge)
        self.student = self._one(self.problem.students, self.wish.student)
        placed = {w.eoi for w in self.problem.wishes if w.eoi in self.result["placed"]}
        asked = [w for w in self.problem.wishes if self._passes(w)]
        self.place_of = {w.student: w for w in asked if w.eoi in placed}
        self.asked = [w for w in asked if w.challenge == self.wish.challenge]
        self.rivals = [w for w in self.asked if w.eoi in placed and w != self.wish]
        self.paired = {student for pair in self.problem.together for student in pair}

    @staticmethod
    def _one(things, id):
        return next(thing for thing in things if thing.id == id)

    def _passes(self, wish):
        spans = self._one(self.problem.challenges, wish.challenge).spans
        student = self._one(self.problem.students, wish.student)
        busy = any(a.overlaps(b) for a in student.bookings for b in spans)
        return not (wish.excluded or busy or not student.capacity)

    def whole(self, people):
        """Whether so many beside those already there make whole teams within the places."""
        c, total = self.challenge, people + self.challenge.taken
        teams = range(c.min_teams, (c.max_teams or c.places) + 1)
        fits = any(c.min_team * n <= total <= c.max_team * n for n in teams)
        return fits and total <= c.places

    def room(self):
        return max((n for n in range(self.challenge.places + 1) if self.whole(n)), default=0)

    def points(self, wish):
        student, weights = self._one(self.problem.students, wish.student), self.problem.weights
        return weights.carry_over * student.carry_over + weights.first_timer * student.first_timer

    def first_time(self, wish):
        return self._one(self.problem.students, wish.student).first_timer

    def flags(self, wish):
        return self.first_time(wish), wish.qualifies

    def binding(self, count, suits):
        """Whether a promise of ``count`` places is used by rivals alone whom it suits."""
        used = sum(suits(rival) for rival in self.rivals)
        return not suits(self.wish) and 0 < used <= count

    def by_kept(self):
        return self.binding(self.challenge.kept, lambda wish: wish.qualifies)

    def comes_first(self, who):
        """Somebody with a place comes before her by a rule that the sentence names."""
        weights, places = self.problem.weights, self.challenge
        rules = {
            "those who got nothing before": weights.carry_over,
            "those who never had a place": weights.first_timer or places.reserved,
            "those for whom places are kept": places.kept,
        }
        named = {rule for rule in rules if rule in who}
        assert named == {rule for rule in rules if rules[rule]}
        ahead = any(self.points(rival) > self.points(self.wish) for rival in self.rivals)
        return ahead or self.by_kept() or self.binding(places.reserved, self.first_time)

    def wished_more(self):
        equal = [r for r in self.rivals if self.points(r) >= self.points(self.wish)]
        return any(rival.rank < self.wish.rank for rival in equal)

    def drawn(self, yours, last):
        alike = [r for r in self.rivals if self.points(r) == self.points(self.wish)]
        if self.problem.weights.order == "strict":
            alike = [r for r in alike if r.rank == self.wish.rank]
        hers, numbers = self.first_time(self.wish), {r.lottery for r in alike}
        same = [
            r for r in alike if (self.first_time(r), r.qualifies) == (hers, self.wish.qualifies)
        ]
        assert int(yours) == self.wish.lottery < int(last) + 1
        return int(last) in numbers and all(r.lottery >= int(last) for r in same)

    def could_come(self):
        """How many of those who asked have no place and are held back by nobody."""
        free = {w.student for w in self.asked if w.student not in self.place_of}
        theirs = (pair for pair in self.problem.together if not free.issuperset(pair))
        return len(free - {student for pair in theirs for student in pair})

    def all_have_room(self):
        return all(wish.student in self.place_of for wish in self.asked)

    def elsewhere(self, title):
        place = self.place_of[self.wish.student]
        return place.challenge == title and place != self.wish

    def busy(self):
        return any(a.overlaps(b) for a in self.student.bookings for b in self.challenge.spans)


NUMBER, SOME = r"([\d,]+)", r"(?:person|people)"
CLAIMS = {
    r"There is room for everyone who asked\.": lambda told: told.all_have_room(),
    rf"{NUMBER} {SOME} asked for {NUMBER} places?\.": lambda told, asked, places: (
        (int(asked), int(places)) == (len(told.asked), told.room()) and told.room()
    ),
    r"No place was left to give here when the list was made\.": lambda told: not told.room(),
    r"One of the places is yours\. They were shared out by rules that are the same for "
    r"everybody\.": lambda told: told.place_of[told.wish.student] == told.wish,
    r"The last places went to people who come first: (.+?)\.": Told.comes_first,
    r"These came first, and the places went to them\.": lambda told: told.by_kept(),
    r"The last places went to people who had put this project higher\.": Told.wished_more,
    r"Between equals a draw decided, and high numbers come first: your number was (\d+), and the "
    r"last one with a place was (\d+)\.": Told.drawn,
    r"The places here went to people who come as a pair\.": lambda told: (
        told.rivals and all(rival.student in told.paired for rival in told.rivals)
    ),
    r"You come as a pair, and the two of you could not both have a place here\.": lambda told: (
        told.wish.student in told.paired and told.wish.student not in told.place_of
    ),
    r"One more person would not have made whole teams\.": lambda told: (
        not told.whole(len(told.rivals) + 1)
    ),
    rf"The project needs at least {NUMBER} {SOME}, and too few could come\.": lambda told, least: (
        int(least) == told.challenge.min_team * told.challenge.min_teams > told.could_come()
        and not told.rivals
    ),
    rf"The project needs at least {NUMBER} people, and with those who come as a pair no whole team "
    r"could be made\.": lambda told, least: (
        not told.rivals and any(wish.student in told.paired for wish in told.asked)
    ),
    r"You have a place in “(.+?)” instead\.": Told.elsewhere,
    r"You already have a place elsewhere at that time\.": Told.busy,
    r"You already have as many places as one person can have at a time\.": lambda told: (
        not told.student.capacity
    ),
    r"By our records you are no longer a student here\.": lambda told: told.wish.excluded == "left",
    r"We changed the list by hand\. You are next in line\.": lambda told: (
        told.result["waitlists"][told.challenge.id][0] == told.wish.eoi
    ),
    r"We changed the list by hand, and have no place for you in this project\.": lambda told: (
        told.wish.eoi not in told.result["placed"]
    ),
}


def claims_of(problem: AllocationProblem, held: dict[str, str]) -> set[str]:
    """What a round says to everybody in it; each piece of each sentence is true, or this fails."""
    posed = as_json(problem) | {"held": {kind: [] for kind in Fixed.values}}
    for eoi, kind in held.items():
        posed["held"][kind].append(eoi)
    result = result_of(allocate(problem), posed)
    claimed = set()
    for wish in problem.wishes:
        why = result["reasons"][wish.eoi]
        told = Told(problem, wish, result)
        said = rest = sentence(why | {"titles": why.get("challenges")})
        while rest:
            claim = next((each for each in CLAIMS if re.match(each, rest)), None)
            assert claim, f"nobody checks “{rest}”"
            found = re.match(claim, rest)
            assert CLAIMS[claim](told, *found.groups()), f"“{said}” to {wish.eoi}: {why}"
            claimed.add(claim)
            rest = rest[found.end() :].lstrip()
    return claimed


@examples(40)
@given(rounds())
def test_each_sentence_says_what_the_list_did_and_not_a_word_more(drawn):
    claims_of(*drawn)


def test_everything_that_a_round_can_say_is_said_and_is_true():
    def open_to(id, places, sizes=(1, 1), **more):
        return Challenge(id=id, places=places, min_team=sizes[0], max_team=sizes[1], **more)

    challenges = (
        open_to("all", 2), open_to("spare", 5), open_to("draw", 1), open_to("first", 1),
        open_to("kept", 1, kept=1), open_to("dear", 1), open_to("few", 4, (3, 4)),
        open_to("pair", 2), open_to("twos", 4, (2, 2)), open_to("threes", 3, (3, 3)),
        open_to("gone", 1, taken=1), open_to("one", 1), open_to("soon", 3, spans=(Span(1, 3),)),
    )  # fmt: skip
    asked = {
        "all": "ab", "spare": "a", "draw": "cd", "first": "ef", "kept": "gh", "dear": "ij",
        "few": "j", "pair": "klm", "twos": "nop", "threes": "qrst", "gone": "uU", "one": "123",
        "soon": "vwxyzZY",
    }  # fmt: skip
    late = {"a-spare": 2, "j-dear": 2}
    held = {"z-soon": "next", "Z-soon": "out"}
    out = dict.fromkeys(held, BY_HAND) | {"Y-soon": "left"}
    wishes = tuple(
        Wish(
            eoi=(eoi := f"{who}-{challenge}"),
            student=who,
            challenge=challenge,
            rank=late.get(eoi, 1),
            lottery=ord(who),
            excluded=out.get(eoi, ""),
            qualifies=who == "g",
        )
        for challenge, people in asked.items()
        for who in people
    )
    students = tuple(
        Student(
            id=who,
            capacity=who != "x",
            carry_over=who == "e",
            bookings=(Span(2, 4),) if who == "w" else (),
        )
        for who in dict.fromkeys("".join(asked.values()))
    )
    pairs = (("k", "l"), ("q", "r"), ("s", "t"), ("y", "u"), ("1", "2"))

    assert claims_of(AllocationProblem(challenges, students, wishes, together=pairs), held) == {
        *CLAIMS
    }
