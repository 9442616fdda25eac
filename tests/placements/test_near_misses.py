"""Who got no place is shown what is near and open; one press sends the same sentence there."""

from datetime import time, timedelta

import pytest

from core import clock
from core.outbox import publish
from employers.events import ChallengeCancelled
from employers.models import Challenge
from employers.services.recording import Told
from institutions.models import Module
from notifications.models import Message
from placements import services
from placements.events import EoiNotSelected, PlaceDeclined
from students.models import Eoi
from students.states import EoiState
from tests.build import (
    a_student,
    an_eoi,
    an_open_challenge,
    client_of,
    some_skills,
    staff_at,
    url_of,
)
from tests.build_placements import a_challenge_that_closed, a_placement, an_awake_institution
from tests.placements.test_student_pages import text_of

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = 20, 27, 34  # days from now


@pytest.fixture
def missed():
    """Her interest in a project that is full."""
    north = an_awake_institution(open_interests_at_most=2)
    challenge = a_challenge_that_closed(institution=north, places=1, skills=some_skills(2))
    return an_eoi(
        challenge=challenge,
        student=a_student(institution=north, module_codes=["GEO1"]),
        state=EoiState.NOT_SELECTED,
        reason={"code": "full", "asked": 2, "places": 1},
    )


def on(days, institution):
    return [(clock.today(institution.zone) + timedelta(days=days), time(10), time(15))]


def an_open_one(eoi, days=FIRST, **overrides):
    north = eoi.institution
    return an_open_challenge(institution=north, sessions=on(days, north), **overrides)


def near(eoi):
    return services.near_misses(eoi.student, eoi.challenge, eoi.institution)


def test_the_nearest_that_she_can_still_ask_for_come_first(missed):
    north, student = missed.institution, missed.student
    unlike = an_open_one(missed, mode="remote", site=None, skills=some_skills(4)[2:])
    alike = an_open_one(missed, SECOND)
    full = an_open_one(missed, SECOND, places=1, team_at_least=1)
    an_eoi(challenge=full)
    ways_out = [
        an_open_one(missed, module=Module.objects.create(institution=north, code="X", title="X")),
        an_eoi(challenge=an_open_one(missed), student=student, state="withdrawn").challenge,
        an_open_one(missed, closes_at=clock.now() - timedelta(minutes=1)),
        an_open_challenge(sessions=on(FIRST, north)),  # elsewhere
    ]
    place = an_open_one(missed, THIRD)
    a_placement(challenge=place, eoi=an_eoi(challenge=place, student=student, state="accepted"))
    ways_out.append(an_open_one(missed, THIRD, skills=some_skills(2)))  # while she is there
    offered = an_eoi(challenge=an_open_one(missed, 41), student=student, state="offered")
    ways_out.append(an_open_one(missed, 41))

    assert [each.title for each in near(missed)] == [alike.title, unlike.title]
    hers = an_open_one(missed, module=Module.objects.create(institution=north, code="GEO1"))
    assert {each.pk for each in near(missed)}.isdisjoint(each.pk for each in [*ways_out, full])
    services.decline_place(eoi=offered)
    Eoi.objects.filter(challenge__in=[alike, unlike]).delete()
    assert hers in near(missed)


def test_one_press_sends_the_same_sentence_and_a_look_sends_nothing(missed):
    there, client = an_open_one(missed), client_of(missed.student.user)
    url = url_of("placements:send_there", missed, public_id=missed.public_id, code=there.code)
    why = text_of(client.get(url_of("placements:accept_place", missed)))
    home = client.get(url_of("portal:student_home", missed.institution))
    page = client.get(url)
    assert (there.title in why, "Send the same sentence there" in why) == (True, True)
    assert url in home.content.decode()
    assert missed.sentence in text_of(page)
    assert not Eoi.objects.filter(challenge=there).exists()

    sent = client.post(url)
    again = client.post(url)

    eoi = Eoi.objects.get(challenge=there)
    assert (eoi.sentence, eoi.student, eoi.state) == (missed.sentence, missed.student, "submitted")
    assert sent.url == again.url == url_of("students:eoi_sent", eoi)
    assert "Withdraw my interest" in text_of(client.get(sent.url))
    assert url not in client.get(url_of("portal:student_home", missed.institution)).content.decode()

    # at the cap she chooses what it takes the place of
    an_eoi(challenge=an_open_one(missed, THIRD), student=missed.student)
    third = an_open_one(missed, SECOND)
    url = url_of("placements:send_there", missed, public_id=missed.public_id, code=third.code)
    asked = client.post(url)
    assert (asked.status_code, there.title in text_of(asked)) == (422, True)
    client.post(url, {"instead_of": eoi.public_id})
    eoi.refresh_from_db()
    assert (eoi.state, Eoi.objects.get(challenge=third).state) == ("withdrawn", "submitted")

    waits = Eoi.objects.get(challenge=third)
    url = url_of("placements:send_there", waits, public_id=waits.public_id, code=there.code)
    assert client.post(url).status_code == 422  # it has no answer yet


def test_letters_to_whoever_has_no_place_lead_there(missed, django_capture_on_commit_callbacks):
    """Not this time, next in line, the time ran out (a note), called off."""
    there = an_open_one(missed)
    page = url_of("placements:send_there", missed, public_id=missed.public_id, code=there.code)

    def written(state, *facts, **reason):
        Eoi.objects.filter(pk=missed.pk).update(state=state, line=1, reason=reason)
        Message.objects.all().delete()
        with django_capture_on_commit_callbacks(execute=True):
            for fact in facts:
                publish(fact)
        [message] = Message.objects.filter(user=missed.student.user)
        assert there.title in message.text
        return message

    answer = EoiNotSelected(eoi_id=missed.pk)
    declined = PlaceDeclined(eoi_id=missed.pk)
    cancelled = ChallengeCancelled(challenge_id=missed.challenge_id)
    for state, fact, kind in (
        (EoiState.NOT_SELECTED, answer, "eoi_not_selected"),
        (EoiState.WAITLISTED, answer, "eoi_waitlisted"),
    ):
        letter = written(state, fact)
        assert (letter.kind, letter.channel) == (kind, "letter")
        assert "Send the same sentence there" in letter.text
    note = written(EoiState.LAPSED, declined, code="others_were_faster")
    assert (note.kind, note.channel) == ("offer_lapsed", "note")
    assert "others said yes before you" in note.text
    Challenge.objects.filter(pk=missed.challenge_id).update(
        state="cancelled", state_reason="The oven is out."
    )
    letter = written(EoiState.NOT_SELECTED, cancelled, code="called_off")
    assert "The oven is out." in letter.text
    client = client_of(missed.student.user)
    assert client.post(page).status_code == 302  # and one press sends it


def test_who_told_staff_that_she_cant_come_has_it_in_writing(django_capture_on_commit_callbacks):
    placement = a_placement(challenge=a_challenge_that_closed(institution=an_awake_institution()))
    officer = staff_at(placement.institution)

    with django_capture_on_commit_callbacks(execute=True):
        services.give_back_place(placement=placement, told=Told(officer, None))

    [letter] = Message.objects.filter(user=placement.student.user)
    assert (letter.kind, letter.channel) == ("given_back_for_her", "letter")
    assert "You told Business Clinic that you can’t come" in letter.text
    assert url_of("portal:follow_interest", placement.eoi) == letter.path
