"""What a browser remembers of the interests that it sent: kept in its session, for nobody else."""

from django.http import HttpRequest

from employers.models import Challenge
from students.models import Eoi, Student
from students.states import EoiState

NOTES = "interests_sent"
NOTES_AT_MOST = 10


def asked_before(request: HttpRequest, challenge: Challenge, student: Student | None) -> Eoi | None:
    """The interest in ``challenge`` that still counts: hers, or one that waits for this browser.

    Found once for each request: both columns of a page ask.
    """
    known: dict[int, Eoi | None] = request.__dict__.setdefault("_asked_before", {})
    if challenge.pk not in known:
        known[challenge.pk] = _find(request, challenge, student)
    return known[challenge.pk]


def _find(request: HttpRequest, challenge: Challenge, student: Student | None) -> Eoi | None:
    if student is not None:
        return Eoi.objects.active().filter(challenge=challenge, student=student).first()
    notes = request.session.get(NOTES)
    if not notes:
        return None
    return Eoi.objects.filter(
        challenge=challenge, public_id__in=list(notes), state=EoiState.UNCONFIRMED
    ).first()
