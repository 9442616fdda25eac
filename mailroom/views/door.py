"""Where the mail provider hands in what came (django-anymail's inbound webhooks).

The provider's signature, or the secret in the address that it was told, is checked by anymail. What
is a message as it came is read by ``mailreading`` alone, within its limits: anymail's own parser
has none. A provider that takes messages apart has refused the hostile ones before.
"""

import json
import logging
from email.errors import MessageError
from email.policy import compat32
from functools import lru_cache
from typing import Any

from anymail.exceptions import AnymailConfigurationError, AnymailWebhookValidationFailure
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mailroom import services

logger = logging.getLogger(__name__)
# Ten megabytes in base64, and what a provider says besides
BODY_AT_MOST = 15 * 1024 * 1024
BROKEN = (
    *(ValueError, LookupError, TypeError, AttributeError, RecursionError),
    *(MessageError, OSError, SuspiciousOperation, AnymailConfigurationError),
)


@lru_cache
def provider_view(provider: str, brings: str = "inbound") -> Any:
    """anymail's view of ``provider``. Raises ``Resolver404`` for one that it does not know."""
    served: Any = resolve(f"/{provider}/{brings}/", "mailroom.urls_of_providers").func
    return served.view_class


@csrf_exempt
@login_not_required
@require_http_methods(["HEAD", "POST"])  # some providers look first whether it is there
def receive_mail(request: HttpRequest) -> HttpResponse:
    """Take in what the provider brings. What can not be read is refused, and not sent again."""
    try:
        view = provider_view(settings.INBOUND_PROVIDER)()
    except Resolver404 as unknown:
        raise Http404 from unknown
    if request.method == "HEAD":
        return HttpResponse()
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_AT_MOST:
            logger.warning("mail_refused why=too_large")
            return HttpResponse(status=413)
        if request.content_type != "multipart/form-data":  # whose files are kept out of memory
            # Django's own limit is made for what people type; the length was looked at above
            request._body = request.read(BODY_AT_MOST)
        refuse_unsigned(view)
        view.run_validators(request)
        messages = _as_they_came(request) or [
            _put_together(event.message) for event in view.parse_events(request) if event.message
        ]
    except AnymailWebhookValidationFailure:
        logger.warning("mail_refused why=signature")
        return HttpResponse(status=403)
    except BROKEN as error:
        logger.warning("mail_refused why=%s", type(error).__name__)
        return HttpResponse(status=400)
    for raw in messages:
        services.take_mail(raw)
    return HttpResponse()


def refuse_unsigned(view: Any) -> None:
    """anymail lets everybody in where no secret is set; we let nobody."""
    signs_itself = not getattr(view, "warn_if_no_basic_auth", False)
    if not signs_itself and not getattr(view, "basic_auth", None):
        raise AnymailWebhookValidationFailure("MAIL_WEBHOOK_SECRET is not set")


def _as_they_came(request: HttpRequest) -> list[bytes]:
    """The whole message, where the provider was told to hand it on."""
    if request.content_type == "application/json":
        said = json.loads(request.body)
        raw = said.get("RawEmail") if isinstance(said, dict) else None
        recipient = said.get("OriginalRecipient") if raw else ""
    else:
        raw = request.POST.get("body-mime") or request.POST.get("email")
        recipient = request.POST.get("recipient")
    if not isinstance(raw, str):
        return []
    return [_delivered_to(recipient) + raw.encode("utf-8", "replace")]


def _put_together(message: Any) -> bytes:
    """A message that the provider took apart."""
    return _delivered_to(message.envelope_recipient) + message.as_bytes(policy=compat32)


def _delivered_to(recipient: Any) -> bytes:
    """The address that the message went to, which its own headers need not name."""
    words = " ".join(str(recipient or "").split())[:320]
    return f"Delivered-To: {words}\r\n".encode("utf-8", "replace") if words else b""
