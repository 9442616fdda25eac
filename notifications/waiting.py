"""Letters that have not gone out, and addresses that do not take them, as the desk sees them."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Now

from core.compiled import Compiled
from employers.models import Member
from institutions.models import Institution
from notifications.models import Message, StoppedAddress
from notifications.services.addresses import STILL_WORTH_SENDING, STOPPED
from students.models import Student

LATE = timedelta(minutes=15)  # of a letter that its first tries did not get out


def _only(rows: QuerySet[Any], figure: Any) -> Subquery:
    """One figure over ``rows``, as a column."""
    one = rows.order_by().values(_one=Value(1)).annotate(_figure=figure)
    return Subquery(one.values("_figure"))


def _many(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(_only(rows, Count("pk")), 0, output_field=IntegerField())


def letters_that_wait(institution: Any) -> dict[str, Any]:
    """Columns: addresses that are ``stopped``, the ``first`` of them; letters ``waiting`` for a
    mail server and ``since`` when; those ``lost``, which nobody tries any more, and since when.
    """
    stopped = StoppedAddress.objects.filter(institution=institution, works_again_at__isnull=True)
    letters = Message.objects.filter(
        institution=institution, channel=Message.Channel.LETTER, sent_at__isnull=True
    )
    late = letters.filter(given_up_at__isnull=True, tries__gt=0, written_at__lt=Now() - LATE)
    lost = letters.filter(given_up_at__gt=Now() - STILL_WORTH_SENDING).exclude(failure=STOPPED)
    return {
        "stopped": _many(stopped),
        "first": _only(stopped, Min("stopped_at")),
        "waiting": _many(late),
        "since": _only(late, Min("written_at")),
        "lost": _many(lost),
        "lost_since": _only(lost, Min("given_up_at")),
    }


WAITING = Compiled(
    lambda institution: Institution.objects.filter(pk=institution).values(
        **letters_that_wait(OuterRef("pk"))
    )
)


def stopped_addresses(institution: Institution) -> QuerySet[StoppedAddress, Any]:
    """Addresses that are stopped now, with whose each is and how many letters wait for it."""
    hers = Q(user__email__iexact=OuterRef("address")) | Q(email__iexact=OuterRef("address"))
    students = Student.objects.of(institution).filter(hers)
    hosts = Member.objects.filter(hers, introduced_by=institution)
    letters = Message.objects.of(institution).filter(
        Q(user__email__iexact=OuterRef("address")) | Q(address__iexact=OuterRef("address")),
        failure=STOPPED,
        sent_at__isnull=True,
        written_at__gt=Now() - STILL_WORTH_SENDING,
    )
    return (
        StoppedAddress.objects.of(institution)
        .filter(works_again_at__isnull=True)
        .annotate(
            given_name=Subquery(students.values("given_name")[:1]),
            family_name=Subquery(students.values("family_name")[:1]),
            student=Subquery(students.values("public_id")[:1]),
            mobile=Subquery(students.values("mobile")[:1]),
            contact=Subquery(hosts.values("name")[:1]),
            host=Subquery(hosts.values("employer__name")[:1]),
            telephone=Subquery(hosts.values("telephone")[:1]),
            held=_many(letters),
        )
    )
