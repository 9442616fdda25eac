"""What the tables say of one project: lawful as it stands, a second approver, or not like this.

The tree: is there a table? Paid: is the rate at least the highest adult minimum of the first and of
the last day? Not paid: does an exemption cover host and ground, else the work is owed a wage and a
person decides (REQUIREMENTS 4.17). Only a rule that is confirmed, holds on the day and stands in a
table that is not overdue for reading lets a project through or stops it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from employers.paylaw.tables import Kind, Rule, Table, tables


class Outcome(StrEnum):
    """What comes of it, the mildest first."""

    LAWFUL = "lawful"
    SECOND_APPROVER = "second_approver"
    NO_TABLE = "no_table"
    REFUSED = "refused"


SEVERITY = list(Outcome)


class Why(StrEnum):
    """What made the outcome; pages have a sentence for each."""

    MEETS_MINIMUM = "meets_minimum"
    EXEMPT = "exempt"
    BELOW_MINIMUM = "below_minimum"
    NO_RATE = "no_rate"
    NO_GROUND = "no_ground"
    OTHER_CURRENCY = "other_currency"
    MODULE_NOT_NAMED = "module_not_named"
    OWED = "owed"
    JUDGED = "judged"
    UNCONFIRMED = "unconfirmed"
    OUT_OF_DATE = "out_of_date"
    NOT_READ_AGAIN = "not_read_again"
    NO_TABLE = "no_table"


class Host(StrEnum):
    """What sort of organisation hosts, as far as pay law asks."""

    FIRM = "firm"
    CHARITY = "charity"
    COMMUNITY = "community"
    PUBLIC_BODY = "public_body"


class Ground(StrEnum):
    """Why it is not paid, in the host's choice."""

    NONE = ""
    CHARITY = "charity"
    COURSE = "course"
    SHADOWING = "shadowing"
    CLASS = "class"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of one brief. Nobody's age is: the highest adult rate is asked for.

    ``module`` says that the university has named the module that requires the work. ``rate`` is for
    an hour, in ``currency``. ``today`` is the reader's day: a table is overdue or not by it.
    """

    jurisdiction: str
    first_day: date
    last_day: date
    today: date
    paid: bool
    rate: Decimal | None = None
    currency: str = ""
    host: Host = Host.FIRM
    ground: Ground = Ground.NONE
    module: bool = False


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The outcome, why, and the rules that made it: none only where there is no table.

    ``day`` is the day of the project that decided.
    """

    outcome: Outcome
    why: Why
    rules: tuple[Rule, ...]
    day: date
    table: Table | None = None

    @property
    def rule(self) -> Rule | None:
        """The rule that decided."""
        return self.rules[0] if self.rules else None

    @property
    def lawful(self) -> bool:
        """Whether it is lawful as it stands."""
        return self.outcome is Outcome.LAWFUL

    @property
    def refused(self) -> bool:
        """Whether nobody may publish it like this."""
        return self.outcome is Outcome.REFUSED


@lru_cache(maxsize=4096)
def decide(facts: Facts) -> Decision:
    """What the tables say of ``facts``; the graver of what they say of first and last day."""
    table = tables().get(facts.jurisdiction)
    if table is None:
        return Decision(outcome=Outcome.NO_TABLE, why=Why.NO_TABLE, rules=(), day=facts.first_day)
    judge = _paid if facts.paid else _unpaid
    said = [judge(table, facts, day) for day in (facts.first_day, facts.last_day)]
    return max(said, key=lambda decision: SEVERITY.index(decision.outcome))


def _paid(table: Table, facts: Facts, day: date) -> Decision:
    rule = table.minimum_on(day)
    if facts.rate is None:
        return _by(rule, Outcome.REFUSED, Why.NO_RATE, table, facts, day)
    if facts.currency != table.currency:
        return _asks(rule, Why.OTHER_CURRENCY, table, day)
    assert rule.amount is not None  # the reader of tables has seen to it
    if facts.rate < rule.amount:
        return _by(rule, Outcome.REFUSED, Why.BELOW_MINIMUM, table, facts, day)
    if rule.judged_because:
        return _asks(rule, Why.JUDGED, table, day)
    return _by(rule, Outcome.LAWFUL, Why.MEETS_MINIMUM, table, facts, day)


def _unpaid(table: Table, facts: Facts, day: date) -> Decision:
    if facts.ground is Ground.NONE:
        return _by(table.owed, Outcome.REFUSED, Why.NO_GROUND, table, facts, day)
    said = [
        _exempt(rule, table, facts, day) for rule in table.of(Kind.EXEMPT) if _covers(rule, facts)
    ]
    lets = [decision for decision in said if decision.lawful]
    return next(iter(lets or said), None) or _asks(table.owed, Why.OWED, table, day)


def _covers(rule: Rule, facts: Facts) -> bool:
    return (not rule.hosts or facts.host in rule.hosts) and (
        not rule.grounds or facts.ground in rule.grounds
    )


def _exempt(rule: Rule, table: Table, facts: Facts, day: date) -> Decision:
    if rule.judged_because:
        return _asks(rule, Why.JUDGED, table, day)
    if rule.needs_module and not facts.module:
        return _asks(rule, Why.MODULE_NOT_NAMED, table, day)
    return _by(rule, Outcome.LAWFUL, Why.EXEMPT, table, facts, day)


def _by(rule: Rule, outcome: Outcome, why: Why, table: Table, facts: Facts, day: date) -> Decision:
    """``outcome`` where ``rule`` can be relied on, else a second approver with what it lacks."""
    if not rule.holds_on(day):
        return _asks(rule, Why.OUT_OF_DATE, table, day)
    if facts.today > table.read_again_by:
        return _asks(rule, Why.NOT_READ_AGAIN, table, day)
    if not rule.confirmed:
        return _asks(rule, Why.UNCONFIRMED, table, day)
    return Decision(outcome=outcome, why=why, rules=(rule,), day=day, table=table)


def _asks(rule: Rule, why: Why, table: Table, day: date) -> Decision:
    return Decision(outcome=Outcome.SECOND_APPROVER, why=why, rules=(rule,), day=day, table=table)
