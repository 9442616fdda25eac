"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.addresses import address
from core.languages import every_language, own_name
from portal.letters import letters_of
from portal.roles import navigation

THEMES = frozenset({"light", "dark"})


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Navigation of the reader's role, the reader's name and home, colours, the demo's ribbon."""
    institution = getattr(request, "institution", None)
    user = getattr(request, "user", None)
    theme = request.COOKIES.get("theme")
    context: dict[str, Any] = {
        "demo": _ribbon(request),
        "theme": theme if theme in THEMES else "",
        "accessibility_url": address("portal:accessibility"),
        "privacy_url": address("portal:privacy"),
        "theme_url": address("portal:set_theme"),
        "language_url": address("portal:set_language"),
        "languages": _languages(institution.offered_languages if institution else None),
        "login_url": address("account_login"),
    }
    if user is not None and user.is_authenticated:
        context |= {"person_label": str(user), "person_url": address("portal:home")}
    if institution is not None:
        context["home_url"] = address("portal:listing", institution.slug)
        context["institution_css_url"] = address("portal:institution_css", institution.slug)
        context["navigation"] = SimpleLazyObject(
            lambda: navigation(user, institution, request.path)
        )
        if user is not None and user.is_authenticated:
            context["my_letters"] = SimpleLazyObject(lambda: letters_of(user, institution))
    return context


def _languages(offered: list[str] | None) -> list[tuple[str, str]]:
    """The other ways to read this page: code and name; nothing where there is one language."""
    codes = [code for code in every_language() if offered is None or code in offered]
    return [(code, own_name(code)) for code in codes] if len(codes) > 1 else []


def _ribbon(request: HttpRequest) -> Any:
    if not settings.DEMO:
        return None
    from portal.demo.ribbon import ribbon_of  # only a demo loads it

    return ribbon_of(request)
