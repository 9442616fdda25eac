"""An officer at the desk: from a brief that waits to the counts of the term."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.acts import Project, Story
from tests.journeys.people import Mailbox, walk_as

TITLE = "Where the rain goes in Mill Street"
HOST = "ottilie@rain.example"
WEB = ["ada.rain@students.northshire.example", "ben.rain@students.northshire.example"]
BY_MAIL, AT_DESK = "cleo.rain@students.northshire.example", "dora.rain@mail.example"
CLICKS_TO_APPROVE = 4


@pytest.fixture
def staff(visitor: Callable[..., Page]) -> Page:
    """The officer's browser, at the desk's home."""
    page = visitor()
    walk_as(page, "Dana")
    return page


def test_a_brief_is_approved_in_four_clicks_from_home(staff: Page, story: Story, mailbox: Mailbox):
    project = story.post("A shorter queue at the swap shop", "rain@swap.example")
    clicks = [
        staff.get_by_role("link", name="Briefs to read"),
        staff.get_by_role("main").get_by_role("link", name=project.title),
        staff.get_by_label("Safety: these five are low"),
        staff.get_by_role("button", name="Approve and publish"),
    ]

    staff.goto("/northshire/desk/")
    for click in clicks:
        click.click()

    expect(staff.get_by_role("main")).to_contain_text("Approved and published, Dana Whitlock")
    assert len(clicks) <= CLICKS_TO_APPROVE
    mailbox.await_letter(project.host, "is online")


def test_from_interests_of_every_kind_to_an_outlier_read_twice(
    visitor: Callable[..., Page], staff: Page, story: Story, mailbox: Mailbox
):
    project = story.publish(story.post(TITLE, HOST, places=3))
    for email in WEB:
        story.send_interest(project, email)
    main = staff.get_by_role("main")

    # 4 One interest comes by e-mail, one at the desk.
    visit = visitor()
    visit.goto("/demo/mailbox/write/")
    visit.get_by_label("From").fill(BY_MAIL)
    visit.get_by_label("About").select_option(project.code)
    visit.get_by_label("What you write").fill("I measured gutters for my uncle.")
    visit.get_by_role("main").get_by_role("button").first.click()
    visit.goto(mailbox.await_letter(BY_MAIL, TITLE).links[0])
    visit.get_by_role("button", name="Confirm my address").click()

    staff.goto(project.places)
    staff.get_by_role("link", name="Record an interest from the desk").click()
    staff.get_by_label("Student number or e-mail address").fill(AT_DESK)
    staff.get_by_label("At the desk").check()
    staff.get_by_label("Why this one? In the student’s words").fill("Rain is my favourite weather.")
    staff.get_by_role("button", name="Record the interest").click()
    staff.get_by_role("button", name=f"Confirm by voice {AT_DESK}").click()
    expect(main).to_contain_text("Nobody: every address is confirmed.")
    staff.goto(project.places)
    staff.get_by_role("link", name=f"Not yet known as a student here {AT_DESK}").click()
    staff.get_by_role("button", name="Yes, a student here").click()

    # 5 Four people, three places: a list with a reason for each.
    staff.goto(project.brief)
    staff.get_by_role("link", name="Take no more interests").click()
    staff.get_by_role("button", name="Take no more interests").click()
    story.until(lambda: _sees(staff, project, "Next: check the list"), "list")
    staff.get_by_role("link", name="See the list").click()
    expect(main).to_contain_text("3 with a place, 1 in line")
    rows = main.get_by_role("row").all()[1:]
    reasons = {row.get_by_role("cell").last.inner_text() for row in rows}
    assert len(rows) == 4
    assert "" not in reasons

    # 6 One is swapped for another; the reason is kept.
    waits = main.get_by_role("row").filter(has_text="In line")
    comes = waits.get_by_role("rowheader").get_by_role("link").first.inner_text()
    waits.get_by_role("link", name="Change").click()
    staff.get_by_label("Give the place of").check()
    staff.get_by_label("With whom?").select_option(index=1)
    staff.get_by_role("button", name="See what it changes").click()
    expect(main).to_contain_text(f"{comes} gets a place")
    staff.get_by_label("Why?").fill("Lives next to the gutter in question.")
    staff.get_by_role("button", name="Keep this change").click()
    expect(main).to_contain_text("Lives next to the gutter in question.")
    expect(main.get_by_role("row", name=comes)).to_contain_text("A place")
    staff.get_by_role("button", name="Confirm the list").click()

    # 7 Answers by letter and by telephone; a no goes down the line.
    if staff.goto(project.places) and staff.get_by_role("button", name="Send them now").count():
        staff.get_by_role("button", name="Send them now").click()
    people = [*WEB, BY_MAIL, AT_DESK]
    story.until(lambda: len(_asked(mailbox, people)) == 3, "three offers")
    first, second, third = _asked(mailbox, people)
    in_line = next(email for email in people if email not in (first, second, third))
    story.say_yes(project, first, "Ada Brook")
    staff.goto(project.places)
    main.get_by_role("link", name=f"Record answer {second}").click()
    staff.get_by_label("Yes").check()
    staff.get_by_label("By telephone").check()
    staff.get_by_label("Your name").fill("Ben Hill")
    staff.get_by_role("button", name="Record the answer").click()
    decline = story.by_letter(third, "A place for you")
    decline.send("No, thank you")
    story.until(lambda: in_line in _asked(mailbox, people), "offer to the next in line")
    story.say_yes(project, in_line, "Cleo Marsh")
    story.until(lambda: _sees(staff, project, "3 yes"), "third yes")

    # 8 The day's board.
    mailbox.await_letter(HOST, "Who comes")
    story.move_clock(project, "the_day")
    staff.goto("/northshire/desk/")
    staff.get_by_role("link", name="Today and tomorrow, with who came").click()
    main.get_by_role("link", name=TITLE).first.click()
    staff.get_by_label("Cleo Marsh").first.select_option("Came late")
    staff.get_by_role("button", name="Save who came").click()
    expect(staff.get_by_label("Cleo Marsh").first).to_have_value("late")

    # 9 Below what to expect: somebody reads the lines before the badges go out.
    story.move_clock(project, "day_after")
    story.sign_off(project, level="1")
    staff.goto("/northshire/desk/")
    staff.get_by_role("link", name="Sign-offs to check").click()
    main.get_by_role("link", name=TITLE).click()
    expect(main).to_contain_text("She rang all six and wrote it up.")
    staff.get_by_label(re.compile("^What did you check")).fill("Rang Ottilie; the steps stand.")
    staff.get_by_role("button", name="Settle it: the badges go out").click()
    mailbox.await_letter(first, "Your badge")


def test_each_figure_opens_the_rows_that_it_counts_and_its_file_holds_the_same(staff: Page):
    staff.get_by_role("link", name="Reports").click()
    staff.locator(".stat").first.wait_for()
    figures = staff.get_by_role("main").locator(".stat").all()
    counted = [
        (int(figure.locator("b").inner_text()), figure.get_by_role("link").get_attribute("href"))
        for figure in figures
    ]

    for number, address in counted:
        staff.goto(str(address))
        expect(staff.get_by_role("heading", level=1)).to_contain_text(f"{number} ")
        if not number:
            expect(staff.get_by_role("main")).to_contain_text("No rows in this time")
            continue
        file = staff.get_by_role("link", name="Download these rows as CSV").get_attribute("href")
        text = staff.request.get(staff.url.partition("?")[0] + str(file)).text()
        assert len(list(csv.reader(io.StringIO(text)))) - 1 == number
    assert len(counted) >= 5


def _sees(staff: Page, project: Project, words: str) -> bool:
    staff.goto(project.places)
    return words in " ".join(staff.get_by_role("main").inner_text().split())


def _asked(mailbox: Mailbox, people: list[str]) -> list[str]:
    """Those of ``people`` who have been offered a place."""
    return [email for email in people if email in mailbox.readers("A place for you")]
