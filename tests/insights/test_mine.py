"""What is held about a student: shown, taken as a file, and gone from every table at her wish."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import connection

from accounts.models import User
from core import clock
from credentials.models import Addition, Appeal, Approach, Credential, Portfolio
from credentials.services import verifying
from insights.erasing import SPECIAL, erase_due
from insights.held import HELD
from insights.studies import answer_study, join_study
from insights.studying import Study, StudyAnswer
from mailroom.models import InboundMail
from notifications.models import Message
from placements import services as services_of_places
from placements.models import (
    AcademicWord,
    Arrangement,
    Assessment,
    Attendance,
    Concern,
    Goal,
    Placement,
    Quote,
    Reach,
    Reflection,
    RoomEntry,
    SharedAccess,
    SignOff,
    Upload,
)
from placements.states import PlacementState
from students import services
from students.looks import PageLook
from students.models import Eoi, Student
from students.rights import Erasure
from students.seen import SeenProjects
from students.services import note_look, note_seen
from students.states import EoiState
from tests.build import (
    a_student,
    a_user,
    an_eoi,
    an_open_challenge,
    client_of,
    staff_at,
    url_of,
)
from tests.build_credentials import a_credential, a_past_challenge
from tests.build_insights import a_term
from tests.build_placements import a_challenge_that_closed, a_placement, an_awake_institution
from tests.portal.pages import words
from tests.students.test_me import a_feed

pytestmark = pytest.mark.django_db
CANARY = "Zebrine"


def tables_that_say(word: str) -> set[str]:
    """Every table of the database in which any column of any row has ``word``, in any case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        names = [name for (name,) in cursor.fetchall()]
        found = set()
        for name in names:
            cursor.execute(
                f'SELECT EXISTS (SELECT FROM "{name}" AS row WHERE row::text ILIKE %s)',
                [f"%{word}%"],
            )
            if cursor.fetchone()[0]:
                found.add(name)
    return found


def a_canary(**overrides) -> Student:
    """A student every word of whom can be found again, with an interest nobody has answered."""
    user = a_user(email="zebrine@mail.example", name=f"{CANARY} Okafor")
    values = {
        "institution": overrides.pop("institution", None) or an_awake_institution(),
        "user": user,
        "student_number": "ZEBRINE-1",
        "given_name": CANARY,
        "family_name": "Okafor",
        "programme": f"{CANARY} studies",
        "mobile": "07700 ZEBRINE",
        "pronouns": "zebrine/s",
        "email": "zebrine@college.example",
    }
    student = a_student(**values | overrides)
    said = f"{CANARY} wants to."
    an_eoi(
        challenge=an_open_challenge(institution=student.institution), student=student, sentence=said
    )
    an_eoi(
        challenge=an_open_challenge(institution=student.institution),
        sentence=said,
        state=EoiState.UNCONFIRMED,
        email="Zebrine@college.example",
    )
    services.keep_access_needs(student=student, helps=["quiet"], words=said)
    services.record_equity_answers(student, {"carer": True})
    services.ask_correction(student=student, about="name", words=said)
    InboundMail.objects.create(
        institution=student.institution,
        digest="1",
        address="zebrine@college.example",
        subject=said,
        sentence=said,
    )
    for user_, address in ((user, ""), (None, "zebrine@college.example")):
        Message.objects.create(
            institution=student.institution,
            user=user_,
            address=address,
            reader="student",
            channel="letter",
            kind="eoi_submitted",
            subject=said,
            text=said,
            html=said,
        )
    return student


def ask_and_wait(student: Student, **chosen) -> None:
    client = client_of(student.user)
    answer = client.post(url_of("insights:erase_me", student.institution), {"sure": "on"} | chosen)
    assert answer.status_code == 302, words(answer)
    with clock.moved(timedelta(days=6, hours=23)):
        assert erase_due() == 0
    assert CANARY in words(client.get(url_of("students:my_profile", student.institution)))
    with clock.moved(timedelta(days=7, minutes=1)):
        assert erase_due() == 1


def test_without_a_place_nothing_of_her_is_left_in_any_table():
    student = a_canary()
    here, number = student.institution, student.student_number
    assert len(tables_that_say(CANARY)) > 5
    bystander = an_eoi(challenge=an_open_challenge(institution=here))
    theirs = Message.objects.create(
        institution=here,
        user=bystander.student.user,
        reader="student",
        channel="letter",
        kind="eoi_submitted",
        subject="Yours",
        text="Yours",
    )

    ask_and_wait(student)

    assert tables_that_say(CANARY) == set()
    assert not Student.objects.filter(pk=student.pk).exists()
    assert not User.objects.filter(pk=student.user_id).exists()
    assert not any(
        session.get_decoded().get("_auth_user_id") == str(student.user_id)
        for session in Session.objects.all()
    )
    history = next(iter(set(Student.pgh_event_models.values())))
    assert not history.objects.filter(pgh_obj_id=student.pk).exists()
    erasure = Erasure.objects.get()
    assert (erasure.student, bool(erasure.done_at)) == (None, True)
    assert Eoi.objects.get() == bystander
    assert Message.objects.get(pk=theirs.pk).text == "Yours"

    again = Student(institution=here, student_number=number, email="zebrine@college.example")
    with pytest.raises(Student.DoesNotExist):
        a_feed(again)  # the feed has gone through; there is nobody to read again
    assert not Student.objects.filter(student_number=number).exists()


def everywhere(placement: Placement, badge: Credential, officer: User) -> None:
    """Her words, her name in others' words, and files, in every other corner of the service."""
    here, team, said, now = placement.institution, placement.team, f"{CANARY} did it.", clock.now()
    student, named = placement.student, f"We thank {CANARY} Okafor."
    Goal.objects.create(placement=placement, words=said, written_at=now)
    RoomEntry.objects.create(institution=here, team=team, placement=placement, words=said, at=now)
    RoomEntry.objects.create(institution=here, team=team, by=officer, words=named, at=now)
    AcademicWord.objects.create(
        institution=here,
        team=team,
        by=officer,
        name="Ann",
        words=named,
        written_at=now,
        grounded="yes",
    )
    for owner in ({"placement": placement}, {"team": team, "by": student.user}):
        paper = Upload(institution=here, name=f"{CANARY} Okafor.txt", size=4, at=now, **owner)
        paper.kind = "text/plain"
        paper.file.save("x.txt", ContentFile(said.encode() if "placement" in owner else b"ours"))
    Appeal.objects.create(institution=here, credential=badge, against=now, words=said, made_at=now)
    Addition.objects.create(credential=badge, words=said, changed_at=now)
    Approach.objects.create(
        institution=here,
        employer=placement.challenge.employer,
        student=student,
        words=said,
    )
    Portfolio.objects.create(institution=here, student=student, shared=True)
    note_look(student=student, by=officer, page="students:student")
    a_term(here, weeks_ago=1)
    note_seen(user=student.user, institution=here, on=now.date())
    assert SeenProjects.objects.get().student == student
    today = clock.today(here.zone)
    days = dict.fromkeys(("opens_on", "closes_on", "freezes_on"), today)
    study = Study.objects.create(institution=here, title="Study", **days)
    join_study(study=study, user=student.user, yes=True)
    answer_study(study=study, user=student.user, wave="before", answers={"badge": 4})


KEPT = {  # what the table of retention keeps of her, why and how long; all else is none of hers
    "credentials_credential": "badges",
}


def test_with_a_finished_place_a_number_stays_and_the_badge_she_chose_still_verifies(
    settings, tmp_path, caplog, django_capture_on_commit_callbacks
):
    here = an_awake_institution()
    student = a_canary(institution=here)
    kept, gone = (
        a_credential(
            challenge=a_past_challenge(institution=here, title=f"Project {n}"),
            students=[student],
            name_shown=True,
            reach=Reach.ORGANISATION,
            levels=(4, 2),
        )
        for n in range(2)
    )
    placement = kept.placement
    said = f"{CANARY} did it."
    Attendance.objects.filter(placement=placement).update(note=said)
    Assessment.objects.filter(placement__student=student, level=4).update(evidence=said)
    SignOff.objects.filter(team=placement.team).update(thanks=f"Thank you, {CANARY} Okafor!")
    Reflection.objects.create(placement=placement, used=said)
    Quote.objects.create(institution=here, placement=placement, words=said)
    services_of_places.answer_survey(placement=placement, answers={"badge": 5}, words=said)
    Arrangement.objects.create(institution=here, placement=placement, what=said, who=CANARY)
    SharedAccess.objects.create(placement=placement, words=said)
    Concern.objects.create(
        institution=here,
        challenge=placement.challenge,
        placement=placement,
        kind="concern",
        words=said,
        note=said,
        raised_by=student.user,
    )
    to_host = Message.objects.create(
        institution=here,
        challenge=placement.challenge,
        user=placement.challenge.contact.user,
        reader="host",
        channel="letter",
        kind="teams_formed_host",
        subject="Who comes",
        text=f"– {CANARY} Okafor\n– Ben",
        html=f"<p>{CANARY} Okafor</p>",
    )
    ahead = a_challenge_that_closed(institution=here, places=1)
    ready = a_placement(
        challenge=ahead, eoi=an_eoi(challenge=ahead, student=student, state=EoiState.ACCEPTED)
    )
    officer = staff_at(here)
    settings.MEDIA_ROOT = tmp_path
    everywhere(placement, gone, officer)
    page = words(client_of(student.user).get(url_of("insights:erase_me", here)))
    assert "It goes to whoever is next in line" in page
    assert "What you wrote after a project Goes" in page
    assert "a number, without your sentence" in page

    with django_capture_on_commit_callbacks(execute=True):
        ask_and_wait(student, badges=[str(kept.public_id)])

    held = {row.name: row for row in HELD}
    assert tables_that_say(CANARY) == set(KEPT)
    for table, name in KEPT.items():
        assert (bool(held[name].why), bool(held[name].until)) == (True, True), table
    assert CANARY.lower() not in caplog.text.lower()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in files] == [b"ours"], "the team's file stays, hers is gone"
    assert Upload.objects.get().name == "A former student.txt"
    assert StudyAnswer.objects.count() == PageLook.objects.count() == 0
    assert not SeenProjects.objects.exists()
    assert not Credential.objects.filter(pk=gone.pk).exists()
    assert "Thank you, A former student!" in SignOff.objects.get(team=placement.team).thanks
    to_host.refresh_from_db()
    assert to_host.text == "– A former student\n– Ben"
    shell = Student.objects.get(pk=student.pk)
    assert (shell.display_name, shell.user, shell.programme) == ("A former student", None, "")
    assert Placement.objects.get(pk=placement.pk).state == PlacementState.FINISHED
    assert Attendance.objects.get(placement=placement).came == "came"
    assert not Placement.objects.filter(pk=ready.pk).exists()
    desk = client_of(officer)
    assert desk.get(url_of("students:student", shell)).status_code == 200
    assert desk.get(url_of("placements:outcome", placement.challenge)).status_code == 200
    inspected = verifying.inspect(Credential.objects.get(pk=kept.pk))
    assert inspected.verdict.genuine
    assert inspected.owner == f"{CANARY} Okafor"


def test_she_takes_all_of_it_and_may_think_better_of_deleting(mailoutbox):
    student = a_canary()
    here, client = student.institution, client_of(student.user)
    assert "What is kept about you" in words(client.get(url_of("insights:my_data", here)))
    answer = client.post(url_of("insights:export_my_data", here))
    file = zipfile.ZipFile(io.BytesIO(answer.content))
    said = json.loads(file.read("about-me.json"))["held"]
    page = file.read("about-me.html").decode()

    assert said["record"][0]["student_number"] == "ZEBRINE-1"
    assert said["access_needs"][0]["words"] == f"{CANARY} wants to."
    assert [row["sentence"] for row in said["interests"]] == [f"{CANARY} wants to."] * 2
    assert len(said["letters"]) == 2
    assert f"{CANARY} wants to." in page
    assert "A quiet place to work" in page

    by_letter, file_url = client_of(student.user), url_of("insights:export_my_data", here)
    session = by_letter.session
    session["signed_in_by"] = "link"
    session.save()
    asked = by_letter.post(file_url)
    assert "Type the six figures" in words(asked)
    assert "You came by a letter" in words(by_letter.get(url_of("insights:my_data", here)))
    by_letter.post(file_url)
    assert len(mailoutbox) == 1, "a press too many writes no letter"
    by_letter.post(file_url, {"again": "yes"})
    assert len(mailoutbox) == 2
    assert re.fullmatch(r"Your code is \d{6}: all that is kept.*", mailoutbox[-1].subject)
    assert by_letter.post(file_url, {"code": "12 34"}).status_code == 422
    [code] = re.findall(r"\d{6}", mailoutbox[-1].body)
    assert mailoutbox[-1].to == [student.user.email]
    assert by_letter.post(file_url, {"code": code})["Content-Type"] == "application/zip"
    with clock.moved(timedelta(minutes=16)):
        assert by_letter.post(file_url, {"code": code}).status_code == 422

    assert client.post(url_of("insights:erase_me", here)).status_code == 422  # not ticked
    client.post(url_of("insights:erase_me", here), {"sure": "on"})
    for page in ("insights:my_data", "portal:student_home"):
        assert "Keep everything" in words(client.get(url_of(page, here)))
    client.post(url_of("insights:keep_me", here))
    with clock.moved(timedelta(days=8)):
        assert erase_due() == 0
    assert Student.objects.get(pk=student.pk).given_name == CANARY


def test_every_model_about_students_is_in_the_table():
    mine = {Student, Eoi, Placement, Credential, User}
    wanted = {
        model
        for name in ("students", "placements", "credentials", "notifications")
        for model in apps.get_app_config(name).get_models()
        if not hasattr(model, "pgh_tracked_model")
        and any(
            field.related_model in mine and field.remote_field.on_delete.__name__ != "SET_NULL"
            for field in model._meta.concrete_fields
        )
    }
    nobody = {"institution": 0, "student": 0, "user": 0, "address": "-", "college": "-"}
    held = {row.rows(nobody).model for row in HELD}

    assert {model._meta.label for model in wanted - held} == {
        "credentials.Reliance",  # goes with its badge; about employers
        "credentials.SignatureRecord",  # digests
    }
    assert {row.name for row in HELD} >= SPECIAL
