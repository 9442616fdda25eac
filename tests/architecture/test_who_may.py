"""who_may.csv: every URL × role × own or other institution, as the requirements have it.

The table is written by hand and is the law; this asks the product. ``yes``: the person gets in (an
empty form may well be sent back). ``no``: 403 or 404. ``signin``: she is sent to sign in first.
"""

import csv
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from portal.demo import urls as demo_urls
from tests.architecture.world import PEOPLE, POSTED, a_world, pages, undone

TABLE = Path(__file__).with_name("who_may.csv")
ADMIN = "admin:*"
WELCOMED = {200, 302, 400, 409, 410, 422, 503}  # 503: /readyz where no worker runs
SIGN_IN = ("/accounts/login/", "/operators/login/")


def table() -> list[dict[str, str]]:
    """The rows; columns are padded so that a person can read them."""
    with TABLE.open(newline="") as file:
        rows = [[cell.strip() for cell in line] for line in csv.reader(file)]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def answer(client: Client, method: str, url: str, data: dict) -> str:
    with undone():
        response = client.generic(method, url) if method == "GET" else client.post(url, data)
    code = response.status_code
    if code == 302 and response.headers["Location"].startswith(SIGN_IN):
        return "signin"
    if code in (403, 404):
        return "no"
    return "yes" if code in WELCOMED else str(code)


def test_every_url_is_listed_and_every_listed_url_exists():
    listed = {row["url"] for row in table()}
    named = {page.name for page in pages() if page.name and not page.name.startswith("admin:")}

    assert sorted(named - listed - {ADMIN}) == [], "URLs without a row in who_may.csv"
    assert sorted(listed - named - {ADMIN, "admin:login"}) == [], "rows of URLs that are gone"


def test_no_row_stands_twice_and_every_cell_says_something():
    keys = [(row["url"], row["method"], row["about"]) for row in table()]

    assert sorted(set(keys)) == sorted(keys)
    assert {row[who] for row in table() for who in PEOPLE} == {"yes", "no", "signin"}


@pytest.mark.django_db
def test_who_may():
    world = a_world()
    wrong = []
    for who in PEOPLE:
        client = world.client(who)
        client.raise_request_exception = False
        for row in table():
            if row["url"] == ADMIN:
                continue
            data = POSTED[row["url"]](world) if row["url"] in POSTED else {}
            said = answer(client, row["method"], world.url(row["url"], row["about"]), data)
            if said != row[who]:
                about = f" about {row['about']}" if row["about"] else ""
                wrong.append(f"{who}: {row['method']} {row['url']}{about}: {said}, not {row[who]}")

    assert wrong == [], "\n".join(wrong)
