"""The host's word on a team."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from core import clock
from core.errors import RuleBroken
from core.states import InvalidTransition
from notifications.day import sign_off_missing
from placements import services
from placements.models import Assessment, Attendance, DayRecord, Placement, SignOff
from placements.services import timetable
from tests.build import staff_at
from tests.build_placements import a_day_that_is_over, a_placement, a_sign_off, all_seen
from tests.placements.races import at_once
from tests.placements.test_rounds import facts

pytestmark = pytest.mark.django_db


def test_an_ordinary_team_is_settled_at_once():
    team = a_day_that_is_over(members=3)

    signed = a_sign_off(team)

    assert signed.state == "settled"
    assert Assessment.objects.filter(sign_off=signed, level=2).count() == 6
    assert Attendance.objects.filter(came="came").count() == 3
    assert facts("placements.outcome_assessed") == [{"sign_off_id": signed.pk}]
    assert facts("placements.outcome_settled") == [{"sign_off_id": signed.pk}]


def test_somebody_below_the_step_to_expect_is_read_by_staff_first():
    team = a_day_that_is_over(members=2)
    seen = all_seen(team)
    one, other = seen
    skill = next(iter(seen[one].levels))
    seen[one] = replace(
        seen[one], levels={**seen[one].levels, skill: 1}, lines={skill: "Answered when asked."}
    )
    staff = staff_at(team.institution)

    signed = a_sign_off(team, seen=seen)
    before = facts("placements.outcome_settled")
    with pytest.raises(RuleBroken, match="Say what you checked"):
        services.settle_outcome(sign_off=signed, by=staff, note="")
    services.settle_outcome(sign_off=signed, by=staff, note="Rang Rosa; she explained.")

    signed.refresh_from_db()
    assert (before, signed.state, signed.settled_by) == ([], "settled", staff)
    assert facts("placements.outcome_settled") == [{"sign_off_id": signed.pk}]
    with pytest.raises(InvalidTransition):
        services.settle_outcome(sign_off=signed, by=staff, note="Again.")
    assert other in seen


def test_the_top_for_everybody_is_read_by_staff_first():
    assert a_sign_off(level=4).state == "moderation"


@pytest.mark.parametrize("level", [1, 4])
def test_a_top_or_a_low_level_needs_a_line(level):
    team = a_day_that_is_over(members=2)

    with pytest.raises(RuleBroken, match="Write one line about what you saw of"):
        a_sign_off(team, seen=all_seen(team, level, line=""))
    assert SignOff.objects.count() == 0


def test_the_rest_needs_the_shared_line():
    with pytest.raises(RuleBroken, match="everyone else"):
        a_sign_off(shared_evidence=" ")


def test_not_seen_is_an_answer():
    signed = a_sign_off(level=0, shared_evidence="")

    assert signed.state == "settled"
    assert set(Assessment.objects.values_list("level", flat=True)) == {0}


def test_who_did_not_come_has_no_level():
    team = a_day_that_is_over(members=2)
    seen = all_seen(team)
    absent, there = seen
    seen[absent] = services.Seen(came="did_not_come")

    a_sign_off(team, seen=seen)

    assert set(Assessment.objects.values_list("placement", flat=True)) == {there.pk}
    assert Attendance.objects.get(placement=absent).came == "did_not_come"


def test_a_student_of_another_team_is_not_assessed():
    team = a_day_that_is_over(members=2)
    stranger = a_placement()

    with pytest.raises(RuleBroken, match="of nobody else"):
        a_sign_off(team, seen=all_seen(team) | {stranger: services.Seen(came="came")})


def test_a_team_is_signed_off_once():
    team = a_day_that_is_over(members=1)
    a_sign_off(team)

    with pytest.raises(services.AlreadySignedOff):
        a_sign_off(team)


def test_what_is_closed_is_typed_by_staff_while_the_host_talks():
    team = a_day_that_is_over(members=1)
    Placement.objects.filter(team=team).update(state="closed")

    with pytest.raises(RuleBroken, match="closed by now"):
        a_sign_off(team)
    signed = a_sign_off(team, via="telephone", by=staff_at(team.institution))

    assert (signed.state, Attendance.objects.get().came) == ("settled", "came")


def test_a_host_is_reminded_after_one_three_and_seven_days_on_working_days():
    team = a_day_that_is_over(members=1)
    began = team.challenge.ends_at - clock.now()
    DayRecord.objects.create(challenge=team.challenge, over_said_at=clock.now())
    said = []

    for hours in range(0, 14 * 24, 12):
        with clock.moved(began + timedelta(hours=hours)):
            timetable.run()
            if len(facts("placements.sign_off_missing")) > len(said):
                letter = sign_off_missing({"challenge_id": team.challenge_id})
                said.append((clock.now() - team.challenge.ends_at, clock.now(), letter))

    zone = ZoneInfo(team.institution.zone)
    waited = [after.days for after, _moment, _letter in said]
    assert [letter.context["last"] for _a, _m, letter in said[-2:]] == [False, True]
    assert all(moment.astimezone(zone).weekday() < 5 for _a, moment, _letter in said)
    assert all(days >= due for days, due in zip(waited[-2:], (3, 7), strict=True))
    assert {to.path for to in letter.readers} == {
        f"/{team.institution.slug}/host/teams/{team.public_id}/sign-off/"
    }
    a_sign_off(team)
    assert sign_off_missing({"challenge_id": team.challenge_id}) is None


@pytest.mark.django_db(transaction=True)
def test_two_supervisors_at_once_make_one_sign_off(queued):
    team = a_day_that_is_over(members=2)

    answers = at_once([lambda: a_sign_off(team)] * 2)

    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadySignedOff", "SignOff"]
    assert Assessment.objects.count() == 4
