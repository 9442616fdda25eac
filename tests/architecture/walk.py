"""The table of who may, and a walk: everybody asks once for every page of the world.

What each page answered is kept, so that other tests of this folder look at the same answers: what
was written, what a page lets in, which forms it has, how hard its words are.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

from tests.architecture.world import PEOPLE, World

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
OURS_TO_WRITE = "django_session"  # who is signed in, toasts
TOUCHED = """
    SELECT relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
        + pg_stat_get_xact_tuples_deleted(oid)
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> %s
"""
HOW_OFTEN = f"SELECT sum(touched) FROM ({TOUCHED}) AS each (name, touched)"


@cache
def table() -> list[dict[str, str]]:
    """The rows; columns are padded so that a person can read them."""
    with TABLE.open(newline="") as file:
        rows = [[cell.strip() for cell in line] for line in csv.reader(file)]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def said_by(response: Any) -> str:
    """An answer in the words of the table; a status that is in none of them as it is."""
    code = response.status_code
    if code == 302 and response.headers["Location"].startswith(SIGN_IN):
        return "signin"
    if code in (403, 404):
        return "no"
    return "yes" if code in WELCOMED else str(code)


@dataclass(frozen=True)
class Read:
    """A page that ``who`` asked for, and what came; ``html`` is empty where it is none."""

    who: str
    row: dict[str, str]
    url: str
    said: str
    headers: dict[str, str]
    html: str
    wrote: set[str]
    asked_for_sealed: bool  # answers under seal, or their keys

    @property
    def opens(self) -> bool:
        """Whether the table lets her in."""
        return self.row[self.who] == "yes"

    def __str__(self) -> str:
        about = f" about {self.row['about']}" if self.row["about"] else ""
        return f"{self.who}: GET {self.row['url']}{about}"


class Sealed:
    """Listens whether the database is asked for answers under seal, or for their keys."""

    asked = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.asked = self.asked or "credentials_seal" in sql
        return execute(sql, params, many, context)


def walk(world: World) -> Iterator[Read]:
    """Everybody asks for every page. Nothing is rolled back between, since a GET writes nothing."""
    for who in PEOPLE:
        client = world.client(who)
        client.raise_request_exception = False
        touched, rows = _how_often(), _rows_touched()
        for row in table():
            if row["method"] != "GET" or row["url"] == ADMIN:
                continue
            if row["url"] == SLOW and who != PEOPLE[0]:
                continue
            url = world.url(row["url"], row["about"])
            sealed = Sealed()
            with connection.execute_wrapper(sealed):
                response = client.get(url)
            said, wrote = said_by(response), set()
            assert not connection.needs_rollback, f"{who}: GET {url} broke off: {said}"
            if (now := _how_often()) != touched:
                before, rows, touched = rows, _rows_touched(), now
                wrote = {name for name in rows if rows[name] != before.get(name)}
            is_page = response.headers.get("Content-Type", "").startswith("text/html")
            html = response.content.decode() if is_page and said == "yes" else ""
            yield Read(who, row, url, said, dict(response.headers), html, wrote, sealed.asked)


def _how_often() -> int:
    """How many rows this transaction has touched so far, taken back ones too."""
    with connection.cursor() as cursor:
        cursor.execute(HOW_OFTEN, [OURS_TO_WRITE])
        return cursor.fetchone()[0]


def _rows_touched() -> dict[str, int]:
    """The same for each table."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, [OURS_TO_WRITE])
        return dict(cursor.fetchall())
