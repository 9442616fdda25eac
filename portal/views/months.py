"""What is open, month by month (R69): there is no season for asking."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock
from core.compiled import Compiled
from core.days import months_after
from core.htmx import render_page
from employers.models import Challenge, Session
from employers.states import ChallengeState
from employers.wording import clock_words
from institutions.models import Institution

AT_MOST = 300  # sittings of one month; a page of more than these is a list
MONTHS = 12


def _open(institution: Any, now: Any) -> dict[str, Any]:
    """That a sitting's project takes interests."""
    return {
        "challenge__institution": institution,
        "challenge__state": ChallengeState.OPEN,
        "challenge__closes_at__gt": now,
    }


SITTINGS = Compiled(
    lambda institution, now, first, last: (
        Session.objects.filter(**_open(institution, now), on__gte=first, on__lte=last)
        .order_by("on", "starts", "pk")
        .values_list(
            "on",
            "starts",
            "ends",
            "challenge__title",
            "challenge__code",
            "challenge__employer__name",
            "challenge__site__town",
            "mode",
        )[:AT_MOST]
    )
)


IN_OWN_TIME = Compiled(
    lambda institution, now, first, last: (
        Challenge.objects.filter(
            institution=institution,
            state=ChallengeState.OPEN,
            closes_at__gt=now,
            time_kind="own_time",
            starts_at__lt=last,
            ends_at__gte=first,
        )
        .order_by("starts_at", "pk")
        .values_list("title", "code", "employer__name", "hours")[:AT_MOST]
    )
)


@login_not_required
@require_safe
def month(request: HttpRequest, institution: str) -> HttpResponse:
    """The days of one month on which open projects meet, and how many begin in which month."""
    here: Institution = request.institution  # type: ignore[attr-defined]
    today, now = clock.today(here.zone), clock.now()
    months = _months(here, today)
    soonest = next((each for each, count in months if count), today.replace(day=1))
    first = _asked(request.GET.get("of", ""), today) or soonest
    following = months_after(first, 1)
    last = following - timedelta(days=1)
    before, _code, after = reverse("portal:project", args=[here.slug, "code"]).rpartition("code")
    days: defaultdict[date, list[dict[str, str]]] = defaultdict(list)
    for on, starts, ends, title, code, host, town, mode in SITTINGS.all(
        institution=here.pk, now=now, first=max(first, today), last=last
    ):
        hours = f"{clock_words(starts)} – {clock_words(ends)}"
        days[on].append(
            {
                "title": title,
                "url": f"{before}{code}{after}",
                "hint": ", ".join(filter(None, [hours, host, "" if mode == "remote" else town])),
            }
        )
    own = [
        {"title": title, "url": f"{before}{code}{after}", "host": host, "hours": hours}
        for title, code, host, hours in IN_OWN_TIME.all(
            institution=here.pk,
            now=now,
            first=_midnight(first, here),
            last=_midnight(following, here),
        )
    ]
    return render_page(
        request,
        "portal/month.html",
        {
            "institution": here,
            "first": first,
            "days": sorted(days.items()),
            "weeks": _weeks(first, set(days)),
            "own": own,
            "months": [(each, count) for each, count in months if count and each != first],
            "earlier": months_after(first, -1) if first > today.replace(day=1) else None,
            "later": following,
        },
    )


def _asked(said: str, today: date) -> date | None:
    """The first day of the month ``2027-03``; nothing where that is no month near today."""
    year, _dash, number = said.partition("-")
    if year.isascii() and number.isascii() and year.isdigit() and number.isdigit():
        near = abs(int(year[:5]) - today.year) <= 10
        if near and len(year) == 4 and 1 <= int(number[:3]) <= 12:
            return date(int(year), int(number), 1)
    return None


def _weeks(first: date, busy: set[date]) -> list[list[tuple[date, bool, bool]]]:
    """Weeks from Monday: each day, whether it is of this month, whether something meets."""
    day = first - timedelta(days=first.weekday())
    weeks = []
    while day < months_after(first, 1):
        week = [day + timedelta(days=n) for n in range(7)]
        weeks.append([(each, each.month == first.month, each in busy) for each in week])
        day += timedelta(days=7)
    return weeks


def _midnight(day: date, here: Institution) -> datetime:
    """Its first moment; three hours before three, which no clock skips."""
    return clock.at(day, time(3), here.zone) - timedelta(hours=3)


def _months(here: Institution, today: date) -> list[tuple[date, int]]:
    """This month and the next eleven: how many open projects begin in each."""
    first = today.replace(day=1)
    rows = (
        Challenge.objects.of(here)
        .open()
        .filter(closes_at__gt=clock.now(), starts_at__gte=_midnight(first, here))
        .annotate(month=TruncMonth("starts_at", tzinfo=ZoneInfo(here.zone)))
        .order_by("month")
        .values("month")
        .annotate(n=Count("pk"))
        .values_list("month", "n")[:MONTHS]
    )
    counted = {moment.date(): n for moment, n in rows}
    months = [months_after(first, n) for n in range(MONTHS)]
    return [(each, counted.get(each, 0)) for each in months]
