"""People who send interests through the front door, and remember what was acknowledged."""

import http.cookiejar
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

PATIENCE = 30.0  # seconds a person waits, for one answer and altogether


@dataclass
class Sent:
    """What happened to one interest: its address, whether it was acknowledged, how long it took.

    ``waited`` counts the pages that said "Back in a moment" (503 with Retry-After).
    """

    address: str
    acknowledged: bool = False
    seconds: float = 0.0
    waited: int = 0
    trouble: str = ""


def send_interest(page: str, address: str) -> Sent:
    """Open the form at ``page`` and send it, as a browser without JavaScript does.

    Where the answer is 503, she does what that page says: waits, then sends again what it keeps.
    """
    began = time.monotonic()
    sent = Sent(address)
    browser = Browser()
    try:
        forms = browser.ask(page, None, sent)
        form = next(form for form in forms if "sentence" in form)
        typed = {"email": address, "sentence": "I want to see how it is done."}
        browser.ask(page, form | typed, sent)
        sent.acknowledged = browser.at.endswith("/sent/")
        sent.trouble = "" if sent.acknowledged else "not sent"
    except StopIteration:
        sent.trouble = "no form"
    except urllib.error.HTTPError as error:
        sent.trouble = str(error.code)
    except OSError as error:
        sent.trouble = type(error).__name__
    sent.seconds = time.monotonic() - began
    return sent


class Browser:
    """Cookies, redirects and the fields of forms; no more is needed."""

    def __init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)
        self.at = ""

    def open(self, url: str) -> Any:
        """What ``url`` answers, to be read by the caller."""
        return self._opener.open(url, timeout=PATIENCE)

    def ask(self, url: str, fields: dict[str, str] | None, sent: Sent) -> "Forms":
        """Get ``url``, or post ``fields`` to it; the forms of the answer."""
        end = time.monotonic() + PATIENCE
        while True:
            body = urllib.parse.urlencode(fields).encode() if fields else None
            try:
                with self._opener.open(url, body, timeout=PATIENCE) as answer:
                    self.at = answer.geturl()
                    return forms_of(answer.read().decode())
            except urllib.error.HTTPError as error:
                again = error.headers.get("Retry-After")
                if error.code != 503 or again is None or time.monotonic() > end:
                    raise
                kept = forms_of(error.read().decode())
                url, fields = error.geturl(), kept[0] if kept else None
                sent.waited += 1
                time.sleep(int(again))


Forms = list[dict[str, str]]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: Forms = [{}]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag in ("input", "textarea") and given.get("type") != "checkbox" and "name" in given:
            self.forms[-1][given["name"]] = given.get("value", "")


def forms_of(page: str) -> Forms:
    """Name and value of each field, form by form."""
    parser = _Forms()
    parser.feed(page)
    return parser.forms[1:]


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
