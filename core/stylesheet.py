"""All stylesheets as one file: a first visit asks once, not twenty-three times.

The files stay apart in ``static/css`` and reach the browser in the order of ``STYLESHEETS``. The
name holds a mark of the content, so a browser keeps it for a year.
"""

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

STYLESHEETS = (
    "css/tokens.css",
    "css/base.css",
    "css/components/top.css",
    "css/components/button.css",
    "css/components/panel.css",
    "css/components/tag.css",
    "css/components/field.css",
    "css/components/choice.css",
    "css/components/filters.css",
    "css/components/card.css",
    "css/components/facts.css",
    "css/components/tasks.css",
    "css/components/timeline.css",
    "css/components/tabs.css",
    "css/components/table.css",
    "css/components/weeks.css",
    "css/components/person.css",
    "css/components/meter.css",
    "css/components/stat.css",
    "css/components/chart.css",
    "css/components/board.css",
    "css/components/rubric.css",
    "css/components/differences.css",
    "css/components/seal.css",
    "css/components/dialog.css",
    "css/components/door.css",
)

A_YEAR = 365 * 24 * 3600
ADDRESS = re.compile(r"/theme/([0-9a-f]{16})\.css")


@dataclass(frozen=True)
class Stylesheet:
    """The text of all stylesheets, packed too, and a mark of it."""

    text: bytes
    packed: bytes
    mark: str


@cache
def stylesheet() -> Stylesheet:
    """Read once in a process. Nothing in the files may name another file by a relative address."""
    parts = [Path(str(finders.find(path))).read_bytes() for path in STYLESHEETS]
    text = b"\n".join(parts)
    return Stylesheet(text, gzip.compress(text, mtime=0), hashlib.sha256(text).hexdigest()[:16])


def address() -> str:
    """Where the browser finds them."""
    return f"/theme/{stylesheet().mark}.css"


class StylesheetMiddleware:
    """Answers before sessions and languages are looked at, so the answer varies by neither."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The stylesheets, or what else was asked for."""
        mark = ADDRESS.fullmatch(request.path_info)
        if mark is None or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        return _answer(request, mark[1])


def _answer(request: HttpRequest, mark: str) -> HttpResponse:
    """An old mark gets the present styles, to be kept no longer than asked."""
    found = stylesheet()
    takes_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        found.packed if takes_packed else found.text, content_type="text/css; charset=utf-8"
    )
    if takes_packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    if mark == found.mark:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    else:
        patch_cache_control(response, no_cache=True)
    return response
