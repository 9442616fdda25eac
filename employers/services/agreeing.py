"""What students agreed to changes: what is left behind, whose it is, place, hours, pay.

The caller (``placements.change_agreement``) holds the challenge and asks everybody again.
"""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleBroken
from employers.models import Challenge, Pay
from employers.said import said_in, times_of
from employers.services.briefs import set_times
from employers.services.fitness import refuse_unfit
from employers.services.hosts import site_at
from employers.services.sharing import correct_parts
from employers.services.versions import keep_version
from employers.states import AHEAD
from employers.times import OwnTime, Sitting, Times

TIMES = "times"


def set_agreed(
    *,
    challenge: Challenge,
    deliverable: str = "",
    ip_terms: str = "",
    pay_per_hour: Decimal | None = None,
    address: str = "",
    times: Times | None = None,
    by: User | None = None,
) -> set[str]:
    """Change what was agreed; the names of what is different. What is empty stays as it is.

    Pay only rises, so that no ruling on it is turned. Other hours (:data:`TIMES`) are for the
    caller to give to the parts of a shared project too. Raises ``RuleBroken``.
    """
    if challenge.state not in AHEAD:
        raise RuleBroken(_("Only a published project that has not begun can be changed."))
    before = said_in(challenge)
    fields: dict[str, Any] = {}
    if deliverable.strip():
        fields["deliverable"] = deliverable.replace("\r\n", "\n").strip()
    if ip_terms:
        fields["ip_terms"] = ip_terms
    if pay_per_hour is not None and pay_per_hour != challenge.pay_per_hour:
        if challenge.pay != Pay.PAID or pay_per_hour < (challenge.pay_per_hour or 0):
            raise RuleBroken(_("Pay can rise here. To lower it, call it off and run it again."))
        fields["pay_per_hour"] = pay_per_hour
    if address.strip():
        fields["site"] = site_at(employer=challenge.employer, address=address.strip())
    different = {name for name, value in fields.items() if getattr(challenge, name) != value}
    for name in different:
        setattr(challenge, name, fields[name])
    other_hours = times is not None and _said(times) != _said(times_of(challenge))
    if times is not None and other_hours:
        set_times(challenge=challenge, times=times)
    if not different and not other_hours:
        return set()
    refuse_unfit(challenge, challenge.skills.count())
    if different:
        challenge.save(update_fields=sorted(different))
        correct_parts(challenge, different)
    keep_version(challenge=challenge, before=before, by=by, by_host=False)
    return different | ({TIMES} if other_hours else set())


def _said(times: Times) -> Times:
    """So that the same times are equal, however they came."""
    if isinstance(times, OwnTime):
        return replace(times, meetings=tuple(sorted(times.meetings, key=_begins)))
    return tuple(sorted(times, key=_begins))


def _begins(sitting: Sitting) -> tuple[date, time]:
    return sitting.on, sitting.starts
