"""Proving the address: by code, by link, by voice; in time, once, and to the right person."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from core import clock
from core.models import OutboxEvent
from employers.states import ChallengeState
from institutions.models import StaffRole
from students import services
from students.models import Eoi, Student
from students.states import EoiState
from tests.build import (
    a_closed_challenge,
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
EMAIL = "amina@mail.example"


def unconfirmed(**overrides):
    return an_eoi(**{"state": EoiState.UNCONFIRMED, "email": EMAIL} | overrides)


def confirm(client, eoi, **typed):
    return client.post(url_of("students:confirm_eoi", eoi), typed)


def proof(eoi):
    return services.confirm_link(eoi).partition("proof=")[2]


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def test_the_code_makes_it_count_and_signs_her_in(client):
    eoi = unconfirmed()
    code = services.code_of(eoi)

    answer = confirm(client, eoi, code=f"{code[:3]} {code[3:]}")

    eoi.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, url_of("students:eoi_sent", eoi))
    assert (eoi.state, eoi.email, eoi.student.user.email) == (EoiState.SUBMITTED, "", EMAIL)
    assert signed_in_as(client) == str(eoi.student.user.pk)
    assert "Your address is confirmed." in words_of(client.get(answer.url))
    assert [e.name for e in OutboxEvent.objects.all()] == ["students.eoi_confirmed"]


def test_the_links_page_shows_what_is_confirmed_and_its_button_does_it(client):
    eoi = unconfirmed()
    url = url_of("students:confirm_eoi", eoi)

    page = client.get(url, {"proof": proof(eoi)})
    assert page.status_code == 200
    assert EMAIL in words_of(page)
    assert eoi.sentence in words_of(page)
    assert 'name="proof"' in page.content.decode()

    confirm(client, eoi, proof=proof(eoi))
    eoi.refresh_from_db()
    assert eoi.state == EoiState.SUBMITTED


@pytest.mark.parametrize("wrong", ["", "forged", "another"])
def test_a_wrong_proof_confirms_nothing_and_shows_no_address(client, wrong):
    eoi = unconfirmed()
    typed = proof(unconfirmed(email="b@mail.example")) if wrong == "another" else wrong

    assert EMAIL not in words_of(client.get(url_of("students:confirm_eoi", eoi), {"proof": typed}))
    assert confirm(client, eoi, proof=typed).status_code == 422

    eoi.refresh_from_db()
    assert (eoi.state, signed_in_as(client)) == (EoiState.UNCONFIRMED, None)


def test_ten_wrong_codes_and_then_not_even_the_right_one_but_the_link_still(client):
    eoi = unconfirmed()
    right = services.code_of(eoi)
    wrong = f"{(int(right) + 1) % 10**6:06}"

    for _n in range(9):
        assert "This is not the code." in words_of(confirm(client, eoi, code=wrong))
    assert "Ten codes did not fit." in words_of(confirm(client, eoi, code=wrong))
    assert confirm(client, eoi, code=right).status_code == 422
    eoi.refresh_from_db()
    assert eoi.state == EoiState.UNCONFIRMED

    assert confirm(client, eoi, proof=proof(eoi)).status_code == 302


def test_confirming_twice_changes_nothing(client):
    eoi = unconfirmed()
    shown = proof(eoi)
    confirm(client, eoi, proof=shown)
    again = confirm(Client(), eoi, proof=shown)

    assert again.status_code == 302
    assert Student.objects.count() == 1
    assert OutboxEvent.objects.filter(name="students.eoi_confirmed").count() == 1


# Whose it becomes


def test_an_address_of_the_roster_is_linked_and_one_of_the_domain_is_verified(client):
    here = an_institution(email_domains=["northshire.example"])
    in_roster = a_student(institution=here, signs_in=False, email="Amina@northshire.example")
    known, domain, stranger = (
        unconfirmed(challenge=an_open_challenge(institution=here), email=email)
        for email in ("amina@NORTHSHIRE.example", "new@northshire.example", "new@mail.example")
    )

    for eoi in (known, domain, stranger):
        confirm(Client(), eoi, code=services.code_of(eoi))
        eoi.refresh_from_db()

    assert known.student == in_roster
    assert known.student.user.email == "amina@northshire.example"
    assert domain.student.verified_at is not None
    assert stranger.student.verified_at is None


def test_who_sent_it_before_is_told_and_it_counts_once(client):
    student = a_student()
    first = an_eoi(challenge=an_open_challenge(institution=student.institution), student=student)
    second = unconfirmed(challenge=first.challenge, email=student.email)

    answer = confirm(client, second, code=services.code_of(second))

    second.refresh_from_db()
    assert answer.url == url_of("students:eoi_sent", first)
    assert second.state == EoiState.EXPIRED
    assert "You had sent this before." in words_of(client.get(answer.url))


def test_at_the_cap_she_is_signed_in_and_chooses(client):
    here = an_institution(policy={"open_interests_at_most": 1})
    student = a_student(institution=here)
    old = an_eoi(challenge=an_open_challenge(institution=here), student=student)
    new = unconfirmed(challenge=an_open_challenge(institution=here), email=student.email)

    refused = confirm(client, new, code=services.code_of(new))
    assert refused.status_code == 422
    assert "You can wait for 1 answer at a time." in words_of(refused)
    assert signed_in_as(client) == str(student.user.pk)

    confirm(client, new, instead_of=str(old.public_id))
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, new.state) == (EoiState.WITHDRAWN, EoiState.SUBMITTED)


def test_a_member_of_staff_never_signs_in_this_way(client):
    here = an_institution()
    officer = staff_at(here)
    eoi = unconfirmed(challenge=an_open_challenge(institution=here), email=officer.email)

    confirm(client, eoi, code=services.code_of(eoi))

    eoi.refresh_from_db()
    assert (eoi.state, signed_in_as(client)) == (EoiState.SUBMITTED, None)


def test_another_institutions_staff_and_students_find_no_such_page():
    eoi, elsewhere = unconfirmed(), an_institution()

    url = url_of("students:confirm_eoi", elsewhere, public_id=eoi.public_id)

    assert client_of(staff_at(elsewhere)).get(url).status_code == 404


# In time


@pytest.mark.parametrize("hours, state", [(23, EoiState.SUBMITTED), (25, EoiState.UNCONFIRMED)])
def test_a_confirmation_counts_until_24_hours_after_closing(client, hours, state):
    challenge = a_closed_challenge(
        closes_at=clock.now() - timedelta(hours=hours), answer_by=clock.now()
    )
    eoi = unconfirmed(challenge=challenge)

    answer = confirm(client, eoi, code=services.code_of(eoi))

    eoi.refresh_from_db()
    assert eoi.state == state
    if state == EoiState.UNCONFIRMED:
        assert answer.status_code == 422
        assert "The time to confirm this ran out" in words_of(answer)
        assert (signed_in_as(client), Student.objects.count()) == (None, 0)


def test_once_places_are_shared_out_it_is_too_late(client):
    challenge = a_closed_challenge()
    eoi = unconfirmed(challenge=challenge)
    an_eoi(challenge=challenge, state=EoiState.OFFERED)

    assert confirm(client, eoi, code=services.code_of(eoi)).status_code == 422


@pytest.mark.parametrize("state", [ChallengeState.CANCELLED, ChallengeState.RUNNING])
def test_what_will_not_or_already_happens_can_not_be_confirmed(client, state):
    eoi = unconfirmed(challenge=an_open_challenge(state=state, state_reason="The host is ill."))

    page = client.get(url_of("students:eoi_sent", eoi))

    assert "The time to confirm this ran out" in words_of(page)
    assert confirm(client, eoi, code=services.code_of(eoi)).status_code == 422


# The wrong address, the lost letter


def sent_by(client, challenge, email=EMAIL):
    client.post(
        url_of("students:submit_eoi", challenge), {"email": email, "sentence": "Let me try."}
    )
    return Eoi.objects.get(challenge=challenge)


def test_a_wrong_address_is_changed_and_its_letter_is_void(
    client, mailoutbox, django_capture_on_commit_callbacks
):
    eoi = sent_by(client, an_open_challenge(), "wrong@mail.example")
    old_code, old_proof = services.code_of(eoi), proof(eoi)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url_of("students:change_address", eoi), {"email": EMAIL})

    right = Eoi.objects.get(state=EoiState.UNCONFIRMED)
    assert answer.url == url_of("students:eoi_sent", right)
    assert (right.email, right.sentence) == (EMAIL, "Let me try.")
    assert [letter.to for letter in mailoutbox] == [[EMAIL]]
    for typed in ({"code": old_code}, {"proof": old_proof}):
        assert confirm(Client(), eoi, **typed).status_code == 422
        assert confirm(Client(), right, **typed).status_code == 422


def test_the_same_address_again_is_no_change(client):
    eoi = sent_by(client, an_open_challenge())

    answer = client.post(url_of("students:change_address", eoi), {"email": EMAIL.upper()})

    assert answer.url == url_of("students:eoi_sent", eoi)
    assert Eoi.objects.count() == 1


def test_only_the_browser_that_sent_it_changes_the_address(client):
    eoi = sent_by(client, an_open_challenge())

    Client().post(url_of("students:change_address", eoi), {"email": "thief@mail.example"})

    assert [e.email for e in Eoi.objects.all()] == [EMAIL]


def test_the_code_is_sent_again_once_a_minute_and_five_times_a_day(
    client, mailoutbox, django_capture_on_commit_callbacks
):
    eoi = unconfirmed()
    url = url_of("students:resend_code", eoi)

    def resend():
        with django_capture_on_commit_callbacks(execute=True):
            return words_of(client.post(url, follow=True))

    assert "We have sent it again." in resend()
    assert "We sent it less than a minute ago." in resend()
    assert [letter.to for letter in mailoutbox] == [[EMAIL]]
    assert services.code_of(eoi) in mailoutbox[0].body

    for _n in range(4):
        forget_the_minute(eoi)
        resend()
    forget_the_minute(eoi)
    assert "We sent it five times today." in resend()
    assert len(mailoutbox) == 5


def forget_the_minute(eoi):
    from django.core.cache import cache

    cache.delete(f"code_resent:{eoi.public_id}")


# By voice


def test_staff_confirm_by_voice():
    here = an_institution()
    officer = staff_at(here)
    eoi = unconfirmed(challenge=an_open_challenge(institution=here))

    client_of(officer).post(url_of("students:confirm_eoi_by_voice", eoi))

    eoi.refresh_from_db()
    assert (eoi.state, eoi.recorded_by, eoi.student.address) == (
        EoiState.SUBMITTED,
        officer,
        EMAIL,
    )


@pytest.mark.parametrize("role", [StaffRole.READER, StaffRole.ACADEMIC, StaffRole.APPROVER])
def test_only_wil_staff_confirm_by_voice(role):
    here = an_institution()
    eoi = unconfirmed(challenge=an_open_challenge(institution=here))
    url = url_of("students:confirm_eoi_by_voice", eoi)

    for user in (staff_at(here, role), a_user(), staff_at(an_institution())):
        assert client_of(user).post(url).status_code == 403
    assert Client().post(url).status_code == 302  # to sign in

    eoi.refresh_from_db()
    assert eoi.state == EoiState.UNCONFIRMED


def test_codes_have_six_figures_and_differ_by_row_and_address():
    one, other = unconfirmed(), unconfirmed(email="b@mail.example")

    assert re.fullmatch(r"\d{6}", services.code_of(one))
    assert services.code_of(one) != services.code_of(other)


def test_a_damaged_link_says_so_and_a_wrong_code_there_shows_its_error(client):
    eoi = unconfirmed()
    confirm(Client(), eoi, proof=proof(eoi))
    url = url_of("students:confirm_eoi", eoi)

    damaged = words_of(client.get(url, {"proof": proof(eoi)[:-4]}))
    wrong = confirm(client, eoi, proof=proof(eoi)[:-4], code="000000")

    assert "This link is incomplete" in damaged
    assert "Your address is confirmed" not in damaged
    assert wrong.status_code == 422
    assert "This is not the code." in words_of(wrong)


def test_until_the_address_is_confirmed_one_step_is_left_and_its_last_moment_is_the_closing(client):
    eoi = unconfirmed()
    zone = ZoneInfo(eoi.institution.zone)

    page = words_of(client.get(url_of("students:eoi_sent", eoi)))

    closing = eoi.challenge.closes_at.astimezone(zone)
    assert "One step left: type the code" in page
    assert page.index("Confirm my address") < page.index("What happens when")
    assert f"Now, or by {closing:%A} {closing.day} {closing:%B, %H:%M}" in page
    with clock.moved(eoi.challenge.closes_at - clock.now() + timedelta(hours=2)):
        late = words_of(client.get(url_of("students:eoi_sent", eoi)))
    last = (eoi.challenge.closes_at + timedelta(hours=24)).astimezone(zone)
    assert f"Now, or by {last:%A} {last.day} {last:%B, %H:%M}" in late


def test_the_page_that_changes_the_address_begins_with_the_one_that_was_typed(client):
    challenge = an_open_challenge()
    typed = {"email": "amina@mail.exmaple", "sentence": "I like it."}
    sent = client.post(url_of("students:submit_eoi", challenge), typed)
    eoi = Eoi.objects.get()

    page = client.get(url_of("students:change_address", eoi))

    assert sent.url == url_of("students:eoi_sent", eoi)
    assert 'value="amina@mail.exmaple"' in page.content.decode()
