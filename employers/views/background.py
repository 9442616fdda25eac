"""The background pack, as its host writes it: one page, one field, and what students see of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services
from employers.forms.background import BackgroundForm
from employers.forms.recording import fits, told_form, told_in
from employers.services.versions import newest_version
from employers.states import AHEAD, UNPUBLISHED
from employers.views.host import challenge_of
from employers.way import way_back


@require_http_methods(["GET", "HEAD", "POST"])
def write_background(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """What the placed read from two days before; it may be left as it is."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.write_background", challenge)
    staff = may(request.user, "employers.record_challenge", challenge)
    newest = newest_version(challenge)
    told = told_form(request, challenge)
    form = BackgroundForm(
        request.POST if request.method == "POST" else None,
        initial={"background": challenge.background, "version": newest},
    )
    stands = ""
    if form.is_valid() and fits(told):
        try:
            services.edit_challenge(
                challenge=challenge,
                background=form.cleaned_data["background"],
                seen=form.cleaned_data["version"] or 0,
                for_the_host=staff,
                by=request.user,
                told=told_in(told),
            )
        except services.ChangedMeanwhile as error:
            form.add_error(None, str(error))
            typed = request.POST.copy()
            typed["version"] = str(newest)
            form.data = typed
            stands = challenge.background
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. Those who come read it from two days before."))
            return go_to(request, "employers:write_background", institution, challenge.public_id)
    return render_page(
        request,
        "employers/write_background.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "told": told,
            "stands": stands,
            "open": challenge.state in (*UNPUBLISHED, *AHEAD),
            "way": way_back(request.user, challenge),
            "own_people": not staff,
        },
        status=422 if form.errors or not fits(told) else 200,
    )
