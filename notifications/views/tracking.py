"""Where the mail provider says what became of a letter (django-anymail's tracking webhooks)."""

import logging
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import EventType
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mailroom.views.door import BROKEN, provider_view, refuse_unsigned
from notifications import services
from notifications.models import StoppedAddress

logger = logging.getLogger(__name__)
Why = StoppedAddress.Why
MEANS = {
    EventType.BOUNCED: Why.BOUNCED,
    EventType.REJECTED: Why.REFUSED,
    EventType.COMPLAINED: Why.COMPLAINED,
}


@csrf_exempt  # the provider's signature is the proof
@login_not_required
@require_http_methods(["HEAD", "POST"])  # some providers look first whether it is there
def track_letters(request: HttpRequest) -> HttpResponse:
    """Stop addresses whose letters came back or were marked as unwanted; all else is passed by."""
    try:
        view = provider_view(settings.MAIL_PROVIDER, "tracking")()
    except Resolver404 as unknown:
        raise Http404 from unknown
    if request.method == "HEAD":
        return HttpResponse()
    try:
        refuse_unsigned(view)
        view.run_validators(request)
        events = view.parse_events(request)
    except AnymailWebhookValidationFailure:
        logger.warning("tracking_refused why=signature")
        return HttpResponse(status=403)
    except BROKEN as error:
        logger.warning("tracking_refused why=%s", type(error).__name__)
        return HttpResponse(status=400)
    for event in events:
        _heed(event)
    return HttpResponse()


def _heed(event: Any) -> None:
    if not event.recipient:
        return
    if event.event_type in MEANS:
        letter = str((event.metadata or {}).get("letter", ""))
        code = str(event.reject_reason or "")
        services.provider_says(event.recipient, MEANS[event.event_type], letter=letter, code=code)
    elif event.event_type == EventType.UNSUBSCRIBED:
        services.provider_unsubscribed(event.recipient)
