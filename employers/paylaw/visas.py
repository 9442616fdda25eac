"""Hours that a student visa allows, and days that add up to a return. Information, never advice.

Nobody's visa is known here: a note says what the project's hours mean for whoever has one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from employers.paylaw.tables import Every, Kind, Rule, tables


@dataclass(frozen=True)
class VisaNote:
    """One rule of a visa, and what this project comes to by it.

    ``busiest`` is the most hours that fall in one of the rule's stretches, ``None`` where the rule
    counts no hours. ``counts`` is false where the rule leaves a part of the course out.
    """

    rule: Rule
    busiest: Decimal | None
    counts: bool

    @property
    def over(self) -> bool:
        """Whether this project alone is more than the visa allows."""
        if self.rule.hours is None or self.busiest is None:
            return False
        return self.counts and self.busiest > self.rule.hours


@dataclass(frozen=True)
class ReturnNote:
    """The rule of a return, and whether a project of this length adds to it."""

    rule: Rule
    counts: bool


def visa_notes(
    jurisdiction: str, *, hours: Mapping[date, Decimal], paid: bool, part_of_course: bool
) -> tuple[VisaNote, ...]:
    """What the visas of ``jurisdiction`` say of ``hours`` by day; none where no table is.

    Rules that do not hold on the first day are left out.
    """
    table = tables().get(jurisdiction)
    if table is None or not hours:
        return ()
    first = min(hours)
    return tuple(
        VisaNote(
            rule=rule,
            busiest=None if rule.every is None else busiest(hours, rule.every),
            counts=not (part_of_course and rule.not_if_course) and (paid or rule.counts_unpaid),
        )
        for rule in table.of(Kind.VISA)
        if rule.holds_on(first) and (paid or not rule.only_paid)
    )


def busiest(hours: Mapping[date, Decimal], every: Every) -> Decimal:
    """The most hours in one week or fortnight; each begins on a Monday, fortnights on any."""
    mondays = {day - timedelta(days=day.weekday()) for day in hours}
    if every is Every.FORTNIGHT:
        mondays |= {monday - timedelta(days=7) for monday in mondays}
    length = timedelta(days=every.days)
    return max(
        sum((worked for day, worked in hours.items() if start <= day < start + length), Decimal(0))
        for start in mondays
    )


def return_note(
    jurisdiction: str, *, first_day: date, days: Decimal, part_of_course: bool
) -> ReturnNote | None:
    """What is to be returned of a project that belongs to a course; ``None`` where nothing is."""
    table = tables().get(jurisdiction)
    if table is None or not part_of_course:
        return None
    for rule in table.of(Kind.RETURN):
        if rule.holds_on(first_day) and rule.days_at_least is not None:
            return ReturnNote(rule=rule, counts=days >= rule.days_at_least)
    return None
