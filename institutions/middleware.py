"""Which institution a page belongs to, and letters that let their reader in."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.http import escape_leading_slashes
from django.utils.translation import activate, get_language

from accounts.models import User
from accounts.services import choose_language, reader_of, sign_in_by_link
from core.compiled import Compiled
from core.languages import COOKIE, asked_for, every_language, first_offered
from core.links import open_key
from institutions.models import Institution
from institutions.rules import signs_in_by_link

WORDLESS = ("image/", "text/css", "font/")
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


class LanguageMiddleware:
    """The language of a page: of those that its university offers, the one that is wished first.

    In order: what the person chose (kept with her account), what was pressed on this device, what
    the browser asks for; otherwise the university's own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Choose without knowing who asks and where, for pages that say what went wrong."""
        activate(first_offered(asked_for(request), every_language(), settings.LANGUAGE_CODE))
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", get_language() or settings.LANGUAGE_CODE)
        if not response.headers.get("Content-Type", "").startswith(WORDLESS):
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> None:
        """Choose again: now the university is known, and whoever is signed in."""
        here: Institution | None = request.institution  # type: ignore[attr-defined]
        known = settings.SESSION_COOKIE_NAME in request.COOKIES and not getattr(
            view, "wordless", False
        )
        own = request.user.language if known and request.user.is_authenticated else ""
        activate(
            first_offered(
                (own, *asked_for(request)),
                here.offered_languages if here else every_language(),
                here.language if here else settings.LANGUAGE_CODE,
            )
        )


@receiver(user_logged_in, dispatch_uid="institutions.keep_language")
def keep_language(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """What she pressed before signing in, or her browser's wish where she never chose, is hers."""
    pressed = request.COOKIES.get(COOKIE, "")
    if pressed not in every_language():
        pressed = "" if user.language else first_offered(asked_for(request), every_language(), "")
    if pressed and pressed != user.language:
        choose_language(user, pressed)


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
