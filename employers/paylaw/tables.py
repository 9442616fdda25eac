"""The tables of law: read once a process from ``data/``, checked as they are read."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

DATA = Path(__file__).parent / "data"
ADULT = "adult"
HOSTS = frozenset({"firm", "charity", "community", "public_body"})
GROUNDS = frozenset({"charity", "course", "shadowing", "class"})


class TableBroken(ValueError):
    """A table that cannot be relied on: the sentence names file, rule and what is wrong."""


class Kind(StrEnum):
    """What a rule is about."""

    MINIMUM = "minimum"  # an hour's least pay
    EXEMPT = "exempt"  # when unpaid is lawful
    OWED = "owed"  # what holds where no exemption does: one a table
    VISA = "visa"  # hours that a visa allows
    RETURN = "return"  # what is reported, and from when
    NOTE = "note"  # said beside the rest; decides nothing


class Every(StrEnum):
    """The stretch for which a visa counts hours; both begin on a Monday."""

    WEEK = "week"
    FORTNIGHT = "fortnight"

    @property
    def days(self) -> int:
        """Its length."""
        return 7 if self is Every.WEEK else 14


@dataclass(frozen=True)
class Source:
    """Where a rule is written."""

    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One dated rule, in a plain sentence.

    ``confirmed`` says that its official text was read and says what the rule says; ``because`` says
    which text, or what was read instead. It never says that a lawyer has looked. ``judged_because``
    is set where no table can decide: a person does. ``amount`` is in the table's money, an hour.
    """

    id: str
    kind: Kind
    sentence: str
    source: Source
    read_on: date
    confirmed: bool
    because: str
    valid_from: date
    valid_until: date | None = None
    would_change: str = ""
    judged_because: str = ""
    band: str = ""
    amount: Decimal | None = None
    grounds: tuple[str, ...] = ()  # none: any
    hosts: tuple[str, ...] = ()  # none: any
    needs_module: bool = False
    visa: str = ""
    hours: Decimal | None = None
    every: Every | None = None
    counts_unpaid: bool = False
    not_if_course: bool = False
    only_paid: bool = False
    days_at_least: Decimal | None = None
    days_in_all: Decimal | None = None

    def holds_on(self, day: date) -> bool:
        """Whether ``day`` lies between its first and its last day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True)
class Table:
    """One jurisdiction's rules, in the order of their file."""

    jurisdiction: str
    name: str
    currency: str
    read_again_by: date
    rules: tuple[Rule, ...]

    def of(self, kind: Kind) -> tuple[Rule, ...]:
        """The rules of one kind."""
        return tuple(rule for rule in self.rules if rule.kind is kind)

    def minimum_on(self, day: date) -> Rule:
        """The highest adult rate of ``day``; where none is known, the one nearest before it."""
        adult = [rule for rule in self.of(Kind.MINIMUM) if rule.band == ADULT]
        begun = [rule for rule in adult if rule.valid_from <= day]
        return max(begun, key=lambda rule: rule.valid_from) if begun else adult[0]

    @property
    def owed(self) -> Rule:
        """What holds where no exemption does."""
        return self.of(Kind.OWED)[0]


@cache
def tables() -> Mapping[str, Table]:
    """All tables by jurisdiction, read once."""
    found = [read(path) for path in sorted(DATA.glob("*.toml"))]
    return MappingProxyType({table.jurisdiction: table for table in found})


def rule_called(name: str) -> Rule | None:
    """The rule of that id, whichever table it stands in."""
    rules = (rule for table in tables().values() for rule in table.rules)
    return next((rule for rule in rules if rule.id == name), None)


def read(path: Path) -> Table:
    """The table in a file. Raises ``TableBroken`` with what is wrong."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        rules = tuple(_rule(each) for each in told.pop("rule", []))
        table = Table(rules=rules, **told)
    except (tomllib.TOMLDecodeError, TypeError, KeyError, ValueError, InvalidOperation) as error:
        raise TableBroken(f"{path.name}: {error}") from error
    if wrong := list(_faults(table)):
        raise TableBroken(f"{path.name}: {'; '.join(wrong)}")
    return table


def _rule(told: dict[str, Any]) -> Rule:
    known = {field.name for field in fields(Rule)}
    if strange := set(told) - known:
        raise ValueError(f"{told.get('id', 'a rule')} has {', '.join(sorted(strange))}")
    made: dict[str, Any] = {**told}
    made["kind"] = Kind(told["kind"])
    made["source"] = Source(**told["source"])
    for name in ("amount", "hours", "days_at_least", "days_in_all"):
        if name in told:
            made[name] = Decimal(told[name])
    for name in ("grounds", "hosts"):
        made[name] = tuple(told.get(name, ()))
    if "every" in told:
        made["every"] = Every(told["every"])
    return Rule(**made)


def _faults(table: Table) -> Iterable[str]:
    """What a reader of the table could not rely on."""
    ids = [rule.id for rule in table.rules]
    yield from (f"{each} stands twice" for each in sorted({i for i in ids if ids.count(i) > 1}))
    if len(table.of(Kind.OWED)) != 1:
        yield "one rule of kind owed is needed"
    if not any(rule.band == ADULT for rule in table.of(Kind.MINIMUM)):
        yield "a minimum for adults is needed"
    for rule in table.rules:
        if not (rule.sentence and rule.source.name and rule.because):
            yield f"{rule.id} needs a sentence, a source and why it is confirmed or not"
        if not rule.source.url.startswith(("https://", "http://")):
            yield f"{rule.id} needs the address of its source"
        if rule.valid_until is not None and rule.valid_until < rule.valid_from:
            yield f"{rule.id} ends before it begins"
        if not set(rule.hosts) <= HOSTS or not set(rule.grounds) <= GROUNDS:
            yield f"{rule.id} names a host or ground that nobody knows"
        if rule.kind is Kind.MINIMUM and rule.amount is None:
            yield f"{rule.id} needs an amount"
        if rule.kind is Kind.EXEMPT and not (rule.hosts or rule.grounds):
            yield f"{rule.id} would exempt everything: name hosts or grounds"
        if (rule.hours is None) != (rule.every is None):
            yield f"{rule.id} needs hours and every together"
    yield from _overlaps(table)


def _overlaps(table: Table) -> Iterable[str]:
    """Two adult rates of one day: nobody could say which counts."""
    adult = sorted(
        (rule for rule in table.of(Kind.MINIMUM) if rule.band == ADULT),
        key=lambda rule: rule.valid_from,
    )
    for earlier, later in pairwise(adult):
        if earlier.valid_until is None or earlier.valid_until >= later.valid_from:
            yield f"{earlier.id} and {later.id} hold on one day"
