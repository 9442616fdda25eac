"""The desk: interests that people tell staff, who is a student here, and the roster's page."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core import clock
from institutions.models import StaffRole
from students.models import Eoi, RecordedVia, Student
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
from tests.students.test_import_roster import a_feed
from tests.students.test_submit_eoi import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return an_open_challenge()


@pytest.fixture
def officer(challenge):
    return staff_at(challenge.institution)


def desk_url(challenge):
    return url_of("students:desk_eoi", challenge.institution, public_id=challenge.public_id)


def record(officer, challenge, **typed):
    return client_of(officer).post(
        desk_url(challenge), {"sentence": A_SENTENCE, "via": "telephone"} | typed
    )


def test_by_student_number_it_counts_at_once_and_says_who_recorded_it(officer, challenge):
    student = a_student(institution=challenge.institution, signs_in=False)

    answer = record(officer, challenge, who=student.student_number, access_first="on")

    assert answer.status_code == 302
    eoi = Eoi.objects.get()
    assert (eoi.student, eoi.state, eoi.via, eoi.recorded_by, eoi.access_first) == (
        student,
        EoiState.SUBMITTED,
        RecordedVia.TELEPHONE,
        officer,
        True,
    )
    assert eoi.student.user.email == student.email  # staff vouch: her letters let her in


def test_a_student_without_an_address_is_legal(officer, challenge):
    student = a_student(institution=challenge.institution, signs_in=False, email="")

    assert record(officer, challenge, who=student.student_number).status_code == 302

    assert (Eoi.objects.get().student, Eoi.objects.get().student.user) == (student, None)


def test_by_a_known_address_in_any_case(officer, challenge):
    student = a_student(institution=challenge.institution)

    record(officer, challenge, who=student.email.upper(), via="email")

    assert (Eoi.objects.get().student, Eoi.objects.get().via) == (student, RecordedVia.EMAIL)


def test_an_unknown_address_gets_a_letter_and_waits_on_the_page(
    officer, challenge, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        record(officer, challenge, who="new@mail.example", via="desk")

    eoi = Eoi.objects.get()
    assert (eoi.state, eoi.email, eoi.via) == (
        EoiState.UNCONFIRMED,
        "new@mail.example",
        RecordedVia.DESK,
    )
    assert [letter.to for letter in mailoutbox] == [["new@mail.example"]]
    page = words_of(client_of(officer).get(desk_url(challenge)))
    assert "new@mail.example" in page
    assert "Confirm by voice" in page


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({"who": "999999999"}, "No student has this number."),
        ({"who": "a@b"}, "Enter a valid email address."),
        ({"who": ""}, "Fill this in: Name, student number or e-mail address"),
        ({"who": "a@mail.example", "via": "web"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said(officer, challenge, typed, sentence):
    answer = record(officer, challenge, **typed)

    assert (answer.status_code, Eoi.objects.count()) == (422, 0)
    assert sentence in words_of(answer)


def test_another_institutions_student_has_no_number_here(officer, challenge):
    elsewhere = a_student()

    assert record(officer, challenge, who=elsewhere.student_number).status_code == 422


def test_at_the_cap_staff_choose_with_her():
    here = an_institution(policy={"open_interests_at_most": 1})
    student, officer = a_student(institution=here), staff_at(here)
    old = an_eoi(challenge=an_open_challenge(institution=here), student=student)
    new = an_open_challenge(institution=here)

    refused = record(officer, new, who=student.student_number)
    assert refused.status_code == 422
    assert old.challenge.title in words_of(refused)

    chosen = record(officer, new, who=student.student_number, instead_of=str(old.public_id))
    assert chosen.status_code == 302
    old.refresh_from_db()
    assert old.state == EoiState.WITHDRAWN


# Who may


PAGES = ("students:student_list", "students:import_roster")


@pytest.mark.parametrize(
    "role, sees_list, may_import",
    [
        (StaffRole.OFFICER, 200, 200),
        (StaffRole.MANAGER, 200, 200),
        (StaffRole.APPROVER, 200, 403),
        (StaffRole.READER, 200, 403),
        (StaffRole.ACADEMIC, 403, 403),
    ],
)
def test_who_sees_the_students(role, sees_list, may_import):
    here = an_institution()
    client = client_of(staff_at(here, role))

    assert [client.get(url_of(page, here)).status_code for page in PAGES] == [
        sees_list,
        may_import,
    ]


def test_nobody_else_sees_the_students():
    here = an_institution()
    student = a_student(institution=here)

    for user in (student.user, staff_at(an_institution()), a_user()):
        client = client_of(user)
        for page in PAGES:
            assert client.get(url_of(page, here)).status_code == 403
        assert client.get(url_of("students:student", student)).status_code == 403
    elsewhere = an_institution()
    foreign = url_of("students:student", elsewhere, public_id=student.public_id)
    assert client_of(staff_at(elsewhere)).get(foreign).status_code == 404
    assert Client().get(url_of("students:student_list", here)).status_code == 302


def test_the_desk_page_of_a_project_is_for_its_own_staff(challenge):
    elsewhere = an_institution()
    foreign = url_of("students:desk_eoi", elsewhere, public_id=challenge.public_id)

    reader = client_of(staff_at(challenge.institution, StaffRole.READER))
    assert reader.get(desk_url(challenge)).status_code == 403
    assert client_of(staff_at(elsewhere)).get(foreign).status_code == 404


def test_the_desk_page_of_a_project_in_few_queries(
    officer, challenge, django_assert_max_num_queries
):
    for _n in range(30):
        an_eoi(challenge=challenge, state=EoiState.UNCONFIRMED)
    client = client_of(officer)

    with django_assert_max_num_queries(10):
        assert client.get(desk_url(challenge)).status_code == 200


# The list and one student


def found(client, here, q=""):
    page = client.get(url_of("students:student_list", here), {"q": q})
    return set(page.context["page"])


def test_students_are_found_by_name_number_and_address():
    here = an_institution()
    amina = a_student(institution=here, given_name="Amina", family_name="Yusuf")
    laila = a_student(
        institution=here,
        given_name="ليلى",
        family_name="منصور",
        student_number="",
        email="",
        user=a_user(email="layla@mail.example"),
    )
    a_student(given_name="Amina", family_name="Yusuf")
    client = client_of(staff_at(here))

    assert found(client, here) == {amina, laila}
    assert found(client, here, "yus ami") == {amina}
    assert found(client, here, amina.student_number[:5]) == {amina}
    assert found(client, here, amina.email) == {amina}
    assert found(client, here, "layla") == {laila}
    assert found(client, here, "منصور") == {laila}
    assert found(client, here, "nobody") == set()


def test_the_list_has_pages_of_25_and_few_queries(django_assert_max_num_queries):
    here = an_institution()
    for _n in range(30):
        a_student(institution=here)
    client = client_of(staff_at(here))

    with django_assert_max_num_queries(10):
        first = client.get(url_of("students:student_list", here))
    second = client.get(url_of("students:student_list", here), {"page": 2})

    assert "30 students" in words_of(first)
    assert (len(first.context["page"]), len(second.context["page"])) == (25, 5)


def test_a_students_page_in_few_queries(django_assert_max_num_queries):
    here = an_institution()
    student = a_student(institution=here)
    eois = [
        an_eoi(challenge=an_open_challenge(institution=here), student=student) for _n in range(6)
    ]
    client = client_of(staff_at(here))

    with django_assert_max_num_queries(10):
        page = client.get(url_of("students:student", student))

    assert all(eoi.challenge.title in words_of(page) for eoi in eois)


def test_staff_note_that_somebody_is_a_student_here():
    here = an_institution()
    student = a_student(institution=here, verified_at=None)
    left = a_student(institution=here, verified_at=None, left_at=clock.now())
    client = client_of(staff_at(here))

    for somebody in (student, left):
        assert client.post(url_of("students:verify_student", somebody)).status_code == 302
        somebody.refresh_from_db()

    assert (student.verified_at is not None, left.verified_at) == (True, None)
    reader = client_of(staff_at(here, StaffRole.READER))
    assert reader.post(url_of("students:verify_student", student)).status_code == 403


# The roster's page


def upload(client, here, content, mode="supplemental"):
    file = SimpleUploadedFile("feed.csv", content, content_type="text/csv")
    return client.post(url_of("students:import_roster", here), {"file": file, "mode": mode})


def test_a_dry_run_shows_everything_and_the_button_takes_it_in():
    here = an_institution()
    client = client_of(staff_at(here))

    shown = upload(client, here, a_feed({}, {"email": "nobody"}, {}))
    said = words_of(shown)
    assert shown.status_code == 200
    assert "This is no e-mail address." in said
    assert Student.objects.count() == 0

    held = {"take_in": shown.context["held"]}
    taken = client.post(url_of("students:import_roster", here), held, follow=True)
    assert "Taken in: 2 new, 0 changed, 0 left." in words_of(taken)
    assert Student.objects.of(here).count() == 2

    again = client.post(url_of("students:import_roster", here), held, follow=True)
    assert "The file is no longer held." in words_of(again)


def test_anothers_held_file_can_not_be_taken_in():
    here, elsewhere = an_institution(), an_institution()
    held = {"take_in": upload(client_of(staff_at(here)), here, a_feed({})).context["held"]}

    for institution, officer in ((here, staff_at(here)), (elsewhere, staff_at(elsewhere))):
        client_of(officer).post(url_of("students:import_roster", institution), held)

    assert Student.objects.count() == 0


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"PK\x03\x04\x14\x00\x81", "neither UTF-8 nor Windows-1252"),
        (b"a,b\r\n1,2\r\n", "Missing: student_number"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        (b"", "The submitted file is empty."),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_a_sentence(content, sentence):
    here = an_institution()

    answer = upload(client_of(staff_at(here)), here, content)

    assert answer.status_code == 422
    assert sentence in words_of(answer)


def test_a_name_that_looks_like_markup_or_a_formula_stays_text():
    here = an_institution()
    student = a_student(
        institution=here, given_name="<script>alert(1)</script>", preferred_name="=1+1"
    )

    page = client_of(staff_at(here)).get(url_of("students:student", student))

    assert "<script>alert(1)" not in page.content.decode()
    assert "=1+1" in page.content.decode()


def test_an_offer_that_has_run_out_of_time_still_counts_until_it_lapsed(challenge):
    """The timetable decides when an offer lapses; a yes that comes before it counts."""
    from students import services

    eoi = an_eoi(challenge=challenge, state=EoiState.OFFERED)
    with clock.moved(timedelta(hours=49)):
        services.accept_eoi(eoi)
    assert eoi.state == EoiState.ACCEPTED


def test_a_name_is_found_whatever_its_apostrophe_and_accents(officer, challenge):
    her = a_student(
        institution=challenge.institution, given_name="Zoë", family_name="O’Shaughnessy"
    )
    a_student(institution=challenge.institution, given_name="Zoe", family_name="Other")
    listed = url_of("students:student_list", challenge.institution)

    for typed in ("oshaughnessy", "zoe o'shaugh", "O’Shaughnessy"):
        page = client_of(officer).get(listed, {"q": typed}).text
        assert "Shaughnessy" in page
        assert "Other" not in page
    assert record(officer, challenge, who="zoe oshaughnessy").status_code == 302
    assert Eoi.objects.get().student == her
    namesake = a_student(
        institution=challenge.institution, given_name="Zoé", family_name="Shaughnessy-Lee"
    )
    several = record(officer, challenge, who="shaughnessy")
    assert several.status_code == 422
    assert "choose one" in several.text
    chosen = record(officer, challenge, who="shaughnessy", which=namesake.student_number)
    assert chosen.status_code == 302
    assert Eoi.objects.filter(student=namesake).exists()


def test_once_closed_the_desk_asks_for_no_interest(officer, challenge):
    assert 'name="who"' in client_of(officer).get(desk_url(challenge)).text
    type(challenge).objects.filter(pk=challenge.pk).update(state="closed")

    page = client_of(officer).get(desk_url(challenge)).text

    assert 'name="who"' not in page
    assert "It takes no more interests." in page
