"""A host tries its eye on two written cases, and reads how its steps compare."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize
from employers.models import Challenge, Member
from employers.rules import member_for
from placements import services
from placements.cases import AT_ONCE, BY_CODE, behaviours, offered
from placements.forms.trusting import PractiseForm
from placements.models import PracticeRating, Team

READ = ["GET", "HEAD", "POST"]

PROJECT = Compiled(
    lambda institution, public_id: (
        Challenge.objects.of(institution)
        .filter(public_id=public_id)
        .select_related("institution", "employer", "supervisor")
        .prefetch_related("skills")
    )
)
ANSWERED = Compiled(
    lambda member: PracticeRating.objects.filter(member=member).order_by("-rated_at", "-pk")
)
TO_SIGN = Compiled(
    lambda challenge: Team.objects.filter(
        challenge=challenge, formed_at__isnull=False, sign_off__isnull=True
    )
)


@require_http_methods(READ)
def practise(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Two cases with the steps to choose from; once answered, our step and why beside hers."""
    challenge: Challenge = PROJECT.get_or_404(
        institution=request.institution.pk, public_id=public_id
    )
    authorize(request.user, "placements.practise", challenge)
    member = member_for(request.user, challenge)
    assert isinstance(member, Member)  # just authorized
    answered = list(ANSWERED.all(member=member.pk))
    skills = [skill.code for skill in challenge.skills.all()]
    cases = offered(skills, {row.case for row in answered})
    form = PractiseForm(request.POST if request.method == "POST" else None, cases=cases)
    if form.is_valid():
        try:
            services.practise(
                member=member, institution=challenge.institution, levels=form.levels()
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. Below is what we would have said, and why."))
            return go_to(request, "placements:practise", institution, public_id)
    more = form.is_bound or "more" in request.GET or len(answered) < AT_ONCE
    return render_page(
        request,
        "placements/practise.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form if cases and more else None,
            "left": bool(cases),
            "beside": [beside(row) for row in answered if row.case in BY_CODE],
            "done": len(answered) >= AT_ONCE,
            "compared": services.compared(challenge.institution, member.pk),
            "to_sign": bool(TO_SIGN.first(challenge=challenge.pk)),
        },
        status=422 if form.errors else 200,
    )


def beside(row: PracticeRating) -> dict[str, Any]:
    """One answer beside the step that we would give, in words."""
    case = BY_CODE[row.case]
    skill = behaviours()[case.skill]
    names = {level: f"{level} {name}" for level, name, _behaviour in skill.levels}
    return {
        "case": case,
        "skill": skill.plain_name,
        "hers": names[row.level],
        "ours": names[case.expected],
        "same": row.level == case.expected,
        "near": abs(row.level - case.expected) == 1,
    }
