"""An interest that goes on: elsewhere, because hers was called off; or where it was, once more."""

from typing import Any

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
    carried = _anew(eoi, into, via=RecordedVia.DESK, recorded_by=by)
    publish(EoiConfirmed(eoi_id=carried.pk))
    return carried


@transaction.atomic
def renew_interest(eoi: Eoi) -> Eoi:
    """The same sentence for the same challenge, after she took it back: a new row beside the old.

    Under the challenge's lock (``hold_seats``). Raises ``AlreadyInterested``.
    """
    return _anew(eoi, eoi.challenge, access_first=eoi.access_first)


def _anew(eoi: Eoi, into: Challenge, **how: Any) -> Eoi:
    with refused_by("eoi_one_active", already_interested()):
        return Eoi.objects.create(
            institution=into.institution,
            challenge=into,
            student=eoi.student,
            sentence=eoi.sentence,
            state=EoiState.SUBMITTED,
            confirmed_at=clock.now(),
            **how,
        )
