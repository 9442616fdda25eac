"""The service worker that keeps arrival sheets for a journey without a signal."""

from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from core.permissions import authorize


@cache
def _script() -> bytes:
    return Path(str(finders.find("js/offline.js"))).read_bytes()


@login_not_required
@require_safe
def offline_worker(request: HttpRequest, institution: str) -> HttpResponse:
    """Its address says what it may touch: a browser lets it answer for ``me/placements/`` alone."""
    authorize(request.user, "placements.offline_worker", request.institution)  # type: ignore[attr-defined]
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    patch_cache_control(response, no_cache=True)
    return response
