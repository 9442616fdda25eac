"""Every page as it is read: a GET changes nothing, and no page lets foreign code in."""

import re
from collections.abc import Mapping
from functools import cache
from html.parser import HTMLParser

import pytest

from tests.architecture.walk import Read, table
from tests.crawl import view_of

pytestmark = pytest.mark.django_db
# Whose own rows the table is about: what it says of a page, it says of all her links to that page
THEIRS = ("anonymous", "student", "host", "manager", "approver", "academic", "reader")
# What was read is written down: that it was (a letter), and as what (a calendar's number)
NOTED = {
    "notifications:open_message": {"notifications_message"},
    "students:student": {"students_pagelook"},  # who of the staff looked, and when
    "credentials:credential": {"students_pagelook"},
    "placements:agreement": {"students_pagelook"},
    "insights:changes": {"students_pagelook"},
    "placements:guide": {"placements_guideuse"},  # how often, not by whom
    "placements:calendar_feed": {"placements_calendarmark"},
    "placements:calendar_file": {"placements_calendarmark"},
}
# Who asks for answers under seal: whose they are, and who takes her own data with her or away.
# These read the same before and after the other side has answered: tests/credentials/test_sealed.py
OWN_SEALED = {
    "credentials:answer_sealed": {"student"},
    "credentials:answer_sealed_of_team": {"host"},
    "insights:my_data": {"student", "other_student"},
    "insights:erase_me": {"student", "other_student"},
}
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


def test_a_get_changes_nothing(reads: list[Read]):
    changed = [
        f"{read} wrote {tables}"
        for read in reads
        if (tables := read.wrote - NOTED.get(read.row["url"], set()))
    ]

    assert {table for read in reads for table in read.wrote} == set().union(*NOTED.values())
    assert changed == [], "\n".join(changed)


def test_no_page_asks_for_what_somebody_else_said_under_seal(reads: list[Read]):
    asked = [read for read in reads if read.asked_for_sealed]
    foreign = [str(read) for read in asked if read.who not in OWN_SEALED.get(read.row["url"], ())]

    assert "credentials:answer_sealed" in {read.row["url"] for read in asked}
    assert foreign == [], "\n".join(foreign)


def test_every_page_is_guarded(reads: list[Read]):
    opened = [read for read in reads if read.opens]
    unguarded = [
        f"{read}: {complaint}"
        for read in opened
        for complaint in complaints_about(read.headers, read.html)
    ]

    assert len([read for read in opened if read.html]) > 250
    assert unguarded == [], "\n".join(unguarded)


def test_no_page_leads_to_a_door_that_is_closed(reads: list[Read]):
    closed = [
        f"{read}: leads to {name}"
        for read in reads
        if read.opens and read.who in THEIRS
        for name in doors_in(read.html) - open_to(read.who)
    ]

    assert closed == [], "\n".join(closed)


@cache
def open_to(who: str) -> set[str]:
    """The pages that may open to somebody, about some row."""
    return {row["url"] for row in table() if row["method"] == "GET" and row[who] == "yes"} | {
        "account_login"
    }


def doors_in(html: str) -> set[str]:
    """The names of our pages that a page links to."""
    paths = set(re.findall(r'<a\b[^>]*?\bhref="(/[^"?#]*)', html))
    return {name for name in map(view_of, paths) if name}


def complaints_about(headers: Mapping[str, str], html: str) -> list[str]:
    policy = headers.get("Content-Security-Policy", "")
    found = []
    if "default-src 'none'" not in policy or "unsafe" in policy or "*" in policy:
        found.append(f"policy: {policy!r}")
    if headers.get("X-Content-Type-Options") != "nosniff":
        found.append("may be sniffed")
    if headers.get("X-Frame-Options") != "DENY":
        found.append("may be framed")
    parser = Foreign()
    parser.feed(html)
    return found + parser.found
