"""Let a class of projects through beforehand, and end that (REQUIREMENTS 4.17)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from employers.models import ApprovedClass
from institutions.models import Institution

AT_MOST = timedelta(days=366)


@transaction.atomic
def approve_class(
    *,
    institution: Institution,
    by: User,
    name: str,
    reason: str,
    good_until: date,
    days_at_most: Decimal,
    kinds: Sequence[str] = (),
    pay: str = "",
    team_only: bool = False,
    university_decides: bool = False,
) -> ApprovedClass:
    """Approve a class for at most a year. Raises ``RuleBroken`` with what to change."""
    today = clock.today(institution.zone)
    if not reason.strip():
        raise RuleBroken(_("Say why: whoever reads it in a year must be able to judge it."))
    if good_until <= today:
        raise RuleBroken(_("Give a later day: it would be over already."))
    if good_until > today + AT_MOST:
        raise RuleBroken(_("Give a day within a year: law changes, and so do hosts."))
    return ApprovedClass.objects.create(
        institution=institution,
        name=name,
        reason=reason.strip(),
        kinds=list(kinds),
        pay=pay,
        days_at_most=days_at_most,
        team_only=team_only,
        university_decides=university_decides,
        approved_by=by,
        approved_at=clock.now(),
        good_until=good_until,
    )


@transaction.atomic
def end_class(*, approved: ApprovedClass) -> ApprovedClass:
    """From now on its members need a second approver again; a second press changes nothing."""
    if approved.ended_at is None:
        approved.ended_at = clock.now()
        approved.save(update_fields=["ended_at"])
    return approved
