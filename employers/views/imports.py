"""“Paste your spreadsheet”: first what would happen, row by row, then the button."""

import csv
import secrets
import zlib

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from employers import services
from employers.forms.imports import ImportEmployersForm
from employers.services.host_table import Rejection, rejected_as_table

HELD_FOR = 30 * 60  # seconds between the dry run and the button
REJECTED_HELD_FOR = 24 * 60 * 60
SHOWN = 200  # rows of each kind on the page


@require_http_methods(["GET", "HEAD", "POST"])
def import_employers(request: SignedInRequest, institution: str) -> HttpResponse:
    """Paste or choose a file, read what would happen, take it in. Held for half an hour."""
    here = request.institution
    authorize(request.user, "employers.import_employers", here)
    if "take_in" in request.POST:
        return _take_in(request)
    if "taken" in request.GET and request.method != "POST":
        return _taken(request)
    form = ImportEmployersForm(
        request.POST if request.method == "POST" else None, request.FILES or None
    )
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            report = services.import_employers(here, text, dry_run=True)
        except RuleBroken as error:
            form.add_error("file" if form.cleaned_data["file"] else "table", str(error))
        else:
            return _shown(request, text, report)
    return render_page(
        request,
        "employers/import_employers.html",
        {"form": form, "institution": here},
        status=422 if form.errors else 200,
    )


def _shown(
    request: SignedInRequest, text: str, report: services.ImportReport, *, warning: str = ""
) -> HttpResponse:
    held = secrets.token_urlsafe(16)
    cache.set(_key(request, held), (zlib.compress(text.encode()), report.mark), HELD_FOR)
    return render_page(
        request,
        "employers/import_employers.html",
        {
            "institution": request.institution,
            "report": report,
            "held": held,
            "warning": warning,
            "lines": report.lines[:SHOWN],
            "rejected": report.rejected[:SHOWN],
            "all_rejected": report.rejected_rows,
            "faults": len(report.rejected),
            "shown": SHOWN,
        },
        status=422 if warning else 200,
    )


def _key(request: SignedInRequest, held: str) -> str:
    return f"hosts:{request.institution.pk}:{request.user.pk}:{held}"


def _take_in(request: SignedInRequest) -> HttpResponse:
    here = request.institution
    key = _key(request, request.POST["take_in"][:40])
    held: tuple[bytes, str] | None = cache.get(key)
    if held is None:
        messages.warning(request, _("The table is no longer held. Paste it again."))
        return go_to(request, "employers:import_employers", here.slug)
    text, mark = zlib.decompress(held[0]).decode(), held[1]
    try:
        report = services.import_employers(here, text, by=request.user, shown=mark)
    except services.ShownBefore as error:
        now = services.import_employers(here, text, dry_run=True)
        return _shown(request, text, now, warning=str(error))
    except RuleBroken as error:
        messages.warning(request, str(error))
        return go_to(request, "employers:import_employers", here.slug)
    cache.delete(key)
    messages.success(
        request,
        _(
            "Taken in. New hosts: %(new_hosts)s. New people: %(new_people)s. "
            "Past placements: %(new_past)s."
        )
        % report.as_json(),
    )
    if not report.rejected:
        return go_to(request, "employers:host_list", here.slug)
    done = secrets.token_urlsafe(16)
    table = rejected_as_table(text, report.rejected)
    cache.set(_key(request, done), (table, report.rejected), REJECTED_HELD_FOR)
    url = reverse("employers:import_employers", args=[here.slug])
    return redirect(f"{url}?taken={done}")


def _taken(request: SignedInRequest) -> HttpResponse:
    """What was left out stays on the page, and as a file to put right, until the next day."""
    here = request.institution
    taken = request.GET["taken"][:40]
    held: tuple[list[list[str]], list[Rejection]] | None = cache.get(_key(request, taken))
    if held is None or not isinstance(held[0], list):
        messages.warning(request, _("The rejected rows are no longer held. Paste the table again."))
        return go_to(request, "employers:import_employers", here.slug)
    if request.GET.get("format") == "csv":
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{here.slug}-rejected.csv"'
        response.write("\ufeff")  # so that spreadsheets read it as UTF-8
        csv.writer(response).writerows(held[0])
        return response
    context = {
        "institution": here,
        "taken": taken,
        "rejected": held[1][:SHOWN],
        "all_rejected": len(held[0]) - 1,
        "faults": len(held[1]),
        "shown": SHOWN,
    }
    return render_page(request, "employers/import_employers.html", context)
