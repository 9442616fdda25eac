"""The page of whoever runs the service."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.htmx import render_page
from core.models import OutboxReceipt
from core.permissions import authorize
from operations import services
from operations.signs import signs
from operations.timetable import runs

SHOWN = 50


@require_safe
def how_it_runs(request: SignedInRequest) -> HttpResponse:
    """What presses, what was given up, and when the timetable last ran."""
    authorize(request.user, "operations.how_it_runs")
    given_up = OutboxReceipt.objects.filter(dead_at__isnull=False).select_related("event")
    return render_page(
        request,
        "operations/how_it_runs.html",
        {
            "signs": signs(),
            "given_up": list(given_up.order_by("-dead_at", "-pk")[:SHOWN]),
            "runs": list(runs()),
            "now": now(),
        },
    )


@require_POST
def try_again(request: SignedInRequest) -> HttpResponse:
    """One delivery that was given up, or those of the page."""
    authorize(request.user, "operations.try_again")
    chosen = [int(each) for each in request.POST.getlist("delivery") if each.isdecimal()]
    count = services.try_again([each for each in chosen if each < 2**63])
    said = ngettext("One delivery is tried again.", "%(n)s deliveries are tried again.", count)
    messages.success(request, said % {"n": count})
    return redirect("operations:how_it_runs")
