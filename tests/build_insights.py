"""A term in which many took part, written in bulk: what the tables of who takes part count."""

import random
from datetime import time, timedelta
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import User
from core import clock
from insights.models import Export
from institutions.models import Institution, Term
from placements.models import Attendance, Came, Placement
from placements.states import PlacementState
from students.equity import EquityProfile
from students.models import Eoi, Student
from students.states import EoiState
from tests.build import a_closed_challenge, an_employer, number

PLACES = 10


def a_term(here: Institution, *, weeks_ago: int = 20, weeks: int = 12) -> Term:
    """A term that began so long ago; over and settled unless told otherwise."""
    starts = clock.today(here.zone) - timedelta(weeks=weeks_ago)
    return Term.objects.create(
        institution=here,
        name=f"Term {number()}",
        starts_on=starts,
        ends_on=starts + timedelta(weeks=weeks),
    )


def some_people(here: Institution, how_many: int, lot: random.Random) -> list[Student]:
    """Students of several years and disciplines, about half of whom told of themselves."""
    made = Student.objects.bulk_create(
        Student(
            institution=here,
            student_number=f"8{number():06}",
            email=f"p{number()}@{here.slug}.example",
            discipline=lot.choice(("Law", "Art", "")),
            year_of_study=lot.choice((1, 1, 2, 3, 5, None)),
        )
        for _ in range(how_many)
    )
    answer = (True, True, False, False, None)
    EquityProfile.objects.bulk_create(
        EquityProfile(
            institution=here,
            student=student,
            first_in_family=lot.choice(answer),
            carer=lot.choice(answer),
            disabled=lot.random() < 0.1,
        )
        for student in made
        if lot.random() < 0.7
    )
    return made


def they_take_part(term: Term, people: list[Student], lot: random.Random) -> None:
    """Each asks for one or two projects of the term; some get a place, most of them finish."""
    here = term.institution
    opened = clock.at(term.starts_on, time(9), here.zone)
    challenges = [
        a_closed_challenge(
            institution=here,
            employer=an_employer(known_to=here, sector=lot.choice(("Retail", "Health"))),
            sessions=[(term.starts_on + timedelta(days=7 + week), time(9), time(12))],
            published_at=opened,
            closes_at=opened + timedelta(days=1),
            answer_by=opened + timedelta(days=2),
        )
        for week in range(1 + len(people) // 12)
    ]
    wanted = [
        (student, challenge)
        for student in people
        for challenge in lot.sample(challenges, min(len(challenges), lot.choice((1, 1, 2))))
    ]
    eois = Eoi.objects.bulk_create(
        Eoi(
            institution=here,
            challenge=challenge,
            student=student,
            sentence="I would like to.",
            state=EoiState.NOT_SELECTED,
            offered_at=clock.now() if lot.random() < 0.7 else None,
        )
        for student, challenge in wanted
    )
    seats = {challenge.pk: iter(range(1, PLACES + 1)) for challenge in challenges}
    placements = []
    for eoi in eois:
        if eoi.offered_at and lot.random() < 0.8 and (seat := next(seats[eoi.challenge_id], 0)):
            eoi.state, eoi.seat = EoiState.ACCEPTED, seat
            placements.append(
                Placement(
                    institution=here,
                    eoi=eoi,
                    student=eoi.student,
                    challenge=eoi.challenge,
                    seat=seat,
                    agreed_at=clock.now(),
                    state=lot.choice((PlacementState.CLOSED, PlacementState.FINISHED)),
                )
            )
    Eoi.objects.bulk_update(eois, ["state", "seat"])
    Placement.objects.bulk_create(placements)
    Attendance.objects.bulk_create(
        Attendance(placement=placement, came=lot.choice((Came.CAME, Came.CAME, Came.DID_NOT_COME)))
        for placement in placements
    )


def an_export(*, institution: Institution, by: User, **overrides: Any) -> Export:
    """A file of rows that is there."""
    today = clock.today(institution.zone)
    values = {"measure": "interests", "kind": "csv", "first": today, "last": today}
    export = Export(
        institution=institution, by=by, total=1, written=1, language="en", **values | overrides
    )
    export.file.save("rows.csv", ContentFile(b"Project\n"), save=False)
    export.done_at = clock.now()
    export.save()
    return export
