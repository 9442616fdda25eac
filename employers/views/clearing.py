"""The university's door for a brief that it likes: its host sees it, and says fine."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to
from core.permissions import authorize
from employers import services
from employers.views.desk import show_review
from employers.views.host import challenge_of
from employers.views.safety import ask_if_ticked


@require_POST
def send_to_host(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Let the host see it as students will; it goes online when she says fine."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.send_to_host", challenge)
    try:
        services.send_to_host(
            challenge=challenge,
            by=request.user,
            seen=request.POST.get("seen", ""),
            all_low="all_low" in request.POST,
        )
    except RuleBroken as error:
        challenge.refresh_from_db()
        return show_review(request, challenge, error=str(error))
    ask_if_ticked(request, challenge)
    told = _("Sent. %(host)s gets it in a letter with two buttons: “Fine, publish” and “Ring me”.")
    if not challenge.contact.address:
        told = _("Noted. %(host)s has no e-mail: ring them, and record what they say.")
    messages.success(request, told % {"host": challenge.contact.name})
    return go_to(request, "employers:review_challenge", institution, challenge.public_id)
