"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from portal.roles import navigation


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Navigation of the reader's role, the reader's name and home, and the demo's switch."""
    institution = getattr(request, "institution", None)
    user = getattr(request, "user", None)
    context: dict[str, Any] = {"demo": settings.DEMO}
    if user is not None and user.is_authenticated:
        context |= {"person_label": str(user), "person_url": reverse("portal:home")}
    if institution is not None:
        context["home_url"] = reverse("portal:listing", args=[institution.slug])
        context["navigation"] = SimpleLazyObject(
            lambda: navigation(user, institution, request.path)
        )
    return context
