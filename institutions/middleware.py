"""Which institution a page belongs to, and letters that let their reader in."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import escape_leading_slashes

from accounts.services import reader_of, sign_in_by_link
from core.compiled import Compiled
from core.links import open_key
from institutions.models import Institution
from institutions.rules import signs_in_by_link

BY_SLUG = Compiled(lambda slug: Institution.objects.filter(slug=slug))


class InstitutionMiddleware:
    """Set ``request.institution`` from the URL's slug, or to ``None`` outside an institution."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Begin without an institution."""
        request.institution = None  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> None:
        """Find the institution; an unknown slug is a page that does not exist."""
        if "institution" not in kwargs:
            return
        institution = BY_SLUG.get_or_404(slug=kwargs["institution"])
        request.institution = institution  # type: ignore[attr-defined]


class LinkMiddleware:
    """Open the key of a letter on GET, take it out of the address, and show the page itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the page behind the link, with an offer of a new one, or pass on."""
        key = request.GET.get("key")
        if key is None or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        rest = request.GET.copy()
        del rest["key"]
        clean = escape_leading_slashes(request.path)  # "//elsewhere" would be another site
        clean += f"?{urlencode(list(rest.items()))}" if rest else ""
        link = open_key(key)
        if link is None or link.path.split("?")[0] != request.path:
            return redirect(clean)
        user = reader_of(link)
        if user is None:
            return redirect(clean)
        if request.user.is_authenticated and request.user.pk == user.pk:
            return redirect(clean)
        if not signs_in_by_link(user):
            return redirect(clean)
        if link.run_out:
            return render(request, "accounts/link_run_out.html", {"key": key}, status=410)
        if request.user.is_authenticated:
            return render(request, "accounts/link_of_another.html", {"key": key, "next": clean})
        sign_in_by_link(request, user)
        return redirect(clean)
