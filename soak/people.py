"""People who send interests through the front door, and remember what was acknowledged."""

import http.cookiejar
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PATIENCE = 30  # seconds a person waits for an answer


@dataclass
class Sent:
    """What happened to one interest: its address, whether it was acknowledged, how long it took."""

    address: str
    acknowledged: bool
    seconds: float
    trouble: str = ""


def send_interest(page: str, address: str) -> Sent:
    """Open the form at ``page`` and send it, as a browser without JavaScript does."""
    began = time.monotonic()
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    try:
        with browser.open(page, timeout=PATIENCE) as answer:
            form = answer.read().decode()
        found = TOKEN.search(form)
        if found is None:
            return Sent(address, False, time.monotonic() - began, "no form")
        fields = {
            "csrfmiddlewaretoken": found[1],
            "email": address,
            "sentence": "I want to see how it is done.",
        }
        body = urllib.parse.urlencode(fields).encode()
        with browser.open(page, body, timeout=PATIENCE) as answer:
            sent = answer.geturl().endswith("/sent/")
        return Sent(address, sent, time.monotonic() - began)
    except (OSError, urllib.error.HTTPError) as error:
        return Sent(address, False, time.monotonic() - began, type(error).__name__)


@dataclass
class Stream:
    """People who come one after another at several desks, until told to stop."""

    page: str
    desks: int = 2
    pause: float = 0.3
    sent: list[Sent] = field(default_factory=list)

    def __enter__(self) -> "Stream":
        self._stop = threading.Event()
        self._desks = [threading.Thread(target=self._work) for _desk in range(self.desks)]
        for desk in self._desks:
            desk.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for desk in self._desks:
            desk.join()

    def _work(self) -> None:
        while not self._stop.is_set():
            self.sent.append(send_interest(self.page, new_address()))
            self._stop.wait(self.pause)

    @property
    def acknowledged(self) -> list[str]:
        """The addresses that were told "Sent"."""
        return [sent.address for sent in self.sent if sent.acknowledged]


def new_address() -> str:
    """An address that nobody has used."""
    return f"soak-{uuid.uuid4().hex[:16]}@students.northshire.example"


def all_at_once(count: int, act: Callable[[int], Sent]) -> list[Sent]:
    """``count`` people act at the same moment."""
    ready = threading.Barrier(count)
    results: list[Sent] = []

    def one(number: int) -> None:
        ready.wait()
        results.append(act(number))

    people = [threading.Thread(target=one, args=[number]) for number in range(count)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return results
