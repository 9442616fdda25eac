"""The addresses of every deployment, where no and not found are said without a page.

For asking every address of everybody: a fifth of the time went into drawing refusals.
"""

from django.http import HttpRequest, HttpResponse

from config.urls import handler500, urlpatterns

__all__ = ["handler500", "urlpatterns"]


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No."""
    return HttpResponse(status=403)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such thing."""
    return HttpResponse(status=404)
