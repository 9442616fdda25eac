"""What everybody may read of the programme: terms that are over, rounded, small numbers hidden."""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from core import clock
from core.htmx import render_page
from core.permissions import authorize
from disclosure import part_shown, percentage_shown, total_shown
from insights.terms import QUESTIONS, InTerm, in_terms
from insights.voices import BY_TERM
from institutions.models import Institution

KEPT_FOR = 2 * 86_400  # seconds: until the timetable has come by
TERMS = 6

Kept = tuple[date, "list[PublicTerm]"]  # the day on which they were worked out


@dataclass(frozen=True)
class PublicTerm:
    """One term as everybody reads it; ``None`` is too few to say, or too few left out.

    Projects and hosts are no people and stand as they are. Shares are in a hundred.
    """

    name: str
    ends_on: date
    projects: int
    hosts: int
    students: int | None
    first_timers: int | None
    with_badge: int | None
    in_time: int | None
    used: int | None
    students_answered: int | None
    hosts_answered: int | None

    @classmethod
    def of(cls, term: InTerm, answered: dict[str, int]) -> "PublicTerm":
        """From the numbers of a term, and those of its survey."""
        n: Mapping[str, int] = defaultdict(int, term.numbers | answered)
        people = n["there"]

        def share(part: str, whole: str) -> int | None:
            return percentage_shown(min(n[part], n[whole]), n[whole])

        return cls(
            name=term.name,
            ends_on=term.period.last,
            projects=n["projects"],
            hosts=n["hosts"],
            students=total_shown(people),
            first_timers=percentage_shown(n["first_there"], people),
            with_badge=part_shown(min(n["with_badge"], people), people),
            in_time=share("in_time", "due"),
            used=share("used", "signed"),
            students_answered=share("students_answered", "students_asked"),
            hosts_answered=share("hosts_answered", "hosts_asked"),
        )


def public_terms(institution: Institution) -> list[PublicTerm]:
    """The last terms that are over, the latest first; worked out once a day, before it is asked.

    Nobody signs in for it, so nobody may make the database count as often as she likes.
    """
    try:
        kept: Kept | None = cache.get(_key(institution))
    except (RedisError, OSError):  # the page is there while the cache is not
        return _worked_out(institution)
    return list(kept[1]) if kept else _kept_anew(institution)


def keep_public_figures() -> int:
    """Work out those that are not of today, at every university; how many."""
    found = 0
    for institution in Institution.objects.order_by("pk"):
        kept: Kept | None = cache.get(_key(institution))
        if kept is None or kept[0] != clock.today(institution.zone):
            _kept_anew(institution)
            found += 1
    return found


def _key(institution: Institution) -> str:
    return f"figures:{institution.pk}"


def _kept_anew(institution: Institution) -> list[PublicTerm]:
    found = _worked_out(institution)
    with suppress(RedisError, OSError):
        cache.set(_key(institution), (clock.today(institution.zone), found), KEPT_FOR)
    return found


def _worked_out(institution: Institution) -> list[PublicTerm]:
    today = clock.today(institution.zone)
    survey = {row["starts_on"]: row for row in BY_TERM.all(institution=institution.pk, today=today)}
    return [
        PublicTerm.of(term, survey.get(term.period.first, {}))
        for term in in_terms(institution, tuple(QUESTIONS))
        if term.period.last < today and term.numbers
    ][:TERMS]


@login_not_required
@require_safe
def public_figures(request: HttpRequest, institution: str) -> HttpResponse:
    """What came of the programme, term by term; no one has to sign in."""
    here: Institution = request.institution  # type: ignore[attr-defined]
    authorize(request.user, "insights.public_figures", here)
    return render_page(
        request,
        "insights/public_figures.html",
        {"institution": here, "terms": public_terms(here)},
    )
