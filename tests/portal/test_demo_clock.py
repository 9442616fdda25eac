"""The demo's clock moves one project and everything that hangs on it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from core import clock
from core.errors import RuleBroken
from employers.models import Challenge, Session
from employers.states import ChallengeState
from placements.models import Attendance, Booking, Came, Placement
from placements.services.agreement import as_kept
from placements.states import PlacementState
from portal.demo import clock as demo_clock
from portal.demo.clock import Moment
from students.models import Eoi
from students.states import WAITING, EoiState
from tests.build import a_closed_challenge, a_student, an_eoi, an_open_challenge, staff_at
from tests.build_placements import a_placement, an_awake_institution, interests_in

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def challenge():
    """Closed; its two days begin in twelve days; three places taken, one offer out."""
    here = an_awake_institution()
    first = clock.today(here.zone) + timedelta(days=12)
    days = [(first + timedelta(days=n), time(9, 30), time(16, 0)) for n in range(2)]
    challenge = a_closed_challenge(institution=here, sessions=days, team_at_most=5)
    for _n in range(3):
        student = a_student(institution=here)
        a_placement(
            challenge=challenge,
            eoi=an_eoi(challenge=challenge, student=student, state=EoiState.ACCEPTED),
        )
    an_eoi(challenge=challenge, state=EoiState.OFFERED)
    return challenge


def moved(challenge, moment):
    demo_clock.move(challenge, moment)
    return Challenge.objects.get(pk=challenge.pk)


def local(moment):
    return moment.astimezone(LONDON)


def test_the_evening_before_is_the_day_before_with_the_same_hours(challenge):
    after = moved(challenge, Moment.EVENING_BEFORE)

    tomorrow = clock.today("Europe/London") + timedelta(days=1)
    assert local(after.starts_at) == datetime.combine(tomorrow, time(9, 30), LONDON)
    assert local(after.ends_at).date() == tomorrow + timedelta(days=1)
    assert after.state == ChallengeState.CLOSED
    sessions = Session.objects.filter(challenge=after)
    assert [(s.on, s.starts, s.starts_at) for s in sessions] == [
        (day, time(9, 30), datetime.combine(day, time(9, 30), LONDON))
        for day in (tomorrow, tomorrow + timedelta(days=1))
    ]
    assert Booking.objects.filter(span__startswith=after.starts_at).count() == 3


def test_what_hangs_on_the_dates_moves_by_as_many_days(challenge):
    by = timedelta(days=-11)
    eoi = Eoi.objects.get(challenge=challenge, state=EoiState.OFFERED)
    placement = Placement.objects.filter(challenge=challenge).first()
    before = as_kept(challenge, list(challenge.sessions.all()))
    Placement.objects.filter(pk=placement.pk).update(agreed=before)

    after = moved(challenge, Moment.EVENING_BEFORE)

    eoi_after = Eoi.objects.get(pk=eoi.pk)
    assert eoi_after.offer_ends_at == eoi.offer_ends_at + by
    assert eoi_after.state == EoiState.LAPSED  # and the timetable saw that its time ran out
    assert after.answer_by == challenge.answer_by + by
    kept = Placement.objects.get(pk=placement.pk)
    assert kept.agreed_at == placement.agreed_at + by
    tomorrow = date_format(local(after.starts_at), "l j F")
    assert kept.agreed["lines"][0][1].startswith(tomorrow)
    assert not before["lines"][0][1].startswith(tomorrow)


@pytest.mark.parametrize("hour", [0, 3, 9, 12, 15, 18, 23])
def test_on_the_day_it_is_on_whatever_the_hour(challenge, hour):
    here = timezone.now().astimezone(LONDON)
    wanted = here.replace(hour=hour, minute=20, second=0)

    with clock.moved(wanted - here):
        after = moved(challenge, Moment.THE_DAY)
        now = clock.now()

        assert after.state == ChallengeState.RUNNING
        assert after.starts_at <= now < Session.objects.filter(challenge=after)[0].ends_at
        assert local(after.starts_at).date() == local(now).date()
        states = Placement.objects.filter(challenge=after).values_list("state", flat=True)
        assert set(states) == {PlacementState.RUNNING}


def test_the_day_after_it_is_over_and_three_months_later_closed(challenge):
    after = moved(challenge, Moment.DAY_AFTER)
    assert after.state == ChallengeState.COMPLETED
    assert local(after.ends_at).date() == clock.today("Europe/London") - timedelta(days=1)

    after = moved(after, Moment.THREE_MONTHS_LATER)
    states = Placement.objects.filter(challenge=after).values_list("state", flat=True)
    assert set(states) == {PlacementState.CLOSED}


def test_a_project_s_life_has_one_direction(challenge):
    over = moved(challenge, Moment.DAY_AFTER)

    with pytest.raises(RuleBroken, match="is past that moment"):
        demo_clock.move(over, Moment.EVENING_BEFORE)


def test_the_clock_moves_no_other_project(challenge):
    other = a_closed_challenge(institution=challenge.institution)

    moved(challenge, Moment.DAY_AFTER)

    after = Challenge.objects.get(pk=other.pk)
    assert (after.starts_at, after.closes_at, after.state) == (
        other.starts_at,
        other.closes_at,
        other.state,
    )


def test_two_projects_moved_to_the_same_day_do_not_refuse_each_other(challenge):
    student = Placement.objects.filter(challenge=challenge).first().student
    later = clock.today(challenge.institution.zone) + timedelta(days=20)
    other = a_closed_challenge(
        institution=challenge.institution, sessions=[(later, time(9, 30), time(16, 0))]
    )
    a_placement(
        challenge=other, eoi=an_eoi(challenge=other, student=student, state=EoiState.ACCEPTED)
    )

    moved(challenge, Moment.EVENING_BEFORE)
    moved(other, Moment.EVENING_BEFORE)

    assert Booking.objects.filter(student=student, placement__challenge=other).count() == 0
    assert Booking.objects.filter(student=student).count() == 2


@pytest.fixture
def asked_for():
    """Open: two places, three who wait, one of whom the university does not know yet."""
    here = an_awake_institution()
    staff_at(here)
    challenge = an_open_challenge(institution=here, places=2)
    interests_in(challenge, 2)
    an_eoi(challenge=challenge, student=a_student(institution=here, verified_at=None))
    return challenge


def states_of(challenge):
    return sorted(Eoi.objects.filter(challenge=challenge).values_list("state", flat=True))


def test_answers_are_out_and_the_people_have_their_time_to_say_yes(asked_for):
    after = moved(asked_for, Moment.ANSWERS)

    assert after.state == ChallengeState.CLOSED
    assert after.starts_at == asked_for.starts_at
    assert states_of(after) == [EoiState.OFFERED, EoiState.OFFERED, EoiState.WAITLISTED]
    offered = Eoi.objects.filter(challenge=after, state=EoiState.OFFERED)
    assert all(eoi.offer_ends_at > clock.now() for eoi in offered)
    assert all(9 <= local(eoi.offer_ends_at).hour < 21 for eoi in offered)
    with pytest.raises(RuleBroken, match="Nobody waits for an answer"):
        demo_clock.move(after, Moment.ANSWERS)


@pytest.mark.parametrize("moment", [m for m in Moment if m != Moment.ANSWERS])
def test_everyone_has_an_answer_before_the_clock_goes_past_it(asked_for, moment):
    after = moved(asked_for, moment)

    assert not Eoi.objects.filter(challenge=after, state__in=(EoiState.SUBMITTED, EoiState.OFFERED))
    assert Placement.objects.filter(challenge=after).standing().count() == 2
    if moment != Moment.EVENING_BEFORE:
        assert not Eoi.objects.filter(challenge=after, state__in=WAITING)
        assert states_of(after).count(EoiState.NOT_SELECTED) == 1


def test_projects_of_the_same_round_keep_waiting_for_their_own_clinic(asked_for):
    one = a_closed_challenge(institution=asked_for.institution)
    other = a_closed_challenge(institution=asked_for.institution, closes_at=one.closes_at)
    for challenge in (one, other):
        interests_in(challenge, 1)
        demo_clock.placements.join_round(challenge=challenge)

    moved(one, Moment.ANSWERS)

    assert states_of(one) == [EoiState.OFFERED]
    assert states_of(other) == [EoiState.SUBMITTED]


def test_at_the_door_everybody_is_checked_in_whom_nobody_marked(challenge):
    moved(challenge, Moment.THE_DAY)
    absent = Placement.objects.filter(challenge=challenge).first()
    demo_clock.placements.mark_attendance(placement=absent, came=Came.DID_NOT_COME)

    moved(Challenge.objects.get(pk=challenge.pk), Moment.DAY_AFTER)

    came = Attendance.objects.filter(placement__challenge=challenge)
    assert sorted(came.values_list("came", flat=True)) == ["came", "came", "did_not_come"]
    assert came.get(placement=absent).came == Came.DID_NOT_COME
