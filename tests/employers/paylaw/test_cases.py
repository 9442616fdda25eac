"""What the tables say, case by case: ``cases.csv`` is written to be read by a law officer."""

import csv
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from employers.paylaw import Facts, Ground, Host, decide, tables

CASES = Path(__file__).with_name("cases.csv")


def cases() -> Iterable[dict[str, str]]:
    with CASES.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def facts_of(case: dict[str, str]) -> Facts:
    money, _space, rate = case["pay"].partition(" ")
    paid = money != "unpaid"
    return Facts(
        jurisdiction=case["where"],
        first_day=date.fromisoformat(case["first_day"]),
        last_day=date.fromisoformat(case["last_day"]),
        today=date.fromisoformat(case["today"]),
        paid=paid,
        rate=Decimal(rate) if rate else None,
        currency=money if paid else "",
        host=Host(case["host"]),
        ground=Ground(case["ground"]),
        module=case["module"] == "yes",
    )


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case["case"].replace(" ", "-"))
def test_the_decision_names_its_rule_and_source(case):
    decision = decide(facts_of(case))

    found = (decision.outcome, decision.why, decision.rule.id if decision.rule else "")
    assert found == (case["outcome"], case["why"], case["rule"])
    if decision.rule:
        assert case["source"]
        assert case["source"] in decision.rule.source.name
        assert decision.rule.would_change


def test_every_table_has_cases_and_every_rule_that_decides_has_one():
    told = list(cases())
    deciding = {
        rule.id
        for table in tables().values()
        for rule in table.rules
        if rule.kind in ("exempt", "owed") or (rule.kind == "minimum" and rule.band == "adult")
    }

    assert len(told) >= 60
    assert {case["where"] for case in told} == {*tables(), "other"}
    assert {case["rule"] for case in told} - {""} == deciding
