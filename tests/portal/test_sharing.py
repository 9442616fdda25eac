"""What is open, as others read it; reporting a listing; names and quotes on a host's page."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from icalendar import Calendar

from core import clock
from credentials.models import Credential, Endorsement
from employers.models import Mode, Partnership, Report
from employers.services import run_timetable
from employers.states import ChallengeState
from placements.models import Reach
from tests.build import (
    a_challenge,
    a_host_member,
    a_site,
    an_employer,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)
from tests.build_credentials import an_endorsement
from tests.portal.pages import get, words

pytestmark = pytest.mark.django_db
HOSTILE = "</script><script>alert(1)</script> & “riders”"


@pytest.fixture
def here():
    return an_institution()


def posting_on(response):
    html = response.content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return [json.loads(each) for each in found]


def test_an_open_project_is_a_job_posting_for_search_engines(here):
    challenge = an_open_challenge(institution=here, title=HOSTILE, pay_per_hour=Decimal("13.50"))

    [posting] = posting_on(get(url_of("portal:project", challenge)))

    assert posting["@type"] == "JobPosting"
    assert posting["title"] == HOSTILE
    assert posting["url"].endswith(url_of("portal:project", challenge))
    assert posting["validThrough"] == challenge.closes_at.isoformat()
    assert posting["hiringOrganization"]["name"] == challenge.employer.name
    assert posting["jobLocation"]["address"]["addressLocality"] == "Northshire"
    assert posting["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "value": 13.5,
        "unitText": "HOUR",
    }
    assert "jobLocationType" not in posting


def test_work_from_home_has_no_place_and_a_closed_project_no_posting(here):
    remote = an_open_challenge(institution=here, mode=Mode.REMOTE, site=None)
    closed = a_challenge(institution=here, state=ChallengeState.CLOSED, published_at=clock.now())

    [posting] = posting_on(get(url_of("portal:project", remote)))

    assert posting["jobLocationType"] == "TELECOMMUTE"
    assert "jobLocation" not in posting
    assert posting_on(get(url_of("portal:project", closed))) == []


def test_messengers_read_title_and_summary(here):
    challenge = an_open_challenge(institution=here, title=HOSTILE)

    html = get(url_of("portal:project", challenge)).content.decode()

    assert '<meta property="og:title" content="&lt;/script&gt;' in html
    assert f'<meta property="og:description" content="{challenge.summary}">' in html


def test_feed_calendar_and_sitemap_name_what_is_open_and_nothing_else(here):
    challenge = an_open_challenge(institution=here, title=HOSTILE)
    a_challenge(institution=here, title="A draft")
    elsewhere = an_open_challenge(title="Elsewhere")

    feed = get(url_of("portal:open_feed", here))
    calendar = Calendar.from_ical(get(url_of("portal:open_calendar", here)).content)
    sitemap = get("/sitemap.xml")

    assert feed["Content-Type"] == "application/atom+xml"
    assert feed.content.decode().count("<entry>") == 1
    assert "&lt;/script&gt;" in feed.content.decode()
    [event] = calendar.walk("VEVENT")
    assert event["DTSTART"].dt == challenge.starts_at
    assert event["SUMMARY"] == f"{HOSTILE} ({challenge.employer})"
    assert sitemap["Content-Type"] == "application/xml"
    for each in (challenge, elsewhere):
        assert url_of("portal:project", each) in sitemap.content.decode()
    assert sitemap.content.decode().count("/projects/") == 2
    assert "/sitemap.xml" in get("/robots.txt").content.decode()


def test_a_project_is_shared_by_link_and_by_a_code_for_cameras(here):
    challenge = an_open_challenge(institution=here)

    html = get(url_of("portal:share_project", challenge)).content.decode()

    assert url_of("portal:project", challenge) in html
    assert 'src="data:image/svg+xml' in html


# Reports


def report(client, challenge, **typed):
    url = url_of("employers:report_challenge", institution_of(challenge), code=challenge.code)
    return client.post(url, {"kind": "unsafe", "words": "No exit.", "email": ""} | typed)


def institution_of(challenge):
    return challenge.institution


def test_a_report_lands_on_the_desk_and_whoever_wrote_it_hears_once_and_is_forgotten(
    here, mailoutbox, django_capture_on_commit_callbacks
):
    challenge = an_open_challenge(institution=here, title="Wet paint")
    staff = client_of(staff_at(here))
    for _twice in range(2):
        sent = report(Client(), challenge, words=HOSTILE, email="ada@riders.example")
        assert sent.status_code == 302

    home = words(staff.get(url_of("portal:staff_home", here)))
    page = staff.get(url_of("employers:report_list", here))
    [row] = Report.objects.all()
    empty = staff.post(url_of("employers:settle_report", row), {"outcome": " "})
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            done = staff.post(url_of("employers:settle_report", row), {"outcome": "Rang the host."})

    assert "A report of “Wet paint”" in home
    assert "&lt;/script&gt;" in page.content.decode()
    assert empty.status_code == 422
    assert "Say what you did" in words(empty)
    assert done.status_code == 302
    assert "No report waits" in words(staff.get(url_of("employers:report_list", here)))
    settled = words(staff.get(f"{url_of('employers:report_list', here)}?done=1"))
    assert "Rang the host." in settled
    [letter] = mailoutbox
    assert (letter.to, letter.subject) == (
        ["ada@riders.example"],
        "What came of your report of “Wet paint”",
    )
    assert "Rang the host." in letter.body
    run_timetable()
    assert Report.objects.get().email == "ada@riders.example"
    with clock.moved(timedelta(days=92)):
        run_timetable()
    assert Report.objects.values_list("words", "email", "outcome").get() == (
        *("", ""),
        "Rang the host.",
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": ""}, "Choose what comes nearest."),
        ({"words": " "}, "Say in a sentence what you saw."),
        ({"words": "x" * 100_000}, "Make this shorter: 1000 letters at most"),
        ({"email": "nobody"}, "e-mail address"),
    ],
)
def test_a_report_that_lacks_something_is_asked_for_it(here, typed, said):
    challenge = an_open_challenge(institution=here)

    response = report(Client(), challenge, **typed)

    assert response.status_code == 422
    assert said in words(response)
    assert Report.objects.count() == 0


def test_reports_from_one_network_have_a_limit(here, monkeypatch):
    from accounts import limits

    monkeypatch.setitem(limits.LIMITS, "employers.report_challenge", 2)
    challenge = an_open_challenge(institution=here)

    answers = [report(Client(), challenge, words=f"Report {n}").status_code for n in range(3)]

    assert answers == [302, 302, 429]
    assert Report.objects.count() == 2


# A host's page


def test_a_name_is_on_the_hosts_page_by_its_owners_choice_alone(here):
    employer = an_employer(known_to=here)
    rosa = a_host_member(employer, name="Rosa Kestrel", job_title="Owner", did_wil=True)
    a_host_member(employer, name="Ivo Quiet")
    an_open_challenge(institution=here, employer=employer)
    page = url_of("portal:host_page", here, employer=employer.slug)
    press = url_of("employers:name_me", here, employer=employer.slug)
    client = client_of(rosa.user)

    assert "Rosa Kestrel" not in words(get(page))
    assert "Show my name and job here" in words(client.get(page))
    client.post(press, {"publicly": "yes"})
    shown = words(get(page))
    client.post(press, {"publicly": "no"})

    assert "Rosa Kestrel" in shown
    assert "Did a placement as a student." in shown
    assert "Ivo Quiet" not in shown
    assert "Rosa Kestrel" not in words(get(page))


def test_a_host_page_shows_its_places_and_how_one_gets_in(here):
    employer = an_employer(known_to=here)
    a_site(employer, name="Workshop", access="One step, a ramp at the side.")
    address = url_of("portal:host_page", here, employer=employer.slug)
    draft = a_challenge(institution=here, employer=employer, contact=a_host_member(employer))

    unchecked = get(address).status_code
    to_its_own = client_of(draft.contact.user).get(address).status_code
    Partnership.objects.update(checked_by=Partnership.Check.VOUCHED)

    assert unchecked == 404
    assert to_its_own == 200
    assert "One step, a ramp at the side." in words(get(address))


@pytest.mark.parametrize(
    ("reach", "shared", "expected"),
    [
        (Reach.PERSON, True, True),
        (Reach.ORGANISATION, True, True),
        (Reach.SECTOR, True, False),
        (Reach.PERSON, False, False),
    ],
)
def test_only_words_that_were_made_public_are_quoted(reach, shared, expected):
    endorsement = an_endorsement(reach=reach)
    Endorsement.objects.update(comment="They rang every rider.")
    Credential.objects.update(shared=shared)
    here, slug = endorsement.institution, endorsement.employer.slug

    page = words(get(url_of("portal:host_page", here, employer=slug)))

    assert ("They rang every rider." in page) == expected
