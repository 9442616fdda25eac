"""The desk's page about letters: addresses that do not take them, and letters that wait."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.htmx import render_page
from core.permissions import authorize, may
from notifications import services
from notifications.models import StoppedAddress
from notifications.waiting import WAITING, stopped_addresses

PAGE = 25


@require_safe
def letters_that_wait(request: SignedInRequest, institution: str) -> HttpResponse:
    """Who cannot be written to, and what has not gone out."""
    here = request.institution
    authorize(request.user, "notifications.letters_that_wait", here)
    return render_page(
        request,
        "notifications/letters_that_wait.html",
        {
            "institution": here,
            "page": Paginator(stopped_addresses(here), PAGE).get_page(request.GET.get("page")),
            "waiting": WAITING.first(institution=here.pk),
            "may_act": may(request.user, "notifications.address_works_again", here),
        },
    )


@require_POST
def address_works_again(
    request: SignedInRequest, institution: str, public_id: UUID
) -> HttpResponse:
    """Staff know that it works again: somebody rang, or gave the right one."""
    here = request.institution
    authorize(request.user, "notifications.address_works_again", here)
    stopped = get_object_or_404(StoppedAddress.objects.of(here), public_id=public_id)
    waited = services.address_works_again(here, stopped.address, by=request.user)
    said = ngettext(
        "We write to %(address)s again. %(n)d letter that waited is on its way.",
        "We write to %(address)s again. %(n)d letters that waited are on their way.",
        waited or 0,
    )
    messages.success(request, said % {"address": stopped.address, "n": waited or 0})
    return redirect("notifications:letters_that_wait", institution)


@require_POST
def try_letters_now(request: SignedInRequest, institution: str) -> HttpResponse:
    """Do not wait for the next try."""
    here = request.institution
    authorize(request.user, "notifications.try_letters_now", here)
    tried = services.try_letters_now(here)
    said = ngettext("%(n)d letter is tried again now.", "%(n)d letters are tried again now.", tried)
    messages.success(request, said % {"n": tried} if tried else _("No letter waits."))
    return redirect("notifications:letters_that_wait", institution)
