"""Interests over HTTP: sixteen senders on one project and on 2,000; their cost; what time tells.

The servers are the launcher's own gunicorn on this run's PostgreSQL and Valkey; letters are written
afterwards, from the outbox. Sends to the one project and to the many take turns, since a neighbour
on a shared machine would slow whichever came second. CPU is that of gunicorn's workers.
"""

import http.client
import os
import random
import re
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count, cycle
from math import sqrt
from pathlib import Path
from urllib.parse import urlencode

from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from accounts.limits import LIMITS
from accounts.models import User
from bench.pages import Line, client_of
from core.models import OutboxReceipt
from core.outbox import relay
from employers.models import Challenge
from institutions.models import Institution
from launcher import programs
from launcher.processes import Child, stop_all, wait_until
from notifications.models import Message
from portal.bulk.rows import slug_of
from students.models import Eoi, Student

SEED = 2
CHALLENGES = 2_000
SENDERS = 16
EACH = 8  # interests of one sender in one turn
TURNS = 6  # on the one project, and as many on the others
FLOORS = 600
TRIES = 200
THROUGHPUT_AT_LEAST = 0.8
LATE_AT_MOST = 2.0
ERRORS = 3 * 1.253  # standard errors of a median, for a standard deviation of one
NUMBER = count()
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TICKS = os.sysconf("SC_CLK_TCK")


def run() -> Iterator[Line]:
    """One line for each bar."""
    institution = generated()
    codes = list(Challenge.objects.of(institution).open().values_list("code", flat=True))
    hot, *others = codes[: CHALLENGES + 1]
    assert len(others) == CHALLENGES, f"only {len(others)} open projects"
    with running() as web:
        on_one, on_many = flooded(web, institution, hot, others)
        yield from compared(web, institution, on_one, on_many)
        yield from told_apart(web, institution, codes[-1])
        yield kept([*on_one.acknowledged, *on_many.acknowledged])


def generated() -> Institution:
    """A made-up university with enough open projects, made unless it is there."""
    slug = slug_of(SEED)
    if not Institution.objects.filter(slug=slug).exists():
        counts = {"challenges": CHALLENGES + 100, "live": CHALLENGES + 50, "students": 2_000}
        call_command("generate", seed=SEED, eois=2_000, **counts)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return Institution.objects.get(slug=slug)


class running:
    """The launcher's web server while the block lasts; nobody takes its tasks from the broker."""

    def __enter__(self) -> "running":
        folder = Path(settings.DATA_DIR)
        (folder / "static").mkdir(exist_ok=True)
        self.port = programs.free_port()
        environment = {name: value for name, value in os.environ.items() if name != "CELERY_EAGER"}
        environment["DJANGO_SETTINGS_MODULE"] = "bench.settings"
        command = programs.web([f"127.0.0.1:{self.port}"])
        self.log = folder / "web.log"
        self._web = Child("web", command, environment, self.log, folder=programs.ROOT)
        self._web.start()
        if not wait_until(self._answers, 60):
            stop_all([self._web], 5)
            raise RuntimeError(self.log.read_text()[-2000:])
        return self

    def __exit__(self, *error: object) -> None:
        stop_all([self._web], 5)

    def _answers(self) -> bool:
        try:
            return Browser(self.port).get("/healthz")[0] == 200
        except OSError:
            return False

    def seconds_of_work(self) -> float:
        """CPU seconds of its workers so far, in user and kernel."""
        assert self._web.process is not None
        return seconds_of_children(self._web.process.pid)


def seconds_of_children(master: int) -> float:
    """CPU seconds of a program's children so far, in user and kernel."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    ticks = 0
    for child in children:
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


class Browser:
    """One connection that stays open, without a memory: each interest is another person's."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def _ask(
        self, method: str, path: str, body: str | None, cookie: str
    ) -> tuple[int, str, http.client.HTTPMessage]:
        heads = {"Host": settings.HOST, "Cookie": cookie}
        if body is not None:
            heads["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._line.request(method, path, body, heads)
            answer = self._line.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # it had been quiet too long; nothing was sent that anybody has read
            self._line.close()
            self._line.request(method, path, body, heads)
            answer = self._line.getresponse()
        return answer.status, answer.read().decode(), answer.headers

    def get(self, path: str, cookie: str = "") -> tuple[int, str, http.client.HTTPMessage]:
        """Status, page and heads of ``path``."""
        return self._ask("GET", path, None, cookie)

    def open_form(self, path: str, cookie: str = "") -> None:
        """Read the form once: what keeps it safe is good for everybody behind this connection."""
        _status, page, heads = self.get(path, cookie)
        found = TOKEN.search(page)
        assert found, page[:500]
        given = [each.partition(";")[0] for each in heads.get_all("Set-Cookie", ())]
        self._token, self._cookie = found[1], "; ".join(filter(None, [cookie, *given]))

    def press(self, path: str) -> int:
        """Press a button that asks nothing more; the status of the answer."""
        body = urlencode({"csrfmiddlewaretoken": self._token})
        return self._ask("POST", path, body, self._cookie)[0]

    def send(self, path: str, address: str) -> tuple[bool, float]:
        """Send one interest; whether it was taken, and in how many seconds."""
        typed = {"csrfmiddlewaretoken": self._token, "email": address}
        body = urlencode(typed | {"sentence": "I use a library after work too."})
        began = time.perf_counter()
        status, _page, heads = self._ask("POST", path, body, self._cookie)
        took = time.perf_counter() - began
        return status == 302 and heads.get("Location", "").endswith("/sent/"), took


@dataclass
class Flood:
    """Sends to one kind of project: what was acknowledged, how long each took, all of a turn."""

    acknowledged: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    cpu: float = 0.0
    refused: int = 0

    @property
    def late(self) -> float:
        """The 99th percentile of one send, in milliseconds."""
        return 1000 * sorted(self.seconds)[int(len(self.seconds) * 0.99)]


def form_of(institution: Institution, code: str) -> str:
    """The path of a project's form."""
    return f"/{institution.slug}/projects/{code}/interest/"


def new_address() -> str:
    """An address that nobody has used."""
    return f"bench-{os.getpid()}-{next(NUMBER)}@mail.example"


def flooded(
    web: running, institution: Institution, hot: str, others: Sequence[str]
) -> tuple[Flood, Flood]:
    """Sixteen at once, in turns: on the one project, on the many."""
    assert LIMITS["students.submit_eoi"] > SENDERS * EACH * TURNS * 2 + 3 * TRIES
    one = cycle([form_of(institution, hot)])
    many = cycle([form_of(institution, code) for code in others])
    browsers = [Browser(web.port) for _sender in range(SENDERS)]
    for browser in browsers:
        browser.open_form(next(many))
    turn(web, browsers, many, Flood())  # to warm up
    on_one, on_many = Flood(), Flood()
    for number in range(TURNS):
        kinds = [(one, on_one), (many, on_many)]
        for paths, flood in kinds if number % 2 else reversed(kinds):
            turn(web, browsers, paths, flood)
    return on_one, on_many


def turn(web: running, browsers: Sequence[Browser], paths: Iterator[str], flood: Flood) -> None:
    """Each browser sends its interests; added to ``flood``."""
    plans = [[(next(paths), new_address()) for _n in range(EACH)] for _browser in browsers]
    ready = threading.Barrier(len(browsers) + 1)

    def work(browser: Browser, plan: Sequence[tuple[str, str]]) -> None:
        ready.wait()
        for path, address in plan:
            taken, took = browser.send(path, address)
            flood.seconds.append(took)
            if taken:
                flood.acknowledged.append(address)
            else:
                flood.refused += 1

    senders = [
        threading.Thread(target=work, args=pair) for pair in zip(browsers, plans, strict=True)
    ]
    for sender in senders:
        sender.start()
    cpu = web.seconds_of_work()
    ready.wait()
    began = time.perf_counter()
    for sender in senders:
        sender.join()
    flood.turns.append(time.perf_counter() - began)
    flood.cpu += web.seconds_of_work() - cpu


def compared(
    web: running, institution: Institution, on_one: Flood, on_many: Flood
) -> Iterator[Line]:
    """Throughput, late answers and the cost of one."""
    speeds = [SENDERS * EACH / statistics.median(flood.turns) for flood in (on_one, on_many)]
    # each turn beside its neighbour of the other kind
    ratio = statistics.median(b / a for a, b in zip(on_one.turns, on_many.turns, strict=True))
    yield Line(
        "interests a second, one project beside 2,000",
        round(speeds[0], 1),
        round(speeds[1], 1),
        round(ratio, 2),
        f"ratio >= {THROUGHPUT_AT_LEAST}",
        ratio >= THROUGHPUT_AT_LEAST and not on_one.refused + on_many.refused,
    )
    late = on_one.late / on_many.late
    yield Line(
        "an interest's 99th percentile ms, one project beside 2,000",
        round(on_one.late, 1),
        round(on_many.late, 1),
        round(late, 2),
        f"ratio <= {LATE_AT_MOST}",
        late <= LATE_AT_MOST,
    )
    floor = floor_of(web, institution)
    cost = 1000 * (on_one.cpu + on_many.cpu) / len(on_one.seconds + on_many.seconds)
    name = "CPU ms of an interest in the web process, beside the floor page"
    yield Line(name, round(cost, 2), round(floor, 2), round(cost / floor, 2), "", True)


def floor_of(web: running, institution: Institution) -> float:
    """CPU milliseconds of the floor page on the same server, read by somebody signed in."""
    reader = User.objects.of_address("reader@mail.example")
    cookie = f"{settings.SESSION_COOKIE_NAME}={client_of(reader).session.session_key}"
    browser = Browser(web.port)
    path = f"/floor/{institution.slug}/"
    assert browser.get(path, cookie)[0] == 200
    cpu = web.seconds_of_work()
    for _n in range(FLOORS):
        browser.get(path, cookie)
    return 1000 * (web.seconds_of_work() - cpu) / FLOORS


def told_apart(web: running, institution: Institution, code: str) -> Iterator[Line]:
    """Whether the time of the answer tells what the address is.

    Tries take turns, in an order of their own each time. Each is set beside the unknown address of
    its turn, so that what slows the machine for a while slows both; the noise is three standard
    errors of the median of these differences.
    """
    known = Student.objects.of(institution).exclude(email="").order_by("pk")
    addresses = {
        "known": list(known.values_list("email", flat=True)[:TRIES]),
        "unknown": [new_address() for _n in range(TRIES)],
    }
    addresses["sent before"] = [new_address() for _n in range(TRIES)]
    path, browser = form_of(institution, code), Browser(web.port)
    browser.open_form(path)
    for address in addresses["sent before"]:
        browser.send(path, address)
    took: dict[str, list[float]] = {kind: [] for kind in addresses}
    chance = random.Random(SEED)
    for number in range(TRIES):
        for kind in chance.sample(list(addresses), len(addresses)):
            taken, seconds = browser.send(path, addresses[kind][number])
            assert taken
            took[kind].append(1000 * seconds)
    for kind in ("known", "sent before"):
        longer = [a - b for a, b in zip(took[kind], took["unknown"], strict=True)]
        apart, noise = statistics.median(longer), ERRORS * spread(longer) / sqrt(TRIES)
        yield Line(
            f"ms longer where an address is {kind}, beside the noise",
            round(apart, 2),
            round(noise, 2),
            round(abs(apart) / noise, 2),
            f"within the noise of {TRIES} tries",
            abs(apart) <= noise,
        )


def spread(values: Sequence[float]) -> float:
    """A standard deviation that outliers do not move: 1.4826 median absolute deviations."""
    middle = statistics.median(values)
    return 1.4826 * statistics.median([abs(value - middle) for value in values])


def kept(addresses: Sequence[str]) -> Line:
    """Write the letters; each acknowledged address has one row and one letter that was sent."""
    current_app.loader.import_default_modules()  # as a worker does
    waiting = OutboxReceipt.objects.filter(done_at__isnull=True)
    for event in waiting.values_list("event", flat=True).distinct():
        relay(event)
    rows = Counter(Eoi.objects.filter(email__in=addresses).values_list("email", flat=True))
    letters = Counter(
        Message.objects.filter(address__in=addresses, sent_at__isnull=False).values_list(
            "address", flat=True
        )
    )
    wrong = sum(rows[each] != 1 or letters[each] != 1 for each in set(chain(addresses)))
    return Line(
        "acknowledged interests without their one row and one letter",
        wrong,
        len(addresses),
        0.0,
        "none",
        not wrong and bool(addresses),
    )
