"""What frozen tables say: numbers, the step on which a group falls out, and terms side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from core.compiled import Compiled
from core.templatetags.components import charts
from disclosure import PERCENT_FROM, wilson
from insights.equity import NO, SETTLED_AFTER, STEPS, YES
from insights.frozen import FrozenTables
from insights.words import (
    CAME_ON,
    OF_PEOPLE,
    OF_THOSE,
    STEP_NAMES,
    TITLES,
    group_in_a_sentence,
    group_named,
)
from institutions.models import Institution
from students.services.equity import QUESTIONS

TERMS = 12
SAID_YES = STEPS.index("yes")
IN_A_CHART = 4  # groups that one way of bars can tell apart
ENOUGH = 5  # comparisons, from which on silence says something of the groups
Numbers = Sequence[int | None]

FROZEN = Compiled(
    lambda institution: (
        FrozenTables.objects.of(institution)
        .select_related("term")
        .order_by("-term__starts_on")[:TERMS]
    )
)


@dataclass(frozen=True)
class Cell:
    """One number, and what it is in a hundred of those who asked; ``None``: not said."""

    number: int | None
    percent: int | None
    as_before: bool = False


@dataclass(frozen=True)
class Row:
    """One group on its way."""

    name: str
    cells: list[Cell]


@dataclass(frozen=True)
class Split:
    """One table: everybody, and the groups of one attribute."""

    key: str
    title: str
    rows: list[Row]  # everybody first
    chart: Any
    answered: str  # how many did, in a sentence; "" where the records say it of everybody
    title_over_terms: str
    over_terms: list[Row]
    trend: Any


@dataclass(frozen=True)
class Alert:
    """A group that falls out on one step, in words."""

    key: str
    sentence: str


@dataclass(frozen=True)
class Seen:
    """The step before: how often pages were opened, and who looked and did not ask."""

    opened: int
    splits: list[tuple[str, list[Row]]]  # a title; each group, and of it how many looked


@dataclass(frozen=True)
class WhoTakesPart:
    """One term's page."""

    frozen: FrozenTables
    terms: list[FrozenTables]  # newest first
    first_timers: Cell
    nearly_all_new: bool  # where their number is not said: nearly everybody, or hardly anybody
    asked: int | None
    alerts: list[Alert]
    compared: int
    splits: list[Split]
    settled_before: FrozenTables | None  # the last term whose voluntary answers are counted
    alerts_before: list[Alert]
    compared_before: int
    seen: Seen | None  # a term counted before anybody counted this has none

    @property
    def term_in_address(self) -> str:
        """How the page's address names its term."""
        return self.frozen.term.starts_on.isoformat()

    @property
    def term_names(self) -> list[str]:
        """Oldest first, as in the tables over terms."""
        return [_term_so_far(each) for each in reversed(self.terms)]

    @property
    def nobody_behind(self) -> str:
        """What stands where no alert does."""
        return _nobody_behind(self.compared)

    @property
    def nobody_behind_before(self) -> str:
        """The same for the last settled term."""
        return _nobody_behind(self.compared_before)

    @property
    def how_compared(self) -> str:
        """How many comparisons were made, and how seldom chance alone shows in one."""
        return ngettext(
            "One comparison was made. Equal groups would differ this clearly less than once in a "
            "hundred.",
            "%(n)s comparisons were made. Equal groups would differ this clearly less than once in "
            "a hundred.",
            self.compared,
        ) % {"n": self.compared}

    @property
    def told_later(self) -> str:
        """When voluntary answers are counted; empty once they are."""
        if self.frozen.settled:
            return ""
        day = date_format(self.frozen.term.ends_on + SETTLED_AFTER, "j F Y")
        return gettext(
            "What people told of themselves is counted once, after %(day)s, so that no two counts "
            "can be set against each other."
        ) % {"day": day}


def _nobody_behind(compared: int) -> str:
    if not compared:
        return gettext("There are too few people yet to compare groups.")
    if compared < ENOUGH:
        return ngettext(
            "Too few people to tell for most groups: %(n)d comparison could be made, and in it no "
            "group falls behind.",
            "Too few people to tell for most groups: %(n)d comparisons could be made, and in them "
            "no group falls behind.",
            compared,
        ) % {"n": compared}
    return gettext("No group clearly falls behind the others on any step.")


def term_named(frozen: FrozenTables) -> str:
    """Its name with its year: names come again each year."""
    return f"{frozen.term.name} {frozen.term.starts_on:%Y}"


def _term_so_far(frozen: FrozenTables) -> str:
    """The same, and whether it still ran when it was counted."""
    name = term_named(frozen)
    if frozen.counted_on > frozen.term.ends_on:
        return name
    return gettext("%(term)s so far") % {"term": name}


def report_of(institution: Institution, starts_on: date | None = None) -> WhoTakesPart | None:
    """The term that began on ``starts_on``, the latest where it is not named: one query.

    ``None`` where no such term has been counted yet.
    """
    terms = list(FROZEN.all(institution=institution.pk))
    chosen = [each for each in terms if starts_on in (None, each.term.starts_on)]
    if not chosen:
        return None
    frozen = chosen[0]
    tables: Mapping[str, Any] = frozen.tables
    alerts, compared = alerts_of(tables)
    settled = [
        each for each in terms if each.settled and each.term.starts_on < frozen.term.starts_on
    ]
    before = settled[0] if settled and not frozen.settled else None
    alerts_before, compared_before = alerts_of(before.tables) if before else ([], 0)
    first = tables["first_time"]
    return WhoTakesPart(
        frozen=frozen,
        terms=terms,
        first_timers=_cells(first["groups"][YES], first["totals"])[0],
        nearly_all_new=first.get("nearly") == YES,
        asked=first["totals"][0],
        alerts=alerts,
        compared=compared,
        splits=[_split(name, tables[name], terms) for name in TITLES if name in tables],
        settled_before=before,
        alerts_before=alerts_before,
        compared_before=compared_before,
        seen=_seen(tables["seen"]) if "seen" in tables else None,
    )


def _seen(said: Mapping[str, Any]) -> Seen:
    splits = [
        (
            str(TITLES[name]),
            [
                Row(
                    group_named(name, group),
                    [Cell(people, None), Cell(looked, _percent(looked, people))],
                )
                for group, (people, looked) in sorted(said[name].items())
            ],
        )
        for name in ("year", "discipline")
        if said.get(name)
    ]
    return Seen(said["opened"], splits)


def alerts_of(tables: Mapping[str, Any]) -> tuple[list[Alert], int]:
    """The steps on which a group is left behind, and how many comparisons were made.

    Two shares differ where their 95 in 100 intervals (Wilson's) have nothing in common; equal
    groups would do that fewer than once in a hundred comparisons. Hidden numbers are not compared.
    """
    alerts, compared = [], 0
    for name in (*OF_PEOPLE, "discipline"):
        table = tables.get(name)
        if table is None:
            continue
        for group, ours in _in_order(table["groups"]).items():
            others = _others(name, table, group)
            known = [
                (step, mine, theirs)
                for step, (mine, theirs) in enumerate(zip(ours, others, strict=True))
                if mine and theirs
            ]
            for (before, whole, other_whole), (step, part, other_part) in pairwise(known):
                compared += 1
                if wilson(part, whole).lies_below(wilson(other_part, other_whole)):
                    words = {
                        "group": group_in_a_sentence(name, group),
                        "part": part,
                        "whole": whole,
                        "others": other_part,
                        "all_others": other_whole,
                        "who": OF_THOSE[before],
                        "came_on": CAME_ON[step],
                        "rate": _percent(part, whole),
                        "other_rate": _percent(other_part, other_whole),
                    }
                    alerts.append(Alert(name, _alert(words)))
    return alerts, compared


def _alert(words: Mapping[str, Any]) -> str:
    if words["rate"] is None or words["other_rate"] is None:
        return (
            gettext(
                "%(group)s: %(part)d of %(whole)d %(who)s %(came_on)s; of the others "
                "%(others)d of %(all_others)d. That is unlikely to be chance."
            )
            % words
        )
    return (
        gettext(
            "%(group)s: %(part)d of %(whole)d %(who)s %(came_on)s; of the others %(others)d of "
            "%(all_others)d (%(rate)d in 100 against %(other_rate)d in 100). That is unlikely to "
            "be chance."
        )
        % words
    )


def _others(name: str, table: Mapping[str, Any], group: str) -> Numbers:
    """Those to compare with: who answered otherwise, or everybody else where that is not said."""
    groups, totals = table["groups"], table["totals"]
    other = groups.get(NO if group == YES else YES)
    said = [
        None if mine is None or total is None else total - mine
        for mine, total in zip(groups[group], totals, strict=True)
    ]
    if other is None:
        return said
    return said if all(theirs is None for theirs in other) else other


def _cells(numbers: Numbers, wholes: Numbers, as_before: Sequence[int] = ()) -> list[Cell]:
    return [
        Cell(number, _percent(number, whole), step in as_before)
        for step, (number, whole) in enumerate(zip(numbers, wholes, strict=True))
    ]


def _percent(part: int | None, whole: int | None) -> int | None:
    if part is None or whole is None or whole < PERCENT_FROM:
        return None
    return (200 * part + whole) // (2 * whole)


def _way(numbers: Numbers, as_before: Sequence[int] = ()) -> list[Cell]:
    behind_one = [step for step in as_before if _number_before(numbers, step, as_before)]
    return _cells(numbers, [numbers[0]] * len(numbers), behind_one)


def _number_before(numbers: Numbers, step: int, as_before: Sequence[int]) -> bool:
    """Whether the last step before ``step`` of which something may be said has a number."""
    earlier = [each for each in range(step) if each not in as_before]
    return bool(earlier) and numbers[earlier[-1]] is not None


def _split(name: str, table: Mapping[str, Any], terms: Sequence[FrozenTables]) -> Split:
    groups, totals = _in_order(table["groups"]), table["totals"]
    named = {group: group_named(name, group) for group in groups}
    oldest_first = list(reversed(terms))
    asked, said_yes = (
        {group: _over_terms(name, group, step, oldest_first) for group in groups}
        for step in (0, SAID_YES)
    )
    title = str(TITLES[name])
    return Split(
        key=name,
        title=title,
        rows=[
            Row(gettext("Everybody"), _way(totals)),
            *(Row(named[group], _way(row, table["as_before"])) for group, row in groups.items()),
        ],
        chart=_chart(name, title, table, named),
        answered=_answered(table) if name in QUESTIONS else "",
        title_over_terms=_title_over_terms(title),
        over_terms=[
            Row(f"{named[group]}: {str(STEP_NAMES[step]).lower()}", _cells(row, [None] * len(row)))
            for group in groups
            for step, row in ((0, asked[group]), (SAID_YES, said_yes[group]))
        ],
        trend=_trend(name, title, oldest_first, named, asked),
    )


def _in_order(groups: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """Yes before no, and others by name: the database keeps no order."""
    return {group: groups[group] for group in sorted(groups, key=lambda each: (each != YES, each))}


def _over_terms(
    name: str, group: str, step: int, terms: Sequence[FrozenTables]
) -> list[int | None]:
    """What each term says of one group at one step; nothing where it was not counted."""
    tables = [each.tables.get(name) or {"groups": {}} for each in terms]
    return [(table["groups"].get(group) or [None] * len(STEPS))[step] for table in tables]


def _answered(table: Mapping[str, Any]) -> str:
    yes, no, total = table["groups"][YES][0], table["groups"][NO][0], table["totals"][0]
    if yes is None or no is None or total is None:
        return gettext("How many answered is not said: a few answered otherwise, or not at all.")
    return gettext("%(told)d of %(all)d answered. The others count in neither row.") % {
        "told": yes + no,
        "all": total,
    }


def _chart(name: str, title: str, table: Mapping[str, Any], named: Mapping[str, str]) -> Any:
    rows = {
        group: row
        for group, row in _in_order(table["groups"]).items()
        if any(n is not None for n in row)
    }
    if not rows:
        return ""
    says = gettext("How many of each group took each step, from an interest to the host’s word.")
    if len(rows) <= IN_A_CHART:
        blocks = [
            charts.Block(
                str(STEP_NAMES[step]),
                [
                    charts.Bar(kind, row[step], named[group])
                    for kind, (group, row) in enumerate(rows.items())
                ],
            )
            for step in range(len(STEPS))
            if any(row[step] is not None for row in rows.values())
        ]
    else:
        says = gettext("How many of each group asked, and how many said yes to a place.")
        blocks = [
            charts.Block(
                named[group],
                [
                    charts.Bar(kind, row[step], str(STEP_NAMES[step]).lower())
                    for kind, step in enumerate((0, SAID_YES))
                ],
            )
            for group, row in rows.items()
        ]
    return charts.bars(f"way-{name}", title, says, blocks)


def _title_over_terms(title: str) -> str:
    return gettext("%(title)s, term by term") % {"title": title}


def _trend(
    name: str,
    title: str,
    terms: Sequence[FrozenTables],
    named: Mapping[str, str],
    over: Mapping[str, Numbers],
) -> Any:
    rows = [
        charts.Line(named[group], row)
        for group, row in over.items()
        if sum(number is not None for number in row) > 1
    ]
    if not 1 <= len(rows) <= IN_A_CHART:
        return ""
    says = gettext("How many of each group sent an interest, term by term.")
    return charts.lines(
        f"trend-{name}",
        _title_over_terms(title),
        says,
        [_term_so_far(each) for each in terms],
        rows,
    )
