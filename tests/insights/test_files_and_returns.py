"""Files that a worker writes, what bodies of higher education ask for, and what everybody sees."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from employers.models import Challenge, HostCheck
from insights import exporting
from insights.exports import Export
from insights.public import keep_public_figures, public_terms
from institutions.models import Module
from placements.models import SignOff
from tests.build import (
    a_student,
    an_eoi,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
)
from tests.build_credentials import a_past_challenge, a_settled_sign_off
from tests.build_insights import a_term, some_people, they_take_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def officer(here):
    return client_of(staff_at(here))


def test_many_rows_are_written_meanwhile_and_gone_after_two_days(
    here, officer, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(exporting, "WITHOUT_WAITING", 1)
    challenge = an_open_challenge(institution=here)
    numbers = {an_eoi(challenge=challenge).student.student_number for _n in range(3)}
    rows = reverse("insights:counted_rows", args=[here.slug, "interests"])
    ask = reverse("insights:ask_for_export", args=[here.slug, "interests"])

    assert f'action="{ask}"' in officer.get(rows).text
    assert officer.get(rows, {"format": "csv"})["Location"] == rows
    waiting = officer.post(ask, {"kind": "csv"})["Location"]
    assert "waits for its turn" in officer.get(waiting).text
    assert officer.get(f"{waiting}open/").status_code == 404
    export = Export.objects.get()
    exporting.write_export(export)
    exporting.write_export(export)  # a second worker finds nothing to do
    assert "The file is there: 3 rows" in officer.get(waiting).text
    written = officer.get(f"{waiting}open/").getvalue().decode()
    assert {line.split(",")[3] for line in written.splitlines()[1:]} == numbers
    assert client_of(staff_at(here)).get(f"{waiting}open/").status_code == 403

    # somebody stops one that is being written
    officer.post(ask, {"kind": "xlsx"})
    dropped = Export.objects.get(kind="xlsx")
    Export.objects.filter(pk=dropped.pk).delete()
    assert not exporting.write_export(dropped)
    # one whose worker died is taken up, three times at most
    officer.post(ask, {"kind": "xlsx"})
    silent = clock.now() - timedelta(hours=1)
    Export.objects.filter(kind="xlsx").update(heard_at=silent, tries=2)
    with django_capture_on_commit_callbacks(execute=True):
        exporting.tend_exports()
    assert Export.objects.get(kind="xlsx").written == 3
    # after two days nothing is left, nor its bytes
    Export.objects.update(asked_at=clock.now() - timedelta(days=2, minutes=1))
    file = Export.objects.get(pk=export.pk).file
    with django_capture_on_commit_callbacks(execute=True):
        assert exporting.tend_exports() == 2
    assert not Export.objects.exists()
    assert not file.storage.exists(file.name)


def test_returns_say_what_is_reported_what_is_near_and_what_is_missing(here, officer):
    module = Module.objects.create(institution=here, code="GEO1", title="Maps")
    reported, near, short = (a_student(institution=here, signs_in=False) for _n in range(3))

    def was_there(student, days, **more):
        challenge = a_past_challenge(institution=here, module=module, days=Decimal(days), **more)
        return a_settled_sign_off(challenge=challenge, students=[student]).team.challenge

    for days in (10, 10):
        was_there(reported, days, minutes_told=90)
    was_there(near, 10)
    was_there(near, 4)  # never counts
    for _n in range(6):
        was_there(short, 4)  # 24 days of placements that are too short
    checked = Challenge.objects.filter(days=10).first()
    HostCheck.objects.create(
        institution=here,
        employer=checked.employer,
        asked_at=checked.published_at,
        answered_at=checked.published_at,
        good_until=clock.today(here.zone),
        controls=True,
        induction=True,
        insured="yes",
        insured_until=clock.today(here.zone),
        emergency_name="Ada",
    )
    checked.assessments.create(institution=here, version=1, mark="x", made_at=checked.published_at)

    def rows(name):
        page = officer.get(reverse("insights:counted_rows", args=[here.slug, name]))
        return page.context["rows"]

    page = officer.get(reverse("insights:returns", args=[here.slug]))
    figures = {
        measure.name: number
        for each in page.context["returns"]
        for measure, number in each["figures"]
    }

    assert figures == {
        "hesa": 2,
        "hesa_near": 1,
        "hesa_unknown": 0,
        "cewil": 10,
        "teqsa": 10,
        "teqsa_lacking": 9,
    }
    assert [(row[0], row[3], row[5], row[6]) for row in rows("hesa")] == [
        (reported.student_number, Decimal(10), "03", Decimal(20))
    ] * 2
    assert [(row[0], row[2]) for row in rows("hesa_near")] == [(near.student_number, Decimal(10))]
    cewil = rows("cewil")[0]
    assert (cewil[12], cewil[16], cewil[17]) == (Decimal("87.75"), Decimal("1.50"), "yes")
    assert page.context["returns"][0]["own"]
    SignOff.objects.update(settled_at=None)
    assert len(rows("teqsa_lacking")) == 10


def test_everybody_reads_rounded_figures_of_terms_that_are_over(here, client):
    term = a_term(here)
    they_take_part(term, some_people(here, 90, random.Random(3)), random.Random(4))
    a_term(here, weeks_ago=2)  # under way
    few = a_term(here, weeks_ago=60)
    they_take_part(few, some_people(here, 4, random.Random(5)), random.Random(6))

    cache.clear()
    assert (keep_public_figures(), keep_public_figures()) == (1, 0)
    with CaptureQueriesContext(connection) as asked:
        [shown, hidden] = public_terms(here)
    assert not asked.captured_queries
    page = client.get(reverse("insights:public_figures", args=[here.slug])).text

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT p.student_id) FROM placements_placement p "
            "JOIN placements_attendance a ON a.placement_id = p.id AND a.came = 'came' "
            "JOIN employers_challenge c ON c.id = p.challenge_id "
            f"WHERE c.institution_id = {here.pk} AND p.state IN ('finished', 'closed') "
            "AND c.starts_at >= %s AND c.starts_at < %s",
            [term.starts_on, term.ends_on + timedelta(days=1)],
        )
        ((there,),) = cursor.fetchall()
    assert there > 20
    assert shown.students == 5 * round(there / 5)
    assert f"about {shown.students}" in page
    assert (hidden.students, hidden.first_timers, hidden.with_badge) == (None, None, None)
    assert "too few to show" in page
