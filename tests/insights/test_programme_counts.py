"""Figures, their rows and their files say the same."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from institutions.models import StaffRole
from tests.build import a_student, an_eoi, an_institution, an_open_challenge, client_of, staff_at

pytestmark = pytest.mark.django_db

HALF_A_YEAR = timedelta(days=182)


@pytest.fixture
def here():
    return an_institution()


def address_of(here, measure: str) -> str:
    return reverse("insights:counted_rows", args=[here.slug, measure])


def some_interests(here, count: int) -> None:
    challenge = an_open_challenge(institution=here)
    for number in range(count):
        student = a_student(
            institution=here, student_number=f"=cmd{number}", year_of_study=number + 1
        )
        an_eoi(challenge=challenge, student=student)


def test_each_figure_is_the_number_of_its_rows_and_of_its_file(here):
    some_interests(here, 3)
    some_interests(an_institution(), 2)
    officer = client_of(staff_at(here))

    page = officer.get(reverse("insights:programme_counts", args=[here.slug]))
    counts = {each.measure.name: each.count for each in page.context["counts"]}
    rows = {name: officer.get(address_of(here, name)).context["page"] for name in counts}
    files = {
        name: officer.get(address_of(here, name), {"format": "csv"}).content.decode()
        for name in counts
    }

    assert counts["interests"] == 3
    assert counts["projects"] == 1
    assert counts["early_interests"] == 2
    assert "67 in 100, of 3 whose year we know" in page.text
    assert {name: page.paginator.count for name, page in rows.items()} == counts
    assert {name: len(list(csv.reader(io.StringIO(text)))) - 1 for name, text in files.items()} == (
        counts
    )


def test_what_a_spreadsheet_would_run_is_text(here):
    some_interests(here, 1)

    text = (
        client_of(staff_at(here))
        .get(address_of(here, "interests"), {"format": "csv"})
        .content.decode()
    )

    assert "'=cmd0" in text


def test_a_period_takes_only_what_starts_in_it(here):
    some_interests(here, 2)
    later = (clock.today(here.zone) + HALF_A_YEAR).isoformat()

    page = client_of(staff_at(here)).get(
        reverse("insights:programme_counts", args=[here.slug]), {"first": later, "last": later}
    )

    assert [each.count for each in page.context["counts"]] == [0] * 9


def test_a_period_that_is_none_is_said(here):
    page = client_of(staff_at(here)).get(
        reverse("insights:programme_counts", args=[here.slug]),
        {"first": "2026-03-02", "last": "2026-03-01"},
    )

    assert page.status_code == 422
    assert "Give a day from" in page.content.decode()


def test_an_unknown_figure_is_no_page(here):
    assert client_of(staff_at(here)).get(address_of(here, "profits")).status_code == 404


def test_reports_are_for_the_desk(here):
    elsewhere = staff_at(an_institution())
    academic = staff_at(here, StaffRole.ACADEMIC)

    assert client_of(elsewhere).get(address_of(here, "interests")).status_code == 403
    assert client_of(academic).get(address_of(here, "interests")).status_code == 403
    assert (
        client_of(staff_at(here, StaffRole.READER)).get(address_of(here, "interests")).status_code
        == 200
    )


def test_the_page_asks_few_questions(here, django_assert_max_num_queries):
    some_interests(here, 5)
    officer = client_of(staff_at(here))

    with django_assert_max_num_queries(10):
        officer.get(reverse("insights:programme_counts", args=[here.slug]))


def test_the_days_of_the_period_stand_in_the_fields(here):
    page = (
        client_of(staff_at(here)).get(reverse("insights:programme_counts", args=[here.slug])).text
    )

    assert re.search(r'name="first" value="\d{4}-\d{2}-\d{2}"', page)
