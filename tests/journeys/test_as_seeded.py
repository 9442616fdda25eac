"""The demo's story as `make demo` has played it, and its pages.

These tests look at the database of the demo that the other journeys walk through, before they do.
Each is a transaction that is taken back.
"""

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from environ import Env
from pytest_django import DjangoDbBlocker

from accounts.models import User
from core import clock
from core.models import OutboxReceipt
from credentials.models import Credential, Endorsement
from employers.models import Challenge, Employer
from employers.states import ChallengeState
from institutions.models import Institution
from launcher.processes import wait_until
from launcher.running import environment_of_running_demo
from mailroom.models import InboundMail
from notifications.models import Message
from placements.models import Placement, SignOff, Team
from placements.states import PlacementState, SignOffState
from portal.demo import mailbox
from portal.demo.again import DAYS
from portal.demo.content import CHALLENGES, EMPLOYERS, SIGN_OFFS
from portal.demo.tours import SORAYA, TOURS
from students.models import Eoi, Student
from students.states import EoiState
from tests.launcher.demo import Demo
from tests.portal.pages import words

pytestmark = pytest.mark.django_db
OF_A_DEMO = {
    "DEMO": True,
    "ROOT_URLCONF": "tests.portal.demo_urls",
    "EMAIL_BACKEND": "portal.demo.mailbox.MailboxBackend",
}


@pytest.fixture(scope="module", autouse=True)
def story(
    demo: Demo, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[list[str]]:
    """The demo's database, keys and letters in place of the tests' own; what the demo said."""
    its = environment_of_running_demo(demo.data)
    settings = {name: its[name] for name in ("SECRET_KEY", "KEY_FILE", "BASE_URL")}
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=demo.data, **OF_A_DEMO, **settings),
        database_of(its["DATABASE_URL"]),
    ):
        yield demo.said


@contextmanager
def database_of(url: str) -> Iterator[None]:
    """Whatever asks the database asks the one at ``url``."""
    ours = connection.settings_dict.copy()
    connection.close()
    connection.settings_dict |= Env.db_url_config(url)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict |= ours


@pytest.fixture
def client():
    return Client()


def walk(client, words_):
    user = User.objects.get(email=words_)
    response = client.post("/demo/people/walk/", {"person": user.pk})
    assert response.status_code == 302
    return response.headers["Location"]


def test_the_whole_story_was_played_and_every_fact_acted_on(story):
    assert story[-1].startswith("Foothold is ready")
    assert [line for line in story[:-1] if not line.endswith("…")] == []  # no complaint
    waiting = OutboxReceipt.objects.filter(done_at__isnull=True)
    assert wait_until(lambda: not waiting.exists(), 20)


def test_six_hosts_twelve_projects_in_all_states_sixty_students():
    assert Institution.objects.count() == 3
    assert Employer.objects.count() == len(EMPLOYERS) >= 6
    assert Challenge.objects.count() == len(CHALLENGES) + DAYS + 1  # a series, and one paused
    assert Student.objects.count() >= 60
    states = set(Challenge.objects.values_list("state", flat=True))
    at_any_hour = {ChallengeState.CLOSED, ChallengeState.RUNNING, ChallengeState.COMPLETED}
    assert states | at_any_hour == set(ChallengeState)


def test_finished_placements_have_badges_and_hosts_vouch_for_them():
    teams_signed = SignOff.objects.count()
    assert teams_signed >= len(SIGN_OFFS)
    assert not SignOff.objects.exclude(state=SignOffState.SETTLED).exists()
    there = Placement.objects.filter(
        state__in=(PlacementState.FINISHED, PlacementState.CLOSED), assessments__level__gte=1
    ).distinct()
    assert Credential.objects.count() == there.count() >= 20
    assert not Endorsement.objects.filter(document=None).exists()
    assert Endorsement.objects.count() >= 20


def test_the_answers_of_the_story_stand():
    heat = Challenge.objects.get(title__startswith="Where does the heat go")
    states = Counter(Eoi.objects.filter(challenge=heat).values_list("state", flat=True))
    assert states[EoiState.ACCEPTED] == 3
    assert states[EoiState.DECLINED] == 1
    assert states[EoiState.OFFERED] == 3  # two are silent, and the place of the no went on
    damp = Challenge.objects.get(title__startswith="Eight damp flats")
    teams = Team.objects.filter(challenge=damp)
    assert [team.placements.count() for team in teams] == [3, 3]


def test_letters_stay_within_six_for_each_person_and_project():
    sent = Message.objects.filter(channel=Message.Channel.LETTER).values_list(
        "user", "address", "challenge", "reader"
    )
    assert max(Counter(sent).values()) <= 6
    assert Message.objects.filter(channel=Message.Channel.LETTER, sent_at=None).count() == 0


def test_playing_it_again_changes_nothing():
    before = (Eoi.objects.count(), Credential.objects.count(), Message.objects.count())
    said = io.StringIO()

    call_command("seed_demo", stdout=said)

    assert "is there" in said.getvalue()
    assert (Eoi.objects.count(), Credential.objects.count(), Message.objects.count()) == before


# Its pages


@pytest.mark.parametrize("door", TOURS)
def test_every_step_of_every_tour_opens_a_page_as_its_person(client, door):
    assert len(TOURS[door].steps) == 5
    for number, step in enumerate(TOURS[door].steps, start=1):
        response = client.post(f"/demo/tours/{door}/{number}/", follow=True)

        assert response.status_code == 200, step.title
        page = response.content.decode()
        assert f"step {number} of 5" in page
        known = getattr(response.wsgi_request.user, "email", "")
        assert known == step.scene().walks


def test_the_doors_show_four_tours_and_a_link_to_a_step_asks_first(client):
    page = words(client.get("/demo/"))
    assert [title for title in ("Student", "Host", "Clinic", "Check a badge") if title in page] == [
        "Student",
        "Host",
        "Clinic",
        "Check a badge",
    ]

    assert "Walk in: Find a day" in words(client.get("/demo/tours/student/1/"))
    assert client.get("/demo/tours/nowhere/1/").status_code == 404
    assert client.get("/demo/tours/student/6/").status_code == 404
    assert client.get("/").headers["Location"] == "/demo/"


def page_of(response):
    """The whole page, frame and all, in one line."""
    return " ".join(response.content.decode().split())


def test_a_step_that_is_done_leads_on_to_the_next(client):
    client.post("/demo/tours/student/1/")
    listing = page_of(client.get("/northshire/"))
    project = Challenge.objects.get(title="Which two evenings should we open late?")

    there = page_of(client.get(f"/northshire/projects/{project.code}/"))
    client.post("/demo/tours/badge/4/")
    checked = page_of(client.post("/verify", {"text": "hello"}, follow=True))
    again = page_of(client.get("/northshire/"))

    assert "step 1 of 5" in listing
    assert "step 2 of 5" in there
    assert "Next step" in there
    assert "Done. Next: <b>Check a badge, step 5 of 5" in checked
    assert "Take me there" in checked
    assert "step 5 of 5" in again


def test_a_tour_takes_a_row_that_still_fits_when_others_were_here_before():
    """Nothing of this is kept: what earlier visitors did is taken back at the end."""
    with transaction.atomic():
        Challenge.objects.filter(title__in=("Which two evenings should we open late?",)).update(
            closes_at=clock.now() - timedelta(minutes=1)
        )
        soraya = Eoi.objects.filter(state=EoiState.OFFERED, student__user__email=SORAYA)
        kept = soraya.get().pk
        soraya.update(state=EoiState.WITHDRAWN, seat=None)
        project, offer = (step.scene() for step in TOURS["student"].steps[1:3])
        transaction.set_rollback(True)

    code = project.page.rpartition("/projects/")[2].partition("/")[0]
    assert Challenge.objects.get(code=code).title != "Which two evenings should we open late?"
    assert Challenge.objects.get(code=code).state == ChallengeState.OPEN
    assert str(Eoi.objects.get(pk=kept).public_id) not in offer.page
    assert "/answer/" in offer.page or "/offers/" in offer.page or "/interests/" in offer.page
    assert offer.walks != SORAYA


def test_walking_as_somebody_and_as_nobody(client):
    assert walk(client, "dana.whitlock@northshire.example") == "/northshire/desk/"
    assert "You walk as Dana Whitlock" in client.get("/northshire/desk/").content.decode()

    assert walk(client, "stefan.lindgren@northshire.example") == "/northshire/modules/"
    assert walk(client, "rosa@kestrelcycles.example") == "/northshire/host/"
    client.post("/demo/people/walk/", {"person": ""})
    assert client.get("/northshire/desk/").status_code == 302
    assert "Grace Adeyemi" in words(client.get("/demo/people/?q=grace"))


@pytest.mark.parametrize("person", ["", "x", "-1", "99999999999", "0"])
def test_walking_as_somebody_who_is_not_there(client, person):
    response = client.post("/demo/people/walk/", {"person": person, "next": "//evil.example/"})

    assert response.headers["Location"] == "/demo/"


def test_a_letter_s_link_lets_its_reader_in(client):
    soraya = "soraya.tehrani@students.northshire.example"
    page = words(client.get(f"/demo/mailbox/?reader={soraya}"))
    assert "A place for you" in page
    letter = next(each for each in mailbox.letters(soraya) if "A place" in each.subject)
    shown = client.get(f"/demo/mailbox/{letter.id}/").content.decode()
    link = letter.links_of_html()[0][1]
    assert link.replace("&", "&amp;") in shown

    path = link.partition("//")[2].partition("/")[2]
    response = client.get(f"/{path}", follow=True)

    assert response.wsgi_request.user.email == soraya
    assert "Where does the heat go" in words(response)


def test_an_email_to_the_clinic_becomes_an_interest_by_email(client):
    letters = Challenge.objects.get(title__startswith="The letter that everybody")
    typed = {
        "sender": "new.person@mail.example",
        "challenge": letters.code,
        "sentence": "I got one of those letters.",
    }

    response = client.post("/demo/mailbox/write/", typed)

    assert response.status_code == 302
    eoi = Eoi.objects.get(email="new.person@mail.example")
    assert (eoi.via, eoi.state, eoi.recorded_by) == ("email", "unconfirmed", None)
    bare = {"sender": "bare@mail.example", "subject": "Hi", "sentence": "What is there in May?"}
    assert client.post("/demo/mailbox/write/", bare).status_code == 302
    assert InboundMail.objects.get(address="bare@mail.example").state == "waiting"
    wrong = client.post("/demo/mailbox/write/", typed | {"sender": "nobody", "challenge": "x"})
    assert wrong.status_code == 422


def test_the_clock_s_page_moves_a_project_and_refuses_to_go_back(client):
    bread = Challenge.objects.get(title__startswith="What happens to yesterday")

    moved = client.post("/demo/clock/", {"challenge": bread.code, "moment": "day_after"})
    assert moved.status_code == 302
    bread.refresh_from_db()
    assert bread.state == ChallengeState.COMPLETED

    back = client.post("/demo/clock/", {"challenge": bread.code, "moment": "evening_before"})
    assert back.status_code == 422
    assert "is past that moment" in words(back)
    assert client.post("/demo/clock/", {"challenge": "x", "moment": "y"}).status_code == 422


def test_a_forged_badge_is_found_out(client):
    forged = client.get("/demo/forged-badge.json").content.decode()

    response = client.post("/verify", {"text": forged}, follow=True)

    assert "Changed after it was signed" in words(response)


@pytest.mark.parametrize("path", ["", "people/", "mailbox/", "clock/", "components/"])
def test_the_demo_s_own_pages(client, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        assert client.get(f"/demo/{path}").status_code == 200
