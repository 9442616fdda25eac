"""A day is called off shortly before it begins, and the worker dies under it."""

import os
import signal
import time
from datetime import timedelta
from typing import Any

from soak.people import Browser, Sent, new_address

WITHIN = 60.0  # seconds after the press: letters, in the app, calendars, the list of whom to ring
BEFORE = timedelta(minutes=110)  # as at 07:10 for 09:00
PEOPLE = 10


def a_day_ahead() -> Any:
    """A project of the demo's university that begins in 110 minutes, with ten students."""
    from core import clock
    from institutions.models import Institution
    from placements.services import subscribe
    from students.states import EoiState
    from tests.build import a_student, an_eoi
    from tests.build_placements import a_challenge_that_closed, a_placement, a_team

    here = Institution.objects.get(slug="northshire")
    challenge = a_challenge_that_closed(institution=here, places=PEOPLE, title="A day called off")
    team, begins = a_team(challenge=challenge), clock.now() + BEFORE
    ends = begins + timedelta(hours=6)
    challenge.sessions.update(starts_at=begins, ends_at=ends)
    type(challenge).objects.filter(pk=challenge.pk).update(
        starts_at=begins, ends_at=ends, answer_by=begins - timedelta(hours=1)
    )
    challenge.refresh_from_db()
    for number in range(PEOPLE):
        address = new_address()
        student = a_student(
            institution=here,
            email=address,
            student_number=address[:16],
            mobile=f"07700 9008{number:02}",
        )
        interest = an_eoi(challenge=challenge, student=student, state=EoiState.ACCEPTED)
        a_placement(team=team, eoi=interest)
        subscribe(user=student.user, institution=here)
    return challenge


def as_staff(base_url: str) -> Browser:
    """A browser in which somebody of the desk is signed in, by the demo's own door."""
    from institutions.models import StaffMember, StaffRole

    officer = StaffMember.objects.filter(institution__slug="northshire", role=StaffRole.OFFICER)
    user = officer.earliest("pk").user
    browser, sent = Browser(), Sent("")
    forms = browser.ask(f"{base_url}/demo/people/?q={user.email}", None, sent)
    token = next(form["csrfmiddlewaretoken"] for form in forms if "csrfmiddlewaretoken" in form)
    walks = {"csrfmiddlewaretoken": token, "person": str(user.pk)}
    browser.ask(f"{base_url}/demo/people/walk/", walks, sent)
    return browser


def press(base_url: str, browser: Browser, challenge: Any) -> None:
    """Call it off on the page that staff have for it."""
    url = f"{base_url}/northshire/host/projects/{challenge.public_id}/cancel/"
    form = next(form for form in browser.ask(url, None, Sent("")) if "reason" in form)
    browser.ask(url, form | {"reason": "The works are flooded."}, Sent(""))


def kill(pids: list[int]) -> int:
    """All of the worker at once."""
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    return len(pids)


def all_told(base_url: str, challenge: Any, began: float) -> dict[str, object]:
    """Seconds from the press until each way had reached everybody; ``None`` for one that did not.

    ``turned_away`` counts the ways that took longer than a minute.
    """
    from notifications.models import Message
    from placements.models import CalendarFeed, Placement, Rung
    from placements.services.calendars import address_of_feed

    people = list(Placement.objects.filter(challenge=challenge).select_related("student__user"))
    users = [placement.student.user for placement in people]
    feeds = [address_of_feed(feed) for feed in CalendarFeed.objects.filter(user__in=users)]
    of_it = Message.objects.filter(challenge=challenge, kind="challenge_cancelled")
    browser = as_staff(base_url)
    day = f"{base_url}/northshire/desk/projects/{challenge.public_id}/day/"

    def ring_round() -> bool:
        with browser.open(day) as answer:
            page = answer.read().decode()
        return all(p.student.mobile in page for p in people) and f"0 of {PEOPLE} rung" in page

    def calendars() -> bool:
        said = []
        for feed in feeds:
            with browser.open(feed) as answer:
                said.append(answer.read())
        return len(said) == PEOPLE and all(b"STATUS:CANCELLED" in each for each in said)

    ways = {
        "ring_round_s": ring_round,
        "calendars_s": calendars,
        "in_app_s": lambda: of_it.filter(user__in=users).count() == PEOPLE,
        "letters_s": lambda: of_it.filter(sent_at__isnull=False).count() == PEOPLE,
        "host_s": lambda: Message.objects.filter(
            challenge=challenge, kind="challenge_cancelled_host", sent_at__isnull=False
        ).exists(),
    }
    took: dict[str, object] = dict.fromkeys(ways)
    while None in took.values() and time.monotonic() - began < WITHIN + 30:
        for name, way in ways.items():
            if took[name] is None and way():
                took[name] = round(time.monotonic() - began, 1)
        time.sleep(0.2)
    assert not Rung.objects.filter(placement__challenge=challenge).exists()
    late = sum(not isinstance(each, float) or each > WITHIN for each in took.values())
    return took | {"turned_away": late}


def addresses_of(challenge: Any) -> list[str]:
    """Where its students read."""
    from placements.models import Placement

    people = Placement.objects.filter(challenge=challenge)
    return list(people.values_list("student__user__email", flat=True))
