"""A round of 1,000 students from the desk: seconds from the press to the draft, and its pages.

The web server and the worker are the launcher's own, on this run's PostgreSQL and Valkey; the press
is an officer's, over HTTP, and the draft is there once its page says so.
"""

import os
import random
import time
from bisect import bisect
from collections.abc import Iterator
from datetime import time as hour
from datetime import timedelta
from itertools import accumulate
from pathlib import Path
from statistics import median

from celery import current_app
from django.conf import settings
from django.urls import reverse

from accounts.models import User
from bench.eoi import Browser, running, seconds_of_children
from bench.pages import QUERIES_AT_MOST, Line, Page, client_of
from core import clock
from employers.models import Challenge
from employers.states import ChallengeState
from launcher import programs
from launcher.processes import Child, stop_all, wait_until
from matching.model import Status
from placements.models import Allocation
from placements.services import join_round
from placements.states import AllocationState
from students.models import Eoi, Student
from students.states import EoiState
from tests.build import a_closed_challenge, a_site, an_employer, an_institution, staff_at

SEED = 6
STUDENTS = 1_000
SECONDS_AT_MOST = 10.0
TIMES = 3


def run() -> Iterator[Line]:
    """One line for the press, one for each page of the round."""
    challenge, officer = made(STUDENTS)
    with running() as web, working():
        took = [pressed(web.port, challenge, officer) for _time in range(TIMES)]
    allocation = Allocation.objects.get(entries__challenge=challenge)
    proven = (allocation.result or {}).get("status") == Status.PROVEN
    middle = median(took)
    yield Line(
        f"round of {STUDENTS} students, from the press to the draft, s",
        round(middle, 2),
        SECONDS_AT_MOST,
        round(middle / SECONDS_AT_MOST, 2),
        f"proven in {SECONDS_AT_MOST:.0f} s",
        proven and middle <= SECONDS_AT_MOST,
    )
    client = client_of(officer)
    for name, path in pages_of(allocation, challenge):
        assert client.get(path).status_code == 200, path
        queries = Page(client, path).queries()
        bar = f"queries <= {QUERIES_AT_MOST}"
        yield Line(name, queries, 0, 0, bar, queries <= QUERIES_AT_MOST, queries)


def made(how_many: int) -> tuple[Challenge, User]:
    """A round with so many students, fewer places, and three to five interests each."""
    chance = random.Random(SEED)
    here = an_institution(policy={"quiet_from": hour(0), "quiet_until": hour(0)})
    host = an_employer(known_to=here)
    site, officer = a_site(host), staff_at(here)
    shared = {"institution": here, "employer": host, "site": site}
    closes_at = clock.now() - timedelta(hours=1)
    challenges: list[Challenge] = []
    while sum(each.places for each in challenges) < how_many * 0.97:
        least = chance.choice((1, 2, 3, 3, 4))
        day = clock.today(here.zone) + timedelta(days=chance.randint(7, 60))
        challenges.append(
            a_closed_challenge(
                **shared,
                closes_at=closes_at,
                places=chance.randint(max(2, least), 10),
                team_at_least=least,
                team_at_most=least + chance.choice((0, 1, 2)),
                sessions=[(day, hour(9, 30), hour(16, 0))],
            )
        )
        shared |= {"contact": challenges[0].contact}
    students = Student.objects.bulk_create(
        Student(
            institution=here,
            student_number=f"7{n:06}",
            given_name="Amina",
            family_name=f"Yusuf {n}",
            email=f"s7{n:06}@{here.slug}.example",
            programme="BA Geography",
            verified_at=clock.now(),
        )
        for n in range(how_many)
    )
    popular = list(accumulate((n + 1) ** -0.25 for n in range(len(challenges))))
    wanted = {
        student: {bisect(popular, chance.random() * popular[-1]) for _n in range(5)}
        for student in students
    }
    Eoi.objects.bulk_create(
        Eoi(
            institution=here,
            challenge=challenges[which],
            student=student,
            sentence="I would like to see how this is really done.",
            state=EoiState.SUBMITTED,
            confirmed_at=clock.now(),
            wish=wish,
        )
        for student, which_ones in wanted.items()
        for wish, which in enumerate(sorted(which_ones, key=lambda _n: chance.random()), start=1)
    )
    for challenge in challenges:
        join_round(challenge=challenge)
    assert all(challenge.state == ChallengeState.CLOSED for challenge in challenges)
    return challenges[0], officer


class working:
    """The launcher's worker while the block lasts."""

    def __enter__(self) -> "working":
        log = Path(settings.DATA_DIR) / "worker.log"
        environment = {name: value for name, value in os.environ.items() if name != "CELERY_EAGER"}
        environment |= programs.SETTINGS
        self._worker = Child("worker", programs.worker(), environment, log, folder=programs.ROOT)
        self._worker.start()
        if not wait_until(lambda: bool(current_app.control.ping(timeout=1)), 60):
            stop_all([self._worker], 5)
            raise RuntimeError(log.read_text()[-2000:])
        return self

    def __exit__(self, *error: object) -> None:
        stop_all([self._worker], 10)

    def seconds_of_work(self) -> float:
        """CPU seconds of its processes so far, in user and kernel."""
        assert self._worker.process is not None
        return seconds_of_children(self._worker.process.pid)


def pressed(port: int, challenge: Challenge, officer: User) -> float:
    """Seconds from "Share out" to the page with the draft."""
    session = client_of(officer).cookies[settings.SESSION_COOKIE_NAME]
    cookie = f"{session.key}={session.value}"
    slug, browser = challenge.institution.slug, Browser(port)
    browser.open_form(reverse("placements:places", args=[slug, challenge.public_id]), cookie)
    began = time.perf_counter()
    status = browser.press(reverse("placements:share_out", args=[slug, challenge.public_id]))
    assert status == 302, f"the press was answered with {status}"
    allocation = Allocation.objects.get(entries__challenge=challenge)
    drafted = Allocation.objects.filter(pk=allocation.pk, state=AllocationState.DRAFTED)
    assert wait_until(drafted.exists, 10 * SECONDS_AT_MOST, step=0.05)
    review = reverse("placements:review_allocation", args=[slug, allocation.public_id])
    status, page, _heads = browser.get(review, cookie)
    took = time.perf_counter() - began
    assert status == 200
    assert "A list to check" in page
    return took


def pages_of(allocation: Allocation, challenge: Challenge) -> Iterator[tuple[str, str]]:
    """Each page of a round, by name."""
    slug = challenge.institution.slug
    eoi = Eoi.objects.filter(challenge=challenge).order_by("pk")[0]
    for name in ("review_allocation", "how_it_was_made", "fairness"):
        yield name, reverse(f"placements:{name}", args=[slug, allocation.public_id])
    review = reverse("placements:review_allocation", args=[slug, allocation.public_id])
    yield "review_allocation, last page", f"{review}?page=999"
    yield "review_allocation, by student", f"{review}?by=student"
    yield "places", reverse("placements:places", args=[slug, challenge.public_id])
    yield "fix", reverse("placements:fix", args=[slug, eoi.public_id])
