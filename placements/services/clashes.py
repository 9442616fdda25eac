"""A student's calendar: no two of her places touch, here or at another university."""

from collections.abc import Sequence

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from core.errors import RuleBroken, refused_by
from employers.models import Challenge, Session
from placements import words
from placements.models import Booking, Placement
from students.models import EoiQuerySet, Student


class Clash(RuleBroken):
    """She has a place elsewhere at that time."""


def _touching(sessions: Sequence[Session]) -> Q:
    """What touches one of ``sessions``, among bookings."""
    touching = Q(pk__in=())
    for session in sessions:
        touching |= Q(span__overlap=DateTimeTZRange(session.starts_at, session.ends_at))
    return touching


def free_then(challenge: Challenge, eois: EoiQuerySet) -> EoiQuerySet:
    """Those of ``eois`` whose students have no place at the time of ``challenge``."""
    hers = Q(student=OuterRef("student")) | Q(user=OuterRef("student__user"))
    touching = _touching(list(Session.objects.filter(challenge=challenge)))
    return eois.exclude(Exists(Booking.objects.filter(hers, touching)))


def refuse_clash(
    student: Student,
    challenge: Challenge,
    sessions: Sequence[Session],
    *,
    leaves: Placement | None = None,
) -> None:
    """Raise ``Clash``, naming the other day, where one of her bookings touches a session.

    Those of the place that she ``leaves`` for it touch nothing.
    """
    touching = _touching(sessions)
    hers = Q(student=student) | (Q(user=student.user_id) if student.user_id else Q())
    booking = (
        Booking.objects.filter(hers, touching)
        .exclude(placement=leaves.pk if leaves else 0)
        .select_related("placement__challenge", "placement__institution")
        .first()
        if sessions
        else None
    )
    if booking is not None:
        other = booking.placement.challenge
        raise Clash(
            _(
                "You already have a place on %(when)s: “%(title)s”. Give that one back first, or "
                "say no to this one."
            )
            % {
                "when": words.day(booking.span.lower, booking.placement.institution.zone),
                "title": other.title,
            }
        )


def book(placement: Placement, sessions: Sequence[Session]) -> None:
    """Put the sessions into her calendar; the constraints refuse what touches another place."""
    clash = Clash(_("You have just taken another place at the same time."))
    with (
        refused_by("booking_student_no_clash", clash),
        refused_by("booking_user_no_clash", clash),
    ):
        Booking.objects.bulk_create(
            Booking(
                placement=placement,
                student=placement.student,
                user_id=placement.student.user_id,
                span=DateTimeTZRange(session.starts_at, session.ends_at),
            )
            for session in sessions
        )
