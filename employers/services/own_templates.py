"""Briefs that went well, kept by name and used again: a host's own, and the clinic's."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleBroken, refused_by
from employers.models import Challenge, Employer, Member, OwnTemplate
from employers.services.briefs import COPIED, copied_from, draft_challenge, times_of
from employers.times import moved_to

OF_A_HOST = frozenset({"site", "supervisor", "owner", "background"})  # stay with their host


@transaction.atomic
def keep_template(
    *, challenge: Challenge, name: str, employer: Employer | None, by: User
) -> OwnTemplate:
    """Keep a brief as a template of ``employer``, or without one of the clinic's.

    Raises ``RuleBroken`` where it is kept already.
    """
    if not name.strip():
        raise RuleBroken(_("Give it a name that you will know again."))
    with refused_by("owntemplate_once", RuleBroken(_("It is kept as a template already."))):
        return OwnTemplate.objects.create(
            institution=challenge.institution,
            employer=employer,
            challenge=challenge,
            name=name.strip()[:80],
            kept_by=by,
        )


@transaction.atomic
def drop_template(*, template: OwnTemplate) -> None:
    """Keep it no longer; the project itself stays."""
    template.delete()


@transaction.atomic
def use_template(
    *, template: OwnTemplate, contact: Member, first_day: date, recorded_by: User | None
) -> Challenge:
    """A new draft of ``contact``'s host from a template, beginning on ``first_day``.

    What belongs to the host that the brief came from (place, people, background) is left out for
    another host. Raises ``RuleBroken``.
    """
    kept = template.challenge
    own = contact.employer_id == kept.employer_id
    names = [name for name in COPIED if own or name not in OF_A_HOST]
    copied: Any = copied_from(kept, names)
    return draft_challenge(
        institution=template.institution,
        contact=contact,
        times=moved_to(times_of(kept), first_day),
        skills=list(kept.skills.all()),
        recorded_by=recorded_by,
        **copied,
    )
