"""The owner of a small firm posts in five minutes; her browser closes in the middle."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from tests.journeys.people import Mailbox
from tests.journeys.test_host import questions_of

HOST = "rosa@kestrel-cycles.example"
FIELDS_AT_MOST = 12
SECONDS_AT_MOST = 5 * 60
LETTERS_A_SECOND = 40 * 5 / 60  # forty words a minute, five letters each
SECONDS_A_PRESS = 2  # to find it and press it
SECONDS_A_PAGE = 5  # to read what it asks
PROBLEM = (
    "Our Saturday rides were full two years ago. Now four people come, and I cannot see why. "
    "The season begins in May."
)
DELIVERABLE = "A two-page plan that we can start on Monday, with the first poster."


@dataclass
class Person:
    """Somebody at a page: what she types and presses takes time, which is counted."""

    page: Page
    letters: int = 0
    presses: int = 0
    pages: int = 1
    fields: int = 0
    seen: list[str] = field(default_factory=list)

    def type(self, label: str, words: str) -> None:
        """Fill in a box."""
        self.page.get_by_label(label).first.fill(words)
        self.letters += len(words)
        self.presses += 1

    def press(self, what: Locator) -> None:
        """Press a button, a link or a mark."""
        what.click(force=True)
        self.presses += 1

    def go_on(self, name: str = "Go on") -> None:
        """Answer a page: its questions are counted, and the next one is read."""
        self.fields += questions_of(self.page)
        self.press(self.page.get_by_role("button", name=name, exact=True).last)
        self.pages += 1

    @property
    def seconds(self) -> float:
        """How long it took at forty words a minute."""
        return (
            self.letters / LETTERS_A_SECOND
            + self.presses * SECONDS_A_PRESS
            + self.pages * SECONDS_A_PAGE
        )


def test_from_the_landing_page_to_sent_in_five_minutes(
    visitor: Callable[..., Page], mailbox: Mailbox
):
    phone = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False}
    page = visitor(**phone)
    rosa = Person(page)

    # What she can give: one desk and a day. One press takes what fits.
    page.goto("/northshire/")
    rosa.press(page.get_by_role("link", name="Post a project"))
    rosa.press(page.get_by_role("link", name="Help me choose"))
    rosa.pages += 2
    rosa.type("How many students can sit with you?", "4")
    rosa.type("Where is that?", "9 Mill Lane, Northbridge")
    rosa.press(page.get_by_role("radio", name="A day Near"))
    rosa.type("About which day?", str(date.today() + timedelta(days=30)))
    rosa.go_on("What would fit?")
    expect(page.get_by_role("main")).to_contain_text("One day at your place")
    rosa.press(page.get_by_role("button", name="Take this").first)
    rosa.press(page.get_by_role("button", name="Begin with an empty page"))
    rosa.pages += 2
    rosa.type("What is the problem", PROBLEM)
    rosa.type("What should they leave behind?", DELIVERABLE)
    rosa.go_on()
    expect(page.get_by_role("main")).to_contain_text("Because you wrote “why”")

    # The browser closes and is opened again.
    kept = page.context.storage_state()
    page.context.close()
    page = rosa.page = visitor(**phone, storage_state=kept)
    page.goto("/northshire/")
    rosa.press(page.get_by_role("link", name="Post a project"))
    rosa.press(page.get_by_role("link", name="Go on where you stopped"))
    rosa.pages += 2
    for number in range(2):
        rosa.press(page.get_by_role("checkbox").nth(number))
    rosa.go_on()
    rosa.press(page.get_by_role("radio", name="We pay for the hours"))
    rosa.press(page.get_by_role("button", name="Go on", exact=True).last)
    rosa.pages += 1
    rosa.type("What do you pay for an hour?", "13.50")
    rosa.go_on()
    rosa.type("Your organisation", "Kestrel Cycles")
    rosa.type("Your name", "Rosa Kestrel")
    rosa.type("Your e-mail address", HOST)
    rosa.go_on()
    expect(page.get_by_role("main")).to_contain_text("25 minutes of you before the day")
    rosa.press(page.get_by_role("button", name="Send it to Business Clinic").first)

    assert mailbox.await_letter(HOST, "Your code").links
    assert rosa.fields <= FIELDS_AT_MOST
    assert rosa.seconds <= SECONDS_AT_MOST, rosa.seconds


def test_a_draft_goes_on_from_a_letter_on_another_device(
    visitor: Callable[..., Page], mailbox: Mailbox
):
    page = visitor()
    page.goto("/northshire/post/")
    page.get_by_role("button", name="Begin with an empty page").click()
    page.get_by_label("What is the problem").fill(PROBLEM)
    page.get_by_role("button", name="E-mail me this draft").click()
    page.get_by_label("Your e-mail address").fill("later@kestrel-cycles.example")
    page.get_by_role("button", name="Send me the link").click()
    letter = mailbox.await_letter("later@kestrel-cycles.example", "The link to your draft")

    other = visitor(viewport={"width": 360, "height": 740})
    other.goto(letter.links[0])
    other.get_by_role("button", name="Open my draft").click()
    expect(other.get_by_label("What is the problem")).to_have_value(PROBLEM)
