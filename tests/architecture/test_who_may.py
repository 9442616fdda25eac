"""who_may.csv: every URL × role × own or other institution, as the requirements have it.

The table is written by hand and is the law; this asks the product. ``yes``: the person gets in (an
empty form may well be sent back). ``no``: 403 or 404. ``signin``: she is sent to sign in first.
"""

import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from institutions.models import Institution, StaffRole
from portal.demo import urls as demo_urls
from tests.architecture.pages import pages, parameters_of
from tests.architecture.world import PEOPLE, POSTED, a_world, undone
from tests.build import a_host_member, a_student, an_employer, staff_at

TABLE = Path(__file__).with_name("who_may.csv")
ADMIN = "admin:*"
WELCOMED = {
    200,
    302,
    400,
    401,
    409,
    410,
    422,
    503,
}  # 401: "the institution did not let you in"; 503: no worker
SLOW = "readyz"  # waits half a second for a worker, and does not look at who asks
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


@pytest.fixture
def _refusals_are_not_drawn(settings):
    settings.ROOT_URLCONF = "tests.architecture.quiet_urls"


@pytest.mark.django_db
@pytest.mark.usefixtures("_refusals_are_not_drawn")
def test_who_may():
    world = a_world()
    wrong = []
    for who in PEOPLE:
        client = world.client(who)
        client.raise_request_exception = False
        for row in table():
            if row["url"] == ADMIN or (row["url"] == SLOW and who != PEOPLE[0]):
                continue
            data = POSTED[row["url"]](world) if row["url"] in POSTED else {}
            said = answer(client, row["method"], world.url(row["url"], row["about"]), data)
            if said != row[who]:
                about = f" about {row['about']}" if row["about"] else ""
                wrong.append(f"{who}: {row['method']} {row['url']}{about}: {said}, not {row[who]}")

    assert wrong == [], "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.usefixtures("_refusals_are_not_drawn")
def test_a_row_opens_through_its_own_institution_alone():
    """The same row asked for under another institution's address does not exist, for anybody."""
    world = a_world()
    world.people["everybody_elsewhere"] = everybody_at(world["east"])
    open_to = {"everybody_elsewhere": None, "student": "yes", "host": "yes", "manager": "yes"}
    wrong = []
    for who, cell in open_to.items():
        client = world.client(who)
        for row in table():
            about_a_row = row["about"] and "institution" in parameters_of(row["url"])
            if not about_a_row or (cell and row[who] != cell):
                continue
            url = world.url(row["url"], row["about"], east=True)
            said = answer(client, row["method"], url, {})
            if said != "no":
                wrong.append(f"{who}: {row['method']} {row['url']} about {row['about']}: {said}")

    assert wrong == [], "\n".join(wrong)


def everybody_at(institution: Institution) -> User:
    """One person with every role of an institution, who also hosts and studies there."""
    user = staff_at(institution, *StaffRole)
    a_host_member(an_employer(known_to=institution), user=user)
    a_student(institution=institution, user=user)
    return user


@pytest.mark.django_db
def test_no_view_takes_a_method_that_is_not_listed():
    world = a_world()
    client = world.client("manager")
    listed = {(row["url"], row["method"]): row["about"] for row in table()}
    wrong = []
    for name in sorted({name for name, _method in listed if ":" in name}):
        if name.startswith("admin:"):
            continue
        about = next(about for (url, _method), about in listed.items() if url == name)
        for method in ("GET", "POST", "PUT", "DELETE"):
            if (name, method) not in listed:
                with undone():
                    status = client.generic(method, world.url(name, about)).status_code
                if status != 405:
                    wrong.append(f"{method} {name}: {status}, not 405")

    assert wrong == [], "\n".join(wrong)


@pytest.mark.django_db
def test_the_admin_is_for_operators_alone():
    world = a_world()
    expected = next(row for row in table() if row["url"] == ADMIN)
    names = [page.name for page in pages() if page.name.startswith("admin:")]
    shown = {n for n in names if n.endswith(("_changelist", ":index", "password_change"))}
    assert len(shown) > 10

    said = {
        (name, who): answer(world.client(who), "GET", reverse(name), {})
        for name in shown
        for who in ("anonymous", "manager", "operator")
    }

    assert said == {(name, who): expected[who] for name, who in said}


@pytest.mark.django_db
def test_the_demo_does_not_exist_outside_a_demo():
    operator = a_world().client("operator")

    assert not settings.DEMO
    with pytest.raises(NoReverseMatch):
        reverse("demo:doors")
    paths = ["", "people/", "people/walk/", "mailbox/", "clock/", "components/", "tours/end/"]
    assert {str(pattern.pattern) for pattern in demo_urls.urlpatterns} >= set(paths)
    for path in paths:
        assert operator.get(f"/demo/{path}").status_code == 404
        assert operator.post(f"/demo/{path}").status_code == 404
