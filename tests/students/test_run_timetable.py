"""Reminders after four hours, by day and once; what nobody confirmed expires."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.celery import app
from core import clock
from core.models import OutboxEvent
from employers.states import ChallengeState
from students.models import Eoi
from students.states import EoiState
from students.tasks import run_timetable
from tests.build import a_closed_challenge, an_eoi, an_institution, an_open_challenge

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def at_noon_in_three_days():
    """How far to move the clock so that it is noon in London, three days on."""
    today = clock.now().astimezone(LONDON)
    noon = datetime.combine(today.date(), datetime.min.time(), LONDON) + timedelta(days=3, hours=12)
    return noon - today


@pytest.fixture
def noon():
    with clock.moved(at_noon_in_three_days()):
        yield clock.now()


def waiting(noon, hours, **overrides):
    return an_eoi(state=EoiState.UNCONFIRMED, sent_at=noon - timedelta(hours=hours), **overrides)


def test_a_reminder_goes_out_once_after_four_hours(
    noon, mailoutbox, django_capture_on_commit_callbacks
):
    old, _fresh = waiting(noon, 4.1), waiting(noon, 3.9)
    an_eoi(sent_at=noon - timedelta(hours=9))

    with django_capture_on_commit_callbacks(execute=True):
        first = run_timetable()
        second = run_timetable()

    assert (first["reminded"], second["reminded"]) == (1, 0)
    assert [letter.to for letter in mailoutbox] == [[old.email]]


def test_nobody_is_reminded_at_night_and_everybody_in_the_morning(noon):
    eoi = waiting(noon, 1)

    with clock.moved(timedelta(hours=10)):  # 22:00
        assert run_timetable()["reminded"] == 0
    with clock.moved(timedelta(hours=19)):  # 7:00
        assert run_timetable()["reminded"] == 0
    with clock.moved(timedelta(hours=20)):  # 8:00
        assert run_timetable()["reminded"] == 1
    eoi.refresh_from_db()
    assert eoi.reminded_at is not None


def test_quiet_hours_are_those_of_the_institutions_own_zone_and_policy(noon):
    sydney = an_institution(zone="Australia/Sydney")
    siesta = an_institution(policy={"quiet_from": "11:30", "quiet_until": "12:30"})
    for here in (sydney, siesta):
        waiting(noon, 5, challenge=an_open_challenge(institution=here))

    assert run_timetable()["reminded"] == 0


def test_what_can_not_be_confirmed_any_more_is_not_reminded_but_expires(noon):
    in_time, too_late = (
        a_closed_challenge(closes_at=noon - timedelta(hours=h), answer_by=noon) for h in (23, 25)
    )
    called_off = an_open_challenge(state=ChallengeState.CANCELLED, state_reason="Ill.")
    eois = [
        waiting(noon, 30, challenge=challenge, reminded_at=noon)
        for challenge in (in_time, too_late, called_off)
    ]

    assert run_timetable() == {"reminded": 0, "expired": 2, "forgotten": 0}

    assert [Eoi.objects.get(pk=eoi.pk).state for eoi in eois] == [
        EoiState.UNCONFIRMED,
        EoiState.EXPIRED,
        EoiState.EXPIRED,
    ]
    assert not OutboxEvent.objects.exists()


def test_what_was_never_confirmed_is_forgotten_a_month_after_it_expired(noon):
    expired = waiting(noon, 1)
    Eoi.objects.filter(pk=expired.pk).update(state=EoiState.EXPIRED)
    others = [an_eoi(state=state) for state in EoiState if state != EoiState.EXPIRED]

    with clock.moved(timedelta(days=26)):  # the fixture moved it by three days
        assert run_timetable()["forgotten"] == 0
    with clock.moved(timedelta(days=28)):
        assert run_timetable()["forgotten"] == 1

    assert set(Eoi.objects.values_list("pk", flat=True)) == {eoi.pk for eoi in others}


def test_the_timetable_runs_it_every_five_minutes():
    entries = [e for e in app.conf.beat_schedule.values() if e["task"] == run_timetable.name]

    assert [entry["schedule"] for entry in entries] == [300.0]
