"""Somebody with a small charity: posts a project without an account, meets a team, signs off."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.journeys.acts import ID, Project, Story, address_of
from tests.journeys.people import Mailbox

TITLE = "A plan for the seed library"
HOST = "wren@seeds.example"
FIELDS_AT_MOST = 12
BOXES = "input:not([type=hidden]):not([type=radio]):not([type=checkbox]), textarea, select"


def questions_of(page: Page) -> int:
    """How many questions the page asks: each box, and each choice among several as one."""
    form = page.get_by_role("main").locator("form[method=post]").first
    return form.locator(BOXES).count() + form.get_by_role("group").count()


def test_from_a_line_on_a_list_to_ten_signed_minutes(
    visitor: Callable[..., Page], story: Story, mailbox: Mailbox
):
    page = visitor(viewport={"width": 360, "height": 740})
    main = page.get_by_role("main")
    asked = 0

    def go_on() -> None:
        nonlocal asked
        asked += questions_of(page)
        page.get_by_role("button", name="Go on").click()

    # 1, 2 No account; told in advance how long it takes.
    page.goto("/northshire/")
    page.get_by_role("link", name="Post a project").click()
    expect(main).to_contain_text("Five minutes now, 25 before the day, 10 after.")
    page.get_by_role("button", name="Begin with an empty page").click()

    # 3 Problem and result, in own words. Going back loses nothing.
    page.get_by_label("What is the problem").fill("People take seeds and never write down which.")
    page.get_by_label("What should they leave behind?").fill(TITLE)
    go_on()
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_label("What should they leave behind?")).to_have_value(TITLE)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Which day?").fill(str(date.today() + timedelta(days=21)))
    page.get_by_label("Where do they come?").fill("The old dairy, Northbridge")
    page.get_by_label("For how many students?").fill("4")
    go_on()

    # 4, 5 Two skills of those offered; pay and law on one screen.
    for number in range(2):
        page.get_by_role("checkbox").nth(number).check(force=True)
    go_on()
    page.get_by_label("Volunteers, at a charity").check()
    page.get_by_label("Travel that you repay").fill("12.50")
    go_on()
    page.get_by_label("Your organisation").fill("The Seed Library")
    page.get_by_label("Your name").fill("Wren Abara")
    page.get_by_label("Your e-mail address").fill(HOST)
    go_on()
    assert asked <= FIELDS_AT_MOST
    expect(main).to_contain_text("Travel up to £12.50")
    page.get_by_role("button", name="Send it to Business Clinic").first.click()

    # 6 The button in the letter proves the address; opening the letter alone does nothing.
    letter = mailbox.await_letter(HOST, "Your code")
    assert "it goes to Business Clinic" in letter.text
    page.goto(letter.links[0])
    expect(main).to_contain_text("One press, and it is sent")
    page.get_by_role("button", name="Yes, send it to Business Clinic").click()
    expect(main).to_contain_text("Business Clinic is reading it")
    found = ID.search(page.url)
    assert found
    project = story.publish(Project(TITLE, HOST, found[1]))

    # 7 "This is how students see it", one click from the letter.
    page.goto(mailbox.await_letter(HOST, "is online").links[0])
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)

    # 8 The team, the day, the sign-off.
    story.gather(project, ["Ada Brook", "Ben Hill", "Cleo Marsh"])
    page.goto(mailbox.await_letter(HOST, "Who comes").links[0])
    door = page.url
    for name in ("Ada Brook", "Ben Hill", "Cleo Marsh"):
        expect(main).to_contain_text(name)
    story.move_clock(project, "the_day")
    page.goto(door)  # her home asks for the sign-off instead, in the last hour of a day
    page.get_by_label("Ada Brook").first.select_option("Came")
    page.get_by_label("Ben Hill").first.select_option("Did not come")
    page.get_by_role("button", name="Save who came").click()
    expect(page.get_by_label("Ben Hill").first).to_have_value("did_not_come")

    story.move_clock(project, "day_after")
    page.goto(mailbox.await_letter(HOST, "Sign off").links[0])
    expect(page.get_by_label("Ben Hill").first).to_have_value("did_not_come")
    sign_off(page, {"Ada Brook": "2 Growing", "Ben Hill": "– Not seen", "Cleo Marsh": "3 Sound"})
    expect(main).to_contain_text("Signed. Thank you.")
    expect(main).to_contain_text("The badges go out now.")
    for name in ("Ada Brook", "Cleo Marsh"):
        mailbox.await_letter(address_of(name, project), "Your badge")

    page.goto("/northshire/host/")
    page.get_by_role("link", name="All of them").click()
    expect(main.get_by_role("heading", level=2)).to_contain_text(["Cleo", "Ada"])
    letters = [letter.subject for letter in mailbox.letters(HOST)]
    assert len(letters) <= 6, letters


def sign_off(page: Page, levels: dict[str, str]) -> None:
    """Fill in the sign-off with a pointer: each student at one step in each skill."""
    page.get_by_label("We will use part of it").check()
    page.get_by_label("Some of it").check()
    for name, level in levels.items():
        for choice in page.get_by_role("radio", name=f"{name}: {level}").all():
            choice.check(force=True)
    page.get_by_label("Everyone else").fill("They asked every reader one good question.")
    page.get_by_label(re.compile("^The Seed Library")).check()
    page.get_by_label("Your name, to sign").fill("Wren Abara")
    page.get_by_role("button", name="Sign off for").click()
