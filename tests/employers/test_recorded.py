"""What a host says by telephone: staff do it, and the history says who said so and who wrote it."""

import pytest
from django.utils.html import strip_tags

from employers.models import RecordedAct
from placements.models import Concern, Placement
from tests.build import a_challenge, a_host_member, an_open_challenge, client_of, staff_at, url_of
from tests.build_employers import ALL_LOW
from tests.build_placements import a_day_that_is_over, a_placement
from tests.placements.test_host_pages import a_word

pytestmark = pytest.mark.django_db


def text_of(response):
    return " ".join(strip_tags(response.content.decode()).split())


def history(client, challenge):
    page = text_of(client.get(url_of("employers:review_challenge", challenge)))
    return page.partition("What happened")[2]


def test_what_the_host_said_stands_with_both_names_and_what_staff_decide_with_theirs(
    mailoutbox, django_capture_on_commit_callbacks
):
    challenge = an_open_challenge()
    guide = a_host_member(challenge.employer, name="Ines Okafor")
    challenge.supervisor = guide
    challenge.save()
    dana = client_of(staff_at(challenge.institution, name="Dana Whitlock"))
    said = {"told_by": str(guide.public_id), "told_how": "email"}

    asked = text_of(dana.get(url_of("employers:pause_challenge", challenge)))
    with django_capture_on_commit_callbacks(execute=True):
        dana.post(url_of("employers:pause_challenge", challenge), said)
    dana.post(url_of("employers:resume_challenge", challenge))
    stranger = {"reason": "Flood.", "told_by": "0" * 36}
    refused = dana.post(url_of("employers:cancel_challenge", challenge), stranger)
    dana.post(url_of("employers:cancel_challenge", challenge), said | {"reason": "Flood."})

    told = history(dana, challenge)
    [letter] = mailoutbox
    assert letter.to == [guide.user.email]
    assert "by e-mail about" in letter.body
    assert "Ines Okafor" in asked
    assert refused.status_code == 422
    assert "Paused, Ines Okafor, by e-mail; recorded by Dana Whitlock" in told
    assert "Takes interests again, Dana Whitlock" in told
    assert "Paused, Dana" not in told
    assert "Called off, Ines Okafor, by e-mail; recorded by Dana Whitlock" in told


def test_a_host_s_own_press_is_nobody_else_s_and_its_fine_names_who_had_read_it():
    challenge = a_challenge(state="in_review")
    host = client_of(challenge.contact.user)
    dana = client_of(staff_at(challenge.institution, name="Dana Whitlock"))
    other = a_challenge(state="in_review", institution=challenge.institution)

    for each in (challenge, other):
        dana.post(url_of("employers:send_to_host", each), ALL_LOW)
    host.post(url_of("employers:submit_challenge", challenge))
    dana.post(url_of("employers:submit_challenge", other))
    pause = url_of("employers:pause_challenge", challenge)
    host.post(pause, {"told_by": str(challenge.contact.public_id)})

    web, rang = history(dana, challenge), history(dana, other)
    assert f"Fine, and published, {challenge.contact.user}. Read and cleared before by Dana" in web
    assert "recorded by" not in web
    assert f"{other.contact}, by telephone; recorded by Dana Whitlock. Read and cleared" in rang


def test_the_day_and_those_who_ring_are_recorded_too():
    team = a_day_that_is_over(members=2)
    challenge = team.challenge
    dana = client_of(staff_at(team.institution, name="Dana Whitlock"))
    placement = Placement.objects.filter(team=team).first()
    a_concern = {"kind": "concern", "words": "The door was shut."}

    marks = {f"came-{placement.public_id}": "late", "told_by": str(challenge.supervisor.public_id)}
    dana.post(url_of("placements:mark_attendance", challenge), marks)
    dana.post(url_of("placements:raise_concern", placement), a_concern)
    dana.post(url_of("placements:host_concern", challenge), a_concern)
    dana.post(url_of("placements:sign_off", team), a_word(team))

    told = history(dana, challenge)
    rang = f"{challenge.supervisor}, by telephone; recorded by Dana Whitlock"
    for line in ("Said who came", "Signed off the day", "Asked for help"):
        assert f"{line}, {rang}" in told
    assert "A student asked for help, by telephone; recorded by Dana Whitlock" in told
    assert Concern.objects.filter(raised_by__name="Dana Whitlock").count() == 2


def test_staff_give_a_place_back_for_whoever_rings():
    placement = a_placement()
    dana = client_of(staff_at(placement.institution, name="Dana Whitlock"))
    url = url_of("placements:give_back_place", placement)

    day = text_of(dana.get(url_of("placements:day", placement.challenge)))
    asked = text_of(dana.get(url))
    answer = dana.post(url, {"because": "Ill"}, follow=True)

    placement.refresh_from_db()
    assert f"needs help {placement.student.display_name}" in day
    assert f"{placement.student.display_name} can’t come?" in asked
    assert (placement.state, placement.left_because) == ("given_back", "Ill")
    assert "Written down, as told by telephone." in text_of(answer)
    act = RecordedAct.objects.get()
    assert (act.what, act.said_by, str(act.recorded_by)) == ("gave_back", None, "Dana Whitlock")
