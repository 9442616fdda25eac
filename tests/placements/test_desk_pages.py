"""The desk's doors: where a challenge stands, the next act, the round, the queues."""

import pytest

from core import clock
from employers.models import Challenge
from institutions.models import StaffRole
from placements import services, tasks
from placements.desk import acts_of
from placements.models import Allocation, Placement, SignOff, Team
from placements.standing import seen_from_the_desk, standing_of
from students.models import Eoi
from students.states import EoiState
from tests.build import (
    a_host_member,
    a_student,
    an_eoi,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)
from tests.build_placements import (
    a_challenge_that_closed,
    a_day_that_is_over,
    a_placement,
    a_sign_off,
    an_awake_institution,
    interests_in,
)
from tests.placements.test_rounds import states_of
from tests.placements.test_student_pages import text_of

pytestmark = pytest.mark.django_db


def desk_of(challenge):
    return client_of(staff_at(challenge.institution))


def next_act_of(challenge) -> str:
    """The title of the act that the desk has prepared."""
    seen = seen_from_the_desk(Challenge.objects.filter(pk=challenge.pk)).get()
    return acts_of(standing_of(seen))[0].title


def test_seven_yes_two_silent_one_no():
    challenge = a_challenge_that_closed()
    interests_in(challenge, 7, state=EoiState.ACCEPTED)
    interests_in(challenge, 2, state=EoiState.OFFERED)
    interests_in(challenge, 1, state=EoiState.DECLINED)

    page = text_of(desk_of(challenge).get(url_of("placements:places", challenge)))

    assert "<b>7</b> yes" in page
    assert "<b>2</b> silent" in page
    assert "<b>1</b> no" in page
    assert "Wait for 2 answers" in page


def test_the_next_act_follows_the_story():
    challenge = a_challenge_that_closed(places=3, team_at_least=2, team_at_most=3)
    staff = staff_at(challenge.institution)
    told = [next_act_of(challenge)]
    eois = interests_in(challenge, 3)
    told.append(next_act_of(challenge))
    extra = an_eoi(challenge=challenge)
    told.append(next_act_of(challenge))
    allocation = services.share_out(challenge=challenge)
    told.append(next_act_of(challenge))
    services.propose_allocation(allocation=allocation)
    told.append(next_act_of(challenge))
    services.confirm_allocation(allocation=allocation, by=staff)
    told.append(next_act_of(challenge)[:18])
    services.send_answers(allocation=allocation)
    told.append(next_act_of(challenge))
    offered = list(Eoi.objects.filter(challenge=challenge, state="offered"))
    for eoi in offered[:2]:
        services.accept_place(eoi=eoi)
    services.decline_place(eoi=offered[2])
    told.append(next_act_of(challenge))
    services.refill(challenge=challenge)
    told.append(next_act_of(challenge))
    services.accept_place(eoi=Eoi.objects.get(challenge=challenge, state="offered"))
    services.propose_teams(challenge=challenge)
    told.append(next_act_of(challenge))

    waiting = Eoi.objects.filter(challenge=challenge, state="accepted").count()
    name = next(
        eoi.student.display_name for eoi in [*eois, extra] if eoi.pk not in {o.pk for o in offered}
    )
    assert waiting == 3
    assert told == [
        "Nobody is left to ask",
        "Next: offer all 3 a place",
        "Next: share out 3 places",
        "The list is being worked out",
        "Next: check the list",
        "The letters go at ",
        "Wait for 3 answers",
        f"Next: offer the free place to {name}",
        "Wait for 1 answer",
        "Everything is ready",
    ]


def test_everybody_fits_is_one_click_and_one_more_to_send(django_capture_on_commit_callbacks):
    challenge = a_challenge_that_closed()
    interests_in(challenge, 8)
    client = desk_of(challenge)

    page = text_of(client.get(url_of("placements:places", challenge)))
    client.post(url_of("placements:offer_all", challenge))
    allocation = Allocation.objects.get()
    confirmed = text_of(client.get(url_of("placements:places", challenge)))
    client.post(url_of("placements:send_answers", allocation))

    assert "Offer all 8" in page
    assert "Send them now" in confirmed
    assert states_of(challenge) == {"offered": 8}


def test_a_round_from_the_press_to_the_letters():
    challenge = a_challenge_that_closed(places=2, team_at_least=1)
    interests_in(challenge, 4)
    client = desk_of(challenge)

    client.post(url_of("placements:share_out", challenge))
    allocation = Allocation.objects.get()
    services.propose_allocation(allocation=allocation)
    review = url_of("placements:review_allocation", allocation)
    page = text_of(client.get(review))
    client.post(url_of("placements:confirm_allocation", allocation))
    client.post(url_of("placements:undo_confirmation", allocation))
    undone = text_of(client.get(review))
    client.post(url_of("placements:confirm_allocation", allocation))
    client.post(url_of("placements:send_answers", allocation))
    sent = text_of(client.get(review))

    allocation.refresh_from_db()
    assert "A list to check: 2 places" in page
    assert "4 people asked for 2 places." in page
    assert "A list to check: 2 places" in undone
    assert "Everybody has an answer" in sent
    assert states_of(challenge) == {"offered": 2, "waitlisted": 2}


def test_a_long_list_goes_out_from_a_worker(django_capture_on_commit_callbacks):
    challenge = a_challenge_that_closed(places=2, team_at_least=1)
    interests_in(challenge, 101)
    allocation = services.share_out(challenge=challenge)
    services.propose_allocation(allocation=allocation)
    services.confirm_allocation(allocation=allocation, by=staff_at(challenge.institution))
    client = desk_of(challenge)

    answer = client.post(url_of("placements:send_answers", allocation), follow=True)
    before = states_of(challenge)
    tasks.send_answers(allocation.pk)
    tasks.send_answers(allocation.pk)

    assert "The letters are going out." in text_of(answer)
    assert before == {"submitted": 101}
    assert states_of(challenge) == {"offered": 2, "waitlisted": 99}


def test_people_picked_by_hand_need_a_reason_and_stay_ticked():
    challenge = a_challenge_that_closed(places=2, team_at_least=1)
    eois = interests_in(challenge, 3)
    client = desk_of(challenge)
    url = url_of("placements:offer_places", challenge)
    picked = [str(eoi.public_id) for eoi in eois[1:]]

    without = client.post(url, {"eoi": picked, "note": ""})
    too_many = client.post(url, {"eoi": [str(e.public_id) for e in eois], "note": "x"})
    client.post(url, {"eoi": picked, "note": "They know the shop."})

    assert without.status_code == too_many.status_code == 422
    assert text_of(without).count("checked") == 2
    assert "There are 2 free places. You chose 3 people." in text_of(too_many)
    assert Allocation.objects.get().note == "They know the shop."


def test_a_yes_by_telephone_is_recorded_as_such():
    challenge = a_challenge_that_closed()
    eoi = an_eoi(challenge=challenge, state="offered")
    client = desk_of(challenge)
    url = url_of("placements:record_answer", eoi)

    page = text_of(client.get(url))
    client.post(url, {"answer": "yes", "via": "telephone", "mobile": "07700 900123"})

    assert challenge.deliverable in page
    assert Placement.objects.get().agreed_via == "telephone"


def test_a_no_by_telephone_goes_down_the_line():
    eoi = an_eoi(challenge=a_challenge_that_closed(), state="offered")

    desk_of(eoi.challenge).post(
        url_of("placements:record_answer", eoi), {"answer": "no", "via": "desk"}
    )

    eoi.refresh_from_db()
    assert eoi.state == "declined"


def test_teams_are_moved_by_buttons_and_confirmed():
    challenge = a_challenge_that_closed(places=6, team_at_least=2, team_at_most=3)
    for _n in range(6):
        a_placement(challenge=challenge)
    services.propose_teams(challenge=challenge)
    one, other = Team.objects.order_by("number")
    hers = Placement.objects.filter(team=one).first()
    client = desk_of(challenge)

    page = text_of(client.get(url_of("placements:teams", challenge)))
    client.post(url_of("placements:move_member", hers), {"team": str(other.public_id)})
    client.post(url_of("placements:confirm_teams", challenge))
    after = text_of(client.get(url_of("placements:teams", challenge)))

    hers.refresh_from_db()
    assert "Confirm the teams" in page
    assert (hers.team, Placement.objects.filter(team=other).count()) == (other, 4)
    assert "The teams stand" in after


def test_the_day_has_a_ring_round_list():
    placement = a_placement()
    student = placement.student
    student.mobile = "07700 900123"
    student.save()

    page = text_of(desk_of(placement.challenge).get(url_of("placements:day", placement.challenge)))

    assert 'href="tel:07700900123"' in page


def test_an_outlier_is_read_and_settled():
    signed = a_sign_off(level=4)
    client = desk_of(signed.team.challenge)
    url = url_of("placements:settle_outcome", signed)

    queue = text_of(client.get(url_of("placements:sign_offs", signed.institution)))
    page = text_of(client.get(url))
    without = client.post(url, {"note": ""})
    client.post(url, {"note": "Read the lines; they fit."})
    after = text_of(client.get(url))

    assert signed.team.challenge.title in queue
    assert "Everyone has the top step in" in page
    assert "She asked three riders." in page
    assert without.status_code == 422
    assert SignOff.objects.get().state == "settled"
    assert "Read the lines; they fit." in after


def test_a_call_for_help_is_settled_at_the_desk():
    placement = a_placement()
    concern = services.raise_concern(
        challenge=placement.challenge, placement=placement, kind="late", words="The bus."
    )
    client = desk_of(placement.challenge)
    url = url_of("placements:concerns", placement.institution)

    before = text_of(client.get(url))
    client.post(url_of("placements:settle_concern", concern), {"note": "Rang the host."})
    after = text_of(client.get(url))

    assert "The bus." in before
    assert "Nobody waits for help" in after
    assert "Rang the host." in after


def test_filters_show_their_people_alone():
    challenge = a_challenge_that_closed()
    interests_in(challenge, 3, state=EoiState.ACCEPTED)
    interests_in(challenge, 2, state=EoiState.OFFERED)
    client = desk_of(challenge)
    url = url_of("placements:places", challenge)

    assert [len(client.get(f"{url}?show={show}").context["rows"]) for show in ("", "silent")] == [
        5,
        2,
    ]


def test_a_read_only_member_sees_and_does_nothing():
    challenge = a_challenge_that_closed()
    interests_in(challenge, 2)
    reader = client_of(staff_at(challenge.institution, StaffRole.READER))

    page = reader.get(url_of("placements:places", challenge))
    refused = reader.post(url_of("placements:offer_all", challenge))

    assert page.status_code == 200
    assert "<button" not in text_of(page).split('<main id="main"')[1].split("</main>")[0]
    assert refused.status_code == 403


def test_another_universitys_staff_see_nothing():
    challenge = a_challenge_that_closed()
    stranger = client_of(staff_at(an_awake_institution()))
    host = client_of(a_host_member(challenge.employer).user)
    student = client_of(a_student(institution=challenge.institution).user)
    url = url_of("placements:places", challenge)

    assert [client.get(url).status_code for client in (stranger, host, student)] == [403] * 3


def test_an_open_challenge_waits_for_its_closing():
    challenge = an_open_challenge(institution=an_awake_institution())
    interests_in(challenge, 2)

    assert next_act_of(challenge) == "Interests come in"


def test_places_of_five_hundred_interests_stay_within_ten_queries(django_assert_max_num_queries):
    challenge = a_challenge_that_closed(places=10)
    institution = challenge.institution
    from students.models import Student

    students = Student.objects.bulk_create(
        Student(institution=institution, given_name="Amina", family_name=f"Number {n}")
        for n in range(500)
    )
    states = ["accepted"] * 3 + ["offered"] * 2 + ["waitlisted"] * 495
    Eoi.objects.bulk_create(
        Eoi(
            institution=institution,
            challenge=challenge,
            student=student,
            sentence="Me.",
            state=state,
            confirmed_at=clock.now(),
            seat=n + 1 if n < 5 else None,
            line=n if n >= 5 else None,
        )
        for n, (student, state) in enumerate(zip(students, states, strict=True))
    )
    client = desk_of(challenge)
    url = url_of("placements:places", challenge)
    first = client.get(url)

    assert len(first.context["rows"]) == 25
    for page in (url, f"{url}?page=20", f"{url}?show=waiting"):
        with django_assert_max_num_queries(10):
            client.get(page)


@pytest.mark.parametrize("name", ["teams", "day", "outcome"])
def test_the_other_tabs_stay_within_ten_queries(name, django_assert_max_num_queries):
    team = a_day_that_is_over(members=10)
    a_sign_off(team)
    client = desk_of(team.challenge)
    url = url_of(f"placements:{name}", team.challenge)
    client.get(url)

    with django_assert_max_num_queries(10):
        client.get(url)
