"""“Are you from …?”: asked by a mail domain, answered by a person."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken, refused_by
from core.outbox import publish
from employers.claims import claimable
from employers.events import ClaimSettled, HostClaimed
from employers.models import HostClaim, Partnership
from employers.services.hosts import add_member


@transaction.atomic
def claim_host(*, partnership: Partnership, user: User) -> HostClaim:
    """Ask to act for a host whose mail domain ``user`` has. Nothing is shown to her by it.

    Raises ``RuleBroken`` where she is not asked about this host (any more).
    """
    offered = {each.pk for each in claimable(user, partnership.institution)}
    not_hers = RuleBroken(_("This was asked already, or is not for your address. Ring us."))
    if partnership.pk not in offered:
        raise not_hers
    with refused_by("hostclaim_once", not_hers):
        claim = HostClaim.objects.create(
            institution=partnership.institution,
            partnership=partnership,
            user=user,
            claimed_at=clock.now(),
        )
    publish(HostClaimed(claim_id=claim.pk))
    return claim


@transaction.atomic
def settle_claim(*, claim: HostClaim, accept: bool, by: User) -> HostClaim:
    """Staff, or somebody of the host, know her or do not. The first answer stands.

    Raises ``RuleBroken`` for one's own claim.
    """
    rows = HostClaim.objects.select_for_update(of=("self",))
    held = rows.select_related("partnership__employer", "institution", "user").get(pk=claim.pk)
    if held.user_id == by.pk:
        raise RuleBroken(_("Somebody else answers this."))
    if held.accepted is not None:
        return held
    held.accepted, held.settled_by, held.settled_at = accept, by, clock.now()
    held.save(update_fields=["accepted", "settled_by", "settled_at"])
    if accept:
        add_member(
            employer=held.partnership.employer,
            introduced_by=held.institution,
            name=held.user.name or held.user.email.partition("@")[0],
            user=held.user,
        )
    publish(ClaimSettled(claim_id=held.pk))
    return held
