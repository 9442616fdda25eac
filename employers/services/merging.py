"""Two records of one host become one, and can become two again for thirty days.

What stands on upper floors and names an employer is signed, and is never moved: the caller has
asked whether there is any (``credentials.services.merge_employers``; docs/decisions/0041).
"""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from employers.models import (
    UNDONE_WITHIN,
    Challenge,
    Employer,
    EmployerMerge,
    HostCheck,
    HostClaim,
    Member,
    OwnTemplate,
    Partnership,
    PartnershipNote,
    PastProject,
    Site,
)

MOVED: dict[str, type[models.Model]] = {
    "challenge": Challenge,
    "member": Member,
    "site": Site,
    "past": PastProject,
    "check": HostCheck,
    "template": OwnTemplate,
}
TAKEN = ("name", "kind", "sector", "about", "website", "telephone", "email_domain")


@transaction.atomic
def merge_employers(
    *, kept: Partnership, gone: Partnership, take: Iterable[str] = (), by: User | None = None
) -> EmployerMerge:
    """Move people, places, projects, notes and checks of ``gone`` to ``kept``; ``gone`` is hidden.

    ``take`` names what ``kept`` says from now on as ``gone`` said it; what is empty is filled
    anyway. Raises ``RuleBroken`` where another university works with the one that would go.
    """
    rows = Partnership.objects.select_for_update(of=("self",)).select_related("employer")
    held = {each.pk: each for each in rows.filter(pk__in=(kept.pk, gone.pk)).order_by("pk")}
    kept, gone = held[kept.pk], held[gone.pk]
    _refuse(kept, gone)
    stays, goes = kept.employer, gone.employer
    said = {name: getattr(stays, name) for name in TAKEN}
    moved: dict[str, Any] = {"said": said, "sites": {}, "users": {}}
    _make_room(stays, goes, moved)
    for name, model in MOVED.items():
        theirs = model._default_manager.filter(employer=goes)
        if name == "past":
            known = PastProject.objects.filter(employer=stays).values_list("title", "on")
            same = [
                row.pk
                for row in PastProject.objects.filter(employer=goes)
                if (row.title, row.on) in set(known)
            ]
            theirs = theirs.exclude(pk__in=same)
        if name == "check" and HostCheck.objects.filter(
            employer=stays, institution=kept.institution, good_until__isnull=True
        ):
            theirs = theirs.exclude(good_until__isnull=True)
        moved[name] = list(theirs.values_list("pk", flat=True))
        model._default_manager.filter(pk__in=moved[name]).update(employer=stays)
    notes = PartnershipNote.objects.filter(partnership=gone)
    moved["notes"] = list(notes.values_list("pk", flat=True))
    notes.update(partnership=kept)
    asked = HostClaim.objects.filter(partnership=kept).values("user")
    claims = HostClaim.objects.filter(partnership=gone).exclude(user__in=asked)
    moved["claims"] = list(claims.values_list("pk", flat=True))
    HostClaim.objects.filter(pk__in=moved["claims"]).update(partnership=kept)
    if not _known_elsewhere(kept):
        for name in TAKEN:
            if getattr(goes, name) and (name in set(take) or not getattr(stays, name)):
                setattr(stays, name, getattr(goes, name))
        stays.save(update_fields=TAKEN)
    Partnership.objects.filter(pk=gone.pk).update(merged_into=kept)
    return EmployerMerge.objects.create(
        institution=kept.institution,
        kept=kept,
        gone=gone,
        moved=moved,
        merged_at=clock.now(),
        merged_by=by,
    )


def _refuse(kept: Partnership, gone: Partnership) -> None:
    if kept.pk == gone.pk:
        raise RuleBroken(_("These are one record already."))
    if kept.institution_id != gone.institution_id:
        raise RuleBroken(_("Both hosts must be known here."))
    if kept.merged_into_id or gone.merged_into_id:
        raise RuleBroken(_("One of them is merged already."))
    if _known_elsewhere(gone):
        raise RuleBroken(
            _("Another university works with %(host)s: keep that record, and let this one go.")
            % {"host": gone.employer}
        )


def _known_elsewhere(partnership: Partnership) -> bool:
    elsewhere = Partnership.objects.filter(employer=partnership.employer)
    projects = Challenge.objects.filter(employer=partnership.employer)
    return any(
        rows.exclude(institution=partnership.institution_id).exists()
        for rows in (elsewhere, projects)
    )


def _make_room(stays: Employer, goes: Employer, moved: dict[str, Any]) -> None:
    """What may stand only once at a host: a place of one name, a person with a sign-in."""
    names = set(Site.objects.filter(employer=stays).values_list("name", flat=True))
    for site in Site.objects.filter(employer=goes, name__in=names):
        moved["sites"][str(site.pk)] = site.name
        number = 2
        while f"{site.name[:74]} ({number})" in names:
            number += 1
        site.name = f"{site.name[:74]} ({number})"
        names.add(site.name)
        site.save(update_fields=["name"])
    there = Member.objects.filter(employer=stays, user__isnull=False).values("user")
    for member in Member.objects.filter(employer=goes, user__in=there).select_related("user"):
        moved["users"][str(member.pk)] = member.user_id
        member.email, member.user = member.address, None
        member.save(update_fields=["email", "user"])


@transaction.atomic
def undo_merge(*, merge: EmployerMerge) -> EmployerMerge:
    """Make them two again: what moved goes back, what came since stays where it is."""
    merge = EmployerMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.undone_at is not None:
        raise RuleBroken(_("They are two again already."))
    if merge.merged_at + UNDONE_WITHIN < clock.now():
        raise RuleBroken(_("Thirty days are over: it can not be undone any more."))
    stays, goes = merge.kept.employer, merge.gone.employer
    for name, model in MOVED.items():
        back = model._default_manager.filter(pk__in=merge.moved[name], employer=stays)
        back.update(employer=goes)
    for key, name in merge.moved["sites"].items():
        Site.objects.filter(pk=key, employer=goes).update(name=name)
    for key, user in merge.moved["users"].items():
        Member.objects.filter(pk=key, employer=goes, user__isnull=True).update(user=user)
    notes = PartnershipNote.objects.filter(pk__in=merge.moved["notes"], partnership=merge.kept)
    notes.update(partnership=merge.gone)
    claims = HostClaim.objects.filter(pk__in=merge.moved.get("claims", ()), partnership=merge.kept)
    claims.update(partnership=merge.gone)
    if not _known_elsewhere(merge.kept):
        Employer.objects.filter(pk=stays.pk).update(**merge.moved["said"])
    Partnership.objects.filter(pk=merge.gone_id).update(merged_into=None)
    merge.undone_at = clock.now()
    merge.save(update_fields=["undone_at"])
    return merge
