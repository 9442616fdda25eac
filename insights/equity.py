"""Who takes part, counted once a term and frozen (R49, R67, R78; docs/decisions/0120).

One attribute, one way of six steps, one term: no other filter combines with these tables, and a
person counts once in each. Voluntary answers are counted when the term is over and settled, once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from core import clock
from credentials.models import Endorsement
from credentials.states import CredentialState, EndorsementState
from disclosure import Table, nearly_the_same, shown
from insights.frozen import FrozenTables
from insights.seen import seen_in
from institutions.models import Institution, Term
from placements.models import WAS_THERE, Placement
from placements.states import GONE, OVER
from students.equity import EquityProfile
from students.models import Eoi, Student
from students.services.equity import QUESTIONS
from students.services.policy import policy_of
from students.states import NAMELESS

STEPS = ("asked", "offered", "yes", "finished", "badge", "endorsed")
SETTLED_AFTER = timedelta(days=28)  # projects close by themselves after 14, hosts vouch later
ANEW_AFTER = timedelta(days=7)
LATER_YEARS = 4  # and above, counted as one
YES, NO = "yes", "no"
OVERLAP = ("kind", "sector")  # somebody may ask for projects of several
Attribute = Mapping[int, Iterable[str]]  # of a person's key: the groups she is in


@dataclass
class People:
    """Who took which steps in one term: the last one each took, overall and by group of hosts."""

    last: dict[int, int] = field(default_factory=dict)
    by_host: dict[str, dict[str, dict[int, int]]] = field(
        default_factory=lambda: {name: defaultdict(dict) for name in OVERLAP}
    )

    def at(self, step: int) -> frozenset[int]:
        """Those who took ``step``."""
        return frozenset(pk for pk, last in self.last.items() if last >= step)


def freeze_due() -> int:
    """Count the terms that are due, at every university; how many."""
    return sum(
        freeze(term, clock.today(term.institution.zone))
        for term in Term.objects.select_related("institution", "frozen").order_by("starts_on")
    )


def freeze(term: Term, today: date) -> bool:
    """Count ``term`` if it is due, and keep what may be seen; whether it was.

    A term that is settled is never counted again: two counts of nearly the same people would say
    more than one. Before that it is counted anew each week, without the voluntary answers.
    """
    settled = term.ends_on + SETTLED_AFTER < today
    before = FrozenTables.objects.filter(term=term).first()
    if term.starts_on > today or (before and before.settled):
        return False
    if before and not settled and before.counted_on + ANEW_AFTER > today:
        return False
    tables = _tables(term, settled)
    try:
        with transaction.atomic():
            FrozenTables.objects.filter(term=term, settled=False).delete()
            FrozenTables.objects.create(
                institution=term.institution,
                term=term,
                counted_on=today,
                settled=settled,
                tables=tables,
            )
    except IntegrityError:  # another worker was there first
        return False
    return True


def _tables(term: Term, settled: bool) -> dict[str, Any]:
    here, people = term.institution, people_of(term)
    at_least = policy_of(here).fewest_shown
    totals = _row(people.last.values())
    students = Student.objects.of(here).values_list("pk", "year_of_study", "discipline")
    of_roster = [row for row in students.iterator(chunk_size=10_000) if row[0] in people.last]
    attributes: dict[str, Attribute] = {
        "first_time": _first_timers(term, people),
        "year": {pk: _year(year) for pk, year, _discipline in of_roster},
        "discipline": {pk: [name] if name else [] for pk, _year, name in of_roster},
    }
    tables = {
        name: shown(_table(totals, people, attribute, name), at_least).as_data()
        for name, attribute in attributes.items()
    }
    tables["first_time"]["nearly"] = _nearly(people, attributes["first_time"])
    for name, by_group in people.by_host.items():
        groups = {group: _row(last.values()) for group, last in sorted(by_group.items())}
        tables[name] = shown(Table(totals, groups, disjoint=False), at_least).as_data()
    if settled:
        closed = _steps_shown_before(term, people)
        for question, told in _told(here, people).items():
            table = _table(totals, people, told, question)
            tables[question] = shown(table, at_least, closed).as_data()
    tables["seen"] = seen_in(term, people.last.keys(), settled=settled, at_least=at_least)
    return tables


def people_of(term: Term) -> People:
    """Who sent an interest in a project that starts in ``term``, and how far each came."""
    people = People()
    for student, kind, sector, step in _last_steps(term).iterator(chunk_size=10_000):
        for last in (
            people.last,
            people.by_host["kind"][kind],
            *([people.by_host["sector"][sector]] if sector else ()),
        ):
            last[student] = max(step, last.get(student, 0))
    return people


def moments_of(term: Term) -> tuple[datetime, datetime]:
    """The moments that begin and end it, at the university."""
    zone = term.institution.zone
    return (
        clock.at(term.starts_on, datetime.min.time(), zone),
        clock.end_of(term.ends_on, zone),
    )


def _last_steps(term: Term) -> QuerySet[Eoi, Any]:
    vouched = Endorsement.objects.filter(
        credential__placement__eoi=OuterRef("pk"), state=EndorsementState.GIVEN
    )
    badge = Q(placement__credential__isnull=False) & ~Q(
        placement__credential__state=CredentialState.REVOKED
    )
    finished = Q(placement__state__in=OVER, placement__attendance__came__in=WAS_THERE)
    ways = [
        Exists(vouched),
        badge,
        finished,
        Q(placement__isnull=False),
        Q(offered_at__isnull=False),
    ]
    return (
        Eoi.objects.of(term.institution)
        .exclude(state__in=NAMELESS)
        .filter(student__isnull=False, challenge__starts_at__range=moments_of(term))
        .annotate(
            step=Case(
                *(When(way, then=Value(len(ways) - number)) for number, way in enumerate(ways)),
                default=Value(0),
            )
        )
        .order_by()
        .values_list("student", "challenge__employer__kind", "challenge__employer__sector", "step")
    )


def _first_timers(term: Term, people: People) -> Attribute:
    first, _last = moments_of(term)
    been = set(
        Placement.objects.of(term.institution)
        .exclude(state__in=GONE)
        .filter(attendance__came__in=WAS_THERE, challenge__starts_at__lt=first)
        .values_list("student", flat=True)
    )
    return {pk: [NO if pk in been else YES] for pk in people.last}


def _nearly(people: People, first_time: Attribute) -> str:
    """Which answer nearly everybody has, for where no number is said: staff know it of each."""
    new = sum(YES in groups for groups in first_time.values())
    return YES if 2 * new > len(people.last) else NO


def _year(year: int | None) -> list[str]:
    return [str(min(year, LATER_YEARS))] if year else []


def _told(here: Institution, people: People) -> Mapping[str, Attribute]:
    told: dict[str, dict[int, list[str]]] = {question: {} for question in QUESTIONS}
    answers = EquityProfile.objects.filter(institution=here).values_list("student", *QUESTIONS)
    for pk, *said in answers.iterator():
        if pk in people.last:
            for question, answer in zip(QUESTIONS, said, strict=True):
                if answer is not None:
                    told[question][pk] = [YES if answer else NO]
    return told


def _table(totals: tuple[int, ...], people: People, attribute: Attribute, name: str) -> Table:
    """Everybody counted in her group; a voluntary question's two answers stand in their order."""
    steps: dict[str, list[int]] = defaultdict(list)
    for pk, groups in attribute.items():
        for group in groups:
            steps[group].append(people.last[pk])
    voluntary = name in QUESTIONS
    names = [YES, NO] if voluntary or name == "first_time" else sorted(steps)
    return Table(
        totals,
        {group: _row(steps[group]) for group in names},
        everybody=not voluntary and sum(map(len, steps.values())) == len(people.last),
        in_order=voluntary,
    )


def _row(last_steps: Iterable[int]) -> tuple[int, ...]:
    counts = [0] * len(STEPS)
    for last in last_steps:
        for step in range(last + 1):
            counts[step] += 1
    return tuple(counts)


def _steps_shown_before(term: Term, people: People) -> list[int]:
    """Steps whose people are nearly those of a table shown before: nothing is said of them."""
    others = [
        before.at(step)
        for frozen in FrozenTables.objects.of(term.institution)
        .filter(settled=True)
        .exclude(term=term)
        .select_related("term__institution")
        for before in [people_of(frozen.term)]
        for step in range(len(STEPS))
    ]
    return [step for step in range(len(STEPS)) if nearly_the_same(people.at(step), others)]
