"""How often one network address may do what nobody signs in for: a hall may, a flood not."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.limits import LIMITS
from employers.models import Call, Challenge
from students.models import Eoi
from tests.build import an_institution, an_open_challenge, client_of, staff_at, url_of
from tests.build_employers import Walk, answers

pytestmark = pytest.mark.django_db
A_HALL = 300  # `make soak` fills one; here a few rows of it send
A_ROW = 60
AGAIN = "What you typed is still here"


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def two_an_hour(monkeypatch):
    """The same house with narrow limits."""
    for permission in LIMITS:
        monkeypatch.setitem(LIMITS, permission, 2)


def a_student_sends(challenge, n, **of_her):
    url = url_of("students:submit_eoi", challenge)
    typed = {"email": f"student-{n}@mail.example", "sentence": f"I keep the till of stall {n}."}
    return Client(**of_her).post(url, typed)


def a_host_asks(here, n, **of_her):
    typed = {"name": f"Rosa {n}", "telephone": f"01632 96{n:04}", "about": "Our Saturday rides."}
    return Client(**of_her).post(url_of("employers:ask_for_call", here), typed)


def test_a_lecture_hall_behind_one_address_is_not_stopped(here):
    challenge = an_open_challenge(institution=here)

    sent = [a_student_sends(challenge, n).status_code for n in range(A_ROW)]

    assert set(sent) == {302}
    assert Eoi.objects.count() == A_ROW
    assert all(at_most >= 4 * A_HALL for at_most in LIMITS.values())


def test_a_flood_of_interests_ends_with_the_sentence_kept(here, two_an_hour):
    challenge = an_open_challenge(institution=here)

    answers_ = [a_student_sends(challenge, n) for n in range(3)]
    elsewhere = a_student_sends(challenge, 4, REMOTE_ADDR="203.0.113.9")

    page = answers_[2].content.decode()
    assert [each.status_code for each in answers_] == [302, 302, 429]
    assert AGAIN in page
    assert "I keep the till of stall 2." in page
    assert "student-2@mail.example" in page
    assert elsewhere.status_code == 302
    assert Eoi.objects.count() == 3


def test_who_comes_without_an_address_is_not_turned_away(here, two_an_hour):
    """A proxy that hides it is the operator's fault, not the student's."""
    challenge = an_open_challenge(institution=here)

    sent = [a_student_sends(challenge, n, REMOTE_ADDR="").status_code for n in range(3)]

    assert sent == [302, 302, 302]


def test_changing_the_address_is_no_way_around(here, two_an_hour):
    challenge = an_open_challenge(institution=here)
    browser = Client()
    browser.post(
        url_of("students:submit_eoi", challenge),
        {"email": "one@mail.example", "sentence": "I keep a stall."},
    )
    url = url_of("students:change_address", Eoi.objects.get())

    first = browser.post(url, {"email": "two@mail.example"})
    url = url_of("students:change_address", Eoi.objects.latest("pk"))
    second = browser.post(url, {"email": "three@mail.example"})

    assert (first.status_code, second.status_code) == (302, 429)
    assert "three@mail.example" in second.content.decode()


def test_a_flood_of_calls_ends_with_the_words_kept(here, two_an_hour):
    asked = [a_host_asks(here, n) for n in range(3)]

    assert [each.status_code for each in asked] == [200, 200, 429]
    assert "Our Saturday rides." in asked[2].content.decode()
    assert Call.objects.count() == 2


def test_a_flood_of_projects_ends_and_the_brief_is_kept(here, monkeypatch):
    monkeypatch.setitem(LIMITS, "employers.draft_challenge", 1)
    client = Client()
    walk, typed = Walk(client, here), answers(here)
    while walk.page != "preview":
        walk.answer(typed[walk.page])

    sent = client.post(walk.url("preview"))
    begun = Client().post(url_of("employers:draft_challenge", here))

    assert (sent.status_code, begun.status_code) == (429, 429)
    assert AGAIN in sent.content.decode()
    assert typed["what"]["problem"] in sent.content.decode()
    assert Challenge.objects.count() == 0
    monkeypatch.setitem(LIMITS, "employers.draft_challenge", 9)
    assert client.post(walk.url("preview")).status_code == 302


def test_a_flood_of_checks_ends_with_the_text_kept(two_an_hour):
    url = reverse("documents:check_credential")

    checked = [Client().post(url, {"text": '{"type": "none"}'}) for _n in range(3)]

    assert [each.status_code for each in checked] == [302, 302, 429]
    assert "{&quot;type&quot;: &quot;none&quot;}" in checked[2].content.decode()


def test_staff_who_write_for_hosts_are_not_counted(here, two_an_hour):
    officer = client_of(staff_at(here))

    begun = [officer.post(url_of("employers:draft_challenge", here)) for _n in range(5)]

    assert {each.status_code for each in begun} == {302}


def test_signing_in_too_often_says_so_on_a_page_of_ours():
    url = reverse("account_login")

    tried = [Client().post(url, {"email": "one@mail.example"}) for _n in range(40)]

    refused = [each for each in tried if each.status_code == 429]
    assert refused
    assert "That was too often in a short time" in refused[0].content.decode()
