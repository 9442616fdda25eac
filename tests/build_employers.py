"""A host's way through the posting pages, and briefs in every state."""

from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

from core import clock
from employers.models import ApprovedClass, Challenge
from employers.services import code_of
from institutions.models import Institution
from tests.build import some_skills

PROBLEM = "Our Saturday rides were full two years ago. Now four people come, and I cannot see why."
DELIVERABLE = "A two-page plan that we can start on Monday. With the first poster."
EMAIL = "rosa@kestrel.example"
ALL_LOW = {"all_low": "1"}  # the tick beside “Approve and publish”


def a_day_in(weeks: int, here: Institution) -> str:
    """The date so many weeks from now, as a form takes it."""
    return (clock.today(here.zone) + timedelta(weeks=weeks)).isoformat()


def answers(here: Institution, **changed: Any) -> dict[str, dict[str, Any]]:
    """What a bicycle shop types, page by page; ``pay={…}`` replaces a page."""
    some_skills(12)
    pages: dict[str, dict[str, Any]] = {
        "what": {"problem": PROBLEM, "deliverable": DELIVERABLE},
        "when": {
            "day": a_day_in(5, here),
            "hours": "9:30 to 16:00",
            "where": "9 Mill Lane, Northshire",
            "places": "6",
        },
        "skills": {"skills": ["T2.3", "T4.1"]},
        "pay": {"pay": "paid", "pay_per_hour": "13.50"},
        "you": {"organisation": "Kestrel Cycles", "name": "Rosa Kestrel", "email": EMAIL},
    }
    return pages | changed


def a_class(*, institution: Institution, **overrides: Any) -> ApprovedClass:
    """University-led one-day team projects, not paid, at any host: let through for half a year."""
    values: dict[str, Any] = {
        "name": "University-led one-day team project at a company",
        "reason": "The university leads, the host gains little, nobody replaces staff.",
        "pay": "unpaid",
        "days_at_most": 1,
        "team_only": True,
        "university_decides": True,
        "approved_at": clock.now(),
        "good_until": clock.today(institution.zone) + timedelta(days=182),
    }
    return ApprovedClass.objects.create(institution=institution, **values | overrides)


def on_one_page(pages: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The same answers on the page on which staff write while a host talks."""
    return {name: value for page in pages.values() for name, value in page.items()}


class _Fields(HTMLParser):
    """Counts what a page asks: a group of radio buttons or boxes is one question."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.in_main = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "main":
            self.in_main = True
        asks = tag in {"textarea", "select"} or (
            tag == "input" and found.get("type") not in {"hidden", "submit"}
        )
        if self.in_main and asks:
            self.names.add(str(found.get("name")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self.in_main = False


def fields_asked(html: str) -> set[str]:
    """The names of the questions that the main part of a page asks."""
    parser = _Fields()
    parser.feed(html)
    return parser.names


class Walk:
    """One way through the pages: which questions each page asked, and where it ended."""

    def __init__(self, client: Client, here: Institution, *, starter: str = "") -> None:
        self.client, self.here = client, here
        self.asked: dict[str, set[str]] = {}
        self.page = self._follow(client.post(self.url(), {"starter": starter}))

    def url(self, step: str = "") -> str:
        extra = [step] if step else []
        return reverse("employers:draft_challenge", args=[self.here.slug, *extra])

    def _follow(self, response: Any) -> str:
        """Open the page that we are sent to; the last part of its address."""
        while response.status_code == 302:
            self.last_url = response.url
            response = self.client.get(response.url)
        self.response = response
        step = "sent" if "/sent/" in self.last_url else self.last_url.rstrip("/").rpartition("/")[2]
        if response.status_code == 200:
            self.asked.setdefault(step, set()).update(fields_asked(response.content.decode()))
        return step

    def answer(self, typed: dict[str, Any]) -> Any:
        """Send one page. A page that asks a further question counts that one too."""
        response = self.client.post(self.url(self.page), typed)
        if response.status_code == 422:
            self.asked[self.page] |= fields_asked(response.content.decode())
            return response
        self.page = self._follow(response)
        return response

    def go(self, pages: dict[str, dict[str, Any]]) -> Challenge:
        """All pages to the last press."""
        while self.page != "preview":
            response = self.answer(pages[self.page] if self.page != "all" else on_one_page(pages))
            assert response.status_code == 302, response.content.decode()
        self.page = self._follow(self.client.post(self.url("preview")))
        return Challenge.objects.order_by("-pk")[0]


def post_project(client: Client, here: Institution, **changed: Any) -> Challenge:
    """A project posted through the pages."""
    return Walk(client, here).go(answers(here, **changed))


def prove(client: Client, challenge: Challenge) -> Any:
    """Type the code of the letter."""
    url = reverse(
        "employers:submit_challenge", args=[challenge.institution.slug, challenge.public_id]
    )
    return client.post(url, {"code": code_of(challenge)})
