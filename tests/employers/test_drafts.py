"""“E-mail me this draft”: a letter opens it on another device; a GET never acts."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from core import clock
from employers.models import Posting
from employers.services import draft_link
from tests.build import a_user, an_institution, client_of
from tests.build_employers import EMAIL, PROBLEM, Walk, answers

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://\S+/post/open/\S+")


@pytest.fixture
def here():
    return an_institution()


@pytest.fixture
def begun(client, here):
    """A draft whose first page is answered."""
    walk = Walk(client, here)
    walk.answer(answers(here)["what"])
    return walk


def ask(walk, email=EMAIL):
    url = reverse("employers:send_draft", args=[walk.here.slug])
    return walk.client.post(url, {"email": email})


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """Ask for the letter and deliver it; the letters that have come."""

    def send(walk, email=EMAIL):
        with django_capture_on_commit_callbacks(execute=True):
            answer = ask(walk, email)
        return answer, mail.outbox

    return send


def path_of(letter):
    found = LINK.search(letter.body)
    assert found, letter.body
    return found[0].partition("://")[2].partition("/")[2]


def test_any_step_keeps_what_is_typed_and_asks_for_an_address(begun, here):
    typed = {"time_kind": "sessions", "where": "9 Mill Lane", "hours": "9 to 1", "act": "letter"}

    answer = begun.client.post(begun.url("when"), typed)

    assert answer.url == reverse("employers:send_draft", args=[here.slug])
    assert Posting.objects.get().answers["when"]["where"] == "9 Mill Lane"
    assert "E-mail me this draft" in begun.client.get(answer.url).content.decode()


def test_the_letter_opens_the_draft_on_another_device_after_a_press(begun, here, sent):
    answer, [letter] = sent(begun)
    path = "/" + path_of(letter)
    other = Client()
    page = other.get(path)

    assert EMAIL in answer.content.decode()
    assert letter.to == [EMAIL]
    assert PROBLEM not in letter.body
    assert EMAIL not in path
    assert "posting" not in page.cookies
    assert other.get(begun.url("what")).status_code == 302  # nothing is opened yet

    proof = page.context["proof"]
    opened = other.post(path.partition("?")[0], {"proof": proof})

    assert opened.url == begun.url("when")
    assert PROBLEM in other.get(begun.url("what")).content.decode()
    you = other.get(begun.url("you")).context["form"]
    assert you["email"].value() == EMAIL  # typed once


def test_a_line_of_a_list_opens_the_pages_with_it_and_stands_in_no_address(client, here):
    start = reverse("employers:draft_challenge", args=[here.slug])
    line = "Nobody answers our old questions <b>"

    first = client.post(start, {"todo": f" {line} "})

    assert first.url == reverse("employers:draft_challenge", args=[here.slug, "what"])
    assert client.get(first.url).context["form"]["problem"].value() == line
    client.post(start, {"todo": "Another line"})  # what was begun is not written over
    problems = [each.answers["what"]["problem"] for each in Posting.objects.order_by("pk")]
    assert problems == [line, "Another line"]


def test_the_answer_is_the_same_for_a_known_address(begun, here, sent):
    a_user(email="known@mail.example")
    known = sent(begun, "known@mail.example")[0].content.decode()
    unknown = sent(begun, "nobody@mail.example")[0].content.decode()

    def said(page):
        return re.sub(r"\s+", " ", page.partition("<main")[2].partition("</main")[0])

    assert said(known).replace("known@", "X@") == said(unknown).replace("nobody@", "X@")


def test_three_letters_a_day_about_one_draft(begun, here, sent):
    for _letter in range(3):
        assert sent(begun)[0].status_code == 200
    answer, outbox = sent(begun)

    assert answer.status_code == 422
    assert "Three letters about this draft" in answer.content.decode()
    assert len(outbox) == 3


def test_ten_letters_a_day_to_one_address_whatever_they_are_about(here, sent):
    for n in range(10):
        walk = Walk(Client(), here)
        assert sent(walk)[0].status_code == 200, n
    answer, outbox = sent(Walk(Client(), here))

    assert answer.status_code == 422
    assert "often enough" in answer.content.decode()
    assert len(outbox) == 10


@pytest.mark.parametrize("email", ["", "nobody", "a@b@c.example", "x" * 400 + "@mail.example"])
def test_what_is_no_address_is_said(begun, email, sent):
    answer, outbox = sent(begun, email)

    assert answer.status_code == 422
    assert "Give an e-mail address" in answer.content.decode()
    assert outbox == []


@pytest.mark.parametrize("proof", ["", "x", "a:b:c"])
def test_a_link_that_is_not_ours_opens_nothing(client, here, proof):
    url = reverse("employers:open_draft", args=[here.slug])

    assert client.get(url, {"proof": proof}).status_code == 410
    answer = client.post(url, {"proof": proof})
    assert answer.status_code == 410
    assert "no longer here" in answer.content.decode()
    assert "posting" not in answer.cookies


def test_a_link_of_another_university_opens_nothing_here(begun, here):
    proof = draft_link(Posting.objects.get()).partition("proof=")[2]
    there = an_institution()

    url = reverse("employers:open_draft", args=[there.slug])
    assert Client().post(url, {"proof": proof}).status_code == 410


def test_after_it_is_sent_the_link_shows_what_came_of_it(begun, here, sent):
    link = "/" + path_of(sent(begun)[1][0])
    challenge = begun.go(answers(here))
    other = Client()

    assert "sent already" in other.get(link).content.decode()
    proof = other.get(link).context["proof"]
    answer = other.post(link.partition("?")[0], {"proof": proof}, follow=True)
    assert answer.request["PATH_INFO"].endswith(f"/post/sent/{challenge.public_id}/")
    assert ask(begun).status_code == 302


def test_without_a_draft_there_is_nothing_to_send(client, here):
    url = reverse("employers:send_draft", args=[here.slug])

    assert client.get(url).url == client.post(url, {"email": EMAIL}).url == f"/{here.slug}/post/"
    assert mail.outbox == []


def test_a_draft_that_was_forgotten_says_so(begun, here, sent):
    from employers.services import run_timetable

    link = "/" + path_of(sent(begun)[1][0])
    with clock.moved(timedelta(days=31)):
        run_timetable()
    assert Client().get(link).status_code == 410


def test_whoever_is_signed_in_finds_her_address_filled_in(here):
    user = a_user(email="wren@seeds.example")
    walk = Walk(client_of(user), here)
    page = walk.client.get(reverse("employers:send_draft", args=[here.slug]))

    assert page.context["form"]["email"].value() == "wren@seeds.example"
