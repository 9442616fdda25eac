"""Terms before the story: made-up people, so that the tables of who takes part have numbers.

Nobody stands behind them: neither students nor places are written, only what may be seen of them.
"""

import random
from datetime import timedelta

from celery import current_app
from django.apps import apps

from core import clock
from disclosure import Table, shown
from institutions.models import Institution, Term
from portal.demo.cast import Cast

PEOPLE = (150, 170, 190, 210)  # in each term, oldest first
ONWARD = (0.8, 0.85, 0.92, 0.95, 0.6)  # of those who took a step, how many take the next
LESS = {"first_time": 0.22, "carer": 0.12}  # who said yes to it is less often offered a place
SHARES = {
    "first_time": (0.6, 0.4),
    "first_in_family": (0.4, 0.25),
    "carer": (0.2, 0.5),
    "disabled": (0.15, 0.5),
    "international": (0.25, 0.4),
}
DISCIPLINES = ("Business", "Computing", "Design", "Engineering", "Social science")
KINDS = ("small_firm", "charity", "public_body", "company")
SECTORS = ("Arts", "Food", "Health", "Retail", "Transport")
SETTLED_AFTER = timedelta(days=28)


def count_terms(cast: Cast) -> None:
    """Earlier terms as if they had been counted, and the running one counted as it is."""
    frozen = apps.get_model("insights", "FrozenTables")
    for institution in cast.institutions.values():
        today = clock.today(institution.zone)
        over = Term.objects.of(institution).filter(ends_on__lt=today - SETTLED_AFTER)
        for number, term in enumerate(over):
            frozen.objects.create(
                institution=institution,
                term=term,
                counted_on=term.ends_on + SETTLED_AFTER + timedelta(days=1),
                settled=True,
                tables=_tables(institution, number),
            )
    current_app.signature("insights.freeze_tables").delay()


def _tables(institution: Institution, number: int) -> dict[str, object]:
    lot = random.Random(f"{institution.slug} {number}")  # noqa: S311
    people = []
    for _person in range(PEOPLE[min(number, len(PEOPLE) - 1)]):
        answers = {
            name: "yes" if lot.random() < yes else "no" if lot.random() < no / (1 - yes) else ""
            for name, (yes, no) in SHARES.items()
        }
        answers["year"] = lot.choice("1122334")
        answers["discipline"] = lot.choice(DISCIPLINES)
        hosts = {
            "kind": lot.sample(KINDS, 2)[: lot.choice((1, 1, 2))],
            "sector": [lot.choice(SECTORS)],
        }
        less = max(
            (LESS.get(name, 0) for name, said in answers.items() if said == "yes"), default=0
        )
        step = 0
        while step < len(ONWARD) and lot.random() < ONWARD[step] - (less if step == 0 else 0):
            step += 1
        people.append((answers, hosts, step))
    every = [step for _answers, _hosts, step in people]
    tables: dict[str, object] = {}
    for name in (*SHARES, "year", "discipline"):
        names = ("yes", "no") if name in SHARES else sorted({said[name] for said, _h, _s in people})
        groups = {
            group: _row([step for said, _hosts, step in people if said[name] == group])
            for group in names
        }
        voluntary = name in SHARES and name != "first_time"
        table = Table(_row(every), groups, everybody=not voluntary, in_order=voluntary)
        tables[name] = shown(table).as_data()
    for name, sort in (("kind", KINDS), ("sector", SECTORS)):
        groups = {
            group: _row([step for _said, hosts, step in people if group in hosts[name]])
            for group in sorted(sort)
        }
        tables[name] = shown(Table(_row(every), groups, disjoint=False)).as_data()
    return tables


def _row(last_steps: list[int]) -> tuple[int, ...]:
    return tuple(sum(last >= step for last in last_steps) for step in range(len(ONWARD) + 1))
