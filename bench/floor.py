"""The floor page: session, user, one indexed query, one template. No page can cost less."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from institutions.models import Institution

TEMPLATE = engines["django"].from_string(
    "<!doctype html><html lang=en><title>{{ institution }}</title>"
    "<h1>{{ institution.name }}</h1><p>{{ user.email }}</p></html>"
)


def floor(request: HttpRequest, slug: str) -> HttpResponse:
    """One row by its slug, in a few words."""
    institution = Institution.objects.get(slug=slug)
    return HttpResponse(TEMPLATE.render({"institution": institution, "user": request.user}))


urlpatterns = [path("floor/<slug:slug>/", floor), path("", include("config.urls"))]
