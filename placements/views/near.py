"""A near miss: the same sentence sent to another project, in one press."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core import clock
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from employers.models import Challenge
from employers.states import PUBLIC, ChallengeState
from employers.wording import worded
from placements import services
from placements.forms.student import SendThereForm
from placements.views.student import READ, offer_of
from students.models import Eoi
from students.services import AlreadyInterested, TooManyOpenInterests


@require_http_methods(READ)
def send_there(
    request: SignedInRequest, institution: str, public_id: uuid.UUID, code: str
) -> HttpResponse:
    """The letter's page: the project, her sentence, one button. Pages post to the same door."""
    eoi = offer_of(request, public_id)
    authorize(request.user, "placements.send_there", eoi)
    public = Challenge.objects.of(request.institution).filter(state__in=PUBLIC)
    into = get_object_or_404(public.select_related("institution", "employer", "site"), code=code)
    posted = request.POST if request.method == "POST" else None
    form = SendThereForm(posted, open_interests=_hers(eoi) if "instead_of" in request.POST else ())
    if form.is_valid():
        try:
            sent = services.send_there(eoi=eoi, into=into, instead_of=form.instead_of())
        except AlreadyInterested:
            sent = Eoi.objects.active().get(student=eoi.student, challenge=into)
            return go_to(request, "students:eoi_sent", institution, sent.public_id)
        except TooManyOpenInterests as error:
            form = SendThereForm(posted, open_interests=error.open_interests)
            form.add_error("instead_of", str(error))
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Sent, with what you wrote before."))
            return go_to(request, "students:eoi_sent", institution, sent.public_id)
    return render_page(
        request,
        "placements/send_there.html",
        {
            "eoi": eoi,
            "challenge": into,
            "institution": into.institution,
            "form": form,
            "wording": worded(into)[0],
            "takes_interests": into.state == ChallengeState.OPEN and into.closes_at > clock.now(),
        },
        status=422 if form.errors else 200,
    )


def _hers(eoi: Eoi) -> list[Eoi]:
    hers = Eoi.objects.filter(student=eoi.student).open_interests()
    return list(hers.in_her_order().select_related("challenge"))
