"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from portal.roles import navigation


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Navigation of the reader's role, the reader's name and home, and the demo's ribbon."""
    institution = getattr(request, "institution", None)
    user = getattr(request, "user", None)
    context: dict[str, Any] = {"demo": _ribbon(request)}
    if user is not None and user.is_authenticated:
        context |= {"person_label": str(user), "person_url": reverse("portal:home")}
    if institution is not None:
        context["home_url"] = reverse("portal:listing", args=[institution.slug])
        context["navigation"] = SimpleLazyObject(
            lambda: navigation(user, institution, request.path)
        )
    return context


def _ribbon(request: HttpRequest) -> Any:
    if not settings.DEMO:
        return None
    from portal.demo.ribbon import ribbon_of  # only a demo loads it

    return ribbon_of(request)
