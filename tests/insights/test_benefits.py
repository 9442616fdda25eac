"""What both sides say: the same statements side by side, as a count of one's own, few hidden."""

from datetime import timedelta

import pytest
from django.db import connection

from core import clock
from disclosure import rounded
from institutions.models import Term
from placements.models import Placement
from placements.survey import SurveyAnswer
from tests.build import a_challenge, an_employer, client_of, staff_at, url_of
from tests.build_placements import a_day_that_is_over, an_awake_institution
from tests.portal.pages import words

pytestmark = pytest.mark.django_db


def test_students_and_hosts_stand_side_by_side_and_few_are_hidden(django_assert_max_num_queries):
    here = an_awake_institution()
    today = clock.today(here.zone)
    half = timedelta(days=40)
    Term.objects.create(
        institution=here, name="Autumn", starts_on=today - half, ends_on=today + half
    )
    day = a_day_that_is_over(institution=here, members=10).challenge
    other = a_day_that_is_over(institution=here, members=10).challenge
    of_students = [
        SurveyAnswer(institution=here, side="student", challenge=place.challenge, placement=place)
        for place in Placement.objects.filter(challenge__in=(day, other))
    ]
    days = {name: getattr(day, name) for name in ("starts_at", "ends_at", "closes_at", "answer_by")}
    of_hosts = []
    for sector, many in (("Farming", 4), ("Law", 20), ("Retail", 25)):
        employer = an_employer(known_to=here, sector=sector)
        for _each in range(many):
            challenge = a_challenge(institution=here, employer=employer, **days)
            row = SurveyAnswer(institution=here, side="host", challenge=challenge)
            row.term_from = row.term_until = today
            of_hosts.append(row)
    for answers in (of_students, of_hosts):
        for at, row in enumerate(answers):
            row.version, row.answers = 1, {"gain": 5 if at % 2 else 2, "badge": 0}
    SurveyAnswer.objects.bulk_create(of_students + of_hosts)

    desk, page = client_of(staff_at(here)), url_of("insights:what_they_say", here)
    assert "No term is over" in words(desk.get(page))
    with clock.moved(half + timedelta(days=29)):
        SurveyAnswer.objects.create(  # said too late: the figures stay as they are
            institution=here,
            side="host",
            challenge=a_challenge(institution=here, **days),
            term_from=today,
            term_until=today,
            version=1,
            answers={"gain": 5},
        )
        with django_assert_max_num_queries(10):
            said = words(desk.get(page))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT side, count(*), count(*) FILTER (WHERE (answers->>'gain')::int >= 4)"
            " FROM placements_surveyanswer WHERE said_at < now() + interval '1 day'"
            " GROUP BY side ORDER BY side"
        )
        (_host, hosts, hosts_gain), (_student, students, students_gain) = cursor.fetchall()
    gain = "I learned something that my course does not teach."
    assert f"{gain} Hosts: We gained something" in said
    assert f"{rounded(students_gain)} of {rounded(students)}" in said
    assert f"{rounded(hosts_gain)} of {rounded(hosts)}" in said
    sectors = said.partition("Would tell others")[2]
    assert "Retail Few 10 of 25 40 %" in sectors
    # few of one sector alone would be the total less the rest: a second one is hidden
    assert "Farming Few Few Few" in sectors
    assert "Law Few Few Few" in sectors
