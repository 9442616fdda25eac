"""The period that a report is asked for: from the address, the present term, or half a year."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from core import clock
from core.compiled import Compiled
from insights.counting import Period
from insights.forms import PeriodForm
from institutions.models import Institution, Term

HALF_A_YEAR = timedelta(days=182)
TERM = Compiled(
    lambda institution, today: Term.objects.of(institution).filter(
        starts_on__lte=today, ends_on__gte=today
    )[:1]
)


def usual_period(institution: Institution) -> Period:
    """The present term, or the half year around today."""
    today: date = clock.today(institution.zone)
    term = TERM.first(institution=institution.pk, today=today)
    if term:
        return Period(term.starts_on, term.ends_on)
    return Period(today - HALF_A_YEAR, today + HALF_A_YEAR)


def period_of(given: Mapping[str, Any], usual: Period) -> tuple[PeriodForm, Period]:
    """The period that ``given`` asks for, ``usual`` where it asks for none or for nonsense."""
    asked = {key: given[key] for key in ("first", "last") if key in given}
    form = PeriodForm({"first": usual.first, "last": usual.last} | asked)
    if not form.is_valid():
        return form, usual
    return form, Period(form.cleaned_data["first"], form.cleaned_data["last"])
