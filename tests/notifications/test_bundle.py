"""One letter a day about what was not read, which one press stops."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from core import clock
from institutions.models import Policy
from notifications.models import LetterChoice, Message
from notifications.services import is_time
from notifications.tasks import bundle_notes
from tests.build import a_student, an_institution, client_of, staff_at

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)  # a Monday


def morning():
    return clock.moved(MORNING - clock.now())


@pytest.fixture
def north():
    return an_institution(slug="north", email_domains=["north.example"])


def test_the_letters_of_the_day_go_when_a_working_day_begins_there():
    london = an_institution(zone="Europe/London", policy={"quiet_until": "08:00"})
    toronto = an_institution(zone="America/Toronto", policy={"quiet_until": "09:00"})

    def due(*at):
        with clock.moved(datetime(*at, tzinfo=UTC) - clock.now()):
            return [
                is_time(each, Policy.objects.get(institution=each)) for each in (london, toronto)
            ]

    assert due(2026, 11, 23, 8, 5) == [True, False]
    assert due(2026, 11, 23, 14, 5) == [False, True]
    assert due(2026, 11, 23, 9, 5) == [False, False]
    assert due(2026, 11, 22, 8, 5) == [False, False], "a Sunday"
    assert due(2026, 12, 25, 8, 5) == [False, False], "Christmas"


def test_what_is_not_read_comes_in_one_letter_once_and_one_press_stops_it(
    north, mailoutbox, django_capture_on_commit_callbacks
):
    noor, officer = a_student(institution=north).user, staff_at(north)

    def a_note(user, subject, kind="placement_lapsed"):
        return Message.objects.create(
            institution=north,
            user=user,
            channel="note",
            kind=kind,
            subject=subject,
            reader="student",
        )

    def delivered():
        with morning(), django_capture_on_commit_callbacks(execute=True):
            bundle_notes()
        mails = list(mailoutbox)
        mailoutbox.clear()
        return mails

    for n in range(10):
        a_note(noor, f"News {n}")
    Message.objects.filter(pk=a_note(officer, "Read").pk).update(read_at=clock.now())

    (mail,) = delivered()
    assert mail.to == [noor.email]
    assert mail.subject == "Not read yet: News 9"
    assert "10 things are new" in mail.body
    assert mail.body.count("– News") == 8
    assert "and 2 more" in mail.body
    assert delivered() == [], "each is told of once"
    a_note(noor, "Later")
    assert delivered() == [], "and one letter a day"

    headers = mail.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = re.fullmatch(
        r"<http://[^/]+(/north/letters/stop/\?of=\S+)>", headers["List-Unsubscribe"]
    )[1]
    assert url in mail.body
    program = Client(enforce_csrf_checks=True)
    assert program.get(url).status_code == 200
    assert not LetterChoice.objects.exists(), "opening a link does nothing"
    assert program.post(url.replace("/north/", f"/{an_institution().slug}/")).status_code == 400
    assert program.post(f"{url}x").status_code == 400
    assert program.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    Message.objects.filter(kind="daily_bundle").update(written_at="2026-01-01T00:00Z")
    assert delivered() == []
    assert "Later" in client_of(noor).get("/north/me/letters/").content.decode()
