"""Acts of the desk on several projects: each by its own rule, and the answer says which not."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.limits import A_DAY, used_up
from accounts.models import User
from core.errors import RuleBroken
from core.outbox import publish
from employers.events import ChangesRequested, SentToHost
from employers.models import Challenge
from employers.services.clearing import clearance_of
from employers.states import ChallengeState
from institutions.models import StaffMember


@transaction.atomic
def assign_challenges(
    *, challenges: Iterable[Challenge], owner: User | None
) -> dict[int, int | None]:
    """Give ``challenges`` to ``owner``, or to nobody. Returns who had each before, by key.

    Raises ``RuleBroken`` for somebody who does not work at the university.
    """
    before: dict[int, int | None] = {}
    for challenge in sorted(challenges, key=lambda each: each.pk):
        ours = StaffMember.objects.of(challenge.institution).filter(user=owner)
        if owner is not None and not ours.exists():
            raise RuleBroken(_("%(who)s does not work at this university.") % {"who": owner})
        before[challenge.pk] = challenge.owner_id
        Challenge.objects.filter(pk=challenge.pk).update(owner=owner)
    return before


@transaction.atomic
def give_back_challenges(*, given: int | None, before: Mapping[int, int | None]) -> int:
    """Undo :func:`assign_challenges` where ``given`` is still the owner. Returns how many."""
    undone = 0
    for challenge, owner in before.items():
        mine = Challenge.objects.filter(pk=challenge, owner=given)
        undone += mine.update(owner=owner)
    return undone


@transaction.atomic
def remind_host(*, challenge: Challenge) -> Challenge:
    """Send the host the letter that waits for an answer once more.

    Raises ``RuleBroken`` where nothing waits for the host, where there is no address (then ring),
    and on the second time within two days.
    """
    if challenge.state != ChallengeState.CHANGES_REQUESTED:
        raise RuleBroken(_("Nothing waits for the host here."))
    contact = challenge.contact
    if not contact.address:
        raise RuleBroken(
            _("%(name)s has no e-mail: ring %(number)s.")
            % {"name": contact.name, "number": contact.telephone}
        )
    if used_up(f"reminded:{challenge.public_id}", at_most=1, seconds=2 * A_DAY):
        raise RuleBroken(_("Reminded in the last two days: ring instead."))
    liked = clearance_of(challenge)
    if liked is not None:
        publish(SentToHost(clearance_id=liked.pk))
    else:
        publish(ChangesRequested(challenge_id=challenge.pk))
    return challenge
