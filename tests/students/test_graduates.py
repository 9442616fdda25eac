"""Who has graduated asks for some months more, from whatever address is hers by then."""

from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from core.days import months_after
from students import services
from students.models import Eoi
from students.states import EoiState
from tests.build import (
    A_SENTENCE,
    a_student,
    a_user,
    an_eoi,
    an_institution,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)
from tests.students.test_submit_eoi import words_of

pytestmark = pytest.mark.django_db


def test_a_graduate_asks_for_the_policys_months_and_staff_may_still_record_it():
    here = an_institution(policy={"graduate_months": 6})
    challenge = an_open_challenge(institution=here)
    today = clock.today(here.zone)

    def sent(**roster):
        student = a_student(institution=here, **roster)
        answer = client_of(student.user).post(
            url_of("students:submit_eoi", challenge), {"sentence": A_SENTENCE}
        )
        assert Eoi.objects.filter(student=student).exists() == (answer.status_code == 302)
        return student, words_of(answer)

    left = {"left_at": clock.now() - timedelta(days=1)}
    last, late = months_after(today, -6), months_after(today, -6) - timedelta(days=1)
    may = [{"expected_graduation": today}, left | {"expected_graduation": last}]
    for roster in may:
        assert "If that is wrong" not in sent(**roster)[1]
    for roster in (left, left | {"expected_graduation": today + timedelta(days=90)}):
        assert "Our records say that you have left the university." in sent(**roster)[1]
    graduate, said = sent(expected_graduation=late)
    assert f"you graduated in {late:%B %Y}. Graduates can ask for 6 months after that." in said
    page = words_of(Client().get(url_of("portal:project", challenge)))
    assert "Any subject, any year. Graduates can ask for 6 months." in page

    officer = client_of(staff_at(here))
    desk = {"who": graduate.student_number, "via": "telephone", "sentence": A_SENTENCE}
    officer.post(url_of("students:desk_eoi", here, public_id=challenge.public_id), desk)
    assert Eoi.objects.get(student=graduate).state == EoiState.SUBMITTED


def test_staff_know_a_graduate_by_a_personal_address_until_her_months_are_over():
    here = an_institution(policy={"graduate_months": 6})
    student = a_student(
        institution=here,
        student_number="",
        email="",
        verified_at=None,
        user=a_user(email="amina@mail.example"),
    )
    waits = an_eoi(
        challenge=an_open_challenge(institution=here),
        email=student.address,
        state=EoiState.UNCONFIRMED,
    )
    officer = client_of(staff_at(here))
    url = url_of("students:verify_student", student)
    page = url_of("students:student", student)
    assert "Perhaps somebody the roster knows" not in words_of(officer.get(page))
    a_student(institution=here, email="amina@college.example", student_number="7001")
    a_student(institution=here, given_name="Zoë", family_name="O’Hara", student_number="7002")
    a_student(email="amina@elsewhere.example", student_number="7003")  # another university's
    student.given_name, student.family_name = "Zoe O'Hara", ""
    student.save()
    perhaps = words_of(officer.get(page)).split("Perhaps somebody")[1]
    assert [number for number in ("7001", "7002", "7003") if number in perhaps] == ["7001", "7002"]
    today = clock.today(here.zone)

    for wrong in ("", "soon", str(today + timedelta(days=2))):
        officer.post(url, {"graduated_on": wrong})
        student.refresh_from_db()
        assert (student.verified_at, student.expected_graduation) == (None, None), wrong
    officer.post(url, {"graduated_on": str(months_after(today, -7))})
    student.refresh_from_db()
    assert student.verified_at is not None
    assert "Graduated on" in words_of(officer.get(url_of("students:student", student)))

    late = Client().post(url_of("students:confirm_eoi", waits), {"code": services.code_of(waits)})
    assert (late.status_code, "Graduates can ask for 6 months" in words_of(late)) == (422, True)
    officer.post(url, {"graduated_on": str(months_after(today, -5))})
    Client().post(url_of("students:confirm_eoi", waits), {"code": services.code_of(waits)})
    waits.refresh_from_db()
    assert (waits.student, waits.state) == (student, EoiState.SUBMITTED)
