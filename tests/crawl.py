"""Every page that a role can reach by links: one address for each view, found by following them.

Used by `make bench` (what does each cost?) and by the tests of accessibility (is each sound?).
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve

LINKS_OF_ONE_VIEW = 2  # pages of one view whose links are followed
TRIED_OF_ONE_VIEW = 4  # where some of them are files, or gone


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


def links_in(html: str) -> list[str]:
    """The addresses of all ``<a href>`` of a page."""
    parser = _Links()
    parser.feed(html)
    return parser.found


@lru_cache(maxsize=10_000)
def view_of(path: str) -> str:
    """The view's name that answers ``path``; empty where none does."""
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return ""


def reachable(
    starts: list[str],
    get: Callable[[str], str | None],
    *,
    skip: tuple[str, ...] = (),
    pages_of_a_view: int = LINKS_OF_ONE_VIEW,
) -> Iterator[tuple[str, str]]:
    """Walk from ``starts``; yields ``(view name, path)``, once for each view, after it was got.

    ``get`` returns a page's HTML, or ``None`` for what is not a page. Views whose names begin with
    one of ``skip`` are left alone; the links of ``pages_of_a_view`` pages of each are followed.
    """
    queue, seen = deque(starts), set(starts)
    tried: Counter[str] = Counter()
    opened: Counter[str] = Counter()
    while queue:
        path = queue.popleft()
        view = view_of(path)
        html = get(path) if opened[view] < pages_of_a_view else None
        if html is None:
            continue
        opened[view] += 1
        if opened[view] == 1:
            yield view, path
        for href in links_in(html):
            parts = urlsplit(urldefrag(urljoin(path, href))[0])
            if parts.netloc or parts.scheme not in ("", "http", "https"):
                continue
            there = parts.path + (f"?{parts.query}" if parts.query else "")
            view = view_of(there)
            wanted = bool(view) and not view.startswith(skip or ("\0",))
            if there not in seen and wanted and tried[view] < TRIED_OF_ONE_VIEW:
                tried[view] += 1
                seen.add(there)
                queue.append(there)
