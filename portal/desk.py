"""What the desk's home shows of the institution's days: the term, its projects, the first words.

What will not wait is in ``portal.troubles``, what is counted in ``portal.figures``.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.compiled import Compiled
from core.days import dated
from employers.models import Challenge
from employers.states import AHEAD, ChallengeState
from employers.wording import clock_words
from institutions.models import Institution, Policy, Term
from placements.models import SignOff, Team
from placements.services.times import policy_of
from portal.live import FOR_THE_DESK, Standing, standings, with_standing
from portal.safety import NEAR as CHECKED_BEFORE
from portal.safety import held_as_json, unsafe_as_json

S = ChallengeState
LIVE = (S.IN_REVIEW, *AHEAD, S.RUNNING)
LIVE_AT_MOST = 200
SHOWN = 8
CALLED_OFF_FOR = timedelta(days=7)  # so long a cancelled day stays on the desk
FORGOTTEN_AFTER = timedelta(days=60)  # a sign-off that nobody wrote by then is history
DAYS_AHEAD = timedelta(days=14)
TERM_COLUMNS = ("name", "starts_on", "ends_on")


def live_challenges(institution: Institution) -> list[Standing]:
    """What is on the desk now: open to running, sign-offs owed, and days called off lately."""
    now, today = clock.now(), clock.today(institution.zone)
    rows = ON_THE_DESK.all(
        institution=institution.pk,
        not_forgotten=now - FORGOTTEN_AFTER,
        lately=now - CALLED_OFF_FOR,
        yesterday=now - timedelta(days=1),
        soon=clock.end_of(today + CHECKED_BEFORE, institution.zone),
        today=today,
    )
    return standings(rows, institution)


def _on_the_desk(
    institution: Any, not_forgotten: Any, lately: Any, yesterday: Any, soon: Any, today: Any
) -> QuerySet[Challenge, dict[str, Any]]:
    unsigned = Team.objects.filter(
        ~Exists(SignOff.objects.filter(team=OuterRef("pk"))),
        challenge=OuterRef("pk"),
        formed_at__isnull=False,
    )
    found = Challenge.objects.of(institution).filter(
        Q(state__in=LIVE)
        | Q(Exists(unsigned), state=S.COMPLETED, ends_at__gt=not_forgotten)
        | Q(
            state=S.CANCELLED,
            published_at__isnull=False,
            state_changed_at__gt=lately,
            starts_at__gt=yesterday,
        )
    )
    live = with_standing(found).annotate(unsafe=unsafe_as_json(soon, today), held=held_as_json())
    return live.order_by("starts_at", "pk")[:LIVE_AT_MOST]


ON_THE_DESK = Compiled(_on_the_desk)


def near_days(live: Sequence[Standing]) -> list[Standing]:
    """What begins in the next two weeks, or is on."""
    until = clock.now() + DAYS_AHEAD
    return [
        each
        for each in live
        if each.challenge.starts_at < until
        and each.challenge.state in (*AHEAD, S.RUNNING, S.CANCELLED)
    ]


def needing(live: Sequence[Standing]) -> list[Standing]:
    """The published projects for the table: those whose next act is the desk's come first."""
    shown = [each for each in live if each.challenge.state in (*AHEAD, S.RUNNING)]
    return sorted(
        shown, key=lambda each: (each.step not in FOR_THE_DESK, each.challenge.starts_at)
    )[:SHOWN]


def headline(count: int) -> str:
    """The first words of the page."""
    if not count:
        return _("Nothing is on fire")
    words = {
        1: _("One"), 2: _("Two"), 3: _("Three"), 4: _("Four"), 5: _("Five"), 6: _("Six"),
        7: _("Seven"), 8: _("Eight"), 9: _("Nine"),
    }  # fmt: skip
    said = words.get(count, str(count))
    return ngettext("%(n)s thing will not wait", "%(n)s things will not wait", count) % {"n": said}


def today_in_words(institution: Institution, term: Term | None) -> str:
    """``Thursday 12 March, 9:10. Week 7 of Spring term.``"""
    local = clock.now().astimezone(ZoneInfo(institution.zone))
    words = f"{dated(local, 'l j F')}, {clock_words(local.time())}."
    if term is None:
        return words
    week = (local.date() - _monday(term.starts_on)).days // 7 + 1
    return f"{words} " + _("Week %(week)d of %(term)s.") % {"week": week, "term": term}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _calendar(institution: Any, today: Any) -> QuerySet[Any]:
    now = Term.objects.filter(
        institution=OuterRef("pk"), starts_on__lte=today, ends_on__gte=today
    ).values("name", "starts_on", "ends_on")[:1]
    columns = {f"term_{name}": Subquery(now.values(name)) for name in TERM_COLUMNS}
    found = Institution.objects.filter(pk=institution).select_related("policy")
    return found.annotate(**columns)


CALENDAR = Compiled(_calendar)


def calendar_of(institution: Institution) -> tuple[Term | None, Policy]:
    """The present term, if it is term time, and the policy: one query."""
    [row] = CALENDAR.all(institution=institution.pk, today=clock.today(institution.zone))
    said = {name: getattr(row, f"term_{name}") for name in TERM_COLUMNS}
    term = Term(institution=institution, **said) if said["name"] else None
    return term, getattr(row, "policy", None) or policy_of(institution)
