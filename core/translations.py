"""One catalogue a language: a string is looked up once, not in the catalogue of every app."""

import re
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.utils import dateformat
from django.utils.translation import get_language, trans_real

HEADER = {""}  # what a catalogue without translations holds
COUNTS = range(201)
DAY_AND_MONTH = re.compile(r"(?<!\\)j( [FMNb])")


class Joined(dict[Any, str]):
    """What Django's ``TranslationCatalog`` does, with one dictionary and one rule for plurals."""

    def __init__(self, entries: dict[Any, str], form: Callable[[int], int]) -> None:
        super().__init__(entries)
        self._form = form

    def plural(self, words: str, count: int) -> str:
        """The translation for ``count``. Raises ``KeyError`` where there is none."""
        return self[words, self._form(count)]


def flatten(language: str) -> None:
    """Join the catalogues that Django found for ``language``; what is found stays the same.

    Django keeps a catalogue for each app and asks them one by one, then gettext's fallbacks. A
    page of ours has 300 strings, and English ones are in none of them. Catalogues are left apart
    where they count plurals differently.
    """
    translation: Any = trans_real.translation(language)
    catalog = translation._catalog
    if isinstance(catalog, Joined):
        return
    rules = [[form(count) for count in COUNTS] for form in catalog._plurals]
    if any(rule != rules[0] for rule in rules):
        return
    entries: dict[Any, str] = {}
    for each in reversed(catalog._catalogs):
        entries |= each
    translation._catalog = Joined(entries, catalog._plurals[0])
    while translation._fallback is not None and _is_empty(translation._fallback):
        translation._fallback = translation._fallback._fallback


def know_language_by_thread() -> None:
    """Let Django keep the language of a request in a plain ``threading.local``.

    Its own looks for a running event loop each time it is read, three hundred times a page. We
    serve with threads and processes alone: a worker that runs an event loop must not call this.
    """
    trans_real._active = threading.local()  # type: ignore[attr-defined] # not in the stubs


def write_dates_as_french_does() -> None:
    """Let French dates say “1er novembre” and “3 déc.”, whoever writes them.

    Django's formats are one for all days of a language, and its short months begin with a capital.
    """
    plain = dateformat.DateFormat.format

    def format(self: Any, formatstr: str) -> str:
        if (get_language() or "").startswith("fr"):
            formatstr = _in_french(formatstr, getattr(self.data, "day", 0) == 1)
        return plain(self, formatstr)

    dateformat.DateFormat.format = format  # type: ignore[method-assign]


@lru_cache(maxsize=64)
def _in_french(formatstr: str, first: bool) -> str:
    day = r"j\e\r" if first else "j"
    return DAY_AND_MONTH.sub(lambda found: day + found[1].replace("M", "N"), formatstr)


def _is_empty(translation: Any) -> bool:
    return set(getattr(translation, "_catalog", ())) <= HEADER
