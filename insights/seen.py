"""The step before an interest: who looked at projects and did not ask (R49; docs/decisions/0140).

Staff know who asked; what they do not know is who else looked. So each group is those of the roster
who did not ask, and how many of them looked, counted once, when the term is settled.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q

from disclosure import part_shown, rounded
from institutions.models import Term
from students.models import Student
from students.seen import SeenProjects
from students.services import openings_in

Pair = tuple[int, int]  # people, and how many of them looked


def seen_in(term: Term, asked: Collection[int], *, settled: bool, at_least: int) -> dict[str, Any]:
    """How often pages were opened; of a settled term, who looked by year and discipline.

    ``asked`` are the keys of those who sent an interest.
    """
    found: dict[str, Any] = {"opened": openings_in(term)}
    if settled:
        looked = set(SeenProjects.objects.filter(term=term).values_list("student", flat=True))
        roster = (
            Student.objects.of(term.institution)
            .exclude(student_number="")
            .filter(Q(left_at=None) | Q(left_at__date__gte=term.starts_on))
            .values_list("pk", "year_of_study", "discipline")
        )
        others = [row for row in roster.iterator(chunk_size=10_000) if row[0] not in asked]
        for column, name in ((1, "year"), (2, "discipline")):
            groups: dict[str, Pair] = {}
            for row in others:
                people, lookers = groups.get(group := str(row[column] or ""), (0, 0))
                groups[group] = (people + 1, lookers + (row[0] in looked))
            found[name] = pairs_shown(groups, at_least)
    return found


def pairs_shown(groups: Mapping[str, Pair], at_least: int) -> dict[str, Pair]:
    """Of which groups it may be said how many of them looked, to the nearest five.

    All who are in no group shown are a group as well, for it could be got by subtraction: as long
    as of these too few looked, or too few did not, the smallest group joins them.
    """
    shown = {
        name: pair
        for name, pair in groups.items()
        if name and part_shown(pair[1], pair[0], at_least) is not None
    }
    while shown:
        hidden = [pair for name, pair in groups.items() if name not in shown]
        people, lookers = (sum(pair[n] for pair in hidden) for n in (0, 1))
        if not people or part_shown(lookers, people, at_least) is not None:
            break
        del shown[min(shown, key=lambda name: (groups[name][0], name))]
    return {name: (rounded(people), rounded(looked)) for name, (people, looked) in shown.items()}
