"""The reports: figures, each opening its rows, each equal to its export; and returns."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.addresses import address
from core.htmx import render_page
from core.permissions import authorize
from insights import exporting
from insights.counting import Period
from insights.exports import Kind
from insights.exports_views import at_once, measure_or_404
from insights.figures import Figure, counts
from insights.periods import period_of, usual_period
from insights.returns import RETURNS, returns_of, year_of
from insights.terms import in_terms
from insights.voices import voices
from institutions.models import Institution

PAGE = 25
FIRST = ("placements", "students", "hosts")
WAY = ("interests", "offers", "placements", "finished", "badges", "endorsements")
WHO = ("first_time", "early_placements", "early_interests")
PROMISED = ("in_time", "late")
HOSTS = ("projects", "effort", "used", "used_later")
IN_TERMS = ("projects", "hosts", "interests", "placements", "students", "finished")


def query_of(period: Period) -> str:
    """``period`` in an address."""
    return urlencode({"first": period.first, "last": period.last})


def _with_rows(here: Institution, period: Period, figures: dict[str, Figure]) -> dict[str, Any]:
    """Figures by name, each with the address of its rows."""
    query = query_of(period)
    return {
        name: {
            "figure": each,
            "rows": f"{address('insights:counted_rows', here.slug, name)}?{query}",
        }
        for name, each in figures.items()
    }


def _by_term(here: Institution) -> list[dict[str, Any]]:
    """The last terms, each number with the address of its rows."""
    reports = address("insights:programme_counts", here.slug)
    rows = [(name, address("insights:counted_rows", here.slug, name)) for name in IN_TERMS]
    found = []
    for term in in_terms(here):
        query = query_of(term.period)
        found.append(
            {
                "term": term,
                "url": f"{reports}?{query}",
                "cells": [(term.numbers.get(name, 0), f"{url}?{query}") for name, url in rows],
                "shares": [
                    term.share("first_places", "placements"),
                    term.share("early", "known_year"),
                    term.share("in_time", "due"),
                ],
            }
        )
    return found


@require_safe
def term_by_term(request: SignedInRequest, institution: str) -> HttpResponse:
    """The same figures for the last terms beside each other."""
    here = request.institution
    authorize(request.user, "insights.term_by_term", here)
    return render_page(
        request, "insights/term_by_term.html", {"institution": here, "terms": _by_term(here)}
    )


@require_safe
def programme_counts(request: SignedInRequest, institution: str) -> HttpResponse:
    """How many of each, in a period and term by term; every figure opens its rows."""
    authorize(request.user, "insights.programme_counts", request.institution)
    here = request.institution
    usual = usual_period(here)
    form, period = period_of(request.GET, usual)
    found = counts(here, period)
    figures = _with_rows(here, period, found.figures)
    asked = figures["interests"]["figure"].count
    return render_page(
        request,
        "insights/programme_counts.html",
        {
            "institution": here,
            "form": form,
            "period": period,
            "is_term": "first" not in request.GET and "last" not in request.GET,
            "counts": found.figures,
            "first": [figures[name] for name in FIRST],
            "way": [
                figures[name] | {"in_100": _in_100(figures[name]["figure"].count, asked)}
                for name in WAY
            ],
            "who": [figures[name] for name in WHO],
            "promised": [figures[name] for name in PROMISED],
            "hosts": [figures[name] for name in HOSTS],
            "middles": found.middles,
            "voices": voices(here, period, clock.today(here.zone)),
        },
        status=422 if form.errors else 200,
    )


def _in_100(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _as_read(value: Any) -> Any:
    """A moment of a row in the university's zone, in which it comes, as other pages write it."""
    return date_format(value, "j F Y, G:i") if isinstance(value, datetime) else value


@require_safe
def counted_rows(request: SignedInRequest, institution: str, measure: str) -> HttpResponseBase:
    """The rows behind one figure, as a page or with ``format=csv`` or ``xlsx`` as a file."""
    here = request.institution
    authorize(request.user, "insights.counted_rows", here)
    wanted = measure_or_404(measure)
    is_return = measure in RETURNS
    usual = year_of(here, clock.today(here.zone)) if is_return else usual_period(here)
    _form, period = period_of(request.GET, usual)
    if request.GET.get("format") in Kind.values:
        return at_once(request, wanted, period)
    rows: Any = wanted.of(here, period)  # as far as a Paginator asks
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render_page(
        request,
        "insights/counted_rows.html",
        {
            "institution": here,
            "measure": wanted,
            "period": period,
            "page": page,
            "rows": [[_as_read(value) for value in row] for row in page],
            "is_return": is_return,
            "at_once": page.paginator.count <= exporting.WITHOUT_WAITING,
            "kinds": Kind,
        },
    )


@require_safe
def returns(request: SignedInRequest, institution: str) -> HttpResponse:
    """What bodies of higher education ask for: figures, what is missing, what columns hold."""
    here = request.institution
    authorize(request.user, "insights.returns", here)
    form, period = period_of(request.GET, year_of(here, clock.today(here.zone)))
    return render_page(
        request,
        "insights/returns.html",
        {
            "institution": here,
            "form": form,
            "period": period,
            "query": query_of(period),
            "returns": returns_of(here, period, clock.now()),
        },
        status=422 if form.errors else 200,
    )
