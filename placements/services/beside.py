"""Her other interests beside one: which of them a yes would touch, and a place that touches it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.compiled import Compiled
from employers.models import Session
from employers.states import AHEAD
from placements.models import Booking
from students.models import Eoi
from students.states import WAITING, EoiState

NOBODY = 0  # no row has this key


def _others(student: Any, challenge: Any) -> QuerySet[Eoi]:
    here = Session.objects.filter(
        challenge=challenge,
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    touches = Session.objects.filter(Exists(here), challenge=OuterRef("challenge"))
    return (
        Eoi.objects.filter(student=student, state__in=[*WAITING, EoiState.OFFERED])
        .filter(challenge__state__in=[state.value for state in AHEAD])
        .exclude(challenge=challenge)
        .annotate(clashes=Exists(touches))
        .select_related("challenge__employer")
        .order_by("-clashes", "challenge__starts_at", "pk")
    )


OTHERS = Compiled(_others)
IN_THE_WAY = Compiled(
    lambda student, user, challenge: (
        Booking.objects.filter(
            Q(student=student) | Q(user=user),
            Exists(
                Session.objects.filter(
                    challenge=challenge,
                    starts_at__lt=OuterRef("span__endswith"),
                    ends_at__gt=OuterRef("span__startswith"),
                )
            ),
        )
        .exclude(placement__challenge=challenge)
        .select_related("placement__challenge")
        .order_by("pk")[:1]
    )
)


def open_beside(eoi: Eoi) -> list[Eoi]:
    """Her other open interests, those at the same time first (``clashes``): one query."""
    return list(OTHERS.all(student=eoi.student_id or NOBODY, challenge=eoi.challenge_id))


def in_the_way_of(eoi: Eoi) -> Booking | None:
    """A place of hers at the time of ``eoi``'s challenge: while she has it she gets none here."""
    user = eoi.student.user_id if eoi.student else None
    found: Booking | None = IN_THE_WAY.first(
        student=eoi.student_id or NOBODY, user=user or NOBODY, challenge=eoi.challenge_id
    )
    return found
