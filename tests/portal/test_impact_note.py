"""A host's impact note: rounded, silent where numbers are small, the same before and after."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from placements.models import Attendance, Came, Placement
from placements.states import PlacementState
from portal.impact import KNOWN, impact_of
from students.states import EoiState
from tests.build import a_host_member, a_student, an_employer, an_eoi, client_of, staff_at, url_of
from tests.build_placements import a_day_that_is_over, a_placement, an_awake_institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return an_awake_institution()


@pytest.fixture
def rosa(here):
    return a_host_member(an_employer(known_to=here), name="Rosa Kestrel")


def a_day(here, employer, students, **more):
    """A day at ``employer`` yesterday; all of ``students`` came."""
    team = a_day_that_is_over(institution=here, employer=employer, members=0, **more)
    for student in students:
        eoi = an_eoi(challenge=team.challenge, student=student, state=EoiState.ACCEPTED)
        a_placement(team=team, eoi=eoi, state=PlacementState.FINISHED)
    Attendance.objects.bulk_create(
        Attendance(placement=each, came=Came.CAME) for each in Placement.objects.filter(team=team)
    )
    return team


def note_of(rosa, here):
    return impact_of(KNOWN.first(institution=here.pk, slug=rosa.employer.slug))


def test_students_first_timers_and_hours_are_rounded_and_few_are_not_shown(here, rosa):
    been, new = ([a_student(institution=here) for _n in range(10)] for _group in range(2))
    url = url_of("portal:impact_note", here, employer=rosa.employer.slug)
    host = client_of(rosa.user)
    with clock.moved(timedelta(days=15 - clock.today(here.zone).day)):  # the 15th of this month
        with clock.moved(timedelta(days=-90)):
            a_day(here, an_employer(known_to=here), been)
        team = a_day(here, rosa.employer, been, contact=rosa)
        page = host.get(url).content.decode()
        assert "Nothing to count yet" in page  # of today and of tomorrow it says the same
    with clock.moved(timedelta(days=45 - clock.today(here.zone).day)):
        page = host.get(url).content.decode()
        assert (page.count("about 10"), page.count("too few to show")) == (1, 1)
        assert team.challenge.title in page
        assert url in host.get(url_of("portal:host_home", here)).content.decode()
        away = a_day(here, rosa.employer, new[:2], contact=rosa)
        Attendance.objects.filter(placement__team=away).update(came=Came.DID_NOT_COME)
        with clock.moved(timedelta(days=-1)):
            a_day(here, rosa.employer, new, contact=rosa)
        a_day(an_awake_institution(), rosa.employer, [], contact=rosa)
    with clock.moved(timedelta(days=80 - clock.today(here.zone).day)):
        said = note_of(rosa, here)
        assert (said.count, said.students, said.first_timers) == (3, 20, 10)
        assert (said.first_timers_in_100, said.hours) == (None, Decimal("6.5") * 20)
        stranger = client_of(a_host_member(an_employer(known_to=here)).user)
        assert stranger.get(url).status_code == 403
        assert client_of(staff_at(here)).get(url).status_code == 200
