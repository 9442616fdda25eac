"""Pages and their parts: htmx asks the same URL and gets the part."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django_htmx.http import HttpResponseClientRedirect


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render ``template``, or only ``part`` of it where htmx asks."""
    htmx = getattr(request, "htmx", None)
    asked = part if part and htmx and not htmx.boosted else template
    return render(request, asked, context, status=status)


def go_to(request: HttpRequest, to: str, *args: Any, **kwargs: Any) -> HttpResponse:
    """Redirect to a URL name, in the way that the asker (browser or htmx) understands."""
    if getattr(request, "htmx", None):
        return HttpResponseClientRedirect(resolve_url(to, *args, **kwargs))
    return redirect(to, *args, **kwargs)
