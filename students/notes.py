"""What a browser remembers of the interests that it sent: kept in its session, for nobody else."""

from django.http import HttpRequest

from core.compiled import Compiled
from employers.models import Challenge
from institutions.models import Institution
from students.models import Eoi, Student, student_of
from students.states import EoiState

NOTES = "interests_sent"
NOTES_AT_MOST = 10


def reader_of(request: HttpRequest, institution: Institution) -> Student | None:
    """``student_of`` whoever reads, asked once a request: for pages, which are drawn last."""
    known: dict[int, Student | None] = request.__dict__.setdefault("_reader_of", {})
    if institution.pk not in known:
        known[institution.pk] = student_of(request.user, institution)
    return known[institution.pk]


ACTIVE = Compiled(
    lambda challenge, student: Eoi.objects.active().filter(challenge=challenge, student=student)[:1]
)


def asked_before(request: HttpRequest, challenge: Challenge) -> Eoi | None:
    """The interest in ``challenge`` that still counts: hers, or one that waits for this browser.

    Found once for each request: both columns of a page ask.
    """
    known: dict[int, Eoi | None] = request.__dict__.setdefault("_asked_before", {})
    if challenge.pk not in known:
        known[challenge.pk] = _find(request, challenge)
    return known[challenge.pk]


def _find(request: HttpRequest, challenge: Challenge) -> Eoi | None:
    student = reader_of(request, challenge.institution)
    if student is not None:
        return ACTIVE.first(challenge=challenge.pk, student=student.pk)
    notes = request.session.get(NOTES)
    if not notes:
        return None
    return Eoi.objects.filter(
        challenge=challenge, public_id__in=list(notes), state=EoiState.UNCONFIRMED
    ).first()
