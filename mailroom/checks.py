"""What an operator has set wrong is said when the service starts, not by the first e-mail."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.urls import Resolver404, resolve


@register()
def check_inbound_mail(**_options: Any) -> list[CheckMessage]:
    """The settings of inbound mail fit each other."""
    found: list[CheckMessage] = []
    comes = settings.INBOUND_PROVIDER or settings.INBOUND_IMAP_URL
    if comes and "@" not in settings.INBOUND_ADDRESS:
        said = "INBOUND_ADDRESS is not set, so that no listing names an address to write to."
        found.append(Warning(said, id="mailroom.W001"))
    if settings.INBOUND_IMAP_URL and not settings.INBOUND_IMAP_URL.startswith(("imaps:", "imap:")):
        found.append(Error("INBOUND_IMAP_URL begins with imaps://", id="mailroom.E001"))
    if settings.INBOUND_PROVIDER:
        try:
            path = f"/{settings.INBOUND_PROVIDER}/inbound/"
            view: Any = resolve(path, "mailroom.urls_of_providers").func
        except Resolver404:
            said = (
                f"INBOUND_PROVIDER: anymail knows no inbound mail of {settings.INBOUND_PROVIDER}."
            )
            return [*found, Error(said, id="mailroom.E002")]
        signs = not getattr(view.view_class, "warn_if_no_basic_auth", False)
        if not signs and not settings.ANYMAIL.get("WEBHOOK_SECRET"):
            said = "MAIL_WEBHOOK_SECRET is not set: e-mails that the provider brings are refused."
            found.append(Error(said, id="mailroom.E003"))
    return found
