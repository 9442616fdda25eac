"""Pages outside any institution: the welcome, the way home, colours, statements."""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe
from markdown_it import MarkdownIt

from accounts.requests import SignedInRequest
from accounts.services import choose_language
from core.languages import every_language, keep_choice
from core.permissions import authorize
from employers.claims import claimable_anywhere
from institutions.models import Institution
from portal.context import THEMES
from portal.roles import homes_of

A_YEAR = 365 * 24 * 3600
COMMENT = re.compile(r"<!--.*?-->\n*", re.DOTALL)


@login_not_required
@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """The service's front door: the demo's doors, or the list of institutions."""
    if settings.DEMO:
        return redirect("demo:doors")
    found = list(Institution.objects.order_by("name"))
    if len(found) == 1:
        return redirect("portal:listing", found[0].slug)
    return render(request, "portal/welcome.html", {"institutions": found})


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """To the one home of this person; a person with several chooses."""
    authorize(request.user, "portal.home")
    homes = homes_of(request.user)
    if len(homes) == 1:
        return redirect(homes[0].url)
    offered = [] if homes else claimable_anywhere(request.user)
    return render(request, "portal/home.html", {"homes": homes, "offered": offered})


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark in a cookie; anything else follows the device."""
    response = _back(request)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=A_YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie("theme")
    return response


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Speak another language from here on: on this device, and to whoever is signed in."""
    response = _back(request)
    code = request.POST.get("language", "")
    if code not in every_language():
        return HttpResponseBadRequest()
    keep_choice(response, code)
    if request.user.is_authenticated:
        choose_language(request.user, code)
    return response


def _back(request: HttpRequest) -> HttpResponse:
    to = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(to if safe else "/")  # redirect() would take a word for a name


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement: docs/accessibility.md."""
    return _page_of(request, "accessibility.md")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom: docs/privacy.md."""
    return _page_of(request, "privacy.md")


def _page_of(request: HttpRequest, name: str) -> HttpResponse:
    page = Path(settings.BASE_DIR, "docs", get_language() or "", name)
    language = ""
    if not page.exists():
        page, language = Path(settings.BASE_DIR, "docs", name), "en"
    title, body = _written(page, page.stat().st_mtime_ns)
    context = {"title": title, "body": body, "language_of_page": language}
    return render(request, "portal/document.html", context)


@lru_cache(maxsize=8)
def _written(page: Path, changed_at: int) -> tuple[str, str]:
    """A page's title and its HTML, made once for each time that its file was written."""
    text = COMMENT.sub("", page.read_text(encoding="utf-8"))
    title, _rest, body = text.partition("\n")
    title = title.lstrip("# ")
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(body)
    box = f'<div class="table-box" role="region" aria-label="{escape(title)}" tabindex="0">'
    html = html.replace("<table>", f'{box}<table class="table">').replace(
        "</table>", "</table></div>"
    )
    return title, html
