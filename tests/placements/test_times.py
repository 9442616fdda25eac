"""Deadlines: nights, weekends, days on which clocks change, and the cut-off (REQUIREMENTS 4.8)."""

from datetime import UTC, datetime, time, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core import clock
from employers.models import Challenge
from institutions.models import Institution, Policy
from placements.models import Allocation
from placements.services import timetable
from placements.services.times import (
    cut_off,
    is_quiet,
    offer_ends_at,
    policy_of,
    when_awake,
    while_awake,
)
from tests.build_placements import an_awake_institution

# Northern and southern summers, half an hour's change (Lord Howe), none at all (Kolkata).
ZONES = ["Europe/London", "America/Toronto", "Australia/Sydney", "Australia/Lord_Howe"]
ZONES += ["America/St_Johns", "Asia/Kolkata"]
SPRING, AUTUMN = datetime(2027, 3, 28, 1), datetime(2027, 10, 31, 1)
MOMENTS = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),
    st.datetimes(SPRING - timedelta(days=2), SPRING + timedelta(days=2)),
    st.datetimes(AUTUMN - timedelta(days=2), AUTUMN + timedelta(days=2)),
).map(lambda naive: naive.replace(tzinfo=UTC, microsecond=0))
HALF_HOURS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
POLICIES = st.builds(
    Policy,
    offer_hours=st.integers(1, 336),
    cutoff_hours=st.integers(1, 168),
    quiet_from=st.one_of(st.just(time(21)), HALF_HOURS),
    quiet_until=st.one_of(st.just(time(8)), HALF_HOURS),
)
AHEAD = st.integers(1, 60 * 24 * 40).map(lambda minutes: timedelta(minutes=minutes))


def asked_at(now: datetime, starts_at: datetime, policy: Policy, zone: str) -> datetime:
    """The deadline of somebody who is asked at ``now``."""
    challenge = Challenge(institution=Institution(zone=zone), starts_at=starts_at)
    with patch.object(clock, "now", lambda: now):
        return offer_ends_at(challenge, policy)


@given(now=MOMENTS, ahead=AHEAD, later=AHEAD, policy=POLICIES, zone=st.sampled_from(ZONES))
@example(  # an evening course: eighteen hours before it is past midnight
    now=datetime(2027, 3, 1, 12, tzinfo=UTC),
    ahead=timedelta(days=3, hours=7),
    later=timedelta(hours=5),
    policy=Policy(offer_hours=48, cutoff_hours=18, quiet_from=time(21), quiet_until=time(8)),
    zone="Europe/London",
)
def test_a_deadline_is_fair(now, ahead, later, policy, zone):
    starts_at = now + ahead
    challenge = Challenge(institution=Institution(zone=zone), starts_at=starts_at)
    ends, last = asked_at(now, starts_at, policy, zone), cut_off(challenge, policy)

    assert now < ends <= starts_at
    assert last <= starts_at - timedelta(hours=policy.cutoff_hours)
    if now < last:
        assert ends <= last  # never past the cut-off
        assert ends <= when_awake(now + timedelta(hours=policy.offer_hours), policy, zone)
        awake = timedelta(days=1) - timedelta(
            hours=(policy.quiet_until.hour - policy.quiet_from.hour) % 24 + 1
        )
        if awake > timedelta(hours=3):
            assert not is_quiet(ends, policy, zone)  # nothing runs out at night
        moved = asked_at(min(now + later, last - timedelta(seconds=1)), starts_at, policy, zone)
        assert moved >= ends  # whoever is asked later has until later
    else:
        assert ends <= now + timedelta(hours=2)  # staff ask by hand


@given(moment=MOMENTS, policy=POLICIES, zone=st.sampled_from(ZONES))
@example(  # 1:10 comes twice that night
    moment=datetime(2027, 10, 31, 1, 10, tzinfo=UTC),
    policy=Policy(quiet_from=time(21), quiet_until=time(1, 30)),
    zone="Europe/London",
)
def test_awake_is_the_nearest_moment_outside_the_quiet_hours(moment, policy, zone):
    before, after = (
        while_awake(moment, policy, zone),
        when_awake(moment, policy, zone),
    )

    assert before <= moment <= after <= moment + timedelta(hours=25)
    assert is_quiet(moment, policy, zone) or before == moment == after
    assert not is_quiet(after, policy, zone)
    if after != moment:
        wall = after.astimezone(ZoneInfo(zone)).time()
        assert wall >= policy.quiet_until  # at the end, or as long after it as clocks skipped


@pytest.mark.django_db
def test_a_list_that_was_due_in_the_evening_does_not_go_at_night():
    institution = an_awake_institution(quiet_from=time(21), quiet_until=time(8))
    today = clock.today(institution.zone)
    evening, night = (clock.at(today, time(hour), institution.zone) for hour in (20, 23))
    row = Allocation.objects.create(
        institution=institution, closes_at=evening, state="confirmed", letters_at=evening
    )

    with clock.moved(night - clock.now()):
        assert list(timetable._lists_due()) == []
        Allocation.objects.filter(pk=row.pk).update(letters_at=night)  # a person presses "send"
        assert list(timetable._lists_due()) == [row]
    with clock.moved(clock.at(today, time(8, 1), institution.zone) + timedelta(1) - clock.now()):
        assert list(timetable._lists_due()) == [row]


def test_a_university_that_wrote_no_policy_is_quiet_at_night():
    policy = policy_of(Institution(slug="new"))

    assert is_quiet(datetime(2027, 1, 11, 23, tzinfo=UTC), policy, "Europe/London")
    assert not is_quiet(datetime(2027, 1, 11, 12, tzinfo=UTC), policy, "Europe/London")
