"""Files of rows: at once where they are few, else asked for, waited for, fetched, dropped."""

import io
import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.htmx import go_to, render_page
from core.permissions import authorize
from insights import exporting
from insights.counting import Measure, Period
from insights.exports import Export, Kind
from insights.periods import period_of, usual_period
from insights.returns import COUNTED
from insights.sheets import csv_lines, write_xlsx

TYPES = {
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
EXPORT = Compiled(
    lambda institution, public_id: (
        Export.objects.of(institution).filter(public_id=public_id).select_related("institution")
    )
)


def measure_or_404(name: str) -> Measure:
    """The measure of this name."""
    if name not in COUNTED:
        raise Http404
    return COUNTED[name]


def at_once(request: SignedInRequest, measure: Measure, period: Period) -> HttpResponseBase:
    """The rows as a file in this answer; of too many their page, which has a button."""
    here, kind = request.institution, Kind(request.GET["format"])
    rows = measure.of(here, period)
    if rows.count() > exporting.WITHOUT_WAITING:
        messages.info(request, _("These are too many rows for one press. Have the file written."))
        return go_to(request, "insights:counted_rows", here.slug, measure.name)
    answer: HttpResponseBase
    if kind == Kind.CSV:
        answer = StreamingHttpResponse(csv_lines(measure.headings, rows), content_type=TYPES[kind])
    else:
        written = io.BytesIO()
        write_xlsx(written, measure.headings, rows)
        answer = HttpResponse(written.getvalue(), content_type=TYPES[kind])
    name = f"{here.slug}-{measure.name}-{period.first}-{period.last}.{kind}"
    return _download(answer, name)


def _download(answer: Any, name: str) -> Any:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def ask_for_export(request: SignedInRequest, institution: str, measure: str) -> HttpResponse:
    """Begin a file of the rows of a figure; its page shows how far it is."""
    here = request.institution
    authorize(request.user, "insights.ask_for_export", here)
    wanted = measure_or_404(measure)
    kind = request.POST.get("kind", "")
    if kind not in Kind.values:
        messages.warning(request, _("Choose CSV or Excel."))
        return go_to(request, "insights:counted_rows", here.slug, measure)
    export = exporting.ask_for_export(
        institution=here,
        by=request.user,
        measure=wanted.name,
        period=period_of(request.POST, usual_period(here))[1],
        kind=Kind(kind),
    )
    return go_to(request, "insights:export", here.slug, export.public_id)


def _own(request: SignedInRequest, public_id: uuid.UUID, verb: str) -> Export:
    export: Export = EXPORT.get_or_404(institution=request.institution.pk, public_id=public_id)
    authorize(request.user, verb, export)
    return export


@require_safe
def export(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """How far a file is; once it is there, the way to it."""
    export = _own(request, public_id, "insights.export")
    return render_page(
        request,
        "insights/export.html",
        {
            "export": export,
            "measure": COUNTED.get(export.measure),
            "institution": export.institution,
        },
        part="insights/_export.html",
    )


@require_safe
def open_export(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> Any:
    """The file, as a download."""
    export = _own(request, public_id, "insights.open_export")
    if not export.done_at:
        raise Http404
    try:
        file = export.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return _download(FileResponse(file, content_type=TYPES[Kind(export.kind)]), export.file_name)


@require_POST
def drop_export(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Delete it; one that is being written stops."""
    export = _own(request, public_id, "insights.drop_export")
    exporting.drop_export(export)
    messages.success(request, _("The file is deleted."))
    return go_to(request, "insights:counted_rows", request.institution.slug, export.measure)
