"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The demo's switch; the portal's helper fills in navigation and person."""
    return {"demo": settings.DEMO}
