"""What students agreed to changes: what is left behind, whose it is, the place, the pay.

The caller (``placements.change_agreement``) holds the challenge and asks everybody again.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleBroken
from employers.models import Challenge, Pay
from employers.said import said_in
from employers.services.fitness import refuse_unfit
from employers.services.hosts import site_at
from employers.services.sharing import correct_parts
from employers.services.versions import keep_version
from employers.states import AHEAD


def set_agreed(
    *,
    challenge: Challenge,
    deliverable: str = "",
    ip_terms: str = "",
    pay_per_hour: Decimal | None = None,
    address: str = "",
    by: User | None = None,
) -> bool:
    """Change what was agreed; whether anything is different. What is empty stays as it is.

    Pay only rises, so that no ruling on it is turned. Raises ``RuleBroken``.
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
    if not different:
        return False
    for name in different:
        setattr(challenge, name, fields[name])
    refuse_unfit(challenge, challenge.skills.count())
    challenge.save(update_fields=sorted(different))
    correct_parts(challenge, different)
    keep_version(challenge=challenge, before=before, by=by, by_host=False)
    return True
