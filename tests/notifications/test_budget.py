"""Six letters to a student and six to a host, from the first word to the badge (4.15)."""

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core import clock
from credentials.models import Credential
from employers import services as employers
from notifications.messages import LETTERS
from notifications.models import Message
from placements import services as placements
from placements.models import Placement, Team
from portal.demo.plot import run_the_timetable
from students import services as students
from students.models import Eoi
from tests.build import a_student, staff_at
from tests.build_employers import EMAIL, post_project, prove
from tests.build_placements import all_seen, an_awake_institution

pytestmark = pytest.mark.django_db
TO_A_STUDENT = [  # confirm, answer, ready, day before, after, badge
    "eoi_submitted",
    "place_offered",
    "teams_formed",
    "day_is_near",
    "day_is_over",
    "credential_awarded",
]
TO_THE_HOST = [  # confirm, what students will see, who comes, day before, sign-off
    "challenge_drafted",
    "challenge_published",
    "teams_formed_host",
    "day_is_near_host",
    "day_is_over_host",
]


def test_the_common_case_is_six_letters_with_nothing_held_back(django_capture_on_commit_callbacks):
    here = an_awake_institution()
    officer = staff_at(here)
    people = [a_student(institution=here) for _n in range(3)]

    @contextmanager
    def at(moment):
        with (
            clock.moved(moment - timezone.now()),
            django_capture_on_commit_callbacks(execute=True),
        ):
            yield

    with at(clock.now()):
        project = post_project(Client(), here)
    with at(clock.now()):
        prove(Client(), project)
    with at(clock.now()):
        project.refresh_from_db()
        employers.assess_risk(challenge=project, by=officer)
        employers.publish_challenge(challenge=project, by=officer)
    for person in people:
        with at(clock.now() + timedelta(hours=1)):
            eoi = students.submit_eoi(
                challenge=project, sentence="I know this shop.", email=person.email
            )
        with at(clock.now() + timedelta(hours=2)):
            students.confirm_eoi(eoi)
    with at(project.closes_at + timedelta(minutes=1)):
        run_the_timetable()
    with at(project.closes_at + timedelta(hours=1)):
        placements.offer_all(challenge=project, by=officer, send_now=True)
    for eoi in Eoi.objects.filter(challenge=project):
        with at(project.closes_at + timedelta(hours=2)):
            placements.accept_place(eoi=eoi, name="Amina Yusuf", mobile="")
    with at(project.closes_at + timedelta(hours=3)):
        for team in Team.objects.filter(challenge=project, formed_at=None):
            placements.confirm_teams(challenge=team.challenge, by=officer)
    for hours in (-20, 0.1):
        with at(project.starts_at + timedelta(hours=hours)):
            run_the_timetable()
    with at(project.ends_at + timedelta(minutes=5)):
        run_the_timetable()
    for placement in Placement.objects.filter(challenge=project):
        with at(project.ends_at + timedelta(minutes=30)):
            placements.reflect(placement=placement, used="Counting.", surprised="", take_back="")
    with at(project.ends_at + timedelta(hours=1)):
        team = Team.objects.get(challenge=project)
        placements.sign_off(
            team=team,
            supervisor=project.supervisor,
            seen=all_seen(team),
            useful="most",
            grounded="yes",
            use_on_monday="The list.",
            shared_evidence="They asked riders.",
            signed_name="Rosa",
            thanks="Thank you.",
        )
    for days in (1, 2, 15):
        with at(project.ends_at + timedelta(days=days)):
            run_the_timetable()

    assert Credential.objects.count() == 3
    letters = Message.objects.filter(channel=Message.Channel.LETTER).order_by("pk")
    for person in people:
        hers = [letter.kind for letter in letters if letter.reader_address == person.email]
        assert hers == TO_A_STUDENT
    theirs = [letter.kind for letter in letters if letter.reader_address == EMAIL]
    assert theirs == TO_THE_HOST
    assert Counter(letter.reader for letter in letters)["staff"] == 0
    notes = Message.objects.filter(channel=Message.Channel.NOTE)
    by_nature = {kind for kind, letter in LETTERS.items() if letter.channel == Message.Channel.NOTE}
    assert {note.kind for note in notes} <= by_nature  # no letter became a note to keep the budget
