"""The page that answers: how many first-timers this term, and is anyone falling out?"""

import random
import re
from datetime import date

import pytest

from core.templatetags.components import charts
from insights.equity import freeze_due
from insights.funnel import alerts_of
from insights.models import FrozenTables
from institutions.models import Term
from tests.build import a_student, an_institution, client_of, staff_at, url_of
from tests.build_insights import a_term, some_people, they_take_part

pytestmark = pytest.mark.django_db


def table(*, yes, no, totals, as_before=()):
    groups = {"yes": yes, "no": no}
    return {"totals": totals, "groups": groups, "as_before": list(as_before)}


def frozen(here, starts_on: date, name: str, *, settled: bool = True, **tables) -> FrozenTables:
    term = Term.objects.create(
        institution=here, name=name, starts_on=starts_on, ends_on=starts_on.replace(month=12)
    )
    return FrozenTables.objects.create(
        institution=here, term=term, counted_on=term.ends_on, settled=settled, tables=tables
    )


def test_an_officer_reads_how_many_first_timers_and_who_falls_out(django_assert_max_num_queries):
    here = an_institution()
    said = [60, 40, 30, 30, None, None]
    first_time = table(yes=said, no=[90, 80, 60, 60, None, None], totals=[150, 120, 90, 90, 5, 0])
    carer = table(yes=[20, 15, *[None] * 4], no=[None] * 6, totals=first_time["totals"])
    for year in (2023, 2024):
        frozen(here, date(year, 9, 1), "Autumn", first_time=first_time, carer=carer)
    officer = client_of(staff_at(here))
    address = url_of("insights:who_takes_part", here)
    officer.get(address)

    with django_assert_max_num_queries(5):
        page = officer.get(address)
    text = " ".join(page.text.split())
    assert "<b>60</b><span>of them here for the first time</span><p>40 in 100</p>" in text
    assert (
        "First time: 40 of 60 who asked were offered a place; of the others 80 of 90 (67 in 100 "
        "against 89 in 100). That is unlikely to be chance."
    ) in text
    assert "How many answered is not said" in text
    assert "Autumn 2023" in text
    assert " style=" not in text
    assert text.count('role="img"') >= 3  # the ways of two attributes, and a trend
    assert officer.get(address, {"term": "2023-09-01"}).status_code == 200
    assert {officer.get(address, {"term": bad}).status_code for bad in ("2022-09-01", "x")} == {404}
    # the same on paper, tagged
    paper = officer.get(url_of("insights:committee_report", here), {"term": "2024-09-01"})
    assert paper.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in paper.content  # tagged, or it would not have been made
    assert paper["Content-Disposition"].endswith('-who-takes-part-2024-09-01.pdf"')


def test_a_group_is_compared_where_numbers_are_shown_and_named_where_chance_is_unlikely():
    even = table(yes=[60, 40], no=[90, 60], totals=[150, 100])
    behind = table(yes=[60, 40, 15], no=[90, 60, 50], totals=[150, 100, 65])
    hidden = table(yes=[60, None, 15], no=[None] * 3, totals=[400, 300, 200])
    years = {"totals": [400, 300], "groups": {"1": [100, 30], "2": [90, 80]}, "as_before": []}

    assert alerts_of({"first_time": even}) == ([], 2)
    alerts, compared = alerts_of({"first_time": behind, "carer": hidden, "year": years})
    said = [alert.sentence for alert in alerts]
    assert compared == 4 + 1 + 2
    assert [sentence.partition(";")[0] for sentence in said] == [
        "First time: 15 of 40 who were offered a place said yes",
        "Year 1: 30 of 100 who asked were offered a place",
        "Care for somebody: 15 of 60 who asked said yes",
    ]
    assert "of the others 270 of 300" in said[1]  # everybody else


def test_charts_tell_groups_apart_without_colour_and_say_what_they_show():
    three = [charts.Bar(kind, 10 * kind or None, f"Year {kind} <b>") for kind in range(3)]
    drawn = charts.bars("way-x", "Year", "How many.", [charts.Block("Asked", three)])
    rows = [charts.Line("A & B", [10, None, 20]), charts.Line("C", [20, 20, 20])]
    trend = charts.lines("trend-x", "Year", "", ["1", "2", "3"], rows)

    assert "Year 1 &lt;b&gt;" in drawn
    assert set(re.findall(r'fill="url\(#(way-x-\d)\)"', drawn)) == {"way-x-1", "way-x-2"}
    assert 'role="img" aria-labelledby="way-x-title way-x-says"' in drawn
    assert "– Year 0" in drawn  # nothing is said: no bar
    dashes = re.findall(r'stroke-dasharray="([^"]+)"', trend)
    assert len(set(dashes)) == 2
    assert "20 A &amp; B" in trend
    assert 'd="M34.0 89.0M230.0 14.0"' in trend  # a gap is a gap
    words = [float(y) for y in re.findall(r'<text x="240.0" y="([\d.]+)"', trend)]
    assert len(words) == len(set(words)) == 2


def test_a_running_term_says_nothing_of_what_people_told_and_no_student_may_look():
    here, lot = an_institution(), random.Random(2)
    before, running = a_term(here, weeks_ago=40), a_term(here, weeks_ago=8)
    for term in (before, running):
        they_take_part(term, some_people(here, 80, lot), lot)
    freeze_due()
    address = url_of("insights:who_takes_part", here)

    page = client_of(staff_at(here)).get(address)
    found = page.context["found"]
    assert found.frozen.term == running
    assert "carer" not in {split.key for split in found.splits}
    assert found.settled_before.term == before
    assert "so that no two counts can be set against each other" in page.text
    assert client_of(a_student(institution=here).user).get(address).status_code == 403
    assert client_of(staff_at(an_institution())).get(address).status_code in (403, 404)
