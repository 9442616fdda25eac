"""A supervisor who uses nothing but a keyboard: the sign-off, who sees the name, taking it back."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.acts import Story, address_of
from tests.journeys.people import Mailbox

TITLE = "Signs for a steep garden"
HOST = "mina@garden.example"
NAMES = ["Ada Brook", "Ben Hill"]
MOST_KEYS = 400
IS_FOCUSED = "it => it === document.activeElement"


class Keyboard:
    """Hands that never touch a pointer."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(
        self, there: Locator, is_focused: str = "it => it === document.activeElement"
    ) -> None:
        """Press Tab until the focus is there."""
        for _pressed in range(MOST_KEYS):
            if there.evaluate(is_focused):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"No Tab leads to {there}")

    def choose(self, group: Locator, words: str) -> None:
        """Tab into radio buttons of one question, and go on by arrows to the wanted one."""
        wanted = group.get_by_role("radio", name=words)
        self.reach(wanted, "it => it.name === document.activeElement.name")
        self.page.keyboard.press("Space")
        for _pressed in range(MOST_KEYS):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"No arrow leads to “{words}”")

    def type(self, there: Locator, words: str) -> None:
        """Tab there and type."""
        self.reach(there)
        self.page.keyboard.insert_text(words)

    def press(self, there: Locator) -> None:
        """Tab to a button or link and press Enter."""
        self.reach(there)
        self.page.keyboard.press("Enter")


def test_a_team_is_signed_off_by_keyboard_alone(
    visitor: Callable[..., Page], story: Story, mailbox: Mailbox
):
    project = story.publish(story.post(TITLE, HOST))
    story.gather(project, NAMES)
    story.move_clock(project, "day_after")
    page = visitor()
    hands, main = Keyboard(page), page.get_by_role("main")
    page.goto(mailbox.await_letter(HOST, "Sign off").links[0])

    group = main.get_by_role("group")
    hands.choose(group.filter(has_text="Is it useful to you?"), "We will use most of it")
    hands.choose(group.filter(has_text="Did they say what it rests on?"), "Some of it")
    for skill in main.locator("fieldset.rubric").all():
        hands.choose(skill, "Ada Brook: 2 Growing")
        hands.choose(skill, "Ben Hill: 3 Sound")
    hands.type(page.get_by_label("Everyone else"), "They walked the path with a pram.")
    hands.choose(group.filter(has_text="Who sees your name"), "You, by name")
    hands.type(page.get_by_label("Your name, to sign"), "Ottilie Marsh")
    hands.press(page.get_by_role("button", name="Sign off for 2 students"))

    expect(main).to_contain_text("Signed. Thank you.")
    mailbox.await_letter(address_of("Ada Brook", project), "Your badge")


def test_who_sees_the_name_is_changed_and_the_word_taken_back_in_two_clicks(
    visitor: Callable[..., Page], story: Story, mailbox: Mailbox
):
    project = story.publish(story.post("Labels for a dark cellar", "ines@cellar.example"))
    story.gather(project, NAMES)
    story.move_clock(project, "day_after")
    story.sign_off(project, reach="person")
    mailbox.await_letter(address_of("Ada Brook", project), "Your badge")
    page = visitor()
    main = page.get_by_role("main")
    page.goto(mailbox.await_letter(project.host, "Sign off").links[0])
    page.goto("/northshire/host/endorsements/")

    ada, ben = (main.get_by_role("article", name=name) for name in NAMES)
    expect(ada).to_contain_text("Your organisation and your name")
    ada.get_by_role("link", name="Change who sees it").click()
    page.get_by_label("Your sector only").check()
    page.get_by_role("button", name="Change it").click()
    expect(ada).to_contain_text("Your sector only")

    page.goto("/northshire/host/")
    page.get_by_role("link", name="All of them").click()
    ben.get_by_role("button", name="Take it back").click()
    expect(ben).to_contain_text("Taken back")
