"""History by database triggers: no code path can forget it, no person's words are in it."""

from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
from django.db import models
from django.http import HttpRequest, HttpResponse

M = TypeVar("M", bound=type[models.Model])


def tracked(model: M) -> M:
    """Keep every version of ``model``'s rows, without the fields that its ``PRIVACY`` names."""
    exclude = sorted(getattr(model, "PRIVACY", {}))
    track: Callable[[M], M] = pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=exclude
    )
    return track(model)


class HistoryMiddleware:
    """Note the actor's id and the URL's name beside each change; never the path: links carry keys.

    Replaces ``pghistory.middleware.HistoryMiddleware``, which stores ``request.path``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Open a context around requests that may change something."""
        if request.method not in {"POST", "PUT", "PATCH", "DELETE"}:
            return self.get_response(request)
        with pghistory.context():
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Fill the context once the URL is resolved."""
        if request.method in {"POST", "PUT", "PATCH", "DELETE"} and request.resolver_match:
            user = getattr(request, "user", None)
            pghistory.context(
                actor=user.pk if user is not None and user.is_authenticated else None,
                url=request.resolver_match.view_name,
            )
