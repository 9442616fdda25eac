"""An interest: an address and a sentence, by the web, without an account."""

import re

import pytest
from django.test import Client

from core import clock
from core.models import OutboxEvent
from employers.states import ChallengeState
from students import services
from students.models import Eoi, RecordedVia, Student
from students.states import EoiState
from tests.build import (
    A_SENTENCE,
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

pytestmark = pytest.mark.django_db
EMAIL = "amina@mail.example"


def words_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def asked_fields(response):
    """Names of what the form asks: no hidden fields, no buttons, nothing of the frame's forms."""
    form = re.search(r"<form[^>]*interest/.*?</form>", response.content.decode(), re.DOTALL)[0]
    controls = re.findall(r"<(?:input|textarea|select)[^>]*>", form)
    return [
        re.search(r'name="(\w+)"', control)[1]
        for control in controls
        if 'type="hidden"' not in control
    ]


def send(client, challenge, **typed):
    return client.post(
        url_of("students:submit_eoi", challenge), {"sentence": A_SENTENCE, "email": EMAIL} | typed
    )


def test_an_interest_needs_an_address_and_a_sentence(
    client, mailoutbox, django_capture_on_commit_callbacks
):
    challenge = an_open_challenge()

    with django_capture_on_commit_callbacks(execute=True):
        response = send(client, challenge)

    eoi = Eoi.objects.get()
    assert response.status_code == 302
    assert response.url == url_of("students:eoi_sent", eoi)
    assert (eoi.challenge, eoi.email, eoi.student, eoi.state, eoi.via) == (
        challenge,
        EMAIL,
        None,
        EoiState.UNCONFIRMED,
        RecordedVia.WEB,
    )
    assert [letter.to for letter in mailoutbox] == [[EMAIL]]
    assert services.code_of(eoi) in mailoutbox[0].body
    link, _time_and_signature = services.confirm_link(eoi).split(":1", 1)
    assert link in mailoutbox[0].body  # signed in another second, perhaps


def test_the_form_asks_three_things_of_a_stranger_and_two_of_a_student(client):
    challenge = an_open_challenge()
    url = url_of("students:submit_eoi", challenge)
    student = a_student(institution=challenge.institution)

    assert asked_fields(client.get(url)) == ["email", "sentence", "access_first"]
    assert asked_fields(client_of(student.user).get(url)) == ["sentence", "access_first"]


def test_the_form_says_who_reads_it_and_when_the_answer_comes(client):
    challenge = an_open_challenge()

    said = words_of(client.get(url_of("students:submit_eoi", challenge)))

    assert f"Business Clinic reads it. {challenge.employer} does not." in said
    assert f"You hear by {challenge.answer_by:%A} {challenge.answer_by.day}" in said


def test_opening_pages_writes_nothing(client):
    eoi = an_eoi(state=EoiState.UNCONFIRMED)
    link = services.confirm_link(eoi).removeprefix("http://localhost:8000")

    for url in (url_of("students:submit_eoi", eoi.challenge), link):
        assert client.get(url).status_code == 200

    eoi.refresh_from_db()
    assert (eoi.state, Student.objects.count(), OutboxEvent.objects.count()) == (
        EoiState.UNCONFIRMED,
        0,
        0,
    )


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({"email": "not-an-address"}, "Give an address such as name@college.example."),
        ({"email": ""}, "Give the address that the answer goes to."),
        ({"sentence": "  "}, "Write one sentence: why this one?"),
        ({"sentence": "x" * 281}, "it has 281"),
        ({"sentence": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(client, typed, sentence):
    challenge = an_open_challenge()

    response = send(client, challenge, **typed)

    assert response.status_code == 422
    assert sentence in words_of(response)
    assert typed.get("email", EMAIL) in response.content.decode()
    assert not Eoi.objects.exists()


def test_line_breaks_in_the_sentence_become_spaces(client):
    send(client, an_open_challenge(), sentence="One.\r\n  Two. ")

    assert Eoi.objects.get().sentence == "One. Two."


def test_a_closed_project_says_so_and_takes_nothing(client):
    challenge = a_closed_challenge()

    page = client.get(url_of("students:submit_eoi", challenge))
    sent = send(client, challenge)

    assert "takes no more interests" in words_of(page)
    assert (sent.status_code, Eoi.objects.count()) == (422, 0)
    assert "takes no more interests" in words_of(sent)


def test_past_its_closing_time_nothing_is_taken_before_the_timetable_has_run(client):
    challenge = an_open_challenge()

    with clock.moved(challenge.closes_at - clock.now()):
        assert send(client, challenge).status_code == 422


@pytest.mark.parametrize("state", [ChallengeState.DRAFT, ChallengeState.IN_REVIEW])
def test_an_unpublished_project_is_no_page(client, state):
    challenge = an_open_challenge(state=state)

    assert client.get(url_of("students:submit_eoi", challenge)).status_code == 404


def test_another_institutions_project_is_no_page(client):
    challenge, elsewhere = an_open_challenge(), an_institution()

    url = url_of("students:submit_eoi", elsewhere, code=challenge.code)

    assert client.get(url).status_code == 404


# Who is known


def test_a_signed_in_student_counts_at_once():
    challenge = an_open_challenge()
    student = a_student(institution=challenge.institution)

    client_of(student.user).post(
        url_of("students:submit_eoi", challenge), {"sentence": A_SENTENCE, "access_first": "on"}
    )

    eoi = Eoi.objects.get()
    assert (eoi.student, eoi.email, eoi.state, eoi.access_first) == (
        student,
        "",
        EoiState.SUBMITTED,
        True,
    )


def test_a_person_signed_in_with_the_rosters_address_is_the_rosters_student():
    challenge = an_open_challenge()
    student = a_student(institution=challenge.institution, signs_in=False)
    user = a_user(email=student.email.upper())

    send(client_of(user), challenge, email="")

    student.refresh_from_db()
    assert (Eoi.objects.get().student, student.user) == (student, user)


def test_ones_own_proven_address_needs_no_second_proof_and_anothers_does():
    one, other = an_open_challenge(), an_open_challenge()
    user = a_user(email="me@mail.example")

    send(client_of(user), one, email="Me@mail.example")
    send(client_of(user), other, email="you@mail.example")

    assert [(e.state, e.email) for e in Eoi.objects.order_by("pk")] == [
        (EoiState.SUBMITTED, ""),
        (EoiState.UNCONFIRMED, "you@mail.example"),
    ]


# Twice


def test_a_second_send_of_a_student_is_refused_politely():
    challenge = an_open_challenge()
    student = a_student(institution=challenge.institution)
    client = client_of(student.user)

    assert send(client, challenge).status_code == 302
    again = send(client, challenge)

    assert again.status_code == 422
    assert "You have already sent this." in words_of(again)
    assert Eoi.objects.count() == 1


def test_after_withdrawing_she_may_send_again():
    challenge = an_open_challenge()
    student = a_student(institution=challenge.institution)
    an_eoi(challenge=challenge, student=student, state=EoiState.WITHDRAWN)

    assert send(client_of(student.user), challenge).status_code == 302


def test_no_answer_tells_whether_an_address_is_known(
    mailoutbox, django_capture_on_commit_callbacks
):
    """A stranger, the roster's, one with an account, one who sent before, one who waits, staff."""
    challenge = an_open_challenge()
    here = challenge.institution
    in_roster = a_student(institution=here, signs_in=False).email
    with_account = a_student(institution=here).email
    sent_before = an_eoi(challenge=challenge, student=a_student(institution=here)).student.email
    unconfirmed = "waits@mail.example"
    send(Client(), challenge, email=unconfirmed)

    pages = set()
    for email in (EMAIL, in_roster, with_account, sent_before, unconfirmed, staff_at(here).email):
        client = Client()
        with django_capture_on_commit_callbacks(execute=True):
            answer = send(client, challenge, email=email)
        assert (answer.status_code, answer.cookies.keys()) == (302, {"sessionid"})
        sent = words_of(client.get(answer.url))
        assert email in sent
        pages.add(re.sub(r"Sent, [^,]*, \d\d:\d\d", "", sent.replace(email, "ADDRESS")))

    said = [re.sub(r"\w+ \d+ \w+, \d\d:\d\d", "WHEN", page) for page in pages]
    assert len(set(said)) == 1
    assert len(mailoutbox) == 5  # the one that waits was written to before


def test_the_second_sender_of_an_address_can_not_touch_the_first_ones_interest(client):
    challenge = an_open_challenge()
    theirs = send(Client(), challenge)
    first = Eoi.objects.get()
    mine = send(client, challenge, sentence="I am somebody else.")
    assert mine.url == theirs.url

    changed = client.post(url_of("students:change_address", first), {"email": "else@mail.example"})

    first.refresh_from_db()
    assert (first.state, first.email) == (EoiState.UNCONFIRMED, EMAIL)
    other = Eoi.objects.exclude(pk=first.pk).get()
    assert changed.url == url_of("students:eoi_sent", other)
    assert (other.email, other.sentence) == ("else@mail.example", "I am somebody else.")


def test_the_sent_page_shows_the_address_to_nobody_but_its_sender(client):
    challenge = an_open_challenge()
    sent = send(client, challenge)

    assert EMAIL in words_of(client.get(sent.url))
    elsewhere = Client().get(sent.url)
    assert elsewhere.status_code == 200
    assert EMAIL not in words_of(elsewhere)
    assert A_SENTENCE not in words_of(elsewhere)


# The cap


def test_at_the_cap_she_is_asked_which_interest_makes_room():
    here = an_institution(policy={"open_interests_at_most": 2})
    student = a_student(institution=here)
    first, second = (
        an_eoi(challenge=an_open_challenge(institution=here), student=student) for _n in range(2)
    )
    third = an_open_challenge(institution=here)
    client = client_of(student.user)

    refused = send(client, third)
    assert refused.status_code == 422
    assert "You can wait for 2 answers at a time." in words_of(refused)
    assert first.challenge.title in words_of(refused)

    assert send(client, third, instead_of=str(second.public_id)).status_code == 302
    states = {e.challenge: e.state for e in Eoi.objects.filter(student=student)}
    assert states == {
        first.challenge: EoiState.SUBMITTED,
        second.challenge: EoiState.WITHDRAWN,
        third: EoiState.SUBMITTED,
    }


def test_the_cap_counts_what_waits_for_an_answer_and_nothing_else():
    here = an_institution(policy={"open_interests_at_most": 1})
    student = a_student(institution=here)
    for state in EoiState:
        if state not in (EoiState.SUBMITTED, EoiState.WAITLISTED, EoiState.UNCONFIRMED):
            an_eoi(
                challenge=an_open_challenge(institution=here),
                student=student,
                state=state,
                email="",
            )
    an_eoi(
        challenge=an_open_challenge(institution=here, state=ChallengeState.COMPLETED),
        student=student,
        state=EoiState.WAITLISTED,
    )

    services.submit_eoi(
        challenge=an_open_challenge(institution=here), sentence=A_SENTENCE, student=student
    )
    with pytest.raises(services.TooManyOpenInterests):
        services.submit_eoi(
            challenge=an_open_challenge(institution=here), sentence=A_SENTENCE, student=student
        )


def test_somebody_elses_interest_can_not_make_room():
    here = an_institution(policy={"open_interests_at_most": 1})
    student, other = a_student(institution=here), a_student(institution=here)
    an_eoi(challenge=an_open_challenge(institution=here), student=student)
    theirs = an_eoi(challenge=an_open_challenge(institution=here), student=other)

    answer = send(
        client_of(student.user),
        an_open_challenge(institution=here),
        instead_of=str(theirs.public_id),
    )

    theirs.refresh_from_db()
    assert (answer.status_code, theirs.state) == (422, EoiState.SUBMITTED)
