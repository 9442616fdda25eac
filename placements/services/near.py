"""A near miss: what somebody without a place could do instead, and the same sentence sent there."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from employers.models import Challenge, Listed, Session
from employers.states import ChallengeState
from institutions.models import Institution
from placements.models import Booking
from placements.services.clashes import refuse_clash
from students import services as students
from students.models import Eoi, Student
from students.states import SEATED, WAITING, EoiState

MISSED = (EoiState.NOT_SELECTED, EoiState.WAITLISTED, EoiState.LAPSED)
AFTER_CALLING_OFF = (*MISSED, EoiState.ACCEPTED)
LOOKED_AT = 200  # of the open projects, those answered soonest
NOBODY = 0  # no row has this key


def open_to(*, institution: Any, student: Any, user: Any, codes: Any, now: Any) -> Any:
    """Open projects that a student could ask for, of those that are answered soonest.

    She has not asked for them before, nothing she holds or was offered touches their hours, and
    their module, where they have one, is of ``codes``. Each with ``asked``, and ``room``: 1 where
    fewer ask than there are places. For :class:`Compiled`.
    """
    open_now = Listed.objects.filter(institution=institution, closes_at__gt=now).order_by(
        "answer_by", "pk"
    )[:LOOKED_AT]
    hers = Eoi.objects.filter(student=student)
    offered = hers.filter(state=EoiState.OFFERED.value).values("challenge")
    meetings = Session.objects.filter(challenge=OuterRef("pk"))
    booked = Booking.objects.filter(
        Q(student=student) | Q(user=user),
        span__startswith__lt=OuterRef("ends_at"),
        span__endswith__gt=OuterRef("starts_at"),
    )
    promised = Session.objects.filter(
        challenge__in=offered,
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    asked = (
        Eoi.objects.filter(challenge=OuterRef("pk"), state__in=[*WAITING, *SEATED])
        .order_by()
        .values("challenge")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        Challenge.objects.filter(pk__in=open_now.values("pk"))
        .filter(Q(module__isnull=True) | Q(module__code__any_of=codes))
        .exclude(pk__in=hers.values("challenge"))
        .exclude(Exists(meetings.filter(Exists(booked) | Exists(promised))))
        .annotate(
            asked=Coalesce(Subquery(asked), 0),
            room=Case(When(asked__lt=F("places"), then=Value(1)), default=Value(0)),
        )
    )


def shared_skills(like: Any) -> Coalesce:
    """How many skills a challenge has in common with the one of key ``like``."""
    uses = Challenge.skills.through.objects
    shared = (
        uses.filter(challenge=OuterRef("pk"), skill__in=uses.filter(challenge=like).values("skill"))
        .order_by()
        .values("challenge")
        .annotate(n=Count("pk"))
        .values("n")  # type: ignore[misc]
    )
    return Coalesce(Subquery(shared), 0)


def _near(*, like: Any, **whose: Any) -> Any:
    """Open projects that she could take, the likest first; see :func:`near_misses`."""
    missed = Challenge.objects.filter(pk=like)
    same_mode = When(mode=Subquery(missed.values("mode")), then=1)
    same_town = When(site__town=Subquery(missed.values("site__town")), then=1)
    return (
        open_to(**whose)
        .annotate(
            alike=shared_skills(like) + Case(same_mode, default=0) + Case(same_town, default=0)
        )
        .select_related("employer", "site")
        .order_by("-room", "-alike", "answer_by", "pk")[:2]
    )


NEAR: "Compiled[QuerySet[Challenge]]" = Compiled(_near)


def whose(student: Student, institution: Institution) -> dict[str, Any]:
    """The values of :func:`open_to` for ``student``, now."""
    return {
        "institution": institution.pk,
        "student": student.pk,
        "user": student.user_id or NOBODY,
        "codes": list(student.module_codes),
        "now": clock.now(),
    }


def near_misses(
    student: Student, like: Challenge | int, institution: Institution
) -> Sequence[Challenge]:
    """The (at most two) open projects nearest to ``like`` that ``student`` could still ask for.

    She has not asked for them before, nothing she holds or was offered touches their hours, and
    their module, where they have one, is hers. Those with more places than people who ask come
    first, then the likest by skills, mode and town; then those answered soonest. One query.
    """
    key = like.pk if isinstance(like, Challenge) else like
    found: list[Challenge] = list(NEAR.all(like=key, **whose(student, institution)))
    for challenge in found:
        challenge.institution = institution
    return found


def is_near_miss(eoi: Eoi) -> bool:
    """Whether ``eoi`` came to no place, or its project was called off: it may go elsewhere."""
    called_off = eoi.challenge.state == ChallengeState.CANCELLED
    return eoi.student is not None and eoi.state in (AFTER_CALLING_OFF if called_off else MISSED)


@transaction.atomic
def send_there(*, eoi: Eoi, into: Challenge, instead_of: Eoi | None = None) -> Eoi:
    """Her sentence of ``eoi``, which came to no place, sent to ``into`` as an interest of its own.

    Raises ``Clash``, ``RuleBroken`` where ``eoi`` is no near miss, and what ``submit_eoi`` raises.
    """
    if eoi.student is None or not is_near_miss(eoi):
        raise RuleBroken(_("This one is not over: wait for its answer, or send a new interest."))
    refuse_clash(eoi.student, into, list(Session.objects.filter(challenge=into)))
    return students.submit_eoi(
        challenge=into,
        student=eoi.student,
        sentence=eoi.sentence,
        access_first=eoi.access_first,
        instead_of=instead_of,
    )
