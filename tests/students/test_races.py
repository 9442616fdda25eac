"""What holds when everybody presses at the same moment: real transactions on real PostgreSQL."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.models import User
from core import clock
from core.models import OutboxEvent
from employers.models import Challenge
from employers.services import close_challenge
from students import services
from students.models import Eoi, Student
from students.states import EoiState
from tests.build import (
    A_SENTENCE,
    a_student,
    an_eoi,
    an_institution,
    an_open_challenge,
    client_of,
    url_of,
)
from tests.students.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def facts(name):
    return OutboxEvent.objects.filter(name=f"students.{name}").count()


def test_eight_sends_of_one_signed_in_student_make_one_row_and_seven_polite_sentences():
    challenge = an_open_challenge()
    student = a_student(institution=challenge.institution)
    url = url_of("students:submit_eoi", challenge)

    answers = at_once(
        *[partial(client_of(student.user).post, url, {"sentence": A_SENTENCE}) for _n in range(8)]
    )

    assert Counter(answer.status_code for answer in answers) == {302: 1, 422: 7}
    assert all(
        "You have already sent this." in answer.content.decode()
        for answer in answers
        if answer.status_code == 422
    )
    assert [(e.student, e.state) for e in Eoi.objects.all()] == [(student, EoiState.SUBMITTED)]
    assert facts("eoi_submitted") == 1


def test_eight_sends_without_sign_in_get_one_answer_one_row_and_one_letter(mailoutbox):
    challenge = an_open_challenge()
    url = url_of("students:submit_eoi", challenge)
    typed = {"email": "Amina@Mail.example", "sentence": A_SENTENCE}

    answers = at_once(*[partial(Client().post, url, typed) for _n in range(8)])

    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, url_of("students:eoi_sent", Eoi.objects.get()))
    }
    assert facts("eoi_submitted") == 1
    assert [letter.to for letter in mailoutbox] == [["Amina@Mail.example"]]


def test_a_close_that_races_senders_loses_none_that_was_acknowledged():
    challenge = an_open_challenge()
    students = [a_student(institution=challenge.institution) for _n in range(24)]
    seen_after_the_close = []

    def close():
        close_challenge(challenge=challenge)
        seen_after_the_close.extend(Eoi.objects.values_list("student_id", flat=True))

    sends = [
        partial(services.submit_eoi, challenge=challenge, sentence=A_SENTENCE, student=student)
        for student in students
    ]
    *answers, _closed = at_once(*sends, close)

    acknowledged = {eoi.student_id for eoi in answers if isinstance(eoi, Eoi)}
    refused = [answer for answer in answers if not isinstance(answer, Eoi)]
    assert all(isinstance(answer, services.ChallengeNotOpen) for answer in refused)
    assert len(acknowledged) + len(refused) == 24
    assert set(Eoi.objects.values_list("student_id", flat=True)) == acknowledged
    assert set(seen_after_the_close) == acknowledged


def test_the_close_waits_for_who_is_sending_and_sees_the_row():
    challenge = an_open_challenge()
    student = a_student(institution=challenge.institution)

    def close():
        try:
            close_challenge(challenge=Challenge.objects.get(pk=challenge.pk))
            return list(Eoi.objects.values_list("student_id", flat=True))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            services.submit_eoi(challenge=challenge, sentence=A_SENTENCE, student=student)
            closing = pool.submit(close)
            with pytest.raises(TimeoutError):
                closing.result(timeout=0.7)
        assert closing.result(timeout=30) == [student.pk]


def test_who_sends_while_it_is_being_closed_waits_and_is_refused():
    challenge = an_open_challenge()
    student = a_student(institution=challenge.institution)

    def send():
        try:
            services.submit_eoi(challenge=challenge, sentence=A_SENTENCE, student=student)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            close_challenge(challenge=Challenge.objects.get(pk=challenge.pk))
            sending = pool.submit(send)
            with pytest.raises(TimeoutError):
                sending.result(timeout=0.7)
        with pytest.raises(services.ChallengeNotOpen):
            sending.result(timeout=30)
    assert not Eoi.objects.exists()


def test_twenty_yeses_for_ten_places_give_exactly_ten():
    institution = an_institution(policy={"over_offer": True})
    challenge = an_open_challenge(institution=institution, places=10)
    eois = [an_eoi(challenge=challenge) for _n in range(20)]
    for eoi in eois:
        services.offer_place(eoi, clock.now() + timedelta(days=2))

    answers = at_once(*[partial(services.accept_eoi, eoi) for eoi in eois])

    yes = Eoi.objects.filter(challenge=challenge, state=EoiState.ACCEPTED)
    assert sorted(yes.values_list("seat", flat=True)) == list(range(1, 11))
    assert Counter(type(answer) for answer in answers) == {Eoi: 10, services.NoSeatLeft: 10}


def test_twenty_offers_at_once_hold_ten_seats():
    challenge = an_open_challenge(places=10)
    eois = [an_eoi(challenge=challenge) for _n in range(20)]
    ends_at = clock.now() + timedelta(days=2)

    answers = at_once(*[partial(services.offer_place, eoi, ends_at) for eoi in eois])

    held = Eoi.objects.filter(challenge=challenge, state=EoiState.OFFERED)
    assert sorted(held.values_list("seat", flat=True)) == list(range(1, 11))
    assert Counter(type(answer) for answer in answers) == {Eoi: 10, services.NoSeatLeft: 10}


def test_two_confirmations_of_one_interest_make_one_student():
    eoi = an_eoi(state=EoiState.UNCONFIRMED, email="amina@mail.example")

    answers = at_once(*[partial(services.confirm_eoi, eoi) for _n in range(6)])

    assert [answer.pk for answer in answers] == [eoi.pk] * 6
    assert Student.objects.filter(user__email="amina@mail.example").count() == 1
    assert facts("eoi_confirmed") == 1


def test_one_address_confirmed_for_six_projects_at_once_is_one_person():
    institution = an_institution(policy={"open_interests_at_most": 6})
    eois = [
        an_eoi(
            challenge=an_open_challenge(institution=institution),
            state=EoiState.UNCONFIRMED,
            email="amina@mail.example",
        )
        for _n in range(6)
    ]

    at_once(*[partial(services.confirm_eoi, eoi) for eoi in eois])

    assert User.objects.filter(email="amina@mail.example").count() == 1
    assert {eoi.student.user.email for eoi in Eoi.objects.all()} == {"amina@mail.example"}
    assert {eoi.state for eoi in Eoi.objects.all()} == {EoiState.SUBMITTED}


def test_the_cap_holds_against_six_sends_at_once():
    institution = an_institution(policy={"open_interests_at_most": 2})
    student = a_student(institution=institution)
    challenges = [an_open_challenge(institution=institution) for _n in range(6)]

    answers = at_once(
        *[
            partial(services.submit_eoi, challenge=challenge, sentence=A_SENTENCE, student=student)
            for challenge in challenges
        ]
    )

    assert Counter(type(answer) for answer in answers) == {
        Eoi: 2,
        services.TooManyOpenInterests: 4,
    }
    assert Eoi.objects.filter(student=student).count() == 2


def test_a_late_yes_and_a_lapse_do_not_both_win():
    eoi = an_eoi(state=EoiState.OFFERED)

    again = Eoi.objects.get(pk=eoi.pk)
    answers = at_once(partial(services.accept_eoi, eoi), partial(services.lapse_eoi, again))

    eoi.refresh_from_db()
    assert [isinstance(answer, Eoi) for answer in answers].count(True) == 1
    assert (eoi.state, eoi.seat) in {(EoiState.ACCEPTED, 1), (EoiState.LAPSED, None)}
