"""The day and after: what the timetable says once, who came, help, what closes by itself."""

from datetime import datetime, time, timedelta

import pytest

from core import clock
from core.errors import RuleBroken
from core.models import OutboxEvent
from core.outbox import publish
from notifications.models import Message
from notifications.tasks import notify
from placements import services
from placements.events import DayIsNear
from placements.models import Attendance, Concern, Placement, SelfRating
from placements.services import timetable
from placements.states import PlacementState
from tests.build import a_user, client_of, staff_at, url_of
from tests.build_placements import (
    a_challenge_that_closed,
    a_day_that_is_over,
    a_placement,
    a_sign_off,
    a_team,
    an_awake_institution,
)
from tests.placements.test_rounds import facts
from tests.placements.test_student_pages import text_of

pytestmark = pytest.mark.django_db


def until(moment: datetime) -> timedelta:
    return moment - clock.now()


def test_the_day_is_announced_once_the_day_before_and_not_at_night():
    institution = an_awake_institution(quiet_from=time(21), quiet_until=time(8))
    challenge = a_challenge_that_closed(institution=institution)
    a_placement(challenge=challenge)
    day_before = challenge.sessions.get().on - timedelta(days=1)

    said = []
    for wall in (time(7), time(9), time(10)):
        with clock.moved(until(clock.at(day_before, wall, institution.zone))):
            said.append(services.say_the_day_is_near())

    assert said == [0, 1, 0]
    assert facts("placements.day_is_near") == [{"challenge_id": challenge.pk}]


def test_placements_run_finish_and_close_by_themselves():
    challenge = a_challenge_that_closed()
    placement = a_placement(challenge=challenge)
    seen = []
    for moment in (
        challenge.starts_at + timedelta(minutes=1),
        challenge.ends_at + timedelta(minutes=1),
        challenge.ends_at + timedelta(days=13),
        challenge.ends_at + timedelta(days=14, minutes=1),
    ):
        with clock.moved(until(moment)):
            timetable.run()
            timetable.run()
        seen.append(Placement.objects.get(pk=placement.pk).state)

    assert seen == ["running", "finished", "finished", "closed"]
    assert facts("placements.day_is_over") == [{"challenge_id": challenge.pk}]
    assert facts("placements.placement_closed") == [{"placement_id": placement.pk}]


def test_a_timetable_that_slept_through_the_day_catches_up_in_one_run():
    challenge = a_challenge_that_closed()
    placement = a_placement(challenge=challenge)

    with clock.moved(until(challenge.ends_at + timedelta(days=20))):
        timetable.run()

    assert Placement.objects.get(pk=placement.pk).state == PlacementState.CLOSED


def test_who_came_is_noted_and_can_be_put_right():
    placement = Placement.objects.get(team=a_day_that_is_over(members=1))
    host = a_user()

    services.mark_attendance(placement=placement, came="late", note="10:15", by=host)
    services.mark_attendance(placement=placement, came="late", note="10:15", by=host)
    services.mark_attendance(placement=placement, came="part", note="left at one", by=host)

    attendance = Attendance.objects.get()
    assert (attendance.came, attendance.note, attendance.marked_by) == ("part", "left at one", host)
    assert len(facts("placements.attendance_marked")) == 2


def test_nobody_is_marked_before_the_day_or_after_closing():
    early = a_placement()
    closed = Placement.objects.get(team=a_day_that_is_over(members=1))
    Placement.objects.filter(pk=closed.pk).update(state="closed")

    with pytest.raises(RuleBroken, match="not begun"):
        services.mark_attendance(placement=early, came="came")
    with pytest.raises(RuleBroken, match="closed by now"):
        services.mark_attendance(placement=closed, came="came")


def test_leaving_in_the_middle_keeps_the_seat_and_asks_nobody():
    challenge = a_challenge_that_closed(places=1, team_at_least=1)
    placement = a_placement(challenge=challenge, state=PlacementState.RUNNING)

    services.give_back_place(placement=placement, because="Ill.")

    placement.refresh_from_db()
    sheet = client_of(placement.student.user).get(url_of("placements:arrival_sheet", placement))
    assert (placement.state, placement.left_because) == ("left_early", "Ill.")
    assert "that you can’t come" in text_of(sheet)
    assert "Getting there" not in text_of(sheet)
    assert facts("placements.place_declined") == []


def test_a_concern_reaches_staff_and_is_settled_once():
    placement = a_placement()
    staff, other = staff_at(placement.institution), staff_at(placement.institution)

    with pytest.raises(RuleBroken, match="one line"):
        services.raise_concern(challenge=placement.challenge, kind="concern")
    concern = services.raise_concern(
        challenge=placement.challenge,
        placement=placement,
        kind="late",
        words="The bus.",
        by=placement.student.user,
    )
    services.settle_concern(concern=concern, by=staff, note="Rang the host.")
    services.settle_concern(concern=concern, by=other, note="Twice.")

    concern = Concern.objects.get()
    assert (concern.settled_by, concern.note) == (staff, "Rang the host.")
    assert facts("placements.concern_raised") == [{"concern_id": concern.pk}]


def test_three_lines_are_kept_and_one_is_enough():
    placement = Placement.objects.get(team=a_day_that_is_over(members=1))

    with pytest.raises(RuleBroken, match="at least one"):
        services.reflect(placement=placement, used="  ")
    services.reflect(placement=placement, surprised="They print everything.")
    reflection = services.reflect(placement=placement, surprised="They print it all.")

    assert reflection.surprised == "They print it all."
    assert facts("placements.reflected") == [{"placement_id": placement.pk}]


def test_nobody_reflects_before_the_end_of_the_day():
    with pytest.raises(RuleBroken, match="not over"):
        services.reflect(placement=a_placement(), used="Maps.")


def test_she_rates_herself_before_she_sees_the_host_and_not_after():
    team = a_day_that_is_over(members=1)
    placement = Placement.objects.get(team=team)
    skills = list(team.challenge.skills.all())
    a_sign_off(team)

    hidden = services.may_see_host_levels(placement)
    services.rate_self(placement=placement, levels=dict.fromkeys(skills, 0))
    shown = services.compared_levels_of(placement)

    assert (hidden, services.may_see_host_levels(placement)) == (False, True)
    assert {(row.assessment.skill, row.assessment.level) for row in shown} == {
        (skill, 2) for skill in skills
    }
    assert set(SelfRating.objects.values_list("level", flat=True)) == {0}
    with pytest.raises(RuleBroken, match="stay as they are"):
        services.rate_self(placement=placement, levels=dict.fromkeys(skills, 4))


def test_each_skill_of_the_project_is_rated_and_no_other():
    team = a_day_that_is_over(members=1)
    placement = Placement.objects.get(team=team)
    one, *_others = team.challenge.skills.all()

    with pytest.raises(RuleBroken, match="each skill"):
        services.rate_self(placement=placement, levels={one: 2})


def test_a_team_that_nobody_formed_can_not_be_signed_off():
    team = a_team(formed=False)
    a_placement(team=team)

    with pytest.raises(RuleBroken, match="last hour"):
        a_sign_off(team)


@pytest.mark.parametrize(("before", "says"), [(18, "Tomorrow"), (2, "Today"), (-1, None)])
def test_a_letter_that_is_late_does_not_say_tomorrow(before, says):
    challenge = a_placement().challenge
    notify_at = challenge.starts_at - timedelta(hours=before)
    publish(DayIsNear(challenge_id=challenge.pk))

    with clock.moved(notify_at - clock.now()):
        notify(OutboxEvent.objects.get(name="placements.day_is_near").pk)

    subjects = list(Message.objects.values_list("subject", flat=True))
    assert [subject.startswith(says or "") for subject in subjects] == [True] * len(subjects)
    assert bool(subjects) == bool(says)
