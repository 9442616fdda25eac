"""What hosts say of a student, on her own badge: shown, hidden, or said to be wrong."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to
from core.permissions import authorize
from credentials import services
from credentials.forms import AppealForm
from credentials.models import Endorsement


@require_POST
def show_words(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """``act=show`` lets others read them; anything else hides them."""
    word = _word(request, public_id)
    authorize(request.user, "credentials.show_words", word)
    shown = request.POST.get("act") == "show"
    services.show_words(endorsement=word, shown=shown)
    said = _("Hidden. Nobody but you and the host reads these words now.")
    messages.success(request, _("Others read these words from now on.") if shown else said)
    return _back(request, word)


@require_POST
def dispute_words(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """They are wrong: they are hidden at once, and the university looks."""
    word = _word(request, public_id)
    authorize(request.user, "credentials.dispute_words", word)
    form = AppealForm(request.POST)
    try:
        said = form.cleaned_data["words"] if form.is_valid() else ""
        services.dispute_words(endorsement=word, words=said)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(
            request, _("Thank you. The words are hidden, and the university looks at it.")
        )
    return _back(request, word)


def _word(request: SignedInRequest, public_id: uuid.UUID) -> Endorsement:
    return get_object_or_404(
        Endorsement.objects.of(request.institution).select_related(
            "credential__institution", "credential__student__user"
        ),
        public_id=public_id,
    )


def _back(request: SignedInRequest, word: Endorsement) -> HttpResponse:
    here = (request.institution.slug, word.credential.public_id)
    return go_to(request, reverse("credentials:my_credential", args=here) + "#vouches")
