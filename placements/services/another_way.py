"""A host asks for a promise in writing, and a student would rather not (REQUIREMENTS 2, IP).

Asking is free: staff talk to the host, and her place does not run out meanwhile.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleBroken
from placements.models import Concern
from placements.services.day import raise_concern
from students.models import Eoi
from students.states import EoiState


def waits_for_another_way() -> Exists:
    """Of an interest: its student asked for another way, and staff have not settled it."""
    return Exists(
        Concern.objects.filter(
            challenge=OuterRef("challenge"),
            raised_by=OuterRef("student__user"),
            kind=Concern.Kind.ANOTHER_WAY,
            settled_at__isnull=True,
        )
    )


def asked_another_way(eoi: Eoi) -> bool:
    """Whether she asked and waits for what staff find."""
    return Eoi.objects.filter(waits_for_another_way(), pk=eoi.pk).exists()


@transaction.atomic
def ask_another_way(*, eoi: Eoi, by: User) -> None:
    """Ask staff for a way without the promise in writing; asking twice changes nothing.

    Raises ``RuleBroken`` where the host asks for none, or no offer is open.
    """
    if not eoi.challenge.needs_nda:
        raise RuleBroken(_("The host asks for no promise in writing here."))
    held = Eoi.objects.select_for_update(of=("self",), no_key=True).get(pk=eoi.pk)
    if held.state != EoiState.OFFERED:
        raise RuleBroken(_("There is no offer to answer here."))
    if not asked_another_way(held):
        raise_concern(challenge=eoi.challenge, kind=Concern.Kind.ANOTHER_WAY, by=by)
