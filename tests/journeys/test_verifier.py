"""Somebody who has a link to a badge and has never heard of us."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

import openbadges as ob
from tests.journeys.acts import Story, address_of
from tests.journeys.outsiders import Outsider
from tests.journeys.people import Mailbox, walk_as

HOLDS = (True, True, ob.Code.GENUINE, ob.Code.GENUINE)
ENDED = (False, False, ob.Code.REVOKED, ob.Code.REVOKED)
ADA, BEN, CLEO = "Ada Brook", "Ben Hill", "Cleo Marsh"


@dataclass(frozen=True)
class Badge:
    """A badge by the address of its page, and the address that it was given to."""

    path: str
    owner: str


@pytest.fixture(scope="module")
def badges(story: Story, mailbox: Mailbox) -> dict[str, Badge]:
    """Three badges of one day: Ada and Ben share theirs, Ada with her name; Cleo does not."""
    project = story.publish(story.post("Which shelf is which", "ottilie@shelf.example"))
    story.gather(project, [ADA, BEN, CLEO])
    story.move_clock(project, "day_after")
    story.sign_off(project, reach="organisation")
    found = {}
    for name, choice in ((ADA, ("shared", "name_shown")), (BEN, ("shared",)), (CLEO, ())):
        address = address_of(name, project)
        owner = story.by_letter(address, "Your badge")
        owner.send("Save", **dict.fromkeys(choice, "on"))
        path = re.sub(r".*/me/badges/([0-9a-f-]+)/.*", r"/credentials/\1", owner.url)
        found[name] = Badge(path, address)
    return found


@pytest.fixture
def stranger(visitor: Callable[..., Page]) -> Page:
    """The phone of somebody without an account, and without scripts."""
    return visitor(java_script_enabled=False, viewport={"width": 360, "height": 740})


def test_the_verdict_says_what_holds_and_who_vouches(stranger: Page, badges: dict[str, Badge]):
    main = stranger.get_by_role("main")

    stranger.goto(badges[ADA].path)

    expect(stranger.get_by_role("heading", level=1)).to_have_text("Genuine and in force")
    expect(main).to_contain_text(f"{ADA} showed")
    expect(main).to_contain_text("Friends of Which shelf is which")
    expect(main).to_contain_text("How it was assessed")
    stranger.get_by_label("address").fill(badges[ADA].owner)
    stranger.get_by_role("button", name="Check the address").click()
    expect(main).to_contain_text("This badge was given to that address.")


def test_nothing_private_is_shown_beyond_the_owners_choice(
    stranger: Page, badges: dict[str, Badge]
):
    stranger.goto(badges[BEN].path)

    expect(stranger.get_by_role("heading", level=1)).to_have_text("Genuine and in force")
    for words in ("Ben", "Hill", badges[BEN].owner):
        expect(stranger.get_by_role("main")).not_to_contain_text(words)


def test_the_file_is_for_any_other_tool(stranger: Page, badges: dict[str, Badge]):
    path = badges[BEN].path

    document = stranger.request.get(f"{path}.json").json()
    token = stranger.request.get(path, headers={"Accept": "application/vc+jwt"}).text()

    assert urlsplit(document["id"]).path == path
    assert "OpenBadgeCredential" in document["type"]
    assert token.count(".") == 2
    assert "Ben" not in json.dumps(document)


def test_what_is_not_shared_says_whom_to_ask(stranger: Page, badges: dict[str, Badge]):
    stranger.goto(badges[CLEO].path)

    expect(stranger.get_by_role("heading", level=1)).to_have_text("Not public")
    expect(stranger.get_by_role("main")).to_contain_text("Ask them for a link.")


def test_a_pause_and_its_end_are_seen_by_people_and_by_other_software(
    stranger: Page, story: Story, badges: dict[str, Badge]
):
    """Other software calls a pause a revocation: a badge names one list (docs/decisions/0025)."""
    desk = badges[ADA].path.replace("/credentials/", "/northshire/desk/badges/") + "/"
    heading = stranger.get_by_role("heading", level=1)

    def is_seen(holds: tuple) -> bool:
        return what_holds(story.base_url, badges[ADA]) == holds

    assert what_holds(story.base_url, badges[ADA]) == HOLDS
    story.staff.open(desk)
    story.staff.send("Pause it", **{"suspend_credential-reason": "We are asking the host."})
    stranger.goto(badges[ADA].path)
    expect(heading).to_contain_text("Paused while it is looked into")
    story.until(lambda: is_seen(ENDED), "pause in the list")

    story.staff.send("Put it in force again")
    stranger.goto(badges[ADA].path)
    expect(heading).to_have_text("Genuine and in force")
    story.until(lambda: is_seen(HOLDS), "end of the pause in the list")


def what_holds(base_url: str, badge: Badge) -> tuple[bool, bool, ob.Code, ob.Code]:
    """What two verifiers say of two securings who look now: openbadgeslib and ours."""
    outsider = Outsider(base_url)
    url = f"{base_url}{badge.path}"
    document = json.loads(outsider.json(f"{url}.json"))
    token = outsider.tokens(f"{url}.jwt").decode()
    issuer = document["issuer"]["id"]
    return (
        not outsider.refuses(document, issuer),
        not outsider.refuses(token, issuer),
        outsider.verdict(document).code,
        outsider.verdict(token, lists_as_tokens=True).code,
    )


def test_a_badge_that_was_withdrawn_says_so(
    visitor: Callable[..., Page], story: Story, stranger: Page, badges: dict[str, Badge]
):
    staff = visitor()
    walk_as(staff, "Ruth")
    staff.goto(badges[BEN].path.replace("/credentials/", "/northshire/desk/badges/") + "/")
    staff.get_by_label("Why?").last.fill("The sign-off was for somebody else.")
    staff.get_by_role("button", name="Take it back for good").click()
    expect(staff.get_by_role("main")).to_contain_text("Withdrawn on")

    stranger.goto(badges[BEN].path)

    expect(stranger.get_by_role("heading", level=1)).to_contain_text("Withdrawn on")
    expect(stranger.get_by_role("main")).to_contain_text("The sign-off was for somebody else.")
    story.until(lambda: what_holds(story.base_url, badges[BEN]) == ENDED, "end in the list")
    assert what_holds(story.base_url, badges[ADA]) == HOLDS
