"""The line at the top of every page of a demo: the tour's step, who one walks as, the ways on."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from portal.demo.tours import DOOR, Place, place_of


@dataclass(frozen=True)
class Ribbon:
    """What the line says."""

    person: Any
    place: Place | None


def ribbon_of(request: HttpRequest) -> Ribbon:
    """The line for this visitor; a step that this page shows to be done leads on to the next."""
    user = getattr(request, "user", None)
    session = getattr(request, "session", {})
    person = user if user is not None and user.is_authenticated else None
    place = place_of(session.get(DOOR))
    if place is not None and (after := place.after(request)) != place:
        place, session[DOOR] = after, after.kept()
    return Ribbon(person=person, place=place)
