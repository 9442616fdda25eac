"""Badges as they come about: rows up to the settled sign-off, then the worker's own tasks.

``a_credential()`` is signed for real. ``the_worker_works()`` handles the facts that wait for this
chapter, as the relay and a worker would.
"""

from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from typing import Any

from celery import current_app

from core import clock
from core.models import OutboxReceipt
from core.outbox import publish
from credentials.models import Credential, Endorsement
from credentials.services import share_credential
from employers.models import Challenge, Member, Partnership
from employers.states import ChallengeState
from institutions.models import Institution
from placements.events import OutcomeSettled
from placements.models import Assessment, Attendance, Came, Placement, Reach, SignOff, Team
from placements.states import PlacementState, SignOffState
from students.models import Student
from students.states import EoiState
from tests.build import (
    a_challenge,
    a_host_member,
    a_student,
    an_employer,
    an_eoi,
    an_institution,
)

SHARED_LINE = "Spoke with at least three customers each and brought it back to the table."
OWN_LINE = "Tried two posts on our real customers at lunch, and dropped one."


def the_worker_works() -> None:
    """Handle every fact that waits for a task of this chapter, until none is left."""
    while True:
        waiting = OutboxReceipt.objects.filter(
            subscriber__startswith="credentials.", done_at__isnull=True
        ).order_by("pk")
        receipt = waiting.first()
        if receipt is None:
            return
        current_app.tasks[receipt.subscriber].apply(args=[receipt.event_id], throw=True)
        assert not waiting.filter(pk=receipt.pk).exists(), f"{receipt.subscriber} did nothing"


def a_past_challenge(**overrides: Any) -> Challenge:
    """A one-day team challenge that ended two days ago."""
    institution = overrides.get("institution") or an_institution()
    on = clock.today(institution.zone) - timedelta(days=2)
    values: dict[str, Any] = {
        "institution": institution,
        "state": ChallengeState.COMPLETED,
        "published_at": clock.now() - timedelta(days=30),
        "sessions": [(on, time(9, 30), time(16, 0))],
    }
    return a_challenge(**values | overrides)


def a_settled_sign_off(
    *,
    challenge: Challenge | None = None,
    students: Sequence[Student] | None = None,
    levels: Sequence[int] = (3, 2),
    evidence: Mapping[int, str] | None = None,
    came: str = Came.CAME,
    **overrides: Any,
) -> SignOff:
    """A team of one student whose host has signed off: ``levels`` of the challenge's skills.

    Several ``students`` get the same levels. A level of 4 or 1 has a line of evidence.
    """
    challenge = challenge or a_past_challenge()
    students = students or [a_student(institution=challenge.institution)]
    lines = {4: OWN_LINE, 1: "Said nothing until he was asked."} | dict(evidence or {})
    team = Team.objects.create(
        institution=challenge.institution,
        challenge=challenge,
        number=Team.objects.filter(challenge=challenge).count() + 1,
        name="Team 1",
        formed_at=clock.now() - timedelta(days=3),
    )
    values: dict[str, Any] = {
        "supervisor": challenge.supervisor,
        "useful": "most",
        "grounded": "yes",
        "shared_evidence": SHARED_LINE,
        "reach": Reach.PRIVATE,
        "signed_name": challenge.supervisor.name,
        "signed_at": clock.now() - timedelta(days=1),
        "settled_at": clock.now() - timedelta(hours=1),
        "state": SignOffState.SETTLED,
    }
    sign_off = SignOff.objects.create(
        institution=challenge.institution, team=team, **values | overrides
    )
    for student in students:
        eoi = an_eoi(challenge=challenge, student=student, state=EoiState.ACCEPTED)
        placement = Placement.objects.create(
            institution=challenge.institution,
            eoi=eoi,
            student=student,
            challenge=challenge,
            team=team,
            seat=eoi.seat,
            agreed_at=clock.now() - timedelta(days=10),
            state=PlacementState.FINISHED,
        )
        Attendance.objects.create(placement=placement, came=came)
        for skill, level in zip(challenge.skills.order_by("code"), levels, strict=False):
            line = lines[level] if level in (1, 4) else ""
            Assessment.objects.create(
                sign_off=sign_off, placement=placement, skill=skill, level=level, evidence=line
            )
    return sign_off


def credentials_of(sign_off: SignOff) -> list[Credential]:
    """The badges that follow from ``sign_off``, made by the worker."""
    publish(OutcomeSettled(sign_off_id=sign_off.pk))
    the_worker_works()
    return list(Credential.objects.filter(placement__team=sign_off.team).order_by("pk"))


def a_credential(*, shared: bool = True, name_shown: bool = False, **sign_off: Any) -> Credential:
    """A badge that its owner shares; ``sign_off`` goes to :func:`a_settled_sign_off`."""
    credential = credentials_of(a_settled_sign_off(**sign_off))[0]
    share_credential(
        credential=credential, shared=shared, name_shown=name_shown, host_may_contact=False
    )
    return credential


def an_endorsement(*, reach: str = Reach.ORGANISATION, **more: Any) -> Endorsement:
    """A host's signed word for a shared badge, given at sign-off."""
    return Endorsement.objects.get(credential=a_credential(reach=reach, **more))


def a_verified_member(institution: Institution | None = None) -> Member:
    """Somebody at an employer that a university has checked."""
    employer = an_employer(known_to=institution or an_institution())
    Partnership.objects.filter(employer=employer).update(checked_by=Partnership.Check.REGISTER)
    return a_host_member(employer)
