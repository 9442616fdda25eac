"""Signing in: a code for everybody, the institution where it is configured."""

import re
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.accounts.provider import CLIENT_ID, provider

pytestmark = pytest.mark.django_db

ADA = "ada@northshire.example"


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


@pytest.fixture
def ada() -> User:
    return User.objects.of_address(ADA)


def ask_for_a_code(client, address: str):
    return client.post("/accounts/login/code/", {"email": address})


def test_a_code_from_the_letter_signs_in(client, ada, mailoutbox):
    ask_for_a_code(client, ADA.upper())
    code = re.search(r"\d{6}", mailoutbox[0].subject)[0]

    response = client.post("/accounts/login/code/confirm/", {"code": code})

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_a_wrong_code_does_not_and_three_end_it(client, ada, mailoutbox):
    ask_for_a_code(client, ADA)

    for _attempt in range(3):
        client.post("/accounts/login/code/confirm/", {"code": "000000"})

    assert "_auth_user_id" not in client.session
    assert client.get("/accounts/login/code/confirm/").status_code == 302


def test_the_answer_never_says_whether_an_address_is_known(client, ada, mailoutbox):
    known = ask_for_a_code(client, ADA)
    client.logout()
    unknown = ask_for_a_code(client, "nobody@northshire.example")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [mail.to for mail in mailoutbox] == [[ADA], ["nobody@northshire.example"]]
    assert not User.objects.filter(email="nobody@northshire.example").exists()


def test_asking_again_and_again_is_slowed_down(ada, mailoutbox):
    answers = [ask_for_a_code(Client(), ADA) for _attempt in range(5)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 200, 200]
    assert "Too many" in answers[-1].content.decode()
    assert len(mailoutbox) == 3


def test_nobody_signs_up_out_of_the_blue(client):
    client.post("/accounts/signup/", {"email": "new@northshire.example"})

    assert not User.objects.exists()


@pytest.fixture
def sign_in_at_the_institution(client, settings):
    """Walk to the provider and back; returns the last answer."""

    class Stay(HTTPRedirectHandler):
        def redirect_request(self, *args: object) -> None:
            return None

    def walk(claims: dict):
        with provider(claims) as url:
            settings.SOCIALACCOUNT_PROVIDERS = {
                "openid_connect": {
                    "APPS": [
                        {
                            "provider_id": "northshire",
                            "name": "Northshire University",
                            "client_id": CLIENT_ID,
                            "secret": "s",
                            "settings": {"server_url": url, "domains": ["northshire.example"]},
                        }
                    ]
                }
            }
            away = client.post("/accounts/oidc/northshire/login/")
            try:
                build_opener(Stay).open(away["Location"])
            except OSError as redirect:
                back = redirect.headers["Location"]
            return client.get(
                back.partition("localhost:8000")[2] or back.partition("testserver")[2]
            )

    return walk


def test_the_institution_signs_in_its_own_people(client, ada, sign_in_at_the_institution):
    sign_in_at_the_institution({"sub": "1", "email": ADA, "email_verified": True, "name": "Ada"})

    assert client.session["_auth_user_id"] == str(ada.pk)


def test_the_institution_brings_new_people(client, sign_in_at_the_institution):
    sign_in_at_the_institution({"sub": "1", "email": ADA, "email_verified": True, "name": "Ada"})

    assert [(u.email, u.name) for u in User.objects.all()] == [(ADA, "Ada")]
    assert "_auth_user_id" in client.session


def test_an_institution_is_not_believed_about_addresses_of_others(
    client, sign_in_at_the_institution
):
    other = User.objects.of_address("dean@lakefield.example")

    sign_in_at_the_institution({"sub": "1", "email": other.email, "email_verified": True})

    assert client.session.get("_auth_user_id") != str(other.pk)
