"""The reports: figures, each opening its rows, each equal to its export."""

import csv
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.compiled import Compiled
from core.htmx import render_page
from core.permissions import authorize
from insights.forms import PeriodForm
from insights.measures import MEASURES, Measure, Period, counts
from insights.voices import voices
from institutions.models import Institution, Term

PAGE = 25
HALF_A_YEAR = timedelta(days=182)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

TERM = Compiled(
    lambda institution, today: Term.objects.of(institution).filter(
        starts_on__lte=today, ends_on__gte=today
    )[:1]
)


def period_of(request: SignedInRequest) -> tuple[PeriodForm, Period]:
    """The period in the address; the present term, or the half year around today, by default."""
    institution = request.institution
    today = clock.today(institution.zone)
    term = TERM.first(institution=institution.pk, today=today)
    usual = (
        Period(term.starts_on, term.ends_on)
        if term
        else Period(today - HALF_A_YEAR, today + HALF_A_YEAR)
    )
    given = {key: request.GET[key] for key in ("first", "last") if key in request.GET}
    form = PeriodForm({"first": usual.first, "last": usual.last} | given)
    if not form.is_valid():
        return form, usual
    return form, Period(form.cleaned_data["first"], form.cleaned_data["last"])


@require_safe
def programme_counts(request: SignedInRequest, institution: str) -> HttpResponse:
    """How many of each, in a period; every figure opens its rows."""
    authorize(request.user, "insights.programme_counts", request.institution)
    form, period = period_of(request)
    here = request.institution
    return render_page(
        request,
        "insights/programme_counts.html",
        {
            "form": form,
            "period": period,
            "counts": counts(here, period),
            "voices": voices(here, period, clock.today(here.zone)),
            "query": urlencode({"first": period.first, "last": period.last}),
        },
        status=422 if form.errors else 200,
    )


@require_safe
def counted_rows(request: SignedInRequest, institution: str, measure: str) -> HttpResponse:
    """The rows behind one figure, as a page or with ``format=csv`` as a file."""
    authorize(request.user, "insights.counted_rows", request.institution)
    if measure not in MEASURES:
        raise Http404
    wanted = MEASURES[measure]
    _form, period = period_of(request)
    rows = wanted.of(request.institution, period)
    if request.GET.get("format") == "csv":
        return _export(request.institution, wanted, period, rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render_page(
        request,
        "insights/counted_rows.html",
        {
            "measure": wanted,
            "period": period,
            "page": page,
            "rows": [[_shown(value, request.institution) for value in row] for row in page],
        },
    )


def _shown(value: Any, institution: Institution) -> Any:
    return value.astimezone(ZoneInfo(institution.zone)) if isinstance(value, datetime) else value


def _export(institution: Institution, measure: Measure, period: Period, rows: Any) -> HttpResponse:
    """The same rows as CSV; what a spreadsheet would run as a formula is made plain text."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"{institution.slug}-{measure.name}-{period.first}-{period.last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow([str(heading) for heading, _path in measure.columns])
    for row in rows:
        writer.writerow([_plain(_shown(value, institution)) for value in row])
    return response


def _plain(value: Any) -> str:
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, datetime | date) else str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
