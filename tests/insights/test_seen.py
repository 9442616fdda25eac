"""The step before an interest: who looked, counted with as little as does it."""

import random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from disclosure import rounded
from insights.equity import freeze_due
from insights.models import FrozenTables
from insights.seen import pairs_shown
from insights.tasks import run_timetable
from students.models import Eoi, Student
from students.seen import PageOpenings, SeenProjects
from tests.build import a_student, an_institution, an_open_challenge, client_of, staff_at, url_of
from tests.build_insights import a_term, some_people, they_take_part

BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.mark.django_db
def test_a_visitor_is_a_number_of_the_day_and_a_student_one_row_a_term():
    here = an_institution()
    term, student = a_term(here, weeks_ago=1), a_student(institution=here)
    project = an_open_challenge(institution=here)
    listing = url_of("portal:listing", here)
    page = url_of("portal:project", here, code=project.code)
    visitor, hers, officer = Client(), client_of(student.user), client_of(staff_at(here))

    for address in (listing, page, page):
        visitor.get(address, headers=BROWSER)
    for agent in ("Googlebot/2.1", "curl/8.5", "facebookexternalhit/1.1", ""):
        visitor.get(page, headers={"user-agent": agent})
    visitor.head(page, headers=BROWSER)
    visitor.get(listing, headers=BROWSER | {"hx-request": "true"})  # a filter of the same look
    visitor.get(page, headers=BROWSER | {"sec-purpose": "prefetch"})
    officer.get(page, headers=BROWSER)
    hers.get(page, headers=BROWSER)
    hers.get(listing, headers=BROWSER)
    with CaptureQueriesContext(
        connection,
    ) as again:
        hers.get(listing, headers=BROWSER)
    with CaptureQueriesContext(connection) as uncounted:
        hers.get(listing)

    assert len(again) == len(uncounted)
    assert list(SeenProjects.objects.values_list("student", "term")) == [(student.pk, term.pk)]
    run_timetable()
    visitor.get(page, headers=BROWSER)
    run_timetable()
    run_timetable()
    row = PageOpenings.objects.get()
    assert (row.institution, row.day, row.times) == (here, clock.today(here.zone), 4)


@pytest.mark.django_db
def test_of_a_settled_term_the_page_says_of_which_groups_they_were_and_small_ones_are_hidden():
    here, lot = an_institution(), random.Random(6)
    term, running = a_term(here), a_term(here, weeks_ago=3)
    people = some_people(here, 150, lot)
    they_take_part(term, people[:40], lot)
    SeenProjects.objects.bulk_create(
        SeenProjects(institution=here, student=each, term=which, on=which.starts_on)
        for which in (term, running)
        for each in people[20:100]
    )
    PageOpenings.objects.create(institution=here, day=term.starts_on, times=321)

    freeze_due()
    said = FrozenTables.objects.get(term=term).tables["seen"]
    assert (said["opened"], len(said["discipline"])) == (321, 2)
    others = Student.objects.exclude(pk__in=Eoi.objects.values("student"))
    for group, (number, looked) in said["discipline"].items():
        of_group = others.filter(discipline=group)
        seen = of_group.filter(pk__in=SeenProjects.objects.values("student"))
        assert (number, looked) == (rounded(of_group.count()), rounded(seen.count()))
    assert FrozenTables.objects.get(term=running).tables["seen"] == {"opened": 0}
    address = url_of("insights:who_takes_part", here)
    page = client_of(staff_at(here)).get(address, {"term": f"{term.starts_on}"})
    assert "opened the list or a project 321 times" in page.text
    assert "On the roster, sent no interest" in page.text


def test_neither_a_group_nor_the_rest_of_them_is_small():
    lot, said = random.Random(7), 0
    for _ in range(2000):
        groups = {
            name: (people := lot.randint(1, 40), lot.randint(0, people))
            for name in lot.sample(["", "1", "2", "3", "4"], lot.randint(1, 5))
        }
        shown = pairs_shown(groups, 5)
        rest = [pair for name, pair in groups.items() if name not in shown]
        sets = [groups[name] for name in shown] + [tuple(map(sum, zip(*rest, strict=True)))]

        said += len(shown)
        assert "" not in shown
        assert not shown or all(5 <= looked <= people - 5 for people, looked in filter(None, sets))
    assert said > 500
