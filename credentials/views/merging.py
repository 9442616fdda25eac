"""Doubled hosts: suggested, side by side, merged, and made two again."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from credentials import services
from employers.doubles import doubles_of
from employers.models import UNDONE_WITHIN, Challenge, EmployerMerge, Member, Partnership
from employers.services import TAKEN
from employers.services import undo_merge as make_two

LABELS = {
    "name": gettext_lazy("Name"),
    "kind": gettext_lazy("Kind"),
    "sector": gettext_lazy("Sector"),
    "about": gettext_lazy("About them"),
    "website": gettext_lazy("Website"),
    "telephone": gettext_lazy("Telephone"),
    "email_domain": gettext_lazy("Mail domain"),
}


@require_safe
def double_list(request: SignedInRequest, institution: str) -> HttpResponse:
    """Hosts that may be one, and those merged of late."""
    here = request.institution
    authorize(request.user, "credentials.double_list", here)
    merges = EmployerMerge.objects.of(here).filter(
        undone_at__isnull=True, merged_at__gt=clock.now() - UNDONE_WITHIN
    )
    found: dict[str, Any] = {"doubles": doubles_of(here), "institution": here}
    found["may_merge"] = may(request.user, "credentials.merge_employers", here)
    found["merges"] = merges.select_related(
        "kept__employer", "gone__employer", "merged_by"
    ).order_by("-merged_at")[:20]
    return render_page(request, "credentials/double_list.html", found)


@require_http_methods(["GET", "HEAD", "POST"])
def merge_employers(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Two hosts side by side: which record stays, and what it says from now on."""
    here = request.institution
    known = Partnership.objects.of(here).select_related("employer", "institution")
    kept = get_object_or_404(known, public_id=public_id)
    authorize(request.user, "credentials.merge_employers", kept)
    wanted = request.POST.get("other") or request.GET.get("other") or ""
    gone = next((each for each in known.exclude(pk=kept.pk) if str(each.public_id) == wanted), None)
    if gone is None:
        messages.warning(request, _("Choose two hosts."))
        return go_to(request, "credentials:double_list", here.slug)
    error = ""
    if request.method == "POST":
        try:
            services.merge_employers(
                kept=kept, gone=gone, take=request.POST.getlist("take"), by=request.user
            )
        except RuleBroken as broken:
            error = str(broken)
        else:
            messages.success(request, _("They are one now. You can make them two for 30 days."))
            return go_to(request, "employers:host_record", here.slug, kept.public_id)
    return render_page(
        request,
        "credentials/merge_employers.html",
        {
            "institution": here,
            "kept": kept,
            "gone": gone,
            "rows": _side_by_side(kept, gone),
            "error": error,
        },
        status=422 if error else 200,
    )


def _side_by_side(kept: Partnership, gone: Partnership) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for name in TAKEN:
        shown = "get_kind_display" if name == "kind" else name
        one, other = (getattr(each.employer, shown) for each in (kept, gone))
        if name == "kind":
            one, other = one(), other()
        if one or other:
            differs = bool(one and other and one != other)
            rows.append(
                {"name": name, "label": LABELS[name], "one": one, "other": other, "choose": differs}
            )
    for label, found in ((_("People"), Member.objects.all()), (_("Projects"), _projects(kept))):
        one, other = (
            ", ".join(str(row) for row in found.filter(employer=each.employer_id)[:8])
            for each in (kept, gone)
        )
        rows.append({"name": "", "label": label, "one": one, "other": other, "choose": False})
    return rows


def _projects(partnership: Partnership) -> QuerySet[Challenge]:
    return Challenge.objects.of(partnership.institution).proven()


@require_POST
def undo_merge(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Make them two again."""
    merges = EmployerMerge.objects.of(request.institution)
    merge = get_object_or_404(merges.select_related("institution"), public_id=public_id)
    authorize(request.user, "credentials.undo_merge", merge)
    try:
        make_two(merge=merge)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("They are two again."))
    return go_to(request, "credentials:double_list", institution)
