"""`manage.py seed_load --eois 10000`: rows in bulk beside the demo's story, for bench and soak."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from core import clock
from employers.models import Challenge, Session, TimeKind, new_code
from employers.states import ChallengeState
from institutions.models import Institution
from portal.demo.cast import DEMO_SLUG
from students.models import Eoi, Student
from students.states import EoiState

BATCH = 1000
EOIS_A_STUDENT = 4
EOIS_A_CHALLENGE = 125
PROGRAMMES = ("Business", "Geography", "Nursing", "Law", "Computing", "History", "Design")
SENTENCE = "I would like to see how this is really done, and I am free on that day."
STATES = (
    (ChallengeState.OPEN, 5),
    (ChallengeState.CLOSED, 3),
    (ChallengeState.RUNNING, 1),
    (ChallengeState.COMPLETED, 3),
)
AGE = {  # days from the start to today; negative: it lies ahead
    ChallengeState.OPEN: -30,
    ChallengeState.CLOSED: -6,
    ChallengeState.RUNNING: 0,
    ChallengeState.COMPLETED: 40,
}


class Command(BaseCommand):
    """Students, projects and interests by the thousand. The same rows for the same number."""

    help = "Add many students, projects and interests to the demo's first university."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many interests; students and projects follow."""
        parser.add_argument("--eois", type=int, default=10_000)

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Write everything in one transaction."""
        if not (settings.DEMO or settings.TEST):
            raise CommandError("This fills a demo or a test with made-up rows, never a real one.")
        institution = Institution.objects.filter(slug=DEMO_SLUG).first()
        model = Challenge.objects.of(institution).filter(time_kind=TimeKind.SESSIONS).first()
        if institution is None or model is None:
            raise CommandError("Run manage.py seed_demo first.")
        wanted = max(1, options["eois"])
        students = _students(institution, -(-wanted // EOIS_A_STUDENT))
        challenges = _challenges(model, -(-wanted // EOIS_A_CHALLENGE))
        Eoi.objects.bulk_create(_eois(wanted, students, challenges), batch_size=BATCH)
        self.stdout.write(
            f"{wanted} interests of {len(students)} students in {len(challenges)} projects."
        )


def _students(institution: Institution, count: int) -> list[Student]:
    first = Student.objects.count()
    addresses = [f"load-{first + n}@students.northshire.example" for n in range(count)]
    users = User.objects.bulk_create(
        (User(email=address, name=f"Load {n}") for n, address in enumerate(addresses)),
        batch_size=BATCH,
    )
    return Student.objects.bulk_create(
        [
            Student(
                institution=institution,
                user=user,
                student_number=f"L{first + n:07}",
                given_name="Load",
                family_name=f"Student {n}",
                email=user.email,
                programme=PROGRAMMES[n % len(PROGRAMMES)],
                discipline=PROGRAMMES[n % 5],
                year_of_study=n % 4 + 1,
                verified_at=clock.now(),
            )
            for n, user in enumerate(users)
        ],
        batch_size=BATCH,
    )


def _challenges(model: Challenge, count: int) -> list[Challenge]:
    """Copies of one project in all states of its life, at different days."""
    states = [state for state, share in STATES for _n in range(share)]
    skills = list(model.skills.all())
    found = []
    for n in range(count):
        state = states[n % len(states)]
        starts_at = clock.now() - timedelta(days=AGE[state] + n % 7, hours=1)
        if state in (ChallengeState.OPEN, ChallengeState.CLOSED):
            starts_at = clock.now() - timedelta(days=AGE[state] - n % 20 - 1)
        found.append(_challenge(model, n, state, starts_at))
    Challenge.objects.bulk_create(found)
    through = Challenge.skills.through
    through.objects.bulk_create(
        through(challenge_id=challenge.pk, skill_id=skill.pk)
        for challenge in found
        for skill in skills
    )
    Session.objects.bulk_create(
        Session(
            challenge=challenge,
            on=challenge.starts_at.date(),
            starts=challenge.starts_at.time(),
            ends=challenge.ends_at.time(),
            zone=challenge.institution.zone,
            starts_at=challenge.starts_at,
            ends_at=challenge.ends_at,
        )
        for challenge in found
    )
    return found


def _challenge(model: Challenge, n: int, state: ChallengeState, starts_at: datetime) -> Challenge:
    """A copy of ``model`` with days of its own; a running one began an hour ago."""
    hours = 8 if state == ChallengeState.RUNNING else 6
    closes_at = starts_at - timedelta(days=8)
    if state == ChallengeState.CLOSED:
        closes_at = min(closes_at, clock.now() - timedelta(hours=2))
    copied = {
        field.name: getattr(model, field.name)
        for field in Challenge._meta.concrete_fields
        if field.name not in ("id", "public_id", "code", "search", "state_changed_at")
    }
    return Challenge(
        **copied
        | {
            "code": new_code(),
            "title": f"{model.title[:70]} ({n + 1})",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=hours),
            "closes_at": closes_at,
            "answer_by": starts_at - timedelta(days=2),
            "published_at": closes_at - timedelta(days=20),
            "hours": 6,
            "days": 1,
            "places": 10,
            "team_at_least": 3,
            "team_at_most": 5,
            "first_timer_places": 0,
            "state": state,
            "state_reason": "",
        }
    )


def _eois(wanted: int, students: list[Student], challenges: list[Challenge]) -> Iterator[Eoi]:
    """Each student asks for a few projects; what became of it fits the project's state."""
    seats: dict[int, int] = {}
    for n in range(wanted):
        student = students[n % len(students)]
        challenge = challenges[(n + n // len(students) * 7) % len(challenges)]
        sent_at = challenge.closes_at - timedelta(days=1 + n % 12, minutes=n % 1000)
        state, answered = EoiState.SUBMITTED, None
        seat = None
        if challenge.state != ChallengeState.OPEN:
            taken = seats.get(challenge.pk, 0)
            answered = challenge.answer_by - timedelta(hours=n % 30)
            state = EoiState.WAITLISTED if n % 2 else EoiState.NOT_SELECTED
            if taken < challenge.places and challenge.state != ChallengeState.COMPLETED:
                seats[challenge.pk] = seat = taken + 1
                state = EoiState.ACCEPTED if seat % 3 else EoiState.OFFERED
        elif n % 50 == 0:
            state = EoiState.WITHDRAWN
        yield Eoi(
            institution=challenge.institution,
            challenge=challenge,
            student=student,
            sentence=SENTENCE,
            access_first=n % 40 == 0,
            sent_at=sent_at,
            confirmed_at=sent_at,
            answered_at=answered,
            offered_at=answered if seat else None,
            offer_ends_at=challenge.starts_at if seat else None,
            line=n % 100 + 1 if state == EoiState.WAITLISTED else None,
            seat=seat,
            reason={"code": "by_hand_in_line"} if answered else {},
            state=state,
        )
