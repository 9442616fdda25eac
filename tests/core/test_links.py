"""Letters let their reader in; opening a link spends nothing."""

from datetime import timedelta

import pytest
from django.core import signing

from accounts.models import User
from core import links
from institutions.models import Institution, StaffMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> User:
    return User.objects.create_user("ada@students.northshire.example")


def path_of(link: str) -> str:
    return link.removeprefix("http://localhost:8000")


def test_a_link_signs_its_reader_in_and_leaves_the_address_bar(client, reader):
    response = client.get(path_of(links.link_for(reader, "/accounts/email/?from=letter")))

    assert (response.status_code, response["Location"]) == (302, "/accounts/email/?from=letter")
    assert client.session["_auth_user_id"] == str(reader.pk)
    assert client.session["signed_in_by"] == "link"


def test_a_link_works_as_often_as_it_is_opened(client, reader):
    link = path_of(links.link_for(reader, "/accounts/email/"))

    for _time in range(3):
        client.logout()
        client.get(link)
        assert "_auth_user_id" in client.session


def test_a_link_opens_only_the_page_it_was_written_for(client, reader):
    key = path_of(links.link_for(reader, "/accounts/email/")).partition("key=")[2]

    response = client.get(f"/accounts/logout/?key={key}")

    assert response["Location"] == "/accounts/logout/"
    assert "_auth_user_id" not in client.session


def test_a_link_dies_with_the_address_it_was_sent_to(client, reader):
    link = path_of(links.link_for(reader, "/accounts/email/"))
    reader.email = "ada@new.example"
    reader.save()

    client.get(link)

    assert "_auth_user_id" not in client.session


def test_a_forged_key_is_no_key(client, reader):
    forged = signing.dumps([reader.pk, links.address_mark(reader.email), "/accounts/email/"])

    client.get(f"/accounts/email/?key={forged}")

    assert "_auth_user_id" not in client.session


def test_people_of_the_university_sign_in_with_a_code_alone(client, reader):
    institution = Institution.objects.create(slug="northshire", name="Northshire University")
    StaffMember.objects.create(institution=institution, user=reader, role="reader")

    client.get(path_of(links.link_for(reader, "/accounts/email/")))

    assert "_auth_user_id" not in client.session


def test_a_run_out_link_says_so_and_offers_a_new_one(client, reader, monkeypatch):
    link = path_of(links.link_for(reader, "/accounts/email/"))
    monkeypatch.setattr(links, "GOOD_FOR", timedelta(seconds=-1))

    response = client.get(link)

    assert response.status_code == 410
    assert "Send me a new link" in response.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.fixture
def no_cache(settings):
    nowhere = {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}
    settings.CACHES = {"default": nowhere}


@pytest.mark.parametrize("broker", ["up", "down"])
def test_a_new_link_comes_whether_or_not_the_cache_answers(
    client, reader, broker, request, mailoutbox, django_capture_on_commit_callbacks
):
    if broker == "down":
        request.getfixturevalue("no_cache")
    key = links.link_for(reader, "/accounts/email/").partition("key=")[2]

    with django_capture_on_commit_callbacks(execute=True):
        pressed = [client.post("/accounts/link/new/", {"key": key}) for _time in range(2)]

    assert [response.status_code for response in pressed] == [200, 200]
    assert [letter.to for letter in mailoutbox] == [[reader.email]] * (1 if broker == "up" else 2)


def test_somebody_elses_link_asks_before_it_changes_who_is_signed_in(client, reader):
    other = User.objects.create_user("bo@students.northshire.example")
    client.force_login(other, backend="accounts.backends.LinkBackend")

    response = client.get(path_of(links.link_for(reader, "/accounts/email/")))

    assert response.status_code == 200
    assert client.session["_auth_user_id"] == str(other.pk)
