"""What a student puts into the file of her badge besides, and takes out again."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from credentials import services
from credentials.forms_of_files import AddToCredentialForm
from credentials.models import Addition
from credentials.views.student import BADGE
from placements.models import SelfRating


@require_http_methods(["GET", "HEAD", "POST"])
def add_to_credential(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Her own steps, her own words, and those who vouch: inside the file, or not."""
    credential = BADGE.get_or_404(
        institution=request.institution.pk, user=request.user.pk, public_id=public_id
    )
    authorize(request.user, "credentials.add_to_credential", credential)
    before = Addition.objects.filter(credential=credential).first() or Addition()
    form = AddToCredentialForm(
        request.POST if request.method == "POST" else None,
        initial={
            "self_rating": before.self_rating,
            "vouched": before.vouched,
            "words": before.words,
            "link": before.link,
        },
    )
    if form.is_valid():
        try:
            services.change_addition(credential=credential, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. The new file is signed in a moment."))
            return go_to(request, "credentials:my_credential", request.institution.slug, public_id)
    rated = SelfRating.objects.filter(placement=credential.placement_id, level__gte=1)
    return render_page(
        request,
        "credentials/add_to_credential.html",
        {
            "credential": credential,
            "form": form,
            "rated": rated.exists(),
        },
        status=422 if form.errors else 200,
    )
