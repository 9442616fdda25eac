"""Which of allauth's pages are open, and to whom."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

# An account is one proven address without a password: neither is changed on a page of its own.
NOT_OFFERED = frozenset(
    {
        *("account_email", "account_change_password", "account_set_password"),
        *("account_reset_password", "account_reset_password_done"),
        *("account_reset_password_from_key", "account_reset_password_from_key_done"),
        "socialaccount_connections",
    }
)


class AccountPagesMiddleware:
    """Close what is not offered, and to sessions begun by a letter all that would outlive them.

    Whoever holds a forwarded letter is its reader for a working day (docs/decisions/0022); a
    passkey of their own would make it for good.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the name of the page is known later."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Ask once the URL is resolved."""
        name = getattr(request.resolver_match, "url_name", None) or ""
        if name in NOT_OFFERED:
            raise Http404
        if name.startswith("mfa_") and request.session.get("signed_in_by") == "link":
            raise PermissionDenied
