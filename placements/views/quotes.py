"""A student's sentence for those who come next, and the desk's look at the newest."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from placements import services
from placements.forms.student import HideQuoteForm, QuoteForm
from placements.models import Quote, QuoteUse, SaidAs
from placements.services.inviting import may_be_asked
from placements.services.quotes import said_by
from placements.views.student import placement_of

READ = ["GET", "HEAD", "POST"]
PAGE = 25


@require_http_methods(READ)
def give_quote(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Her sentence: typed, looked at as others will see it, shown, taken back."""
    placement = placement_of(request, public_id)
    authorize(request.user, "placements.give_quote", placement)
    quote = Quote.objects.filter(placement=placement).first()
    act = request.POST.get("act", "")
    if act == "back":
        services.take_back_quote(placement=placement)
        messages.success(request, _("Taken back. It is on no page any more."))
        return go_to(request, "placements:give_quote", institution, placement.public_id)
    initial: dict[str, Any] = {"said_as": str(SaidAs.STUDENT)}
    if quote:
        initial |= {"words": quote.words, "said_as": quote.said_as, "uses": quote.uses}
    form = QuoteForm(request.POST if act else None, initial=initial)
    preview = None
    if form.is_valid():
        typed, student = form.cleaned_data, placement.student
        first_name = student.preferred_name or student.given_name
        preview = (typed["words"], said_by(typed["said_as"], first_name))
        if act == "show":
            try:
                services.give_quote(placement=placement, **form.cleaned_data)
            except RuleBroken as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("It is shown. You can take it back here at any time."))
                return go_to(request, "placements:give_quote", institution, placement.public_id)
    return render_page(
        request,
        "placements/give_quote.html",
        {
            "placement": placement,
            "challenge": placement.challenge,
            "institution": placement.institution,
            "quote": quote,
            "form": form,
            "preview": preview,
            "askable": may_be_asked(placement),
            "places": [label for use, label in QuoteUse.choices if quote and use in quote.uses],
        },
        status=422 if form.errors else 200,
    )


def _quotes(request: SignedInRequest) -> QuerySet[Quote]:
    return Quote.objects.of(request.institution).select_related(
        "hidden_by", "placement__student", "placement__challenge__employer"
    )


@require_safe
def quotes(request: SignedInRequest, institution: str) -> HttpResponse:
    """What students say in public of their hosts, the newest first."""
    authorize(request.user, "placements.quotes", request.institution)
    page = Paginator(_quotes(request).order_by("-said_at", "pk"), PAGE).get_page(
        request.GET.get("page")
    )
    return render_page(
        request,
        "placements/quotes.html",
        {
            "institution": request.institution,
            "page": page,
            "elsewhere": QuoteUse.UNIVERSITY.value,
            "may_hide": may(request.user, "placements.hide_quote", request.institution),
        },
    )


@require_POST
def hide_quote(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Take a sentence off the pages with a reason that she reads, or put it back."""
    quote = get_object_or_404(_quotes(request), public_id=public_id)
    authorize(request.user, "placements.hide_quote", quote)
    if "show" in request.POST:
        services.show_quote(quote=quote)
        messages.success(request, _("It is shown again."))
        return go_to(request, "placements:quotes", institution)
    form = HideQuoteForm(request.POST)
    if form.is_valid():
        services.hide_quote(quote=quote, by=request.user, **form.cleaned_data)
        messages.success(request, _("It is hidden. She sees why, and can write it anew."))
    else:
        messages.warning(request, str(form.errors["reason"][0]))
    return go_to(request, "placements:quotes", institution)
