"""From rows to the words of ``matching``: what a round may know, and nothing else.

Ids are the rows' public ids; times are minutes since 1970. Equity answers are not among it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from django.db.models import Q

from employers.models import Challenge, Grouping, Session
from institutions.models import Policy
from matching import lottery
from matching.model import AllocationProblem, Order, PolicyWeights, Span, Wish
from matching.model import Challenge as SharedChallenge
from matching.model import Student as Asker
from placements import reasons
from placements.models import Booking, Fixed, Hold, KeptPlaces, Placement
from placements.models.holding import ALONE
from placements.services.choosing import no_of
from placements.services.keeping import kept_in, left_to_keep, qualify
from students.models import Eoi, Student
from students.states import SEATED, WAITING, EoiState

BY_HAND = "by_hand"  # the filter of an interest about which a person decided


def holds_in(challenges: Sequence[Challenge]) -> list[Hold]:
    """What is fixed by hand among those who still wait in ``challenges``, first to last."""
    waiting = Q(eoi__state__in=WAITING) & (Q(other=None) | Q(other__state__in=WAITING))
    rows = Hold.objects.filter(waiting, challenge__in=challenges)
    return list(rows.select_related("eoi__student", "other__student"))


def problem_of(
    challenges: Sequence[Challenge], policy: Policy, seed: str, holds: Sequence[Hold] = ()
) -> AllocationProblem:
    """The problem of sharing out the free places of ``challenges`` among those who wait.

    What ``holds`` fix is taken out of it: a place that was given is taken, its student has it, and
    the interest is no longer asked about.
    """
    eois = list(
        Eoi.objects.filter(challenge__in=challenges, state__in=WAITING)
        .select_related("student", "challenge__module", "host_word__choosing", "host_word__about")
        .order_by("pk")
    )
    students = {eoi.student_id: eoi.student for eoi in eois if eoi.student}
    kept = kept_in(challenges)
    whose = {pk: qualify(each, students.values()) for pk, each in kept.items()}
    fixed = {hold.eoi_id for hold in holds if hold.kind in ALONE}
    placed = [hold.eoi for hold in holds if hold.kind == Fixed.PLACE]
    askers = tuple(_askers(students, {eoi.student_id for eoi in placed}))
    weights = weights_of(policy)
    return AllocationProblem(
        challenges=tuple(_challenges(challenges, kept, placed, whose, askers)),
        students=askers,
        wishes=drawn(_wishes(eois, whose, fixed), seed, weights.order),
        together=_pairs(holds, fixed),
        weights=weights,
        seed=seed,
    )


def weights_of(policy: Policy) -> PolicyWeights:
    """The policy as the points and the order that a round is worked out with."""
    return PolicyWeights(
        order="lottery" if policy.places_by_lottery else "strict",
        carry_over=400 if policy.carry_over_first else 0,
        first_timer=150 if policy.first_timers_first else 0,
    )


def _pairs(holds: Sequence[Hold], fixed: set[int]) -> tuple[tuple[str, str], ...]:
    """Pairs that come together, of whom neither is fixed already."""
    return tuple(
        (str(hold.eoi.student.public_id), str(hold.other.student.public_id))
        for hold in holds
        if hold.kind == Fixed.TOGETHER
        and hold.other is not None
        and hold.eoi.student is not None
        and hold.other.student is not None
        and fixed.isdisjoint((hold.eoi_id, hold.other_id))
    )


def drawn(wishes: Iterable[Wish], seed: str, order: Order) -> tuple[Wish, ...]:
    """The wishes, first sent first, with their numbers in the draw.

    A number follows from the id of its interest. In a lottery each person has one number, and asks
    for one project at a time: it follows from her own id, and what ranks alike goes as it was sent.
    """
    if order != "lottery":
        return tuple(replace(each, lottery=lottery.number(seed, each.eoi)) for each in wishes)
    asked: dict[str, int] = defaultdict(int)
    found = []
    for each in sorted(wishes, key=lambda wish: wish.rank):
        asked[each.student] += 1
        number = lottery.number(seed, each.student)
        found.append(replace(each, rank=asked[each.student], lottery=number))
    return tuple(found)


def as_json(problem: AllocationProblem) -> dict[str, Any]:
    """The problem as JSON can hold it; without the seed, which is shown after the round."""
    content: dict[str, Any] = json.loads(json.dumps(asdict(problem)))
    del content["seed"]
    return content


def from_json(content: Mapping[str, Any]) -> AllocationProblem:
    """The problem that :func:`as_json` wrote."""

    def spans(rows: Iterable[dict[str, int]]) -> tuple[Span, ...]:
        return tuple(Span(**row) for row in rows)

    weights = content["weights"]
    return AllocationProblem(
        challenges=tuple(
            SharedChallenge(**row | {"spans": spans(row["spans"])}) for row in content["challenges"]
        ),
        students=tuple(
            Asker(**row | {"bookings": spans(row["bookings"])}) for row in content["students"]
        ),
        wishes=tuple(Wish(**row) for row in content["wishes"]),
        weights=PolicyWeights(**weights | {"rank": tuple(weights["rank"])}),
        together=tuple((one, other) for one, other in content["together"]),
    )


def _span(row: Any) -> Span:
    return Span(int(row.starts_at.timestamp()) // 60, -(-int(row.ends_at.timestamp()) // 60))


def _challenges(
    challenges: Sequence[Challenge],
    kept: Mapping[int, KeptPlaces],
    placed: Sequence[Eoi],
    whose: Mapping[int, set[int]],
    askers: Sequence[Asker],
) -> Iterable[SharedChallenge]:
    spans: dict[int, list[Span]] = defaultdict(list)
    for session in Session.objects.filter(challenge__in=challenges):
        spans[session.challenge_id].append(_span(session))
    taken: dict[int, int] = defaultdict(int)
    for challenge_id in Eoi.objects.filter(
        challenge__in=challenges, state__in=SEATED, seat__isnull=False
    ).values_list("challenge_id", flat=True):
        taken[challenge_id] += 1
    first_timers = {asker.id for asker in askers if asker.first_timer}
    for challenge in challenges:
        smallest, largest = team_sizes(challenge)
        here = [eoi for eoi in placed if eoi.challenge_id == challenge.pk]
        firsts = sum(str(eoi.student.public_id) in first_timers for eoi in here if eoi.student)
        qualified = sum(eoi.student_id in whose.get(challenge.pk, ()) for eoi in here)
        keeps = left_to_keep(kept[challenge.pk], challenge) if challenge.pk in kept else 0
        yield SharedChallenge(
            id=str(challenge.public_id),
            places=challenge.places,
            min_team=smallest,
            max_team=largest,
            reserved=max(0, challenge.first_timer_places - firsts),
            kept=max(0, keeps - qualified),
            spans=tuple(sorted(spans[challenge.pk])),
            taken=min(taken[challenge.pk] + len(here), challenge.places),
        )


def team_sizes(challenge: Challenge) -> tuple[int, int]:
    """Fewest and most people in a team; alone is a team of one."""
    if challenge.grouping == Grouping.SOLO:
        return 1, 1
    least = 1 if challenge.grouping == Grouping.EITHER else challenge.team_at_least
    least = min(least, challenge.places)
    return least, max(least, min(challenge.team_at_most, challenge.places))


def _askers(students: dict[int, Student], seated: set[int | None]) -> Iterable[Asker]:
    """Everybody who waits; who was given a place by hand (``seated``) may be given no other."""
    had_a_place = set(
        Placement.objects.filter(student__in=students).standing().values_list("student", flat=True)
    )
    got_nothing = set(
        Eoi.objects.filter(student__in=students, state=EoiState.NOT_SELECTED).values_list(
            "student", flat=True
        )
    )
    by_user = {student.user_id: pk for pk, student in students.items() if student.user_id}
    bookings: dict[int, set[Span]] = defaultdict(set)
    for booking in Booking.objects.filter(Q(student__in=students) | Q(user__in=by_user)):
        whose = booking.student_id
        if whose not in students and booking.user_id is not None:
            whose = by_user[booking.user_id]  # hers at another university
        start, end = booking.span.lower, booking.span.upper
        bookings[whose].add(Span(int(start.timestamp()) // 60, -(-int(end.timestamp()) // 60)))
    for pk, student in students.items():
        yield Asker(
            id=str(student.public_id),
            capacity=0 if pk in seated else 1,
            carry_over=pk in got_nothing and pk not in had_a_place,
            first_timer=pk not in had_a_place,
            bookings=tuple(sorted(bookings[pk])),
        )


def _wishes(eois: Sequence[Eoi], whose: Mapping[int, set[int]], fixed: set[int]) -> Iterable[Wish]:
    """Her own order where she gave one (``Eoi.wish``); interests without a wish rank alike."""
    ranks: dict[int, int] = {}
    by_student: dict[int, list[Eoi]] = defaultdict(list)
    for eoi in eois:
        if eoi.student_id:
            by_student[eoi.student_id].append(eoi)
    for hers in by_student.values():
        ordered = sorted((eoi for eoi in hers if eoi.wish), key=lambda eoi: (eoi.wish, eoi.pk))
        ranks |= {eoi.pk: rank for rank, eoi in enumerate(ordered, start=1)}
        ranks |= {eoi.pk: len(ordered) + 1 for eoi in hers if not eoi.wish}
    for eoi in eois:
        if eoi.student is None:
            continue
        yield Wish(
            eoi=str(eoi.public_id),
            student=str(eoi.student.public_id),
            challenge=str(eoi.challenge.public_id),
            rank=ranks[eoi.pk],
            excluded=BY_HAND if eoi.pk in fixed else _excluded(eoi),
            qualifies=eoi.student_id in whose.get(eoi.challenge_id, ()),
        )


def _excluded(eoi: Eoi) -> str:
    """The filter that takes an interest out before anything is shared, or nothing."""
    module, student = eoi.challenge.module, eoi.student
    if student is not None and student.left_at is not None:
        return "left"
    if module is not None and student is not None and module.code not in student.module_codes:
        return "not_on_module"
    if student is not None and student.verified_at is None:
        return reasons.NOT_VERIFIED  # in line until staff know her
    if no_of(eoi) is not None:
        return "host_declined"
    return ""
