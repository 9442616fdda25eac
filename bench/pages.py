"""What each page costs: CPU beside the floor page, and queries; with 10,000 interests in place."""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from institutions.models import Institution, StaffMember, StaffRole
from tests.crawl import reachable

EOIS = 10_000
TIMES = 15
AGAIN = 60
WARM_UP = 3
RATIO_AT_MOST = 4.0
QUERIES_AT_MOST = 10
NOT_PAGES = ("demo:", "admin:", "static")


@dataclass(frozen=True)
class Line:
    """One line of the output."""

    name: str
    figure: float
    floor: float
    ratio: float
    bar: str
    ok: bool
    queries: int = 0


def run() -> Iterator[Line]:
    """Seed the demo and 10,000 interests, then measure every page that each role reaches."""
    call_command("seed_demo")
    call_command("seed_load", eois=EOIS)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    settings.ROOT_URLCONF = "bench.floor"
    institution = Institution.objects.get(slug="northshire")
    officer = StaffMember.objects.filter(institution=institution, role=StaffRole.OFFICER).first()
    assert officer is not None
    floor = Page(client_of(officer.user), f"/floor/{institution.slug}/")
    cost = costs_of([floor])[0]
    yield Line("floor", round(cost, 2), round(cost, 2), 1.0, "", True, floor.queries())
    for role, user, start in cast_of(institution):
        client = client_of(user)

        def get(path: str, client: Client = client) -> str | None:
            answer = client.get(path)
            is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
            return answer.content.decode() if is_page else None

        for view, path in reachable([start], get, skip=NOT_PAGES):
            yield measured(f"{role} {view}", Page(client, path), floor)


def cast_of(institution: Institution) -> Iterator[tuple[str, User | None, str]]:
    """One of each role who has something on their pages: role, user, where they start."""
    from employers.models import Member
    from placements.models import Placement

    slug = institution.slug
    yield "anyone", None, reverse("portal:listing", args=[slug])
    placement = (
        Placement.objects.of(institution)
        .filter(student__user__isnull=False, credential__isnull=False)
        .select_related("student__user")
        .first()
    )
    if placement:
        yield "student", placement.student.user, reverse("portal:student_home", args=[slug])
        host = Member.objects.filter(
            employer=placement.challenge.employer, user__isnull=False
        ).first()
        if host:
            yield "host", host.user, reverse("portal:host_home", args=[slug])
    for role in (StaffRole.OFFICER, StaffRole.MANAGER):
        member = StaffMember.objects.filter(institution=institution, role=role).first()
        if member:
            yield role, member.user, reverse("portal:staff_home", args=[slug])


def client_of(user: User | None) -> Client:
    """A browser, signed in as ``user``."""
    client = Client(headers={"host": settings.HOST})
    if user is not None:
        client.force_login(user, backend="accounts.backends.LinkBackend")
    return client


@dataclass(frozen=True)
class Page:
    """One page, as one person's browser gets it."""

    client: Client
    path: str

    def get(self) -> None:
        """Ask for it."""
        self.client.get(self.path)

    def queries(self) -> int:
        """How often it asks the database, savepoints aside."""
        with CaptureQueriesContext(connection) as captured:
            self.get()
        return sum(not q["sql"].startswith(("SAVEPOINT", "RELEASE")) for q in captured)


def costs_of(pages: Sequence[Page], times: int = TIMES) -> list[float]:
    """CPU milliseconds of a request of each page: medians, after some to warm up.

    The pages take turns, so that a neighbour who slows the machine slows them alike.
    """
    costs: list[list[float]] = [[] for _page in pages]
    for number in range(WARM_UP + times):
        for page, own in zip(pages, costs, strict=True):
            began = time.process_time()
            page.get()
            if number >= WARM_UP:
                own.append((time.process_time() - began) * 1000)
    return [statistics.median(own) for own in costs]


def measured(name: str, page: Page, floor: Page) -> Line:
    """One page: its cost in floors, its queries, and whether both are within their bars.

    What misses its bar is measured again, longer: fifteen requests tell it to a tenth.
    """
    queries = page.queries()
    figure, beside = costs_of([page, floor])
    if figure > RATIO_AT_MOST * beside:
        figure, beside = costs_of([page, floor], AGAIN)
    ratio = figure / beside
    return Line(
        name,
        round(figure, 2),
        round(beside, 2),
        round(ratio, 2),
        f"ratio <= {RATIO_AT_MOST}, queries <= {QUERIES_AT_MOST}",
        ratio <= RATIO_AT_MOST and queries <= QUERIES_AT_MOST,
        queries,
    )
