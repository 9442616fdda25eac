"""An interest that goes on in another challenge, because hers was called off."""

from django.db import transaction

from accounts.models import User
from core import clock
from core.errors import refused_by
from core.outbox import publish
from employers.models import Challenge
from students.events import EoiConfirmed
from students.models import Eoi, RecordedVia
from students.services.eoi import already_interested
from students.states import WAITING, EoiState


@transaction.atomic
def carry_interest(eoi: Eoi, *, into: Challenge, by: User) -> Eoi:
    """Her interest in ``into``: the one that she has sent, or a new one with her old sentence.

    Raises ``AlreadyInterested`` where hers in ``into`` has been answered.
    """
    hers = Eoi.objects.filter(student=eoi.student, challenge=into, state__in=WAITING).first()
    if hers is not None:
        return hers
    with refused_by("eoi_one_active", already_interested()):
        carried = Eoi.objects.create(
            institution=into.institution,
            challenge=into,
            student=eoi.student,
            sentence=eoi.sentence,
            state=EoiState.SUBMITTED,
            confirmed_at=clock.now(),
            via=RecordedVia.DESK,
            recorded_by=by,
        )
    publish(EoiConfirmed(eoi_id=carried.pk))
    return carried
