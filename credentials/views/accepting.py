""" "We accept this when hiring": said on the page of what can be earned, taken back, served."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.permissions import authorize
from credentials import services
from credentials.models import Acceptance, Achievement
from credentials.views.documents import HTML, JSON_TYPES, TOKEN_TYPES, open_to_all, wanted_type
from credentials.views.public import at_a_checked_employer
from employers.rules import memberships_of


@require_POST
def accept_when_hiring(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """The reader's employer accepts this badge, or all badges of its university."""
    authorize(request.user, "credentials.accept_when_hiring")
    row = get_object_or_404(Achievement.objects.select_related("institution"), public_id=public_id)
    member = at_a_checked_employer(request)
    if member is None:
        host = memberships_of(request.user)[0].employer
        messages.warning(
            request, _("No university here has checked %(host)s yet.") % {"host": host}
        )
        return redirect(_page(row))
    for_all = request.POST.get("of") == "all"
    try:
        services.accept_when_hiring(
            member=member,
            institution=row.institution,
            achievement=None if for_all else row,
            by=request.user,
        )
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Signed in the name of %(host)s.") % {"host": member.employer})
    return redirect(_page(row))


@require_POST
def stop_accepting(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take it back, on the host's own page."""
    row = get_object_or_404(
        Acceptance.objects.select_related("employer", "member__introduced_by"),
        public_id=public_id,
    )
    authorize(request.user, "credentials.stop_accepting", row)
    try:
        services.stop_accepting(acceptance=row, by=request.user)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Taken back. Pages show it already."))
    here = row.member.introduced_by if row.member else None
    return redirect("credentials:my_endorsements", here.slug) if here else redirect("portal:home")


@login_not_required
@require_safe
def acceptance(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The signed file for machines; people are led to what is accepted."""
    authorize(request.user, "credentials.acceptance")
    row = get_object_or_404(
        Acceptance.objects.select_related("achievement", "institution"), public_id=public_id
    )
    media_type = wanted_type(request, *JSON_TYPES, *TOKEN_TYPES, HTML)
    if media_type == HTML and row.achievement is not None:
        return redirect(_page(row.achievement))
    if row.document is None:
        return open_to_all(HttpResponse(status=410))
    if media_type in TOKEN_TYPES:
        return open_to_all(HttpResponse(row.jwt, content_type=media_type), seconds=30)
    kind = JSON_TYPES[0] if media_type == HTML else media_type
    return open_to_all(HttpResponse(services.file_of(row.document), content_type=kind), seconds=30)


def _page(achievement: Achievement) -> str:
    """The page of what can be earned, where its acceptances stand."""
    return reverse("documents:achievement", args=[achievement.public_id]) + "#accepted"
