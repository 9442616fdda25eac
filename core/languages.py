"""Which language somebody reads: her own choice, what her browser asks for, the university's."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import (
    get_language,
    get_language_info,
    get_supported_language_variant,
    trans_real,
)
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

COOKIE = settings.LANGUAGE_COOKIE_NAME
A_YEAR = 365 * 24 * 3600
View = TypeVar("View", bound=Callable[..., HttpResponse])


def every_language() -> list[str]:
    """The codes of all languages that Foothold speaks, the first of them its own."""
    return [code for code, _own in settings.LANGUAGES]


def own_name(code: str) -> str:
    """What a language calls itself, such as “Français”."""
    name: str = get_language_info(code)["name_local"]
    return "English" if code.startswith("en") else name.capitalize()


def asked_for(request: HttpRequest) -> Iterator[str]:
    """Codes in the order of wish: what was pressed on this device, then what its browser says."""
    yield request.COOKIES.get(COOKIE, "")
    for wish, _q in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if wish == "*":
            return
        try:
            yield get_supported_language_variant(wish)
        except LookupError:
            continue


def spoken() -> str:
    """The language that somebody chose for what is done now; "" where nobody did, as in a task."""
    active: Any = getattr(trans_real._active, "value", None)  # type: ignore[attr-defined]
    return active.to_language() if active is not None else ""


def first_offered(wishes: Iterable[str], offered: Sequence[str], otherwise: str) -> str:
    """The first wish that is offered, else ``otherwise``."""
    return next((wish for wish in wishes if wish in offered), otherwise)


def keep_choice(response: HttpResponse, code: str) -> None:
    """Remember ``code`` on this device for a year."""
    response.set_cookie(COOKIE, code, max_age=A_YEAR, samesite="Lax", httponly=True)


def plural_of(amount: Decimal | float) -> int:
    """What ``ngettext`` is asked for of a part: 1 for “1 hour”, and for « 1,5 heure »."""
    one = amount < 2 if (get_language() or "").startswith("fr") else amount == 1
    return 1 if one else 2


def priced(symbol: str, figure: str) -> str:
    """``£91``; in French « 91 £ »."""
    return _("%(symbol)s%(figure)s") % {"symbol": symbol, "figure": figure}


def wordless(view: View) -> View:
    """The view answers without a word, so nobody needs to know who asks to choose a language."""
    view.wordless = True  # type: ignore[attr-defined]
    return view
