"""Every address of the project, by the name of its page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import URLPattern, get_resolver
from django.urls.converters import get_converters

OURS = [
    *("core", "accounts", "skills", "institutions", "employers", "students", "placements"),
    *("credentials", "mailroom", "notifications", "insights", "portal", "operations"),
]


@dataclass(frozen=True)
class Page:
    """One address of a view: its name, what its pattern asks for (by kind), and the view."""

    name: str
    parameters: dict[str, str]
    view: Callable[..., Any]


@lru_cache(maxsize=1)
def pages() -> list[Page]:
    """Every address of the project."""
    found: list[Page] = []

    patterns = get_resolver().url_patterns  # which also registers the converters
    kinds = {type(converter): name for name, converter in get_converters().items()}

    def walk(patterns: Any, namespace: str, outer: dict[str, str]) -> None:
        for entry in patterns:
            of_route = getattr(entry.pattern, "converters", {})
            asked = outer | dict.fromkeys(entry.pattern.regex.groupindex, "pattern")
            asked |= {name: kinds[type(converter)] for name, converter in of_route.items()}
            if isinstance(entry, URLPattern):
                name = f"{namespace}{entry.name}" if entry.name else ""
                found.append(Page(name, asked, entry.callback))
            else:
                inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                walk(entry.url_patterns, inner, asked)

    walk(patterns, "", {})
    return found


@lru_cache
def parameters_of(name: str) -> dict[str, str]:
    """The parameters of a page's shortest address."""
    return min((page.parameters for page in pages() if page.name == name), key=len)
