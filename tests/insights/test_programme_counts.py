"""Figures, their rows, their files and SQL written by hand say the same."""

import csv
import dataclasses
import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from core import clock
from employers.models import Challenge
from insights import counting
from insights.measures import MEASURES
from insights.periods import usual_period
from insights.returns import RETURNS
from insights.terms import in_terms
from institutions.models import StaffRole, Term
from placements.models import LaterUse, Placement, Reach
from students.models import Eoi
from students.states import EoiState
from tests.build import (
    a_closed_challenge,
    a_student,
    an_eoi,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
)
from tests.build_credentials import a_past_challenge, a_settled_sign_off, an_endorsement

pytestmark = pytest.mark.django_db

HALF_A_YEAR = timedelta(days=182)
THEIRS = """
FROM employers_challenge c {join} WHERE c.institution_id = {here}
AND c.starts_at >= '{first}' AND c.starts_at <= '{last}'"""
EOI = "JOIN students_eoi e ON e.challenge_id = c.id AND e.state NOT IN ('unconfirmed', 'expired')"
PLACED = (
    "JOIN placements_placement p ON p.challenge_id = c.id AND p.state NOT IN ('called_off',"
    " 'given_back') JOIN students_student s ON s.id = p.student_id "
    "LEFT JOIN placements_attendance a ON a.placement_id = p.id"
)
PUBLIC = "c.state IN ('open', 'paused', 'closed', 'running', 'completed')"
BADGE = f"{PLACED} JOIN credentials_credential b ON b.placement_id = p.id"
SIGNED = (
    "JOIN placements_team t ON t.challenge_id = c.id JOIN placements_signoff f ON f.team_id = t.id"
)
DUE = "c.answer_by < '{now}' AND NOT (e.state = 'withdrawn' AND e.answered_at IS NULL)"
BY_HAND = {  # measure: what is counted, of which tables, where
    "placements": ("count(*)", PLACED, "true"),
    "students": ("count(DISTINCT p.student_id)", PLACED, "true"),
    "hosts": ("count(DISTINCT c.employer_id)", "", PUBLIC),
    "projects": ("count(*)", "", PUBLIC),
    "interests": ("count(*)", EOI, "true"),
    "offers": ("count(*)", EOI, "e.offered_at IS NOT NULL"),
    "finished": (
        "count(*)",
        PLACED,
        "p.state IN ('finished', 'closed') AND a.came IN ('came', 'late', 'part')",
    ),
    "badges": ("count(*)", BADGE, "true"),
    "endorsements": (
        "count(*)",
        f"{BADGE} JOIN credentials_endorsement v ON v.credential_id = b.id",
        "v.state = 'given'",
    ),
    "first_time": ("count(*)", PLACED, "p.first_time"),
    "early_interests": (
        "count(*)",
        f"{EOI} JOIN students_student s ON s.id = e.student_id",
        "s.year_of_study < 3",
    ),
    "early_placements": ("count(*)", PLACED, "s.year_of_study < 3"),
    "in_time": ("count(*)", EOI, f"{DUE} AND e.answered_at <= c.answer_by"),
    "late": ("count(*)", EOI, f"{DUE} AND (e.answered_at IS NULL OR e.answered_at > c.answer_by)"),
    "effort": ("count(*)", "", f"{PUBLIC} AND c.starts_at <= '{{now}}' AND c.minutes_told > 0"),
    "used": ("count(*)", SIGNED, "f.useful IN ('most', 'part')"),
    "used_later": (
        "count(*)",
        f"{SIGNED} JOIN placements_lateruse l ON l.sign_off_id = f.id",
        "l.said_at IS NOT NULL AND l.used IN ('most', 'part')",
    ),
}


@pytest.fixture
def here():
    return an_institution()


def address_of(here, measure: str) -> str:
    return reverse("insights:counted_rows", args=[here.slug, measure])


def reports_of(here) -> str:
    return reverse("insights:programme_counts", args=[here.slug])


def much_has_happened(here) -> None:
    """Of every figure some rows count and some do not."""
    early, late = (
        a_student(institution=here, student_number=f"=cmd{year}", year_of_study=year)
        for year in (1, 3)
    )
    told = a_past_challenge(institution=here, minutes_told=20)
    sign_off = a_settled_sign_off(challenge=told, students=[early, late], useful="part")
    LaterUse.objects.create(
        sign_off=sign_off, asked_at=clock.now(), used="not", said_at=clock.now()
    )
    unused = a_past_challenge(institution=here, employer=told.employer)
    a_settled_sign_off(challenge=unused, students=[early], useful="thinking", came="did_not_come")
    Placement.objects.filter(student=late).update(first_time=True)
    given = an_endorsement(reach=Reach.SECTOR, challenge=a_past_challenge(institution=here))
    Eoi.objects.filter(challenge=given.credential.placement.challenge).update(
        answered_at=told.answer_by, offered_at=told.answer_by
    )
    unanswered = a_closed_challenge(institution=here, answer_by=clock.now() - timedelta(minutes=1))
    an_eoi(challenge=unanswered)
    an_eoi(challenge=unanswered, state=EoiState.WITHDRAWN)
    opened = an_open_challenge(institution=here)
    an_eoi(challenge=opened, student=early)
    an_eoi(challenge=opened, state=EoiState.UNCONFIRMED)


def rows_of_sheet(content: bytes) -> tuple[int, str]:
    """How many rows a file of XlsxWriter has below its headings, and its XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    return sheet.count("<row ") - 1, sheet


def test_each_figure_is_what_sql_counts_and_the_number_of_its_rows_and_files(here):
    much_has_happened(here)
    a_settled_sign_off()  # elsewhere
    period = usual_period(here)
    term = Term.objects.create(
        institution=here, name="Autumn", starts_on=period.first, ends_on=period.last
    )
    officer = client_of(staff_at(here))
    page = officer.get(reports_of(here))
    counts = {name: figure.count for name, figure in page.context["counts"].items()}

    first, last = period.moments(here)
    sql = {}
    with connection.cursor() as cursor:
        for name, (what, join, where) in BY_HAND.items():
            of = THEIRS.format(join=join, here=here.pk, first=first, last=last)
            cursor.execute(f"SELECT {what} {of} AND {where.format(now=clock.now())}")
            (sql[name],) = cursor.fetchone()
    rows = {name: officer.get(address_of(here, name)).context["page"] for name in counts}
    files = {
        name: officer.get(address_of(here, name), {"format": "csv"}).getvalue().decode()
        for name in counts
    }
    sheets = {
        name: rows_of_sheet(officer.get(address_of(here, name), {"format": "xlsx"}).content)
        for name in counts
    }

    assert counts == sql
    assert set(MEASURES) == set(BY_HAND)
    assert {name for name, count in counts.items() if count == 0} == {"used_later"}
    assert {name: len(page) for name, page in rows.items()} == counts
    assert {name: len(list(csv.reader(io.StringIO(text)))) - 1 for name, text in files.items()} == (
        counts
    )
    assert {name: number for name, (number, _xml) in sheets.items()} == counts
    # what a spreadsheet would run as a formula is text, in both
    assert "'=cmd1" in files["placements"]
    assert "<t>=cmd1</t>" in sheets["placements"][1]
    assert not any("<f>" in xml for _number, xml in sheets.values())
    # the same figures beside those of other terms
    [in_term] = in_terms(here)
    names = ("projects", "hosts", "interests", "placements", "students", "finished", "in_time")
    assert {name: in_term.numbers[name] for name in names} == {n: counts[n] for n in names}
    assert in_term.share("first_places", "placements") == round(
        100 * counts["first_time"] / counts["placements"]
    )
    shown = officer.get(reverse("insights:term_by_term", args=[here.slug])).text
    link = f"{address_of(here, 'interests')}?first={term.starts_on}&amp;last={term.ends_on}"
    assert f'<a href="{link}">{counts["interests"]}</a>' in shown


def test_rows_are_read_some_at_a_time_each_once_and_in_words(here, monkeypatch):
    monkeypatch.setattr(counting, "AT_ONCE", 2)
    challenge = an_open_challenge(institution=here)
    numbers = [an_eoi(challenge=challenge).student.student_number for _n in range(5)]
    rows = dataclasses.replace(MEASURES["interests"]).of(here, usual_period(here))

    pages = list(rows.in_pages())

    assert [len(page) for page in pages] == [2, 2, 1]
    assert [row[3] for page in pages for row in page] == numbers
    for few in (5, 0):  # sorted; walked from the end that is nearer
        monkeypatch.setattr(counting, "FEW", few)
        assert [row[3] for row in rows[1:3]] == numbers[1:3]
        assert [row[3] for row in rows[3:6]] == numbers[3:]
    assert pages[0][0][5] == "waits for an answer"
    assert pages[0][0][2].utcoffset() is not None


def test_a_period_takes_only_what_starts_in_it_and_nonsense_is_said(here):
    an_eoi(challenge=an_open_challenge(institution=here))
    officer = client_of(staff_at(here))
    later = (clock.today(here.zone) + HALF_A_YEAR).isoformat()

    page = officer.get(reports_of(here), {"first": later, "last": later})
    wrong = officer.get(reports_of(here), {"first": "2026-03-02", "last": "2026-03-01"})

    assert {each.count for each in page.context["counts"].values()} == {0}
    assert wrong.status_code == 422
    assert "Give a day from" in wrong.text
    assert re.search(r'name="first" value="\d{4}-\d{2}-\d{2}"', wrong.text)
    assert officer.get(address_of(here, "profits")).status_code == 404


def test_reports_are_for_the_desk_and_ask_few_questions(here, django_assert_max_num_queries):
    Challenge.objects.filter(pk=an_open_challenge(institution=here).pk).update(places=3)
    elsewhere = staff_at(an_institution())
    academic = staff_at(here, StaffRole.ACADEMIC)
    reader = client_of(staff_at(here, StaffRole.READER))

    assert client_of(elsewhere).get(address_of(here, "interests")).status_code == 403
    assert client_of(academic).get(address_of(here, "interests")).status_code == 403
    assert set(RETURNS) & set(MEASURES) == set()
    for url in (
        reports_of(here),
        address_of(here, "interests"),
        reverse("insights:term_by_term", args=[here.slug]),
        reverse("insights:returns", args=[here.slug]),
    ):
        with django_assert_max_num_queries(10):
            assert reader.get(url).status_code == 200
