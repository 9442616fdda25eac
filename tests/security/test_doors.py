"""Coming in: links of letters, sessions, redirects, and what answers give away."""

import logging
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from core import links
from core.codes import MOST_TRIES
from employers.states import ChallengeState
from students.models import Eoi
from students.services import code_of
from students.states import EoiState
from tests.architecture.pages import OURS, pages
from tests.architecture.test_reading import complaints_about
from tests.build import (
    a_host_member,
    a_student,
    a_user,
    an_employer,
    an_eoi,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)
from tests.build_credentials import a_credential
from tests.build_employers import post_project

pytestmark = pytest.mark.django_db
SLUG = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


def path_of(link: str) -> str:
    return link.removeprefix("http://localhost:8000")


def key_of(user: User, path: str) -> str:
    return links.link_for(user, path).partition("key=")[2]


def without_tokens(page: Any) -> str:
    return re.sub(r"[A-Za-z0-9]{64}", "TOKEN", page.content.decode())


# Links of letters


def test_a_letters_session_begins_under_a_new_id(client):
    student = a_student()
    client.post("/theme/", {"theme": "dark"})
    session = client.session
    session["kept"] = True
    session.save()
    client.cookies["sessionid"] = before = session.session_key

    client.get(path_of(links.link_for(student.user, "/home/")))

    after = client.cookies["sessionid"].value
    assert after != before
    fixed = Client()
    fixed.cookies["sessionid"] = before
    assert fixed.get("/home/").status_code == 302  # whoever planted the old id is still nobody


def test_a_link_to_a_member_of_staff_opens_nothing_however_it_is_pressed():
    officer = staff_at(an_institution(slug="north"))
    key = key_of(officer, "/north/desk/")
    holder = client_of(a_student().user)

    holder.get(f"/north/desk/?key={key}")
    answer = holder.post("/accounts/link/switch/", {"key": key})

    assert answer.status_code == 400
    assert holder.session["_auth_user_id"] != str(officer.pk)


def test_a_link_to_an_operator_opens_nothing(client):
    operator = a_user(is_staff=True, is_superuser=True)

    client.get(f"/home/?key={key_of(operator, '/home/')}")

    assert "_auth_user_id" not in client.session


def test_a_letters_session_cannot_be_made_to_last():
    """Whoever was forwarded a letter may not add a passkey, an address or a password."""
    student = a_student()
    client = Client()
    client.get(path_of(links.link_for(student.user, "/home/")))
    assert client.session["_auth_user_id"] == str(student.user.pk)

    answers = {
        path: client.post(f"/accounts/{path}", {"email": "mine@evil.example"}).status_code
        for path in (
            *("email/", "password/set/", "password/change/", "3rdparty/"),
            *("2fa/webauthn/add/", "2fa/totp/activate/", "2fa/recovery-codes/generate/"),
        )
    }

    assert set(answers.values()) <= {403, 404}, answers
    student.user.refresh_from_db()
    assert not student.user.has_usable_password()


def test_a_letters_session_ends_within_the_day():
    client = Client()
    client.get(path_of(links.link_for(a_student().user, "/home/")))

    assert client.session.get_expiry_age() == 12 * 3600


def test_a_run_out_link_is_sent_again_to_its_own_address_alone(client, mailoutbox, monkeypatch):
    student = a_student()
    key = key_of(student.user, "/home/")
    closed = a_user(is_active=False)
    answers = [
        client.post("/accounts/link/new/", {"key": key, "email": "evil@evil.example"}),
        client.post("/accounts/link/new/", {"key": key_of(closed, "/home/")}),
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert without_tokens(answers[0]) == without_tokens(answers[1])  # nobody is told which lives
    assert {to for mail in mailoutbox for to in mail.to} <= {student.user.email}


@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example", "/\\evil.example/"])
def test_a_key_in_an_address_leads_nowhere_else(client, path):
    answer = client.get("/", {"key": "forged"}, PATH_INFO=path)

    if answer.status_code == 302:
        assert re.match(r"/[^/\\]", answer["Location"]) or answer["Location"].startswith("/%")


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_away_by_next(to, mailoutbox):
    user = a_user(email="ada@mail.example")
    User.objects.of_address(user.email)
    client = Client()
    theme = client.post("/theme/", {"theme": "dark", "next": to})
    client.post("/accounts/login/code/", {"email": user.email, "next": to})
    code = re.search(r"\d{6}", mailoutbox[-1].subject)[0]
    signed_in = client.post("/accounts/login/code/confirm/", {"code": code, "next": to})
    signed_out = client.post("/accounts/logout/", {"next": to})

    assert [a["Location"] for a in (theme, signed_in, signed_out)] == ["/", "/home/", "/"]


def test_a_strange_host_is_refused_and_letters_never_name_it(client, mailoutbox):
    student = a_student()

    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert links.link_for(student.user, "/home/").startswith("http://localhost:8000/")


def test_no_key_code_or_address_is_logged(client, caplog):
    student = a_student()
    key = key_of(student.user, "/home/")
    challenge = an_open_challenge()
    caplog.set_level(logging.DEBUG)

    client.get(f"/home/?key={key}")
    client.get(f"/nowhere/?key={key}")
    Client().post("/accounts/link/switch/", {"key": key})
    Client().post(
        url_of("students:submit_eoi", challenge),
        {"email": "secret@mail.example", "sentence": "My very own words about markets."},
    )
    Client().post("/accounts/login/code/", {"email": student.user.email})
    requests = [r.getMessage() for r in caplog.records if r.name != "django.db.backends"]

    assert len(requests) >= 5
    logged = "\n".join(requests)
    for secret in (key, "secret@mail.example", "very own words", student.user.email):
        assert secret not in logged


# What answers give away


def test_sending_an_interest_never_says_whether_an_address_is_known():
    challenge = an_open_challenge()
    known = a_student(institution=challenge.institution)
    an_eoi(challenge=challenge, student=known)
    url = url_of("students:submit_eoi", challenge)

    def seen_by_sender(email: str) -> tuple[Any, ...]:
        client = Client()
        sent = client.post(url, {"email": email, "sentence": "I know this market well."})
        page = client.get(sent["Location"])
        html = re.sub(r'datetime="\S+"', "", without_tokens(page))
        return sent.status_code, SLUG.sub("ID", html).replace(email, "ADDRESS").splitlines()

    assert seen_by_sender(known.user.email) == seen_by_sender("nobody@mail.example")


def test_a_strangers_look_at_an_interest_shows_nobodys_words():
    student = a_student(given_name="Zerlina")
    eoi = an_eoi(student=student, challenge=an_open_challenge(institution=student.institution))
    waits = an_eoi(challenge=eoi.challenge, state=EoiState.UNCONFIRMED)
    stranger = client_of(a_student(institution=student.institution).user)
    shown = ""
    for row in (eoi, waits):
        for name in ("eoi_sent", "confirm_eoi", "change_address"):
            shown += stranger.get(url_of(f"students:{name}", row), follow=True).content.decode()

    for secret in (student.user.email, "Zerlina", waits.email, eoi.sentence):
        assert secret not in shown


def test_a_badge_that_is_not_shared_tells_a_stranger_nothing():
    credential = a_credential(shared=False)
    page = Client().get(f"/credentials/{credential.public_id}").content.decode()
    machine = Client().get(
        f"/credentials/{credential.public_id}", headers={"accept": "application/vc+jwt"}
    )
    host = credential.placement.challenge.employer

    assert machine.status_code == 403
    for secret in (credential.student.given_name, host.name, credential.achievement.name):
        assert secret not in page + machine.content.decode()


@pytest.mark.parametrize("path", ["/nowhere/at/all/", "/north/desk/", "/north/desk/settings/"])
def test_pages_that_say_no_are_guarded_too(path):
    student = a_student(institution=an_institution(slug="north"))
    answer = client_of(student.user).get(path)

    assert answer.status_code in (403, 404)
    assert complaints_about(answer.headers, answer.content.decode()) == []


def test_a_letter_goes_out_whatever_the_team_calls_itself(mailoutbox):
    from notifications.models import Message
    from notifications.services import send_message

    north = an_institution(team_name='The "Clinic"\nBcc: all@evil.example')
    letter = Message.objects.create(
        institution=north, user=a_user(), kind="eoi_submitted", channel="letter", subject="Sent"
    )

    assert send_message(letter.pk)
    assert mailoutbox[0].recipients() == [letter.user.email]
    assert mailoutbox[0].message()["From"].count("@") == 2  # one in the name, one address


# Guessing


def test_addresses_carry_nothing_that_can_be_counted_up():
    counted = {
        (page.name, name)
        for page in pages()
        if page.view.__module__.split(".")[0] in OURS
        for name, kind in page.parameters.items()
        if kind not in {"uuid", "slug", "institution"}
    }

    assert counted == {("documents:achievement_picture", "step")}  # how many holds are lit


def test_ten_wrong_codes_end_the_guessing_of_an_interests_code():
    eoi = an_eoi(state=EoiState.UNCONFIRMED)
    url = url_of("students:confirm_eoi", eoi)
    right = code_of(eoi)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _try in range(MOST_TRIES):
        Client().post(url, {"code": wrong})

    Client().post(url, {"code": right})

    assert Eoi.objects.get(pk=eoi.pk).state == EoiState.UNCONFIRMED


def test_ten_wrong_codes_end_the_guessing_of_a_projects_code():
    from employers.services import code_of as code_of_project

    north = an_institution(slug="north")
    challenge = post_project(Client(), north)
    url = f"/north/post/sent/{challenge.public_id}/"
    right = code_of_project(challenge)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _try in range(MOST_TRIES):
        Client().post(url, {"code": wrong})

    Client().post(url, {"code": right})

    challenge.refresh_from_db()
    assert challenge.state == ChallengeState.DRAFT


def test_a_badges_address_cannot_be_guessed_forever():
    credential = a_credential()
    url = f"/credentials/{credential.public_id}"

    answers = [
        Client().post(url, {"email": f"guess-{n}@mail.example"}).status_code for n in range(25)
    ]

    assert answers == [200] * 20 + [429] * 5


# Between institutions


def test_an_officer_cannot_name_anothers_row_in_a_form():
    """Ids that are posted are looked up in the poster's own institution alone."""
    north, east = an_institution(slug="north"), an_institution(slug="east")
    officer = client_of(staff_at(north))
    foreign_member = a_host_member(an_employer(known_to=east))
    foreign_eoi = an_eoi(challenge=an_open_challenge(institution=east))
    own = an_open_challenge(institution=north)

    begun = officer.post("/north/post/", {"member": foreign_member.public_id})
    offered = officer.post(
        url_of("placements:offer_places", own),
        {"eoi": [foreign_eoi.public_id], "note": "We know her."},
    )

    foreign_eoi.refresh_from_db()
    assert begun.status_code == 404
    assert offered.status_code == 422
    assert foreign_eoi.state == EoiState.SUBMITTED


def test_a_student_cannot_give_up_anothers_interest():
    challenge = an_open_challenge()
    victim = an_eoi(challenge=challenge)
    thief = a_student(institution=challenge.institution)

    client_of(thief.user).post(
        url_of("students:submit_eoi", an_open_challenge(institution=challenge.institution)),
        {"sentence": "I run a stall.", "instead_of": victim.public_id},
    )

    victim.refresh_from_db()
    assert victim.state == EoiState.SUBMITTED
