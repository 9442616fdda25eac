"""A season: a roster, five one-day projects for teams of ten, sixty students, fifty badges."""

import csv
import io
import json
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import pytest

from tests.journeys.acts import Project, Story
from tests.journeys.people import Mailbox
from tests.launcher.demo import Demo

FEED = Path(__file__).resolve().parents[3] / "shared" / "data" / "roster" / "feed-1.csv"
PROJECTS, PLACES, STUDENTS, AT_ONCE = 5, 10, 60, 4
LETTERS_AT_MOST = 6
WHO_DECLINE = 3
DOMAIN = "@students.northshire.example"


@pytest.fixture(scope="module")
def students(demo: Demo) -> list[str]:
    """Addresses of sixty students of the feed, once the university has taken it in."""
    if not FEED.exists():
        pytest.skip("the shared feeds are not beside the project")
    given = ("--institution", "northshire", "--mode", "supplemental", "--json")
    report = json.loads(demo.manage("import_roster", str(FEED), *given))
    assert (report["created"], len(report["rejected"])) == (1200, 10)
    with FEED.open(encoding="utf-8-sig", newline="") as feed:
        addresses = (row["email"].strip().lower() for row in csv.DictReader(feed))
        return list(islice((a for a in addresses if a.endswith(DOMAIN)), STUDENTS))


def test_a_season(story: Story, mailbox: Mailbox, students: list[str]):
    projects = [
        story.publish(
            story.post(f"Season {n}: one thing", f"host{n}@season.example", places=PLACES)
        )
        for n in range(1, PROJECTS + 1)
    ]
    titles = [project.title for project in projects]
    wish = {email: projects[number % PROJECTS] for number, email in enumerate(students)}
    with ThreadPoolExecutor(AT_ONCE) as together:
        list(together.map(lambda email: story.send_interest(wish[email], email), students))

        # Shared out; three say no, and their places go to the next in line.
        for project in projects:
            story.share_out(project)
        asked = _counted(mailbox, "A place for you: “Season", PROJECTS * PLACES)
        refusing = asked[:WHO_DECLINE]
        for email in refusing:
            story.by_letter(email, "A place for you").send("No, thank you")
        asked = _counted(mailbox, "A place for you: “Season", PROJECTS * PLACES + WHO_DECLINE)
        placed = [email for email in asked if email not in refusing]
        list(together.map(lambda email: story.say_yes(wish[email], email, ""), placed))

        # Teams, the day, the sign-off.
        _confirm_teams(story, projects)
        for project in projects:
            mailbox.await_letter(project.host, "Who comes")
            story.move_clock(project, "evening_before")
        for reader in [*placed, *(project.host for project in projects)]:
            mailbox.await_letter(reader, "Tomorrow")
        for project in projects:
            story.move_clock(project, "day_after")
        waited = mailbox.readers("You are next in line")  # one letter more: the rest are inside
        of_the_first = [email for email in placed if wish[email] is projects[0]]
        asked_back = [email for email in of_the_first if email not in waited]
        assert asked_back
        list(together.map(lambda email: _look_back(story, email), asked_back))
        for project in projects:
            _sign_off_all(story, project)
    for email in placed:
        mailbox.await_letter(email, "Your badge:")

    assert Counter(wish[email].title for email in placed) == dict.fromkeys(titles, PLACES)
    _the_counts_equal_the_rows(story)
    _letters_are_within_budget(mailbox, students, projects)


def _look_back(story: Story, email: str) -> None:
    """The short track after the day: three lines, a step in each skill, and nothing more."""
    caller = story.by_letter(email, "Four minutes")
    caller.send("Keep it and go on", used="I counted before I guessed.")
    skills = re.findall(r'name="(skill-\d+)"', caller.html)
    caller.send("That is how I see it", **dict.fromkeys(skills, "2"))
    assert "That is all we ask of you" in caller.html
    assert "team mates" not in caller.html


def _counted(mailbox: Mailbox, words: str, count: int) -> list[str]:
    """Who got such a letter, once there are ``count`` of them."""
    Story.until(lambda: len(mailbox.readers(words)) == count, f"{count} times “{words}”")
    return sorted(mailbox.readers(words))


def _confirm_teams(story: Story, projects: list[Project]) -> None:
    for project in projects:
        teams = project.teams
        story.until(
            lambda path=teams: (
                "Confirm the teams" in story.staff.open(path)
                or "The teams stand" in story.staff.html
            ),
            "team",
        )
        if "Confirm the teams" in story.staff.html:
            story.staff.send("Confirm the teams")


def _sign_off_all(story: Story, project: Project) -> None:
    """Each team of a project has a page."""
    caller = story.by_letter(project.host, "Sign off")
    pages = re.findall(r'href="(/northshire/host/teams/[^"]+/sign-off/)"', caller.html)
    assert len(pages) > 1
    for page in pages:
        caller.open(page)
        story.sign(caller)


def _the_counts_equal_the_rows(story: Story) -> None:
    yesterday = date.today() - timedelta(days=1)
    period = f"?first={yesterday - timedelta(days=1)}&last={date.today()}"
    html = story.staff.open(f"/northshire/desk/reports/{period}")
    figures = re.findall(r'<div class="stat"><b>(\d+)</b><a href="([^"?]*/(\w+)/)\?', html)
    assert len(figures) >= 5
    for number, path, name in figures:
        rows = list(csv.reader(io.StringIO(story.staff.open(f"{path}{period}&format=csv"))))[1:]
        assert (name, len(rows)) == (name, int(number))
        if name in ("placements", "finished"):
            assert sum(row[0].startswith("Season ") for row in rows) == PROJECTS * PLACES


def _letters_are_within_budget(
    mailbox: Mailbox, students: list[str], projects: list[Project]
) -> None:
    """Everybody here has asked for, or posted, one project alone."""
    for reader in [*students, *(project.host for project in projects)]:
        letters = [letter.subject for letter in mailbox.letters(reader)]
        assert len(letters) <= LETTERS_AT_MOST, (reader, letters)
