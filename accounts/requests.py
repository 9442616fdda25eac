"""Types of requests, for views."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request behind LoginRequiredMiddleware: its user is a User.

    ``institution`` is the one that the URL names (institutions.middleware); a higher floor's type.
    """

    user: "User"
    institution: Any
