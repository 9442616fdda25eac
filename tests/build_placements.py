"""Rows of the middle of the story, in plain words: places, teams, days that are over."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from core import clock
from employers.models import Challenge
from employers.states import ChallengeState
from institutions.models import Institution
from placements.models import Booking, Fixed, Hold, Placement, SignOff, Team
from placements.services import Seen
from placements.states import PlacementState
from students.models import Eoi
from students.states import EoiState
from tests.build import a_closed_challenge, a_student, an_eoi, an_institution

NO_QUIET_HOURS: dict[str, Any] = {"quiet_from": time(0), "quiet_until": time(0)}
SUBJECTS = ("Geography", "Computing", "Marketing", "Law", "Engineering", "English")


def an_awake_institution(**policy: Any) -> Institution:
    """A university that writes at any hour and has no undo window, unless ``policy`` says so."""
    return an_institution(policy={"undo_minutes": 0} | NO_QUIET_HOURS | policy)


def a_challenge_that_closed(**overrides: Any) -> Challenge:
    """A closed challenge of an awake institution, a fortnight before its day."""
    if "institution" not in overrides:
        overrides["institution"] = an_awake_institution()
    return a_closed_challenge(**overrides)


def interests_in(challenge: Challenge, how_many: int, **overrides: Any) -> list[Eoi]:
    """Confirmed interests of so many students of different subjects and years."""
    return [
        an_eoi(
            challenge=challenge,
            student=a_student(
                institution=challenge.institution,
                discipline=SUBJECTS[n % len(SUBJECTS)],
                year_of_study=n % 3 + 1,
            ),
            **overrides,
        )
        for n in range(how_many)
    ]


def a_placement(
    *,
    challenge: Challenge | None = None,
    team: Team | None = None,
    eoi: Eoi | None = None,
    state: PlacementState = PlacementState.READY,
    **overrides: Any,
) -> Placement:
    """A place that somebody said yes to, its hours in her calendar."""
    challenge = challenge or (team.challenge if team else a_challenge_that_closed())
    eoi = eoi or an_eoi(
        challenge=challenge,
        student=a_student(institution=challenge.institution),
        state=EoiState.ACCEPTED,
    )
    values: dict[str, Any] = {"seat": eoi.seat, "agreed_at": clock.now(), "state": state}
    placement = Placement.objects.create(
        institution=challenge.institution,
        eoi=eoi,
        student=eoi.student,
        challenge=challenge,
        team=team,
        **values | overrides,
    )
    Booking.objects.bulk_create(
        Booking(
            placement=placement,
            student=placement.student,
            user=placement.student.user,
            span=DateTimeTZRange(session.starts_at, session.ends_at),
        )
        for session in challenge.sessions.all()
    )
    return placement


def a_hold(eoi: Eoi, other: Eoi | None = None, kind: Fixed = Fixed.APART) -> Hold:
    """Something that staff fixed by hand in the sharing out."""
    return Hold.objects.create(
        institution=eoi.institution,
        challenge=eoi.challenge,
        kind=kind,
        eoi=eoi,
        other=other,
        why="They asked for it.",
        at=clock.now(),
    )


def a_team(*, challenge: Challenge | None = None, number: int = 1, formed: bool = True) -> Team:
    """A team without members yet."""
    challenge = challenge or a_challenge_that_closed()
    return Team.objects.create(
        institution=challenge.institution,
        challenge=challenge,
        number=number,
        name=f"Team {number}",
        formed_at=clock.now() if formed else None,
    )


def a_day_that_is_over(*, members: int = 3, **overrides: Any) -> Team:
    """A formed team the evening after its day: placements finished, nothing signed."""
    institution = overrides.pop("institution", None) or an_awake_institution()
    yesterday = clock.today(institution.zone) - timedelta(days=1)
    challenge = a_challenge_that_closed(
        institution=institution,
        state=ChallengeState.COMPLETED,
        sessions=[(yesterday, time(9, 30), time(16, 0))],
        closes_at=at(yesterday - timedelta(days=7)),
        answer_by=at(yesterday - timedelta(days=4)),
        **overrides,
    )
    team = a_team(challenge=challenge)
    for _n in range(members):
        a_placement(team=team, state=PlacementState.FINISHED)
    return team


def at(day: date, hour: int = 12) -> datetime:
    """That hour of that day in London."""
    return clock.at(day, time(hour), "Europe/London")


def all_seen(team: Team, level: int = 2, line: str = "She asked three riders.") -> dict:
    """What a host says who saw everybody at ``level`` in every skill."""
    skills = list(team.challenge.skills.all())
    return {
        placement: Seen(
            came="came",
            levels=dict.fromkeys(skills, level),
            lines=dict.fromkeys(skills, line) if level in (1, 4) else {},
        )
        for placement in Placement.objects.filter(team=team).order_by("pk")
    }


def a_sign_off(team: Team | None = None, *, level: int = 2, **overrides: Any) -> SignOff:
    """A team that its supervisor signed off, through the verb itself."""
    from placements.services import sign_off

    team = team or a_day_that_is_over()
    values: dict[str, Any] = {
        "supervisor": team.challenge.supervisor,
        "seen": all_seen(team, level),
        "useful": "most",
        "grounded": "yes",
        "use_on_monday": "The list of riders to ring.",
        "shared_evidence": "They asked riders and counted answers.",
        "signed_name": team.challenge.supervisor.name,
    }
    return sign_off(team=team, **values | overrides)
