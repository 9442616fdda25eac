"""What comes to the end of its time goes, and nothing else: the clock moved, table by table."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from core import clock
from core.privacy import Personal
from credentials.services import verifying
from insights.ending import apply, due
from insights.held import HELD
from insights.keeping import RULES
from insights.models import Keeping
from notifications.models import Message
from placements import services as placements
from placements.models import Attendance, Goal, Reach, RoomEntry, Upload
from students.services import note_look
from tests.build import a_student, a_user, staff_at
from tests.build_credentials import a_credential, a_past_challenge
from tests.build_placements import a_day_that_is_over, an_awake_institution

pytestmark = pytest.mark.django_db
A_YEAR = timedelta(days=365, hours=6)


def tables() -> dict[str, set[str]]:
    """Every row of every table, as PostgreSQL writes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        found = {}
        for (name,) in cursor.fetchall():
            cursor.execute(f'SELECT row::text FROM "{name}" AS row')
            found[name] = {text for (text,) in cursor.fetchall()}
    return found


def changed(before: dict[str, set[str]], after: dict[str, set[str]]) -> dict[str, tuple[int, int]]:
    """Of each table that is not as it was: rows that are gone or other, and rows that are new."""
    return {
        name: (len(before[name] - after[name]), len(after[name] - before[name]))
        for name in before
        if before[name] != after[name]
    }


def a_full_team(here):
    """A day that is over, with words in every corner of it; the students have no badge."""
    team = a_day_that_is_over(institution=here, members=2)
    one = team.placements.order_by("pk").first()
    Goal.objects.create(placement=one, words="To speak up.", written_at=clock.now())
    RoomEntry.objects.create(
        institution=here, team=team, placement=one, words="See you at nine.", at=clock.now()
    )
    upload = Upload(
        institution=here, team=team, name="plan.txt", kind="text/plain", size=4, at=clock.now()
    )
    upload.file.name = "of/a/team.txt"
    upload.save()
    placements.answer_survey(placement=one, answers={"badge": 5}, words="Worth it.")
    Attendance.objects.create(
        placement=one, came="came", note="Left at three.", marked_at=clock.now()
    )
    return team


def test_five_years_on_the_table_is_played_and_nothing_else_goes():
    here = an_awake_institution()
    officer = staff_at(here)
    badged = a_student(institution=here, user=a_user(email="badge@mail.example"))
    badge = a_credential(
        challenge=a_past_challenge(institution=here),
        students=[badged],
        reach=Reach.ORGANISATION,
        levels=(4, 2),
    )
    a_full_team(here)
    note_look(student=badged, by=officer, page="students:student")
    Message.objects.create(
        institution=here,
        user=badged.user,
        reader="student",
        channel="letter",
        kind="eoi_submitted",
        subject="s",
        text="t",
    )
    Session.objects.create(session_key="k", session_data="", expire_date=timezone.now())
    Keeping.objects.create(institution=here, letter_months=3)
    first = tables()

    assert (apply(here), set(apply(None))) == ({}, {"sessions"})
    assert set(changed(first, tables())) == {
        "django_session",
        "insights_keeping",  # counted again
        "insights_retentionreport",
    }
    with clock.moved(timedelta(days=100)):  # this university keeps letters for three months
        assert apply(here) == {"letters": 1}
    with clock.moved(
        2 * A_YEAR + timedelta(days=40)
    ):  # nobody's file is over, whoever was placed stays
        assert apply(here) == {"looks": 1, "hosts": 2}
        assert apply(None) == {}
    with clock.moved(5 * A_YEAR + timedelta(days=40)):
        User.objects.filter(pk__in=[officer.pk, badged.user_id]).update(last_login=clock.now())
        recent = a_full_team(here)
        now = tables()
        foreseen = due(here)
        call_command("apply_retention", "--dry-run")
        assert changed(now, tables()) == {}
        went = apply(here)
        after = changed(now, tables())
        apply(None)
        assert due(here)["students"] == due(here)["files"] == 0

        # what went is what was foreseen: the numbers of whoever was emptied go in the same night
        assert went == {name: n for name, n in (foreseen | {"left_over": 2}).items() if n}
        assert after == {
            # words and files of projects that ended five years ago
            "placements_goal": (1, 0),
            "placements_roomentry": (1, 0),
            "placements_upload": (1, 0),
            "placements_surveyanswer": (1, 0),
            # two students without a badge, with what hung on them; a sentence of her who has one
            "accounts_user": (2, 0),
            "students_student": (2, 0),
            "students_eoi": (3, 1),
            "placements_placement": (2, 0),
            "placements_attendance": (1, 0),
            "placements_booking": (2, 0),
            # the history says that rows went, and nothing more of a student who did
            "students_studentevent": (2, 2),
            "students_eoievent": (0, 2),
            "placements_placementevent": (0, 2),
            "placements_attendanceevent": (0, 1),
            "insights_retentionreport": (0, 1),
            "insights_keeping": (1, 1),
        }
        assert list(RoomEntry.objects.values_list("team", flat=True)) == [recent.pk]
        assert {row.team_id for row in Upload.objects.all()} == {recent.pk}
    badge.refresh_from_db()
    assert verifying.inspect(badge).verdict.genuine


def test_each_personal_field_that_is_declared_has_a_line_in_the_table():
    nobody = {"institution": 0, "student": 0, "user": 0, "address": "-", "college": "-"}
    covered = {label for rule in RULES for label in rule.covers}
    whole = {held.rows(nobody).model for held in HELD if not held.stays or held.name != "places"}
    now = clock.now()
    for rule in RULES:
        for part in rule.parts:
            model = part.rows(None, now).model
            covered |= {f"{model._meta.label}.{name}" for name in part.blank}
            if not part.blank:
                whole.add(model)
    declared = {
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        for name, personal in vars(model).get("PRIVACY", {}).items()
        if isinstance(personal, Personal) and model not in whole
    }
    assert declared - covered == set()
    assert {label for label in covered if "." in label} >= {"students.Student.mobile"}
