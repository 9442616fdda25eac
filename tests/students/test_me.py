"""About her: what the records say, what is hers to say, what would help, what is wrong."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from core import clock
from core.models import OutboxReceipt
from institutions.models import StaffRole
from notifications.services import choices
from students import services
from students.access import AccessLook, AccessNeeds
from students.models import Student
from students.rights import AddressChange, Correction
from students.services import RosterMode, import_roster, read_roster
from students.tasks import write_about_login
from tests.build import (
    a_student,
    a_user,
    an_eoi,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)
from tests.students.test_submit_eoi import words_of

pytestmark = pytest.mark.django_db
CANARY = "My left knee locks on stairs."


def a_feed(student: Student, mode: RosterMode = "supplemental") -> None:
    header = "student_number,given_name,family_name,preferred_name,email,programme"
    record = f"{student.student_number},Amina,Yusuf,,{student.email},Geography BSc"
    import_roster(student.institution, read_roster(f"{header}\n{record}\n".encode()), mode=mode)
    student.refresh_from_db()


def test_the_page_fills_itself_and_what_is_hers_outlives_the_next_feed():
    student = a_student()
    a_feed(student)
    client, url = client_of(student.user), url_of("students:my_profile", student.institution)

    said = words_of(client.get(url))
    assert "Amina Yusuf" in said
    assert "Geography BSc" in said
    assert "Where does this come from?" in said
    assert "No record of you yet" not in said

    typed = {"preferred_name": " Mina ", "pronouns": "she/they", "mobile": "07700 900123"}
    assert client.post(url, typed | {"language": "en-gb"}).status_code == 302
    a_feed(student)
    assert (student.preferred_name, student.pronouns, student.display_name) == (
        "Mina",
        "she/they",
        "Mina Yusuf",
    )
    student.user.refresh_from_db()
    assert student.user.language == "en-gb"

    client.post(url, typed | {"preferred_name": ""})
    a_feed(student)
    assert student.preferred_name == ""

    letters = url_of("notifications:choose_letters", student.institution)
    always = words_of(client.get(letters))
    assert "The code that confirms your address." in always
    assert "Who asks to do your project" not in always
    assert client.post(letters, {"fewer": "maybe"}).status_code == 422
    client.post(letters, {"fewer": "yes", "suggestions": "on"})
    chosen = choices(user=student.user, institution=student.institution)
    assert (chosen.fewer, chosen.bundle, chosen.suggestions) == (True, False, True)

    Student.objects.filter(pk=student.pk).update(student_number="")
    assert "No record of you yet. That is fine" in words_of(client.get(url))


def test_what_is_wrong_is_answered_once_and_read_where_it_was_said():
    student = a_student()
    here, client = student.institution, client_of(student.user)
    officer = client_of(staff_at(here))
    wrong = {"about": "course", "words": "I changed to Law in May."}
    assert client.post(url_of("students:ask_correction", here), {"about": "x"}).status_code == 422
    client.post(url_of("students:ask_correction", here), wrong)
    correction = Correction.objects.get()

    assert "One student says" in words_of(officer.get(url_of("students:student_list", here)))
    assert "I changed to Law" in words_of(officer.get(url_of("students:correction_list", here)))
    settle = url_of("students:settle_correction", correction)
    assert officer.post(settle, {"answer": " "}).status_code == 422
    officer.post(settle, {"answer": "The registry has it from Monday."})
    officer.post(settle, {"answer": "Again."})

    correction.refresh_from_db()
    assert correction.answer == "The registry has it from Monday."
    assert correction.answer in words_of(client.get(url_of("students:my_profile", here)))


def test_what_would_help_is_opened_by_the_placements_team_alone_and_each_look_stands():
    student = a_student()
    here, client = student.institution, client_of(student.user)
    url, open_url = (
        url_of("students:access_needs", here),
        url_of("students:open_access_needs", student),
    )
    client.post(url, {"helps": ["step_free", "quiet"], "words": CANARY})
    assert CANARY in words_of(client.get(url))

    officer = staff_at(here, name="Officer Ola")
    desk = client_of(officer)
    for page in (url_of("students:student", student), url_of("students:student_list", here)):
        assert CANARY not in words_of(desk.get(page))
    asked = an_eoi(challenge=an_open_challenge(institution=here), student=student)
    export = url_of("insights:counted_rows", here, measure="interests") + "?format=csv"
    sent = b"".join(desk.get(export).streaming_content).decode()
    assert asked.challenge.title in sent
    assert CANARY not in sent
    assert CANARY not in words_of(desk.get(open_url))  # a GET opens nothing
    assert not AccessLook.objects.exists()
    opened = words_of(desk.post(open_url))
    assert CANARY in opened
    assert "without steps" in opened
    assert AccessLook.objects.get().by == officer
    assert "Officer Ola" in words_of(client.get(url))

    for role in (StaffRole.READER, StaffRole.APPROVER, StaffRole.ACADEMIC):
        other = client_of(staff_at(here, role))
        assert other.post(open_url).status_code == 403
        assert "would help" not in words_of(other.get(url_of("students:student", student)))

    client.post(url, {"forget": "yes", "words": CANARY})
    assert not AccessNeeds.objects.exists()
    assert "Nothing is written here any more" in words_of(desk.post(open_url))
    assert AccessLook.objects.count() == 1  # there was nothing to look at


def test_the_voluntary_questions_are_put_once_and_answers_can_be_deleted():
    student = a_student()
    url = url_of("students:equity_profile", student.institution)
    client = client_of(student.user)
    assert student.background_asked_at is None
    client.post(url, {"later": "yes", "carer": "yes"})

    student.refresh_from_db()
    assert student.background_asked_at is not None
    assert services.equity_answers_of(student) is None
    client.post(url, {"carer": "yes"})
    assert "Delete my answers" in words_of(client.get(url))
    client.post(url, {"forget": "yes"})
    assert services.equity_answers_of(student) is None


def link_in(letter) -> str:
    (found,) = re.findall(r"https?://[^/]+(/\S+)", letter.body)
    return found


def press(client: Client, link: str):
    path, _query, proof = link.partition("?proof=")
    return client.post(path, {"proof": proof})


def test_another_address_lets_her_in_once_proven_and_the_former_one_puts_it_back(mailoutbox):
    student = a_student(email="")  # known by her address alone
    here, college = student.institution, f"mina@{student.institution.email_domains[0]}"
    User.objects.filter(pk=student.user_id).update(email=college)
    a_user(email="taken@mail.example")
    student.user.refresh_from_db()
    client, url = client_of(student.user), url_of("students:change_login", here)

    for email in ("taken@mail.example", "Mina@mail.example"):  # nothing tells which is known
        said = words_of(client.post(url, {"email": email}, follow=True))
        assert "Open our letter at" in said
    for waits in OutboxReceipt.objects.filter(subscriber="students.write_about_login"):
        write_about_login.apply(args=[waits.event_id], throw=True)
    letter = mailoutbox[-1]
    assert (letter.to, letter.subject) == (["mina@mail.example"], "Is this your address?")
    link, stranger = link_in(letter), Client()
    assert "mina" not in link
    assert "from now on?" in words_of(stranger.get(link))  # a look is no press
    assert stranger.post(link.partition("?")[0], {"proof": "x"}).status_code == 422
    assert User.objects.get(pk=student.user_id).email == college

    assert press(stranger, link).status_code == 302
    assert "mina@mail.example" in words_of(stranger.get(url))
    assert client.get(url).status_code == 302  # signed out everywhere else
    student.refresh_from_db()
    assert student.email == college
    assert services.prove_address(institution=here, email=college) == student
    assert press(stranger, link).status_code == 422  # spent

    last = OutboxReceipt.objects.filter(subscriber="students.write_about_login").latest("pk")
    write_about_login.apply(args=[last.event_id], throw=True)
    assert mailoutbox[-1].to == [college]
    assert press(Client(), link_in(mailoutbox[-1])).status_code == 302
    assert User.objects.get(pk=student.user_id).email == college

    services.ask_for_login(student=Student.objects.get(pk=student.pk), email="taken@mail.example")
    wish = AddressChange.objects.get()
    path = url_of("students:confirm_login", here, public_id=wish.public_id)
    answer = stranger.post(path, {"proof": services.proof_of_login(wish)})
    assert "Somebody signs in here with this address already" in words_of(answer)
    with clock.moved(timedelta(days=2)):
        assert services.forget_addresses() == 1
