"""What holds of every decision, whatever the facts."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from employers.paylaw import Facts, Ground, Host, Outcome, Why, decide, tables
from employers.paylaw.decisions import SEVERITY

DAYS = st.dates(date(2024, 1, 1), date(2029, 1, 1))
MONEY = st.decimals(Decimal("0.01"), Decimal("99.99"), places=2)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """A project anywhere, at any time of these years."""
    first = draw(DAYS)
    return Facts(
        jurisdiction=draw(st.sampled_from([*tables(), "other", "mars"])),
        first_day=first,
        last_day=first + timedelta(days=draw(st.integers(0, 60))),
        today=draw(DAYS),
        paid=draw(st.booleans()),
        rate=draw(st.none() | MONEY),
        currency=draw(st.sampled_from(["GBP", "CAD", "AUD", "USD", "EUR"])),
        host=draw(st.sampled_from(Host)),
        ground=draw(st.sampled_from(Ground)),
        module=draw(st.booleans()),
    )


@given(facts())
def test_a_decision_names_a_rule_or_says_that_there_is_no_table(known):
    decision = decide(known)

    if known.jurisdiction in tables():
        assert decision.rule in tables()[known.jurisdiction].rules
        assert decision.outcome is not Outcome.NO_TABLE
    else:
        assert (decision.outcome, decision.rules) == (Outcome.NO_TABLE, ())


@given(facts())
def test_only_what_is_confirmed_and_in_date_lets_through_or_stops(known):
    decision = decide(known)

    if decision.lawful or decision.refused:
        assert all(rule.confirmed and rule.holds_on(decision.day) for rule in decision.rules)
        assert decision.table is not None
        assert known.today <= decision.table.read_again_by


@given(facts())
def test_past_its_reading_no_table_decides(known):
    if known.jurisdiction in tables():
        table = tables()[known.jurisdiction]
        late = replace(known, today=table.read_again_by + timedelta(days=1))
        assert decide(late).outcome is Outcome.SECOND_APPROVER


@given(facts(), MONEY)
def test_more_pay_is_never_worse(known, raised):
    if known.paid and known.rate is not None:
        better = replace(known, rate=known.rate + raised)
        assert SEVERITY.index(decide(better).outcome) <= SEVERITY.index(decide(known).outcome)


@given(facts())
def test_naming_the_module_is_never_worse(known):
    named = decide(replace(known, module=True)).outcome
    assert SEVERITY.index(named) <= SEVERITY.index(decide(replace(known, module=False)).outcome)


@given(facts())
def test_no_age_and_no_name_are_asked(known):
    """The facts of a decision have no place for them."""
    assert not {"age", "name", "born", "student"} & set(Facts.__dataclass_fields__)
    assert decide(known) == decide(replace(known))


def test_as_the_clock_moves_past_the_table_a_person_decides():
    known = Facts(
        jurisdiction="uk",
        first_day=date(2026, 12, 1),
        last_day=date(2026, 12, 1),
        today=date(2026, 11, 22),
        paid=True,
        rate=Decimal("13.50"),
        currency="GBP",
    )
    good_until = tables()["uk"].read_again_by

    said = [
        decide(replace(known, today=today)).why
        for today in (date(2026, 11, 22), good_until, good_until + timedelta(days=1))
    ]

    assert said == [Why.MEETS_MINIMUM, Why.MEETS_MINIMUM, Why.NOT_READ_AGAIN]
