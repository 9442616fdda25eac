"""Acts of the story as people do them, by the words on the page: for the chapters of a test that
are somebody else's."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Page

from tests.journeys.people import Mailbox, walk_as

IN_THREE_WEEKS = timedelta(days=21)
OFFICER = "Dana"


@dataclass(frozen=True)
class Project:
    """A project that was posted, as addresses know it."""

    title: str
    id: str
    host: str

    @property
    def brief(self) -> str:
        """Staff's page of the brief."""
        return f"/northshire/desk/projects/{self.id}/brief/"

    @property
    def places(self) -> str:
        """Staff's page of people and places."""
        return f"/northshire/desk/projects/{self.id}/places/"


def button(page: Page, words: str) -> None:
    """Press the first button whose name begins with ``words``."""
    page.get_by_role("button", name=re.compile(f"^{re.escape(words)}")).first.click()


def link(page: Page, words: str) -> None:
    """Follow the first link whose name begins with ``words``."""
    page.get_by_role("link", name=re.compile(f"^{re.escape(words)}")).first.click()


def write_a_brief(page: Page, *, title: str, host: str, places: int = 5) -> int:
    """The pages of posting, from the first to the last look. Returns how many fields were filled.

    The project takes its title from what students leave behind.
    """
    page.goto("/northshire/post/")
    button(page, "Begin with an empty page")
    pages = [
        {
            "What is the problem?": "The shelf of returned books is full by noon. Nobody knows why.",
            "What should they leave behind?": title,
        },
        {
            "Which day?": str(date.today() + IN_THREE_WEEKS),
            "Where do they come?": "4 Mill Lane, Northbridge",
            "For how many students?": str(places),
        },
        {},
    ]
    for fields in pages:
        _fill(page, fields)
        button(page, "Go on")
    page.get_by_label("Volunteers, at a charity").check()
    _fill(page, {"Travel that you repay": "15"})
    button(page, "Go on")
    you = {
        "Your organisation": f"Friends of {title}",
        "Your name": "Ottilie Marsh",
        "Your e-mail address": host,
    }
    _fill(page, you)
    button(page, "Go on")
    return sum(map(len, pages)) + 2 + len(you)


def _fill(page: Page, fields: dict[str, str]) -> None:
    for label, words in fields.items():
        page.get_by_label(label).fill(words)


def post_a_project(page: Page, mailbox: Mailbox, *, title: str, host: str, places: int) -> Project:
    """A host without account posts a project and types the code. Ends at the project's page."""
    write_a_brief(page, title=title, host=host, places=places)
    button(page, "Send it to Business Clinic")
    page.get_by_label("Six figures from our letter").fill(
        mailbox.await_letter(host, "Your code").code
    )
    button(page, "Yes, it is mine")
    page.get_by_role("heading", name=title).first.wait_for()
    found = re.search(r"/projects/([0-9a-f-]{36})/", page.url)
    assert found, page.url
    return Project(title, found[1], host)


def publish(staff: Page, project: Project) -> str:
    """Approve it. Returns the address of its public page."""
    staff.goto(project.brief)
    button(staff, "Approve and publish")
    public = staff.get_by_role("link", name="See the public page").get_attribute("href")
    assert public
    return public


def an_open_project(
    page: Page, staff: Page, mailbox: Mailbox, *, title: str, host: str, places: int = 5
) -> tuple[Project, str]:
    """Posted by ``page`` and published by ``staff``; also the address of its public page."""
    project = post_a_project(page, mailbox, title=title, host=host, places=places)
    walk_as(staff, OFFICER)
    return project, publish(staff, project)


def send_interest(page: Page, mailbox: Mailbox, *, public: str, email: str, sentence: str) -> None:
    """An interest, and the code from its letter. Ends at "my interests" or what is next."""
    page.goto(public)
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("Why this one? One sentence").fill(sentence)
    button(page, "Send my interest")
    page.get_by_label("Code").fill(mailbox.await_letter(email, "Your code").code)
    button(page, "Confirm my address")
