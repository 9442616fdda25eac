"""While the database is away: a clear page that keeps what was typed, and no 500."""

import psycopg2
import pytest
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.test import Client

from core.faults import is_away
from employers.models import Challenge
from students.models import Eoi
from tests.build import an_open_challenge, url_of
from tests.core.page import elements

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = {"email": "ada@mail.example", "sentence": 'I "keep" the <till>.', "access_first": "on"}


@pytest.fixture
def away(monkeypatch):
    """Call it, and PostgreSQL is where nobody finds it; call what it returns to bring it back."""

    def leave():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")

    yield leave
    monkeypatch.undo()
    connection.close()


def test_what_was_typed_can_be_sent_once_the_database_is_back(away, monkeypatch):
    url = url_of("students:submit_eoi", an_open_challenge())
    client = Client(raise_request_exception=False)
    away()

    answer = client.post(f"{url}?from=listing", TYPED)

    page = elements(answer.content.decode())
    form = page.one("form")
    kept = {field["name"]: field["value"] for field in page.all("input")}
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert (form["method"], form["action"]) == ("post", f"{url}?from=listing")
    assert kept == TYPED
    monkeypatch.undo()
    assert client.post(form["action"], kept).status_code == 302
    assert Eoi.objects.get().sentence == TYPED["sentence"]


def test_a_page_that_was_only_opened_offers_itself_again(away):
    url = url_of("students:submit_eoi", an_open_challenge())
    away()

    answer = Client(raise_request_exception=False).get(url)

    page = elements(answer.content.decode())
    assert answer.status_code == 503
    assert url in [link["href"] for link in page.all("a")]
    assert page.all("form") == []


def test_what_we_broke_ourselves_is_no_503(monkeypatch):
    url = url_of("students:submit_eoi", an_open_challenge())
    monkeypatch.setattr(Challenge.objects, "hold_open", lambda pk: 1 / 0)

    answer = Client(raise_request_exception=False).post(url, TYPED)

    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def test_a_server_that_dies_in_the_middle_of_a_statement_is_away():
    died = DatabaseError("server closed the connection unexpectedly")
    died.__cause__ = psycopg2.DatabaseError("server closed the connection unexpectedly")

    assert is_away(died)
    assert not is_away(DatabaseError("Save with update_fields did not affect any rows."))


@pytest.mark.parametrize(
    ("sql", "away"), [("SELECT pg_terminate_backend(pg_backend_pid())", True), ("SELECT o", False)]
)
def test_what_the_server_says_itself(sql, away):
    with pytest.raises((OperationalError, ProgrammingError)) as caught:
        connection.cursor().execute(sql)
    connection.close()

    assert is_away(caught.value) is away
