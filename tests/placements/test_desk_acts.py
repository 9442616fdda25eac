"""The desk, from interests to teams: promised talks, letters, and how many presses it takes."""

import re
from datetime import time

import pytest

from placements import services
from placements.models import Allocation, Team
from students.models import Eoi
from tests.build import (
    url_of,
)
from tests.build_placements import (
    a_challenge_that_closed,
    an_awake_institution,
    interests_in,
)
from tests.placements.test_desk_pages import desk_of, next_act_of
from tests.placements.test_rounds import states_of
from tests.placements.test_student_pages import text_of

pytestmark = pytest.mark.django_db


def test_whom_a_talk_was_promised_first_is_offered_no_place_without_it_unasked():
    challenge = a_challenge_that_closed()
    eoi, _other = interests_in(challenge, 2)
    Eoi.objects.filter(pk=eoi.pk).update(access_first=True)
    desk = desk_of(challenge)
    assert (
        "Wants to talk about access first." in desk.get(url_of("placements:places", challenge)).text
    )

    question = desk.post(url_of("placements:offer_all", challenge))

    assert "One person waits for a talk about access" in question.text
    assert eoi.student.display_name in question.text
    assert states_of(challenge) == {"submitted": 2}
    assert not Allocation.objects.filter(state="confirmed").exists()
    desk.post(url_of("placements:note_access_talk", eoi))
    eoi.refresh_from_db()
    assert eoi.access_talked_at is not None
    assert desk.post(url_of("placements:offer_all", challenge)).status_code == 302
    assert Allocation.objects.filter(state="confirmed").exists()


def test_staff_may_offer_a_place_all_the_same():
    challenge = a_challenge_that_closed()
    (eoi,) = interests_in(challenge, 1)
    Eoi.objects.filter(pk=eoi.pk).update(access_first=True)
    desk = desk_of(challenge)
    picked = {"eoi": str(eoi.public_id), "note": "She asked for it by telephone."}

    question = desk.post(url_of("placements:offer_places", challenge), picked)
    assert f'name="eoi" value="{eoi.public_id}"' in question.text
    desk.post(url_of("placements:offer_places", challenge), picked | {"access": "later"})

    assert Allocation.objects.filter(state="confirmed").exists()


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ({"undo_minutes": 0}, "The letters go at once."),
        ({"undo_minutes": 10}, "The letters go 10 minutes later."),
        ({"undo_minutes": 10, "quiet_from": time(0), "quiet_until": time(23, 59)}, "at night"),
    ],
)
def test_the_desk_says_when_the_letters_go(policy, says):
    challenge = a_challenge_that_closed(institution=an_awake_institution(**policy))
    interests_in(challenge, 2)

    assert says in text_of(desk_of(challenge).get(url_of("placements:places", challenge)))


def test_where_everybody_fits_a_list_is_there_but_one_click_will_do():
    challenge = a_challenge_that_closed()
    interests_in(challenge, 2)
    services.propose_allocation(allocation=services.share_out(challenge=challenge))

    assert next_act_of(challenge) == "Next: offer all 2 a place"
    desk_of(challenge).post(url_of("placements:offer_all", challenge))
    assert Allocation.objects.get(state="confirmed").how == "everybody"


class Officer:
    """Somebody at the desk, who counts her clicks and presses what the pages show."""

    def __init__(self, challenge, start: str) -> None:
        self.client, self.clicks = desk_of(challenge), 0
        self.page = text_of(self.client.get(start))

    def follow(self, words: str) -> None:
        """Follow the first link that says ``words``."""
        self._go(rf'<a [^>]*href="([^"]+)"[^>]*>(?:(?!</a>).)*{re.escape(words)}', words)

    def press(self, words: str) -> None:
        """Press the first button that says ``words``."""
        form = r'<form [^>]*method="post" action="([^"]+)"(?:(?!</form>).)*'
        self._go(form + re.escape(words), words)

    def _go(self, pattern: str, words: str) -> None:
        self.clicks += 1
        found = re.search(pattern, self.page, re.DOTALL)
        assert found, f"Nothing here says “{words}”."
        act = self.client.post if pattern.startswith("<form") else self.client.get
        self.page = text_of(act(found[1], follow=True))


def test_thirty_interests_are_three_teams_in_twelve_clicks(django_capture_on_commit_callbacks):
    challenge = a_challenge_that_closed(places=9, team_at_least=3, team_at_most=3)
    interests_in(challenge, 30)
    places = url_of("placements:places", challenge)
    officer = Officer(challenge, places)
    officer.clicks += 2  # the list of projects, and the project in it

    with django_capture_on_commit_callbacks(execute=True):
        officer.press("Share out 9 places")
    officer.follow("Look again")
    officer.press("Confirm the list")
    officer.press("Send them now")
    for eoi in Eoi.objects.filter(challenge=challenge, state="offered"):
        services.accept_place(eoi=eoi, mobile="07700 900123")
    services.propose_teams(challenge=challenge)
    officer.clicks += 2  # back another day
    officer.page = text_of(officer.client.get(places))
    officer.follow("See the teams")
    officer.press("Confirm the teams")

    formed = Team.objects.filter(challenge=challenge, formed_at__isnull=False)
    assert [team.placements.count() for team in formed] == [3, 3, 3]
    assert officer.clicks <= 12
