"""The promised day can not be kept: staff say so themselves, before or after it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from employers.way import way_back
from placements import services, words
from placements.forms.promises import SayAnotherDayForm
from placements.views.staff import READ, project_of
from students.models import Eoi
from students.states import EoiState


@require_http_methods(READ)
def say_another_day(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """What they were told, a new day, and the letter that goes."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.say_another_day", challenge)
    form = SayAnotherDayForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            until = services.say_another_day(
                challenge=challenge, by=request.user, **form.cleaned_data
            )
        except RuleBroken as error:
            form.add_error("day", str(error))
        else:
            day = words.day(until, challenge.institution.zone)
            messages.success(request, _("Everybody who waits is told: %(day)s.") % {"day": day})
            return go_to(request, "placements:places", institution, challenge.public_id)
    return render_page(
        request,
        "placements/say_another_day.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "told": challenge.hear_by,
            "waiting": Eoi.objects.filter(challenge=challenge, state=EoiState.SUBMITTED).count(),
            "way": way_back(request.user, challenge),
        },
        status=422 if form.errors else 200,
    )
