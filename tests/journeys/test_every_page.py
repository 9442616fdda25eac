"""Every page that somebody reaches by links: sound for eyes, fingers and screen readers."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Error, Page, Response

from tests.crawl import LINKS_OF_ONE_VIEW, reachable, view_of
from tests.examples import TIMES
from tests.journeys.acts import Story
from tests.journeys.conftest import PATIENCE
from tests.journeys.people import walk_as
from tests.journeys.soundness import Watched

NOT_PAGES = (
    "demo:",
    "admin:",
    "portal:institution_css",
    "placements:calendar_",
    "placements:offline_worker",
)


@dataclass(frozen=True)
class Role:
    """Whom to walk as, and where the way begins.

    Each kind of role sees pages of places in its own way (``OWN_WAY``); others are the same for all
    of one side. Half of the roles read French: ``THOROUGH=10`` asks each page in both languages.
    """

    walks: str
    starts: str
    kind: str
    side: str = ""
    reads: str = "English"


OWN_WAY = ("portal:", "placements:", "credentials:")


ROLES = {
    "anyone": Role("", "/northshire/", "anyone"),
    "student who is asked": Role("Soraya", "/northshire/me/", "asked", "student", "Français"),
    "student on the day": Role("Tariq", "/northshire/me/", "on the day", "student", "Français"),
    "student with a badge": Role("Grace", "/northshire/me/", "with a badge", "student"),
    "host with a draft": Role("Rosa", "/northshire/host/", "with a draft", "host", "Français"),
    "host on the day": Role("Nell", "/northshire/host/", "host on the day", "host"),
    "officer": Role("Dana", "/northshire/desk/", "staff", reads="Français"),
    "manager": Role("Ruth", "/northshire/desk/", "staff"),
    "second approver": Role("Harish", "/northshire/desk/", "staff"),
    "reader": Role("Miriam", "/northshire/desk/", "staff"),
    "academic": Role("Dr Oonagh", "/northshire/modules/", "academic", reads="Français"),
    "another university": Role("Noelle", "/lakefield/desk/", "staff"),
}


IN_LANGUAGES = [
    (name, reads)
    for name, role in ROLES.items()
    for reads in (("English", "Français") if TIMES > 1 else (role.reads,))
]


@pytest.fixture(scope="module")
def looked_at() -> set[tuple[str, str]]:
    """Kind of role and view: what has been looked at so far. A public page is looked at once."""
    return set()


@pytest.mark.parametrize(("role", "reads"), IN_LANGUAGES)
def test_every_page_that_a_role_reaches_is_sound(
    chromium: Browser, base_url: str, looked_at: set[tuple[str, str]], role: str, reads: str
):
    who, troubles = ROLES[role], []
    both = f" in {reads}" if TIMES > 1 else ""
    like_her = TIMES == 1 and any(kind == who.kind for kind, _view in looked_at)

    def seen_as(view: str) -> tuple[str, str]:
        return (who.kind if view.startswith(OWN_WAY) else who.side or who.kind) + both, view

    def is_new(view: str) -> bool:
        return looked_at.isdisjoint({seen_as(view), (f"anyone{both}", view)})

    def get(path: str) -> str | None:
        """A page as she gets it, which stands in her browser if it is to be looked at."""
        answer = _opened(watched.page, path) if is_new(view_of(path)) else None
        answer = answer or context.request.get(path)
        if not answer.ok:
            troubles.append(f"{path} · a link leads here: {answer.status}")
        if not answer.headers.get("content-type", "").startswith("text/html"):
            watched.said.clear()  # how a browser shows a picture is its own affair
            return None
        return answer.text() if answer.ok else None

    with chromium.new_context(base_url=base_url, reduced_motion="reduce") as context:
        watched = Watched(context.new_page())
        if who.walks:
            walk_as(watched.page, who.walks)
        if reads != "English":
            _press(watched.page, who.starts, reads)
        pages_of_a_view = 1 if like_her else LINKS_OF_ONE_VIEW
        for view, path in reachable(
            [who.starts], get, skip=NOT_PAGES, pages_of_a_view=pages_of_a_view
        ):
            if is_new(view):
                looked_at.add(seen_as(view))
                troubles += [f"{view} {path} · {line}" for line in watched.troubles()]
        if reads != "English":  # whom other tests write to
            _press(watched.page, who.starts, "English")
    if troubles:
        pytest.fail("\n".join(troubles), pytrace=False)


def _press(page: Page, path: str, language: str) -> None:
    """Choose ``language`` at the foot of the page; it is the one that comes back."""
    page.goto(path)
    page.get_by_role("button", name=language, exact=True).click()
    pressed = page.get_by_role("button", name=language, exact=True).get_attribute("aria-pressed")
    assert pressed == "true"


def _opened(page: Page, path: str) -> Response | None:
    """What came when the page was opened; none where it is a file, which no browser shows."""
    try:
        return page.goto(path)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return None


def test_pages_that_say_no_and_pages_with_nothing_on_them_are_sound(
    chromium: Browser, base_url: str, story: Story
):
    project = story.publish(story.post("A bench with nobody on it", "hal@bench.example"))
    story.gather(project, ["Ada Brook", "Ben Hill"])
    story.move_clock(project, "day_after")
    letter = story.mailbox.await_letter(project.host, "Sign off").links[0]
    waiting = story.publish(story.post("A bench that waits", "ida@bench.example"))
    unread = story.post("A bench that nobody has read about", "jo@bench.example")
    troubles = []
    for walks, path, presses, heard in (
        ("", "/northshire/nowhere/", "", "There is no such page here"),
        ("Soraya", "/northshire/desk/", "", "This page is not open to you"),
        ("", "/northshire/?q=zzzz", "", "Nothing open fits"),
        ("", waiting.public, "Send my interest", "Write one sentence"),
        ("", "/northshire/post/", "Begin with an empty page", "What is it about?"),
        ("", "/northshire/post/", "Begin with an empty page/Go on", "Say what the problem is"),
        ("", "/northshire/post/", "Help me choose/What would fit", "Give a number from 0 to 10"),
        ("Dana", "/northshire/post/", "Begin with an empty page/See it as", "to put right"),
        ("", "/northshire/host/call/", "Ring me", "to put right"),
        ("", "/northshire/me/?key=cut-short", "", "Send me the code"),
        ("", letter, "Sign off for", "Say whether it is useful to you"),
        ("Dana", waiting.places, "", "Nobody has asked yet"),
        ("Dana", unread.brief, "Send back/Send it back", "to put right"),
    ):
        with chromium.new_context(base_url=base_url, reduced_motion="reduce") as context:
            context.set_default_timeout(PATIENCE)
            watched = Watched(context.new_page())
            if walks:
                walk_as(watched.page, walks)
            watched.page.goto(path)
            for press in filter(None, presses.split("/")):
                words = re.compile(f"^{press}")
                act = watched.page.get_by_role("button", name=words)
                act.or_(watched.page.get_by_role("link", name=words)).first.click()
                watched.page.wait_for_load_state()
            text = watched.page.inner_text("body")
            if heard not in text:
                troubles.append(f"{path} {presses}: no “{heard}” in {text[:700]!r}")
            troubles += [f"{path} {presses} · {line}" for line in watched.troubles()]
    if troubles:
        pytest.fail("\n".join(troubles), pytrace=False)
