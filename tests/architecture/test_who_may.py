"""who_may.csv: every URL × role × own or other institution, as the requirements have it.

The table is written by hand and is the law; this asks the product. ``yes``: the person gets in (an
empty form may well be sent back). ``no``: 403 or 404. ``signin``: she is sent to sign in first.
"""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from institutions.models import Institution, StaffRole
from portal.demo import urls as demo_urls
from tests.architecture.pages import OURS, pages, parameters_of
from tests.architecture.walk import ADMIN, Read, said_by, table
from tests.architecture.world import PEOPLE, POSTED, World, undone
from tests.build import a_host_member, a_student, an_employer, client_of, staff_at


def post(client: Client, url: str, data: dict) -> str:
    with undone():
        return said_by(client.post(url, data))


def test_every_url_is_listed_and_every_listed_url_exists():
    listed = {row["url"] for row in table()}
    named = {page.name for page in pages() if page.name and not page.name.startswith("admin:")}

    assert sorted(named - listed - {ADMIN}) == [], "URLs without a row in who_may.csv"
    assert sorted(listed - named - {ADMIN, "admin:login"}) == [], "rows of URLs that are gone"


def test_no_row_stands_twice_and_every_cell_says_something():
    keys = [(row["url"], row["method"], row["about"]) for row in table()]

    assert sorted(set(keys)) == sorted(keys)
    assert {row[who] for row in table() for who in PEOPLE} == {"yes", "no", "signin"}
    assert {row["method"] for row in table()} == {"GET", "POST"}


@pytest.fixture
def _refusals_are_not_drawn(settings):
    settings.ROOT_URLCONF = "tests.architecture.quiet_urls"


@pytest.mark.django_db
def test_who_may_read(reads: list[Read]):
    wrong = [f"{r}: {r.said}, not {r.row[r.who]}" for r in reads if r.said != r.row[r.who]]

    assert {read.who for read in reads} == set(PEOPLE)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.usefixtures("_refusals_are_not_drawn")
def test_who_may_act(world: World):
    wrong = []
    for who in PEOPLE:
        client = world.client(who)
        client.raise_request_exception = False
        for row in table():
            if row["method"] != "POST":
                continue
            data = POSTED[row["url"]](world) if row["url"] in POSTED else {}
            said = post(client, world.url(row["url"], row["about"]), data)
            if said != row[who]:
                about = f" about {row['about']}" if row["about"] else ""
                wrong.append(f"{who}: POST {row['url']}{about}: {said}, not {row[who]}")

    assert wrong == [], "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.usefixtures("_refusals_are_not_drawn")
def test_a_row_opens_through_its_own_institution_alone(world: World):
    """The same row asked for under another institution's address does not exist, for anybody."""
    people = {"everybody_elsewhere": everybody_at(world["east"])}
    people |= {who: world.people[who] for who in ("student", "host", "manager")}
    wrong = []
    for who, user in people.items():
        client = client_of(user)
        for row in table():
            about_a_row = row["about"] and "institution" in parameters_of(row["url"])
            if not about_a_row or row.get(who, "yes") != "yes":
                continue
            url = world.url(row["url"], row["about"], east=True)
            said = said_by(client.get(url)) if row["method"] == "GET" else post(client, url, {})
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
def test_no_view_takes_a_method_that_is_not_listed(world: World):
    client = world.client("manager")
    listed = {(row["url"], row["method"]): row["about"] for row in table()}
    wrong = []
    for name in sorted({name for name, _method in listed if ":" in name}):
        if name.startswith("admin:"):
            continue
        about = next(about for (url, _method), about in listed.items() if url == name)
        for method in ("GET", "POST", "PUT", "DELETE"):
            if (name, method) not in listed:
                status = client.generic(method, world.url(name, about)).status_code
                if status != 405:
                    wrong.append(f"{method} {name}: {status}, not 405")

    assert wrong == [], "\n".join(wrong)


PROVEN_OTHERWISE = {
    "notifications:stop_letters",  # a signed key, posted by mail programs (RFC 8058)
    "mail:receive_mail",  # the mail provider's signature
    "tracking:track_letters",  # the mail provider's signature
}


def test_no_view_is_exempt_from_the_proof_of_origin():
    exempt = {
        page.name
        for page in pages()
        if getattr(page.view, "csrf_exempt", False) and page.view.__module__.split(".")[0] in OURS
    }

    assert exempt == PROVEN_OTHERWISE


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The refusal without its page."""
    return HttpResponse(reason, status=403, headers={"Forged": "yes"})


@pytest.mark.django_db
def test_a_post_from_another_site_is_refused_by_every_page(world: World, settings):
    settings.CSRF_FAILURE_VIEW = f"{__name__}.forged"
    client = Client(enforce_csrf_checks=True, headers={"origin": "https://evil.example"})
    client.cookies = world.client("manager").cookies
    posts = [row for row in table() if row["method"] == "POST"]

    taken = set()
    for row in posts:
        with undone():
            answer = client.post(world.url(row["url"], row["about"]), {})
        if "Forged" not in answer.headers:
            taken.add(row["url"])

    assert len(posts) > 60
    assert taken == PROVEN_OTHERWISE & {row["url"] for row in posts}


@pytest.mark.django_db
def test_the_admin_is_for_operators_alone(world: World):
    expected = next(row for row in table() if row["url"] == ADMIN)
    names = [page.name for page in pages() if page.name.startswith("admin:")]
    shown = {n for n in names if n.endswith(("_changelist", ":index", "password_change"))}
    assert len(shown) > 10

    wrong = []
    for who in ("anonymous", "manager", "operator"):
        client = world.client(who)
        for name in sorted(shown):
            if (said := said_by(client.get(reverse(name)))) != expected[who]:
                wrong.append(f"{who}: {name}: {said}, not {expected[who]}")

    assert wrong == [], "\n".join(wrong)


@pytest.mark.django_db
def test_the_demo_does_not_exist_outside_a_demo(world: World):
    operator = world.client("operator")

    assert not settings.DEMO
    with pytest.raises(NoReverseMatch):
        reverse("demo:doors")
    paths = ["", "people/", "people/walk/", "mailbox/", "clock/", "components/", "tours/end/"]
    assert {str(pattern.pattern) for pattern in demo_urls.urlpatterns} >= set(paths)
    for path in paths:
        assert operator.get(f"/demo/{path}").status_code == 404
        assert operator.post(f"/demo/{path}").status_code == 404
