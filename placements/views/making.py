"""How a round is made: how far a run is, how it was done, and how anybody does it again."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from matching.model import StageName
from placements import services
from placements.models import Allocation
from placements.services.allocation import challenges_of
from placements.services.fairness import fairness_of
from placements.services.policy import LOTTERY, in_words
from placements.services.solving import file_of
from placements.states import AllocationState
from placements.views.rounds import round_asked_for


@require_POST
def stop_run(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """End a run with the best list that it has, or go back."""
    allocation = round_asked_for(request, public_id)
    authorize(request.user, "placements.stop_run", allocation)
    keep = request.POST.get("keep") == "best"
    try:
        services.stop_run(allocation=allocation, keep=keep)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        said = _("It stops, with the best list that it has found.") if keep else _("Stopped.")
        messages.success(request, said)
    challenges = challenges_of(allocation)
    if not keep and len(challenges) == 1:
        return go_to(request, "placements:places", institution, challenges[0].public_id)
    return go_to(request, "placements:review_allocation", institution, public_id)


@require_safe
def how_it_was_made(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """The policy in words, the draw and its promise, what went in, and how to do it again."""
    allocation = round_asked_for(request, public_id)
    authorize(request.user, "placements.how_it_was_made", allocation)
    problem, result = allocation.problem or {}, allocation.result or {}
    return render_page(
        request,
        "placements/how_it_was_made.html",
        {
            "allocation": allocation,
            "institution": allocation.institution,
            "policy": in_words(allocation.policy),
            "by_lottery": allocation.policy.get("order") == LOTTERY,
            "sent": allocation.state == AllocationState.SENT,
            "interests": len(problem.get("wishes", ())),
            "students": len(problem.get("students", ())),
            "challenges": len(problem.get("challenges", ())),
            "by_hand": sum(map(len, (problem.get("held") or {}).values())),
            "changes": len(allocation.changes),
            "status": result.get("status", ""),
            "stages": [
                stage | {"label": STAGES.get(stage["name"], stage["name"])}
                for stage in result.get("stages", ())
            ],
            "compared": allocation.compared,
            "may_run": may(request.user, "placements.run_again", allocation)
            and bool(allocation.result_hash),
            "file_name": file_name(allocation),
        },
    )


def file_name(allocation: Allocation) -> str:
    """What the downloaded file is called."""
    return f"round-{str(allocation.public_id)[:8]}.json"


@require_safe
def round_file(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """What went in, as the command reads it: ids that say nothing, no name, no secret."""
    allocation = round_asked_for(request, public_id)
    authorize(request.user, "placements.round_file", allocation)
    if not allocation.problem:
        messages.warning(request, _("This list was made by hand: there is nothing to work out."))
        return go_to(request, "placements:how_it_was_made", institution, public_id)
    content = file_of(allocation.problem) + b"\n"
    answer = HttpResponse(content, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{file_name(allocation)}"'
    return answer


@require_POST
def run_again(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Work it out once more and hold it against the first list."""
    allocation = round_asked_for(request, public_id)
    authorize(request.user, "placements.run_again", allocation)
    try:
        services.run_again(allocation=allocation)
    except RuleBroken as error:
        messages.warning(request, str(error))
    return go_to(request, "placements:how_it_was_made", institution, public_id)


STAGES = {
    StageName.PLACED.value: gettext_lazy("students placed"),
    StageName.PRIORITY.value: gettext_lazy("who comes first"),
    StageName.WISHES.value: gettext_lazy("own order"),
    StageName.POLICY.value: gettext_lazy("the policy as a whole"),
    StageName.LOTTERY.value: gettext_lazy("the draw"),
}


@require_safe
def fairness(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Who would get a place: shares, first-timers, wishes, and who had nothing before."""
    allocation = round_asked_for(request, public_id)
    authorize(request.user, "placements.fairness", allocation)
    return render_page(
        request,
        "placements/fairness.html",
        {
            "allocation": allocation,
            "institution": allocation.institution,
            "report": fairness_of(allocation) if allocation.problem else None,
            "by_lottery": allocation.policy.get("order") == LOTTERY,
        },
    )
