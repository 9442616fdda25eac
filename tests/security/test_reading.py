"""Every page as it is read: a GET changes nothing, and no page lets foreign code in."""

import re
from html.parser import HTMLParser

import pytest
from django.db import connection

from tests.architecture.test_who_may import table
from tests.architecture.world import a_world, undone
from tests.crawl import view_of

READERS = ("anonymous", "student", "host", "manager", "approver", "academic", "reader")
OURS_TO_WRITE = {"django_session"}  # who is signed in, toasts
# What was read is written down: that it was (a letter), and as what (a calendar's number)
NOTED = {
    "notifications:open_message": {"notifications_message"},
    "placements:guide": {"placements_guideuse"},  # how often, not by whom
    "placements:calendar_feed": {"placements_calendarmark"},
    "placements:calendar_file": {"placements_calendarmark"},
}
WRITES = """
    SELECT relname, n_tup_ins + n_tup_upd + n_tup_del
    FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
"""


def rows_written() -> dict[str, int]:
    """How many rows of each table this transaction has touched so far."""
    with connection.cursor() as cursor:
        cursor.execute(WRITES)
        return {table: n for table, n in cursor.fetchall() if table not in OURS_TO_WRITE}


DATA = {"application/json", "application/ld+json"}  # no browser runs it


class Foreign(HTMLParser):
    """Collects what a page brings that a strict content security policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        data = given.get("type") in DATA
        if tag == "style" or (tag == "script" and "src" not in given and not data):
            self.found.append(f"<{tag}> in the page")
        for name, value in given.items():
            if name == "style" or name.startswith("on") or value.strip().startswith("javascript:"):
                self.found.append(f"<{tag} {name}={value[:40]}>")
        loads = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
        address = given.get(loads.get(tag, ""), "")
        if re.match(r"(https?:)?//", address) and given.get("rel") != "canonical":
            self.found.append(f"<{tag}> loads {address}")


@pytest.mark.django_db
def test_a_get_changes_nothing_and_every_page_is_guarded():
    world = a_world()
    changed, unguarded, closed, read = [], [], [], 0
    for who in READERS:
        client = world.client(who)
        for row in table():
            if row["method"] != "GET" or row[who] != "yes" or row["url"].startswith("admin:"):
                continue
            url = world.url(row["url"], row["about"])
            before = rows_written()
            with undone():
                response = client.get(url)
                after = rows_written()
            read += 1
            if before != after:
                tables = {name for name in after if after[name] != before.get(name)}
                if tables - NOTED.get(row["url"], set()):
                    changed.append(f"{who}: GET {row['url']} about {row['about']} wrote {tables}")
            where = f"{who}: GET {row['url']} about {row['about']}"
            unguarded += [f"{where}: {complaint}" for complaint in complaints_about(response)]
            closed += [f"{where}: leads to {name}" for name in doors_in(response) - open_to(who)]

    assert read > 250
    assert changed == [], "\n".join(changed)
    assert unguarded == [], "\n".join(unguarded)
    assert closed == [], "\n".join(closed)


def open_to(who: str) -> set[str]:
    """The pages that may open to somebody, about some row."""
    return {row["url"] for row in table() if row["method"] == "GET" and row[who] == "yes"} | {
        "account_login"
    }


def doors_in(response) -> set[str]:
    """The names of our pages that a page links to."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return set()
    paths = re.findall(r'<a\b[^>]*?\bhref="(/[^"?#]*)', response.content.decode())
    return {name for name in map(view_of, paths) if name}


def complaints_about(response) -> list[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    found = []
    if "default-src 'none'" not in policy or "unsafe" in policy or "*" in policy:
        found.append(f"policy: {policy!r}")
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        found.append("may be sniffed")
    if response.headers.get("X-Frame-Options") != "DENY":
        found.append("may be framed")
    if response.headers.get("Content-Type", "").startswith("text/html"):
        parser = Foreign()
        parser.feed(response.content.decode())
        found += parser.found
    return found
