"""The promised day: staff are warned, managers hear, students get an apology, nobody a "no"."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail

from core import clock
from institutions.models import StaffRole
from placements import services
from placements.models import Promise
from placements.services import timetable
from portal.promises import record_in_words
from students.models import Eoi
from students.states import EoiState
from tests.build import a_closed_challenge, an_institution, client_of, staff_at, url_of
from tests.build_placements import interests_in
from tests.placements.test_student_pages import text_of

pytestmark = pytest.mark.django_db
ZONE = "Europe/London"


MONDAY = date(clock.today(ZONE).year + 1, 9, 14)  # no holidays are near
MONDAY -= timedelta(days=MONDAY.weekday())


def at(days: int, hour: int) -> datetime:
    return clock.at(MONDAY + timedelta(days=days), time(hour), ZONE)


@pytest.fixture
def here():
    return an_institution(team_name="Careers Corner", closed_on=[MONDAY + timedelta(days=1)])


@pytest.fixture
def waiting(here):
    """Two people who were promised an answer by the end of Monday, for a day a fortnight later."""
    challenge = a_closed_challenge(
        institution=here,
        title="Late replies",
        owner=staff_at(here, email="owner@careers.example"),
        sessions=[(MONDAY + timedelta(days=14), time(10), time(15))],
        closes_at=at(-5, 12),
        answer_by=clock.end_of(MONDAY, ZONE),
        places=1,
        team_at_least=1,
    )
    staff_at(here, StaffRole.MANAGER, email="manager@careers.example")
    interests_in(challenge, 2)
    return challenge


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """What the timetable writes at an hour, though it comes twice: who, and the subject."""

    def run_at(days: int, hour: int) -> list[tuple[str, str]]:
        mail.outbox.clear()
        with (
            django_capture_on_commit_callbacks(execute=True),
            clock.moved(at(days, hour) - clock.now()),
        ):
            timetable.run()
            timetable.run()
        return sorted((letter.to[0], letter.subject) for letter in mail.outbox)

    return run_at


def test_a_promise_is_kept_by_people(waiting, run):
    assert [run(-4, 12), run(-3, 7)] == [[], []]  # Thursday; Friday before anybody is awake
    [(who, subject)] = run(-3, 9)
    assert who == "owner@careers.example"
    assert subject.startswith("2 people wait for an answer by Monday")
    assert run(-2, 12) == []  # a weekend
    [(who, subject)] = run(0, 13)
    assert who == "manager@careers.example"
    assert subject.startswith("Today is the promised day, and 2 people have no answer")
    assert run(1, 3) == []  # it has passed, and everybody sleeps

    sorry = run(1, 9)  # Tuesday is one of the days on which nobody works here
    thursday = MONDAY + timedelta(days=3)
    assert len(sorry) == 2
    assert all(f"by Thursday {thursday.day} {thursday:%B}" in subject for _to, subject in sorry)
    assert "we have not kept it. We are sorry. Careers Corner will answer" in mail.outbox[0].body
    waiting.refresh_from_db()
    assert waiting.hear_by == clock.end_of(thursday, ZONE)
    assert waiting.answer_by == clock.end_of(MONDAY, ZONE)  # the first one stands in the record

    assert [len(run(2, 9)), len(run(3, 13)), len(run(4, 9))] == [1, 1, 2]  # and all over again
    assert Promise.objects.get().missed == 2
    assert set(Eoi.objects.values_list("state", flat=True)) == {EoiState.SUBMITTED}


def test_staff_say_another_day_and_an_answer_on_its_way_is_no_trouble(
    waiting, run, django_capture_on_commit_callbacks
):
    officer = waiting.owner
    page = url_of("placements:say_another_day", waiting)
    client = client_of(officer)
    with clock.moved(at(-3, 10) - clock.now()), django_capture_on_commit_callbacks(execute=True):
        assert "2 people wait for an answer, and were told Monday" in text_of(client.get(page))
        for refused in (MONDAY, MONDAY + timedelta(days=14), "soon"):
            response = client.post(page, {"day": refused, "why": "The host is ill."})
            assert response.status_code == 422
            assert "The host is ill." in response.content.decode()
        client.post(page, {"day": MONDAY + timedelta(days=4), "why": "The host is ill."})
        mine = client_of(Eoi.objects.first().student.user).get(
            url_of("students:my_eois", waiting.institution)
        )
        assert f"You hear by <b>Friday {(MONDAY + timedelta(days=4)).day}" in text_of(mine)
        assert "They have been told that it is late" in text_of(
            client.get(url_of("placements:places", waiting))
        )

    assert sum("The host is ill." in letter.body for letter in mail.outbox) == 2
    with clock.moved(at(4, 11) + timedelta(minutes=55) - clock.now()):
        eoi = Eoi.objects.first()
        services.offer_places(challenge=waiting, eois=[eoi], by=officer, note="First to ask")
    assert [subject for _who, subject in run(4, 12) if "Today is" in subject] == []


@pytest.mark.parametrize(
    ("kept", "due", "said"),
    [
        (0, 0, ""),
        (6, 6, ""),  # too few
        (40, 40, "all of about 40 came"),
        (199, 200, "nearly all of about 200 came"),
        (150, 200, "75 in 100 of about 200 came"),
        (151, 202, "75 in 100 of about 200 came"),
        (1, 200, ""),
    ],
)
def test_the_record_is_rounded_and_silent_where_numbers_are_small(kept, due, said):
    words = record_in_words(kept, due)

    assert said in words
    assert bool(said) == bool(words)
