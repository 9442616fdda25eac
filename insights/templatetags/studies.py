"""What studies ask somebody, beside what her page says anyway."""

from typing import Any

from django import template
from django.template import Context

from insights.studies import offers_to
from placements.survey import SurveySide

register = template.Library()


@register.inclusion_tag("insights/_studies.html", takes_context=True)
def studies_for(context: Context, side: str) -> dict[str, Any]:
    """The studies that ask her something now; one query. ``side``: "student" or "host"."""
    request = context["request"]
    offers = offers_to(request.user, request.institution, side=SurveySide(side))
    return {
        "institution": request.institution,
        "offers": [offer for offer in offers if offer.asks],
    }


@register.inclusion_tag("insights/_my_studies.html", takes_context=True)
def studies_said(context: Context, side: str) -> dict[str, Any]:
    """The studies that run and what she said to each."""
    request = context["request"]
    offers = offers_to(request.user, request.institution, side=SurveySide(side))
    return {"institution": request.institution, "offers": offers}
