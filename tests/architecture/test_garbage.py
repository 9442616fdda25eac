"""Garbage in every field and every address: a sentence beside the field, a 4xx, never a 500."""

import random
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.architecture.walk import Read, table
from tests.architecture.world import PEOPLE, World, undone
from tests.examples import TIMES

GARBAGE: list[Any] = [
    "",
    "a" * 20_000,
    "\x00",
    "line\r\nBcc: somebody@else.example",
    "🦆" * 500,
    "-1",
    "0",
    "99999999999999999999999999",
    "1e400",
    "NaN",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "25:61",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "../../etc/passwd",
    "{{ 7 }}{% now %}",
    "\u202egnp.exe\ufeff",
    "\ud7ff\uffff",
    ["a", "b", "c"],
    "00000000-0000-0000-0000-000000000000",
    "a@b@c",
]
QUERY = (
    # without "key": whoever brings one is sent to the page without it, before the page is asked
    *("page", "q", "show", "done", "project", "kind", "proof", "first", "last", "format"),
    *("member", "reader", "next", "then", "state", "day", "when", "mode", "pay", "skill", "sort"),
    *("term", "employer", "host", "tab", "time_kind", "days", "where", "place"),
)
POSTED = (
    *("row", "member", "team", "eoi", "move", "take_in", "act", "instead_of", "proof", "code"),
    *("key", "next", "theme", "fewer", "back", "email", "sentence", "name", "reason", "note"),
    *("starter", "reach", "comment", "levels", "answer", "mobile", "via", "words", "who", "role"),
    *("out", "into", "why", "project", "telephone", "about", "file", "text", "document", "kind"),
)
SEEN_BY = {"anonymous", "student", "host", "manager"}


class Forms(HTMLParser):
    """The forms of a page: where each goes, and what it would send as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, str, dict[str, list[str]]]] = []
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), given.get("method", "get"), {}))
        if not self.forms or "name" not in given:
            if tag == "option" and self.select and given.get("value"):
                self.forms[-1][2][self.select] = [given["value"]]
            return
        fields = self.forms[-1][2]
        if tag == "select":
            self.select = given["name"]
            fields.setdefault(self.select, [])
        elif tag == "textarea":
            fields.setdefault(given["name"], ["A line of words."])
        elif tag in {"input", "button"} and given["name"] != "csrfmiddlewaretoken":
            value = given.get("value") or "1"
            fields.setdefault(given["name"], [value])


def allowed(row: dict[str, str]) -> str | None:
    """Who asks: the mightiest of those who may."""
    return next((who for who in reversed(PEOPLE) if who in SEEN_BY and row[who] == "yes"), None)


def status_of(
    client: Client, method: str, url: str, data: dict[str, Any], *, follow: bool = False
) -> int:
    cache.clear()  # no limit of another try stands in the way
    client.raise_request_exception = False
    with undone():
        ask = client.post if method == "POST" else client.get
        return ask(url, data, follow=follow).status_code


def pages_with_garbage(world: World, method: str, names: tuple[str, ...]) -> list[str]:
    broken = []
    chosen = random.Random(7)
    clients = {who: world.client(who) for who in SEEN_BY}
    for row in table():
        who = allowed(row)
        if row["method"] != method or who is None or row["url"] == "readyz":
            continue
        url = world.url(row["url"], row["about"])
        tries = [dict.fromkeys(names, "\x00"), dict.fromkeys(names, "a" * 20_000)]
        tries += [{name: chosen.choice(GARBAGE) for name in names} for _try in range(TIMES - 1)]
        for data in tries:
            status = status_of(clients[who], method, url, data)
            if status >= 500:
                broken.append(
                    f"{who}: {method} {row['url']} about {row['about']}: {status} {said(data)}"
                )
    return broken


def said(data: dict[str, Any]) -> str:
    return str({name: str(value)[:30] for name, value in data.items()})[:300]


@pytest.mark.django_db
def test_garbage_in_the_address(world: World):
    broken = pages_with_garbage(world, "GET", QUERY)

    assert broken == [], "\n".join(broken)


@pytest.mark.django_db
def test_garbage_in_fields_that_may_not_exist(world: World):
    broken = pages_with_garbage(world, "POST", POSTED)

    assert broken == [], "\n".join(broken)


@pytest.mark.django_db
def test_garbage_in_one_field_of_a_form_that_is_filled_in(world: World, reads: list[Read]):
    """Each form as its page shows it, sent with one field spoilt: deeper than all at once."""
    chosen = random.Random(11)
    broken, sent, known = [], 0, set()
    clients = {who: world.client(who) for who in SEEN_BY}
    for read in reads:
        if read.who not in SEEN_BY or not read.opens:
            continue
        parser = Forms()
        parser.feed(read.html)
        for action, method, fields in parser.forms:
            to = urlsplit(urljoin(read.url, action)).path or read.url
            if method.lower() != "post" or (to, *sorted(fields)) in known or "logout" in to:
                continue
            known.add((to, *sorted(fields)))
            tried = chosen.sample(sorted(fields), min(len(fields), 1 + TIMES))
            for name in tried:
                data = fields | {name: chosen.choice(GARBAGE)}
                status = status_of(clients[read.who], "POST", to, data)
                sent += 1
                if status >= 500:
                    broken.append(f"{read.who}: POST {to} {name}={data[name]!r:.60}: {status}")

    assert sent > 100
    assert broken == [], "\n".join(broken)


IMPORT = "/north/desk/students/import/"
HEADER = "student_number,given_name,family_name,email\n"
HOSTILE_FILES = {
    "nothing": b"",
    "zeros": b"\0" * 5000,
    "noise": bytes(range(256)) * 40,
    "half a picture": b"\x89PNG\r\n\x1a\n\x00\x00\xff\xffIHDR\x00",
    "a picture of nothing": b"\x89PNG\r\n\x1a\n",
    "a million laughs": b'<?xml version="1.0"?>'
    b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    b'<svg xmlns="http://www.w3.org/2000/svg">&b;</svg>',
    "an outside entity": b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "a deep list": b"[" * 100_000,
    "deep braces": b'{"a":' * 50_000,
    "a number": b"1" * 6000,
    "not a number": b'{"credentialSubject": NaN}',
    "a list": b'[{"credentialSubject": []}]',
    "odd subject": b'{"@context": [], "type": ["VerifiableCredential"], "id": "http://[",'
    b'"issuer": "http://[", "credentialSubject": [1, null], "proof": [{}]}',
    "odd issuer": b'{"@context": "https://www.w3.org/ns/credentials/v2", "type": 5, "issuer": 5,'
    b'"id": 7, "credentialSubject": "x", "proof": "x", "credentialStatus": 4}',
    "no algorithm": b"eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.",
    "dots": b"." * 500,
    "a token of nonsense": b"e30.e30.AAAA",
    "a lone surrogate": b'{"id": "\\ud800", "credentialSubject": {"id": "\\ud800"}}',
    "a table": HEADER.encode() + b"\x00,=cmd|' /C calc'!A0,b,c@d\n",
    "a quote never closed": HEADER.encode() + b'"1,a,b,c@d.example\n',
    "a wide table": b"a," * 60_000 + b"\n",
    "a long field": HEADER.encode() + b"1," + b"x" * 200_000 + b",b,c@d\n",
    "twisted text": (HEADER + "1,\u202ea,\ufeff,c@d.example\n").encode("utf-16"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HOSTILE_FILES)
def test_a_hostile_file_is_answered(world: World, kind: str, monkeypatch):
    client = world.client("officer")
    content = HOSTILE_FILES[kind]
    called = []
    monkeypatch.setattr("urllib.request.urlopen", lambda *a, **k: called.append(a))

    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("../../x\x00.csv", content)

    said = [
        status_of(client, "POST", IMPORT, {"file": file(), "mode": "comprehensive"}),
        status_of(client, "POST", "/verify", {"file": file()}, follow=True),
        status_of(client, "POST", "/verify", {"text": content.decode("latin-1")}, follow=True),
    ]

    assert [status for status in said if status not in (200, 422, 400)] == []
    assert called == []
