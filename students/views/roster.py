"""Taking in a feed: first a dry run that shows everything, then the button."""

import secrets
import zlib

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from students import services
from students.forms import ImportRosterForm

HELD_FOR = 30 * 60  # seconds between the dry run and the button


@require_http_methods(["GET", "HEAD", "POST"])
def import_roster(request: SignedInRequest, institution: str) -> HttpResponse:
    """Upload, read what would happen, take it in. The file is held for half an hour."""
    here = request.institution
    authorize(request.user, "students.import_roster", here)
    if "take_in" in request.POST:
        return _take_in(request)
    form = ImportRosterForm(
        request.POST if request.method == "POST" else None, request.FILES or None
    )
    context = {"form": form, "institution": here}
    if form.is_valid():
        content, mode = form.cleaned_data["file"], form.cleaned_data["mode"]
        try:
            feed = services.read_roster(content)
            report = services.import_roster(here, feed, mode=mode, dry_run=True)
        except RuleBroken as error:
            form.add_error("file", str(error))
        else:
            held = secrets.token_urlsafe(16)
            cache.set(_key(request, held), (mode, zlib.compress(content)), HELD_FOR)
            context |= {"report": report, "held": held}
    return render_page(
        request, "students/import_roster.html", context, status=422 if form.errors else 200
    )


def _key(request: SignedInRequest, held: str) -> str:
    here = request.institution
    return f"roster:{here.pk}:{request.user.pk}:{held}"


def _take_in(request: SignedInRequest) -> HttpResponse:
    here = request.institution
    key = _key(request, request.POST["take_in"][:40])
    held: tuple[services.RosterMode, bytes] | None = cache.get(key)
    if held is None:
        messages.warning(request, _("The file is no longer held. Choose it again."))
        return go_to(request, "students:import_roster", here.slug)
    mode, packed = held
    try:
        feed = services.read_roster(zlib.decompress(packed))
        report = services.import_roster(here, feed, mode=mode)
    except RuleBroken as error:
        messages.warning(request, str(error))
        return go_to(request, "students:import_roster", here.slug)
    cache.delete(key)
    messages.success(
        request,
        _("Taken in: %(created)s new, %(updated)s changed, %(left)s left.") % report.as_json(),
    )
    return go_to(request, "students:student_list", here.slug)
