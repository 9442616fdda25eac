"""Following an interest on one page, from the sentence to the badge, and changing one's mind."""

from datetime import timedelta

import pytest

from core import clock
from employers.models import Challenge
from placements import services
from placements.models import Placement
from placements.services import timetable
from students import services as students
from students.models import Eoi
from students.states import EoiState
from tests.build import a_student, an_eoi, an_open_challenge, client_of, staff_at, url_of
from tests.build_placements import a_challenge_that_closed, an_awake_institution
from tests.placements.test_student_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return an_awake_institution()


@pytest.fixture
def student(here):
    return a_student(institution=here)


@pytest.fixture
def her_page(student, django_assert_max_num_queries):
    """Her page of an interest, in at most ten queries."""
    client = client_of(student.user)

    def read(eoi):
        with django_assert_max_num_queries(10):
            response = client.get(url_of("portal:follow_interest", eoi))
        assert response.status_code == 200
        return text_of(response)

    read.client = client
    return read


def test_each_state_says_what_was_done_what_comes_next_and_who_acts(here, student, her_page):
    asked = an_eoi(challenge=an_open_challenge(institution=here, title="Open yet"), student=student)
    text = her_page(asked)
    assert "Business Clinic answers by" in text
    assert text.index("You sent your interest") < text.index("It closes to new people")
    assert text.index("Places are shared out, and you hear") < text.index(
        "If you get a place: you are there"
    )
    assert "Withdraw my interest" in text

    closed = a_challenge_that_closed(institution=here, title="All in", places=1, team_at_least=1)
    eois = [
        an_eoi(challenge=closed, student=student),
        an_eoi(challenge=closed, student=a_student(institution=here)),
    ]
    services.offer_places(
        challenge=closed, eois=eois[:1], by=staff_at(here), note="First", send_now=True
    )
    text = her_page(eois[0])
    assert "A place is yours if you want it" in text
    assert "People of our team read what everybody wrote, and chose." in text
    assert "If you say yes: you are there" in text
    assert url_of("placements:accept_place", eois[0]) in text
    second = client_of(eois[1].student.user).get(url_of("portal:follow_interest", eois[1]))
    assert "You are number 1 in line" in text_of(second)
    assert her_page.client.get(url_of("portal:follow_interest", eois[1])).status_code == 403

    services.accept_place(eoi=eois[0])
    text = her_page(eois[0])
    placement = Placement.objects.get()
    assert "You have a place" in text
    assert url_of("placements:arrival_sheet", placement) in text
    assert url_of("placements:give_back_place", placement) in text
    with clock.moved(closed.ends_at + timedelta(hours=1) - clock.now()):
        services.begin_placements()
        services.finish_placements()
        text = her_page(eois[0])
        Challenge.objects.filter(pk=closed.pk).update(state="completed")
        timetable.run()
        second = client_of(eois[1].student.user).get(url_of("portal:follow_interest", eois[1]))
    assert "no place came free for you" in text_of(second)  # nobody waits in a line for ever
    assert "Answer the questions" in text
    assert url_of("placements:reflect", placement) in text


def test_who_changes_her_mind_is_back_where_it_can_be(here, student, her_page):
    """Withdrawn while it is open; no, and nobody in line; no, and somebody faster; too late."""

    def back(eoi):
        response = her_page.client.post(url_of("placements:come_back", eoi), follow=True)
        return Eoi.objects.filter(challenge=eoi.challenge, student=student).latest("pk"), response

    asked = an_eoi(challenge=an_open_challenge(institution=here), student=student)
    sent = her_page.client.post(url_of("students:withdraw_eoi", asked), {"because": ""})
    assert sent.url == url_of("portal:follow_interest", asked)
    assert "I changed my mind" in her_page(asked)
    again, page = back(asked)
    assert (again.state, again.sentence) == (EoiState.SUBMITTED, asked.sentence)
    assert "You are on the list again." in text_of(page)
    old = her_page(asked)  # leads on, and does not ask a second time
    assert "I changed my mind" not in old
    assert url_of("portal:follow_interest", again) in old
    assert back(asked)[0] == again  # pressing twice

    closed = a_challenge_that_closed(institution=here, places=1, team_at_least=1)
    offered = an_eoi(challenge=closed, student=student, state="offered", answered_at=clock.now())
    services.decline_place(eoi=offered)
    alone, response = back(offered)
    assert (alone.state, alone.seat) == (EoiState.OFFERED, 1)
    assert "The place is still free: say yes here." in text_of(response)

    other = a_student(institution=here)
    waiting = an_eoi(challenge=closed, student=other, state="waitlisted", line=1)
    services.decline_place(eoi=alone)
    behind, _response = back(alone)
    waiting.refresh_from_db()
    assert (behind.state, waiting.state) == (EoiState.WAITLISTED, EoiState.OFFERED)

    students.withdraw_eoi(behind)
    with clock.moved(closed.starts_at - timedelta(hours=2) - clock.now()):
        assert "I changed my mind" not in her_page(behind)
        late, response = back(behind)
    assert late.state == EoiState.WITHDRAWN
    assert "It is too late to come back to this one." in text_of(response)


def test_other_interests_stay_and_those_at_the_same_time_are_shown(here, student, her_page):
    """And a place that comes free passes over whoever is elsewhere at that time."""
    one = a_challenge_that_closed(institution=here, title="The first", places=2)
    offered = an_eoi(challenge=one, student=student, state="offered")
    same = a_challenge_that_closed(institution=here, title="The same day", places=1)
    line = an_eoi(challenge=same, student=student, state="waitlisted", line=1)
    after = an_eoi(challenge=same, student=a_student(institution=here), state="waitlisted", line=2)
    later = [(one.starts_at.date() + timedelta(days=5), *session_hours(one))]
    an_eoi(
        challenge=an_open_challenge(institution=here, title="Another day", sessions=later),
        student=student,
    )

    text = text_of(her_page.client.get(url_of("placements:accept_place", offered)))
    beside = text[text.index("Your other interests") :]
    assert beside.index("The same day") < beside.index("Same time")
    assert beside.index("Same time") < beside.index("Another day") < beside.index("Stays open")

    services.accept_place(eoi=offered)
    assert "While you have “The first” you get no place here." in her_page(line)
    services.refill(challenge=same)
    assert [e.state for e in Eoi.objects.filter(pk__in=[line.pk, after.pk]).order_by("line")] == [
        EoiState.WAITLISTED,
        EoiState.OFFERED,
    ]
    services.give_back_place(placement=Placement.objects.get(challenge=one))
    services.decline_place(eoi=after)
    services.refill(challenge=same)
    line.refresh_from_db()
    assert line.state == EoiState.OFFERED


def session_hours(challenge):
    session = challenge.sessions.get()
    return session.starts, session.ends
