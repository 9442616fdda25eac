"""The record of a partnership: its stage, what was said, and what somebody promised to do next."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from employers.models import NOTES_KEPT_FOR, Partnership, PartnershipNote
from institutions.models import StaffMember


@transaction.atomic
def edit_partnership(
    *,
    partnership: Partnership,
    stage: str,
    owner: User | None = None,
    next_step: str = "",
    next_step_on: date | None = None,
    next_step_owner: User | None = None,
) -> Partnership:
    """Say how far we are with a host, who cares for it, and what comes next, by when, by whom.

    A step has a day; without an owner it is the owner's of the partnership. Raises ``RuleBroken``.
    """
    next_step = next_step.strip()
    if next_step and next_step_on is None:
        raise RuleBroken(_("By when? A next step has a day."))
    if next_step_on is not None and not next_step:
        raise RuleBroken(_("What is to be done on that day?"))
    for person in filter(None, (owner, next_step_owner)):
        ours = StaffMember.objects.of(partnership.institution).filter(user=person)
        if not ours.exists():
            raise RuleBroken(_("%(who)s does not work at this university.") % {"who": person})
    partnership.stage = stage
    partnership.owner = owner
    partnership.next_step = next_step
    partnership.next_step_on = next_step_on
    partnership.next_step_owner = (next_step_owner or owner) if next_step else None
    partnership.save(
        update_fields=["stage", "owner", "next_step", "next_step_on", "next_step_owner"]
    )
    return partnership


@transaction.atomic
def write_note(
    *, partnership: Partnership, words: str, how: str, on: date, by: User
) -> PartnershipNote:
    """Keep what was said with a host, and when. Whoever was new is somebody we talk with now."""
    if not words.strip():
        raise RuleBroken(_("Write a line."))
    if on > clock.today(partnership.institution.zone):
        raise RuleBroken(_("This day is still to come: make it a next step."))
    if partnership.stage == Partnership.Stage.NEW:
        partnership.stage = Partnership.Stage.TALKING
        partnership.save(update_fields=["stage"])
    return PartnershipNote.objects.create(
        institution=partnership.institution,
        partnership=partnership,
        words=words.strip(),
        how=how,
        on=on,
        written_by=by,
    )


@transaction.atomic
def settle_next_step(*, partnership: Partnership, by: User) -> Partnership:
    """The next step is done; a note keeps that it was. A second press changes nothing."""
    held = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    if held.next_step:
        PartnershipNote.objects.create(
            institution=partnership.institution,
            partnership=held,
            words=_("Done: %s") % held.next_step,
            how=PartnershipNote.How.OTHER,
            on=clock.today(partnership.institution.zone),
            written_by=by,
        )
        held.next_step, held.next_step_on, held.next_step_owner = "", None, None
        held.save(update_fields=["next_step", "next_step_on", "next_step_owner"])
    return held


def forget_old_notes() -> None:
    """Notes about hosts go 24 months after they were written."""
    PartnershipNote.objects.filter(written_at__lt=clock.now() - NOTES_KEPT_FOR).delete()
