"""The files of law can be relied on, or are refused with what is wrong."""

from datetime import date
from pathlib import Path

import pytest

from employers.paylaw import Kind, TableBroken, read, tables
from employers.paylaw.tables import DATA

UK = (DATA / "uk.toml").read_text(encoding="utf-8")
RULES = [rule for table in tables().values() for rule in table.rules]


def test_the_five_tables_of_the_requirements_are_there():
    assert {table.name: table.currency for table in tables().values()} == {
        "United Kingdom": "GBP",
        "Ontario": "CAD",
        "British Columbia": "CAD",
        "Australia": "AUD",
        "United States, federal": "USD",
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_says_where_it_stands_when_it_was_read_and_why_it_is_confirmed(rule):
    assert rule.sentence.endswith((".", ")"))
    assert rule.source.name
    assert rule.source.url.startswith(("https://", "http://"))
    assert date(2026, 1, 1) <= rule.read_on
    assert rule.because.endswith(".")
    if not rule.confirmed:
        words = ("not read", "Nothing official", "not checked")
        assert any(word in rule.because for word in words), rule.because


def test_tables_are_read_once():
    assert tables() is tables()


@pytest.mark.parametrize(
    ("instead_of", "put", "said"),
    [
        ('kind = "owed"', 'kind = "guess"', "guess"),
        ('amount = "12.71"', "", "needs an amount"),
        ('amount = "12.71"', 'amount = "a lot"', "uk.toml"),
        ("confirmed = true", "", "confirmed"),
        ("valid_until = 2027-03-31", "valid_until = 2026-03-01", "ends before it begins"),
        ("valid_until = 2026-03-31", "valid_until = 2026-05-31", "hold on one day"),
        ('hosts = ["charity", "community", "public_body"]', "", "would exempt everything"),
        ('hosts = ["charity", "community", "public_body"]', 'hosts = ["bank"]', "nobody knows"),
        ('url = "https://www.gov.uk', 'url = "gov.uk', "address of its source"),
        ('every = "week"', "", "hours and every"),
        ('id = "uk.owed"', 'id = "uk.exempt.course"', "stands twice"),
        ("needs_module = true", "need_module = true", "need_module"),
        ('jurisdiction = "uk"', "", "jurisdiction"),
        ('jurisdiction = "uk"', 'jurisdiction = "uk', "uk.toml"),
    ],
)
def test_a_broken_table_is_refused_with_what_is_wrong(tmp_path: Path, instead_of, put, said):
    assert instead_of in UK
    path = tmp_path / "uk.toml"
    path.write_text(UK.replace(instead_of, put, 1), encoding="utf-8")

    with pytest.raises(TableBroken, match=said):
        read(path)


def test_a_table_needs_a_rule_for_what_no_exemption_covers(tmp_path: Path):
    path = tmp_path / "uk.toml"
    path.write_text(UK.replace('kind = "owed"', 'kind = "note"'), encoding="utf-8")

    with pytest.raises(TableBroken, match="one rule of kind owed"):
        read(path)


def test_the_rate_of_a_day():
    uk = tables()["uk"]

    assert [
        uk.minimum_on(day).id
        for day in (date(2020, 1, 1), date(2026, 3, 31), date(2026, 4, 1), date(2030, 1, 1))
    ] == [
        "uk.minimum.2025.adult",
        "uk.minimum.2025.adult",
        "uk.minimum.2026.adult",
        "uk.minimum.2026.adult",
    ]
    assert not uk.minimum_on(date(2030, 1, 1)).holds_on(date(2030, 1, 1))


def test_what_was_confirmed_is_a_minority_and_says_so():
    """Nobody legal has looked: the honest state of the tables, to be changed on purpose."""
    confirmed = {rule.id for rule in RULES if rule.confirmed and rule.kind is not Kind.NOTE}

    assert confirmed == {
        *("uk.minimum.2025.adult", "uk.minimum.2026.adult"),
        *("uk.minimum.2026.18_to_20", "uk.minimum.2026.under_18"),
        *("uk.exempt.course", "uk.exempt.voluntary_worker", "uk.exempt.shadowing", "uk.owed"),
        "uk.return.off_venue",
        *("ca-on.exempt.programme", "ca-on.owed"),
        *("ca-bc.exempt.practicum", "ca-bc.owed"),
        *("au.exempt.vocational_placement", "au.exempt.volunteer", "au.owed"),
    }
