"""One press that stops a kind of letters."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.htmx import render_page
from core.permissions import authorize
from institutions.models import Institution
from notifications import services
from notifications.stopping import open_stop


@csrf_exempt  # a mail program posts without a page; the signed key is the proof
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_letters(request: HttpRequest, institution: str) -> HttpResponse:
    """A page with the button; a POST, from it or from a mail program, stops them at once."""
    authorize(request.user, "notifications.stop_letters")
    here: Institution = request.institution  # type: ignore[attr-defined]
    opened = open_stop(request.GET.get("of", ""), here)
    context = {"opened": opened, "institution": here, "done": False}
    if opened and request.method == "POST":
        user, choice = opened
        services.choose_letters(user=user, institution=here, **{choice: False})
        context["done"] = True
    return render_page(
        request, "notifications/stop_letters.html", context, status=200 if opened else 400
    )
