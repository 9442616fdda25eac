"""Acts of the story, for those parts of a test that are somebody else's: real pages, real forms,
real letters, and no browser, since there are many of them."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.journeys.callers import Caller
from tests.journeys.people import Mailbox

OFFICER = "Dana"
SECONDS_OF_WORK = 60  # until the worker has done what a page waits for
ID = re.compile(r"/projects/([0-9a-f-]{36})/")
FIELDS_OF_SKILL = re.compile(r'name="(skill-\d+-[0-9a-f-]{36})"')
OFFERED_SKILL = re.compile(r'name="skills" value="([^"]+)"')


@dataclass
class Project:
    """A project that somebody posted, and the addresses of its pages."""

    title: str
    host: str
    id: str
    public: str = ""

    @property
    def code(self) -> str:
        """Its short name in public addresses."""
        return self.public.rstrip("/").rpartition("/")[2]

    @property
    def places(self) -> str:
        """Staff's page of people and places."""
        return f"/northshire/desk/projects/{self.id}/places/"

    @property
    def teams(self) -> str:
        """Staff's page of the teams."""
        return f"/northshire/desk/projects/{self.id}/teams/"

    @property
    def brief(self) -> str:
        """Staff's page of the brief."""
        return f"/northshire/desk/projects/{self.id}/brief/"


class Story:
    """Hosts, staff and students of a running demo, doing what a chapter needs them to do."""

    def __init__(self, base_url: str, mailbox: Mailbox) -> None:
        self.base_url = base_url
        self.mailbox = mailbox
        self._staff: Caller | None = None

    @property
    def staff(self) -> Caller:
        """The officer at the desk."""
        if self._staff is None:
            self._staff = Caller(self.base_url)
            self._staff.open(f"/demo/people/?q={OFFICER}")
            self._staff.send(f"Walk as {OFFICER}")
        return self._staff

    def by_letter(self, reader: str, words: str) -> Caller:
        """Somebody who has followed the link of her letter with ``words`` in its subject."""
        caller = Caller(self.base_url)
        caller.open(self.mailbox.await_letter(reader, words).links[0])
        return caller

    # Before the day

    def post(self, title: str, host: str, *, places: int = 5, starts_in: int = 21) -> Project:
        """A host without account posts a one-day project for volunteers, and types the code."""
        caller = Caller(self.base_url)
        caller.open("/northshire/post/")
        caller.send("Begin with an empty page")
        caller.send("Go on", problem="The shelf of returned books is full.", deliverable=title)
        day = date.today() + timedelta(days=starts_in)
        caller.send("Go on", day=str(day), where="4 Mill Lane, Northbridge", places=str(places))
        caller.send("Go on", skills=OFFERED_SKILL.findall(caller.html)[:2])
        caller.send("Go on", pay="charity", travel_up_to="15")
        if "travel_up_to" in caller.html and "/pay/" in caller.url:
            caller.send("Go on")
        caller.send("Go on", organisation=f"Friends of {title}", name="Ottilie Marsh", email=host)
        caller.send("Send it to")
        code = self.mailbox.await_letter(host, title).code
        caller.send("Yes, it is mine", code=code)
        found = ID.search(caller.url)
        assert found, caller.url
        return Project(title, host, found[1])

    def publish(self, project: Project) -> Project:
        """Staff approve it."""
        self.staff.open(project.brief)
        self.staff.send("Approve and publish", all_low="1")
        found = re.search(r"/northshire/projects/[0-9a-z]+/", self.staff.html)
        assert found
        project.public = found[0]
        return project

    def send_interest(self, project: Project, email: str) -> Caller:
        """A student without account sends one sentence, and types the code of the letter."""
        caller = Caller(self.base_url)
        caller.open(project.public)
        caller.send("Send my interest", email=email, sentence="I put shelves in order at home.")
        caller.send("Confirm my address", code=self.mailbox.await_letter(email, project.title).code)
        assert "Your address is confirmed" in caller.html
        return caller

    def share_out(self, project: Project) -> None:
        """Staff close it, wait for the list, confirm it, and send the answers now."""
        self.staff.open(project.brief)
        self.staff.open(re.findall(r'href="([^"]*/close/)"', self.staff.html)[0])
        self.staff.send("Take no more interests")
        self.until(lambda: "See the list" in self.staff.open(project.places), "a list")
        self.staff.open(re.findall(r'href="([^"]*/desk/rounds/[^"]*)"', self.staff.html)[0])
        self.staff.send("Confirm the list")
        if "Send them now" in self.staff.open(project.places):
            self.staff.send("Send them now")

    def say_yes(self, project: Project, email: str, name: str) -> Caller:
        """A student says yes on the page of her letter."""
        caller = self.by_letter(email, f"A place for you: “{project.title}”")
        caller.send("Yes, I", **({"name": name} if 'name="name"' in caller.html else {}))
        return caller

    def gather(self, project: Project, names: list[str]) -> None:
        """Interest, place, yes and team of each of ``names``, by their addresses."""
        for name in names:
            self.send_interest(project, address_of(name, project))
        self.share_out(project)
        for name in names:
            self.say_yes(project, address_of(name, project), name)
        self.mailbox.await_letter(project.host, "Who comes")

    # The day and after

    def move_clock(self, project: Project, moment: str) -> None:
        """Bring the project to ``moment``: evening_before, the_day, day_after."""
        caller = Caller(self.base_url)
        caller.open("/demo/clock/")
        caller.send("Move the clock", challenge=project.code, moment=moment)

    def sign_off(
        self, project: Project, *, level: str = "2", reach: str = "organisation"
    ) -> Caller:
        """The host follows her letter and signs."""
        caller = self.by_letter(project.host, "Sign off")
        self.sign(caller, level=level, reach=reach)
        return caller

    @staticmethod
    def sign(caller: Caller, *, level: str = "2", reach: str = "organisation") -> None:
        """Everybody was there, and everybody at ``level`` in each skill."""
        levels = dict.fromkeys(FIELDS_OF_SKILL.findall(caller.html), level)
        lines = {
            name.replace("skill-", "line-"): "She rang all six and wrote it up." for name in levels
        }
        caller.send(
            "Sign off for",
            useful="most",
            grounded="yes",
            shared_evidence="They asked before they guessed.",
            reach=reach,
            thanks="Thank you all.",
            signed_name="Ottilie Marsh",
            **levels,
            **lines,
        )
        assert "Signed. Thank you." in caller.html

    @staticmethod
    def until(done: Callable[[], bool], what: str) -> None:
        """Look again until it is there."""
        end = time.monotonic() + SECONDS_OF_WORK
        while not done():
            assert time.monotonic() < end, f"There is no {what} after {SECONDS_OF_WORK} s."
            time.sleep(0.2)


def address_of(name: str, project: Project) -> str:
    """Where ``name`` reads her letters; another one for each project, so that none is mistaken."""
    return f"{name.partition(' ')[0].lower()}.{project.id[:8]}@students.northshire.example"
