"""A student's own pages: what is asked of her, her order, taking back, the voluntary questions."""

from datetime import time, timedelta

import pytest
from django.test import Client

from core import clock
from core.models import OutboxEvent
from students import services
from students.equity import EquityProfile
from students.models import Eoi
from students.states import OVER, EoiState
from tests.build import (
    a_student,
    an_eoi,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)
from tests.students.test_submit_eoi import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def student():
    return a_student()


def interests_of(student, how_many=3, **overrides):
    return [
        an_eoi(
            challenge=an_open_challenge(institution=student.institution),
            student=student,
            **overrides,
        )
        for _n in range(how_many)
    ]


def in_order(student):
    return list(Eoi.objects.filter(student=student).in_her_order())


def test_my_interests_show_hers_in_every_state_and_nobody_elses(student):
    hers = [interests_of(student, 1, state=s)[0] for s in EoiState if s != EoiState.UNCONFIRMED]
    other = an_eoi(challenge=an_open_challenge(institution=student.institution))

    said = words_of(client_of(student.user).get(url_of("students:my_eois", student.institution)))

    assert all(eoi.challenge.title in said for eoi in hers)
    assert other.challenge.title not in said
    assert "A place is yours if you want it" in said


def test_without_interests_the_page_says_what_to_do(student):
    page = client_of(student.user).get(url_of("students:my_eois", student.institution))

    assert "You have not asked for anything yet" in words_of(page)


def test_who_is_no_student_here_has_no_such_page(student):
    url = url_of("students:my_eois", student.institution)

    assert client_of(staff_at(student.institution)).get(url).status_code == 403
    assert client_of(a_student().user).get(url).status_code == 403
    assert Client().get(url).status_code == 302


def test_her_order_is_the_order_of_sending_until_she_changes_it(student):
    first, second, third = interests_of(student)
    client = client_of(student.user)
    assert in_order(student) == [first, second, third]

    client.post(url_of("students:order_wishes", third), {"move": "up"})
    assert in_order(student) == [first, third, second]
    client.post(url_of("students:order_wishes", first), {"move": "down"})
    assert in_order(student) == [third, first, second]
    client.post(url_of("students:order_wishes", third), {"move": "up"})
    assert in_order(student) == [third, first, second]

    [fourth] = interests_of(student, 1)
    assert in_order(student) == [third, first, second, fourth]


def test_an_answered_interest_and_somebody_elses_can_not_be_ordered(student):
    [hers] = interests_of(student, 1)
    [answered] = interests_of(student, 1, state=EoiState.OFFERED)
    theirs = an_eoi(challenge=an_open_challenge(institution=student.institution))

    for eois in ([answered, hers], [theirs]):
        with pytest.raises(services.eoi.RuleBroken):
            services.order_wishes(student, eois)
    assert (
        client_of(student.user)
        .post(url_of("students:order_wishes", theirs), {"move": "up"})
        .status_code
        == 403
    )


def test_taking_back_is_a_page_and_a_button(student):
    [eoi] = interests_of(student, 1)
    client, url = client_of(student.user), url_of("students:withdraw_eoi", eoi)

    assert "Withdraw your interest?" in words_of(client.get(url))
    eoi.refresh_from_db()
    assert eoi.state == EoiState.SUBMITTED

    answer = client.post(url, {"because": "I start a job."})

    eoi.refresh_from_db()
    assert answer.url == url_of("portal:follow_interest", eoi)
    assert (eoi.state, eoi.withdrawn_because) == (EoiState.WITHDRAWN, "I start a job.")
    assert [e.name for e in OutboxEvent.objects.all()] == ["students.eoi_withdrawn"]


def test_withdrawing_an_offer_frees_its_seat(student):
    [eoi] = interests_of(student, 1, state=EoiState.OFFERED)

    client_of(student.user).post(url_of("students:withdraw_eoi", eoi))

    eoi.refresh_from_db()
    assert (eoi.state, eoi.seat) == (EoiState.WITHDRAWN, None)


def test_an_accepted_place_is_given_back_elsewhere(student):
    [eoi] = interests_of(student, 1, state=EoiState.ACCEPTED)

    answer = client_of(student.user).post(url_of("students:withdraw_eoi", eoi))

    eoi.refresh_from_db()
    assert (answer.status_code, eoi.state) == (422, EoiState.ACCEPTED)


def test_who_may_take_back(student):
    [eoi] = interests_of(student, 1)
    url = url_of("students:withdraw_eoi", eoi)
    here, elsewhere = student.institution, an_institution()

    assert client_of(a_student(institution=here).user).post(url).status_code == 403
    assert client_of(staff_at(elsewhere)).post(url).status_code == 403
    foreign = url_of("students:withdraw_eoi", elsewhere, public_id=eoi.public_id)
    assert client_of(staff_at(elsewhere)).post(foreign).status_code == 404
    eoi.refresh_from_db()
    assert eoi.state == EoiState.SUBMITTED

    assert client_of(staff_at(here)).post(url).status_code == 302
    eoi.refresh_from_db()
    assert eoi.state == EoiState.WITHDRAWN


@pytest.mark.parametrize("state", [s for s in OVER if s != EoiState.EXPIRED])
def test_what_is_over_can_not_be_taken_back(student, state):
    [eoi] = interests_of(student, 1, state=state)

    client, url = client_of(student.user), url_of("students:withdraw_eoi", eoi)
    page, answer = words_of(client.get(url)), client.post(url)

    eoi.refresh_from_db()
    assert (answer.status_code, eoi.state) == (422, state)
    if state == EoiState.WITHDRAWN:
        assert "You have withdrawn this" in page
    else:
        assert "There is nothing to withdraw any more" in page
    assert "Withdraw it" not in page


def test_a_project_of_several_evenings_shows_all_of_them(student):
    first = clock.today(student.institution.zone) + timedelta(days=14)
    evenings = [(first + timedelta(days=n), time(17, 30), time(20)) for n in (0, 2)]
    challenge = an_open_challenge(institution=student.institution, sessions=evenings)
    eoi = an_eoi(challenge=challenge, student=student)
    client = client_of(student.user)

    for page in (url_of("students:my_eois", student.institution), url_of("students:eoi_sent", eoi)):
        said = words_of(client.get(page))
        for on, _starts, _ends in evenings:
            assert f"{on:%A} {on.day} {on:%B}" in said
        assert "17:30 to 20:00" in said


# The voluntary questions


def test_answers_are_kept_changed_and_taken_back(student):
    client, url = client_of(student.user), url_of("students:equity_profile", student.institution)

    client.post(url, {"carer": "yes", "disabled": "no"})
    kept = EquityProfile.objects.get()
    assert (kept.student, kept.carer, kept.disabled, kept.first_in_family) == (
        student,
        True,
        False,
        None,
    )
    assert 'value="yes" checked' in client.get(url).content.decode().replace(
        'id="id_carer_1" ', ""
    ).replace("required ", "")

    client.post(url, {"carer": ""})
    assert not EquityProfile.objects.exists()


def test_no_page_of_staff_shows_an_answer(student):
    services.record_equity_answers(student, {"carer": True})
    officer = client_of(staff_at(student.institution))

    said = words_of(officer.get(url_of("students:student", student)))

    assert "carer" not in said.lower()
    assert officer.get(url_of("students:equity_profile", student.institution)).status_code == 403


def test_the_questions_come_after_the_interest_and_never_in_its_form(student):
    [eoi] = interests_of(student, 1)
    client = client_of(student.user)

    form = words_of(client.get(url_of("students:submit_eoi", eoi.challenge)))
    sent = words_of(client.get(url_of("students:eoi_sent", eoi)))
    services.record_equity_answers(student, {"carer": False})
    answered = words_of(client.get(url_of("students:eoi_sent", eoi)))

    assert "Four questions" not in form
    assert "Four questions" in sent
    assert "Four questions" not in answered


def test_every_page_of_hers_asks_at_most_ten_queries(student, django_assert_max_num_queries):
    eois = interests_of(student, 8)
    interests_of(student, 12, state=EoiState.NOT_SELECTED)
    here, client = student.institution, client_of(student.user)

    for url in (
        url_of("students:my_eois", here),
        url_of("students:equity_profile", here),
        *(url_of(f"students:{page}", here) for page in ("my_profile", "access_needs")),
        *(url_of(f"insights:{page}", here) for page in ("my_data", "erase_me", "keep_me")),
        url_of("students:change_login", here),
        url_of("notifications:choose_letters", here),
        url_of("students:submit_eoi", eois[0].challenge),
        url_of("students:eoi_sent", eois[0]),
        url_of("students:withdraw_eoi", eois[0]),
        url_of("students:confirm_eoi", eois[0]),
    ):
        with django_assert_max_num_queries(10):
            assert client.get(url).status_code == 200
