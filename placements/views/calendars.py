"""Calendars: the file of one place, and a person's own address for a calendar program."""

import hashlib
import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from core.htmx import go_to, render_page
from core.permissions import authorize
from placements import services
from placements.services.calendars import address_of_feed, feed_behind, feed_of, webcal
from placements.views.student import READ, placement_of


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


@require_safe
def calendar_file(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """The days of one place. Taking it again moves what has moved, and doubles nothing."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.calendar_file", placement)
    return _file(services.calendar_of(placement), "day")


@require_http_methods(READ)
def subscribe(request: SignedInRequest, institution: str) -> HttpResponse:
    """My calendar: its address, a new one, and switching it off."""
    here, user = request.institution, request.user
    authorize(user, "placements.subscribe", here)
    if request.method == "POST":
        if request.POST.get("act") == "end":
            services.unsubscribe(user=user, institution=here)
            messages.success(request, _("Switched off. Programs that had it get nothing more."))
        else:
            services.subscribe(user=user, institution=here)
            messages.success(request, _("Here is your address. Keep it to yourself."))
        return go_to(request, "placements:subscribe", institution)
    feed = feed_of(user, here)
    address = address_of_feed(feed) if feed else ""
    context = {"institution": here, "address": address, "webcal": webcal(address) if feed else ""}
    return render_page(request, "placements/subscribe.html", context)


@login_not_required
@require_safe
def calendar_feed(
    request: HttpRequest, institution: str, public_id: uuid.UUID, secret: str
) -> HttpResponse:
    """What a calendar program reads. It is told when nothing has changed since it asked last."""
    here = request.institution  # type: ignore[attr-defined]
    authorize(request.user, "placements.calendar_feed", here)
    feed = feed_behind(here, public_id, secret)
    if feed is None:
        raise Http404
    with override(here.language_for(feed.user)):
        content = services.calendar_for(feed)
    response = _file(content, "days")
    mark = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response["ETag"] = mark
    patch_cache_control(response, private=True, max_age=300)
    return get_conditional_response(request, etag=mark, response=response) or response
