"""The desk's pages of a round: the draft, its confirmation, how it was made."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.addresses import address_of
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers.models import Challenge
from matching.model import StageName
from placements import reasons, services
from placements.desk import letters_in_words
from placements.models import Allocation, Hold
from placements.services.allocation import asked_since, challenges_of
from placements.services.policy import LOTTERY
from placements.services.telling import why_of
from placements.services.times import policy_of
from placements.states import AllocationState
from placements.views.access import talk_first
from students.models import Eoi
from students.states import WAITING

Result = dict[str, Any]
NOTHING: Result = {"placed": [], "waitlists": {}, "reasons": {}}
AT_ONCE = 100  # answers that a browser waits for
BLOCKS = 10  # challenges a page
PEOPLE = 25  # students a page

ROUND = Compiled(
    lambda institution, public_id: (
        Allocation.objects.of(institution)
        .filter(public_id=public_id)
        .select_related("institution__policy", "confirmed_by")
    )
)
ASKED = Compiled(
    lambda challenges: Eoi.objects.filter(challenge__any_of=challenges).select_related(
        "student__user"
    )
)
HELD = Compiled(
    lambda challenges: (
        Hold.objects.filter(challenge__any_of=challenges, eoi__state__in=WAITING)
        .select_related("eoi__student", "other__student")
        .order_by("pk")
    )
)
OF_ROUND = Compiled(
    lambda challenges: (
        Eoi.objects.filter(challenge__any_of=challenges, student__isnull=False)
        .order_by("student__family_name", "student", "wish", "pk")
        .values_list("public_id", "student")
    )
)
ASKED_BY = Compiled(
    lambda challenges, students: (
        Eoi.objects.filter(challenge__any_of=challenges, student__any_of=students)
        .select_related("student__user", "challenge")
        .order_by("student__family_name", "student", "wish", "pk")
    )
)


def round_asked_for(request: HttpRequest, public_id: uuid.UUID) -> Allocation:
    """A round of the institution, or a page that does not exist."""
    here = request.institution  # type: ignore[attr-defined]
    allocation: Allocation = ROUND.get_or_404(institution=here.pk, public_id=public_id)
    return allocation


@require_safe
def review_allocation(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """The draft by challenge, with everybody's reason; one button stands behind it."""
    allocation = round_asked_for(request, public_id)
    authorize(request.user, "placements.review_allocation", allocation)
    if allocation.state == AllocationState.SOLVING:
        return _under_way(request, allocation)
    if getattr(request, "htmx", None):  # the page of a run that has ended meanwhile
        return go_to(request, "placements:review_allocation", institution, allocation.public_id)
    challenges = challenges_of(allocation)
    result = allocation.result or NOTHING
    number, by_student = request.GET.get("page"), request.GET.get("by") == "student"
    if by_student:
        page, shown = _by_student(challenges, result, number)
    else:
        page, shown = _by_challenge(challenges, result, number)
    holds = HELD.all(challenges=[challenge.pk for challenge in challenges])
    drafted = allocation.state == AllocationState.DRAFTED
    acts = may(request.user, "placements.confirm_allocation", allocation)
    return render_page(
        request,
        "placements/review_allocation.html",
        {
            "allocation": allocation,
            "institution": allocation.institution,
            "by_student": by_student,
            "shown": shown,
            "page": page,
            "holds": holds,
            "one": challenges[0] if len(challenges) == 1 else None,
            "drafted": drafted,
            "first": challenges[0] if challenges else None,
            "may_share": acts and bool(challenges),
            "letters": letters_in_words(
                policy_of(allocation.institution), allocation.institution.zone, clock.now()
            ),
            "confirmed": allocation.state == AllocationState.CONFIRMED,
            "sent": allocation.state == AllocationState.SENT,
            "may_act": acts,
            "may_fix": drafted and acts,
            "since": asked_since(allocation) if drafted else 0,
            "counts": _counts(allocation.problem or {"wishes": []}, result),
            "made": {
                "proven": result.get("status") == "proven",
                "stopped": result.get("status") == "stopped",
                "by_lottery": allocation.policy.get("order") == LOTTERY and bool(result),
            },
        },
    )


def _counts(problem: dict[str, Any], result: Result) -> dict[str, int]:
    """What a list comes to in people; ``besides``: interests of those whose place is elsewhere."""
    whose = {wish["eoi"]: wish["student"] for wish in problem["wishes"]}

    def people(eois: Iterable[str]) -> set[str]:
        return {whose.get(eoi, eoi) for eoi in eois}

    asked, placed = people(result["reasons"]), people(result["placed"])
    line = people(chain.from_iterable(result["waitlists"].values())) - placed
    theirs = sum(whose.get(eoi, eoi) in placed for eoi in result["reasons"])
    return {
        "offered": len(result["placed"]),
        "in_line": len(line),
        "not_this": len(asked - placed - line),
        "besides": theirs - len(result["placed"]),
    }


def _under_way(request: SignedInRequest, allocation: Allocation) -> HttpResponse:
    """How far a run is; the page asks again by itself, or by its link."""
    return render_page(
        request,
        "placements/being_worked_out.html",
        {
            "allocation": allocation,
            "institution": allocation.institution,
            "progress": progress_in_words(allocation),
            "may_stop": may(request.user, "placements.stop_run", allocation),
        },
        part="placements/_progress.html",
    )


def progress_in_words(allocation: Allocation) -> dict[str, Any]:
    """What a run has reached, without a word of the engine; ``percent`` where it is known."""
    said = allocation.progress or {}
    reached, at_most = said.get("reached"), said.get("at_most")
    if allocation.policy.get("order") == LOTTERY:
        words = _("One after the other has the first of their own wishes with room.")
        return {"words": words, "percent": None}
    if said.get("stage") == StageName.LOTTERY:
        words = _("Nobody can do better by the rules. Now the draw decides between equals.")
        return {"words": words, "percent": None}
    if not reached or not at_most or at_most <= 0:
        return {"words": _("The first list is being looked for."), "percent": None}
    percent = min(100, int(100 * reached / at_most))
    words = _("A list is found. What is looked for now is whether any other list is better.")
    return {"words": words, "percent": percent}


def _by_challenge(
    challenges: list[Challenge], result: Result, number: str | None
) -> tuple[Page[Any], list[dict[str, Any]]]:
    """Ten challenges of the draft, each with everybody who asked for it."""
    page = Paginator(challenges, BLOCKS).get_page(number)
    eois = {
        str(eoi.public_id): eoi
        for eoi in ASKED.all(challenges=[challenge.pk for challenge in page])
        if str(eoi.public_id) in result["reasons"]
    }
    titles = titles_of(challenges)
    return page, [_block(challenge, result, eois, titles) for challenge in page]


def titles_of(challenges: Sequence[Challenge]) -> dict[str, str]:
    """What reasons name: the titles of a round's challenges."""
    return {str(challenge.public_id): challenge.title for challenge in challenges}


def _by_student(
    challenges: list[Challenge], result: Result, number: str | None
) -> tuple[Page[Any], list[dict[str, Any]]]:
    """Some students of the draft, those without a place first, each with all that she asked for."""
    keys, titles = [challenge.pk for challenge in challenges], titles_of(challenges)
    placed: dict[int, bool] = {}
    got = set(result["placed"])
    for public_id, student in OF_ROUND.all(challenges=keys):
        if str(public_id) in result["reasons"]:
            placed[student] = placed.get(student, False) or str(public_id) in got
    page = Paginator(sorted(placed, key=placed.__getitem__), PEOPLE).get_page(number)
    order = {student: rank for rank, student in enumerate(page)}
    shown: dict[int, dict[str, Any]] = {}
    for eoi in ASKED_BY.all(challenges=keys, students=list(order)):
        if str(eoi.public_id) not in result["reasons"] or eoi.student is None:
            continue
        eoi.challenge.institution = challenges[0].institution
        row = _row(eoi, why_of(result, str(eoi.public_id), titles), challenges[0].institution.slug)
        line = result["waitlists"].get(str(eoi.challenge.public_id), [])
        row["placed"] = str(eoi.public_id) in got
        row["line"] = line.index(str(eoi.public_id)) + 1 if str(eoi.public_id) in line else 0
        shown.setdefault(eoi.student_id, row | {"rows": []})["rows"].append(row)
    return page, sorted(shown.values(), key=lambda row: order[row["student"].pk])


def _block(
    challenge: Challenge, result: Result, eois: dict[str, Eoi], titles: dict[str, str]
) -> dict[str, Any]:
    """One challenge of the draft: who is placed, who is in line, and everybody else."""
    hers = {key: eoi for key, eoi in eois.items() if eoi.challenge_id == challenge.pk}
    placed = [key for key in result["placed"] if key in hers]
    line = [key for key in result["waitlists"].get(str(challenge.public_id), []) if key in hers]
    others = [key for key in hers if key not in {*placed, *line}]
    slug = challenge.institution.slug

    def rows(keys: list[str]) -> list[dict[str, Any]]:
        return [_row(hers[key], why_of(result, key, titles), slug) for key in keys]

    return {
        "challenge": challenge,
        "placed": rows(placed),
        "line": rows(line),
        "others": rows(others),
    }


def _row(eoi: Eoi, why: dict[str, Any], slug: str) -> dict[str, Any]:
    """One person of the draft, and the reason that she reads."""
    assert eoi.student is not None
    return {
        "eoi": eoi,
        "student": eoi.student,
        "student_url": address_of("students:student", slug, eoi.student.public_id),
        "why": reasons.sentence(why),
    }


def _act(
    request: SignedInRequest,
    public_id: uuid.UUID,
    permission: str,
    verb: Callable[[Allocation], str],
) -> HttpResponse:
    """Do one verb to the round; back to its challenge's places, or to the round of several."""
    allocation = round_asked_for(request, public_id)
    authorize(request.user, permission, allocation)
    slug = allocation.institution.slug
    try:
        done = verb(allocation)
    except RuleBroken as error:
        messages.warning(request, str(error))
        return go_to(request, "placements:review_allocation", slug, allocation.public_id)
    messages.success(request, done)
    challenges = challenges_of(allocation)
    if len(challenges) == 1:
        return go_to(request, "placements:places", slug, challenges[0].public_id)
    return go_to(request, "placements:review_allocation", slug, allocation.public_id)


@require_POST
def confirm_allocation(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """A person stands behind the list; whom a talk was promised first is named before."""
    allocation = round_asked_for(request, public_id)
    authorize(request.user, "placements.confirm_allocation", allocation)
    placed = Eoi.objects.filter(public_id__in=(allocation.result or {}).get("placed", []))
    challenges = challenges_of(allocation)
    if challenges and allocation.state == AllocationState.DRAFTED:
        placed = placed.filter(challenge__in=challenges).select_related("student__user")
        question = talk_first(request, list(placed), challenges[0])
        if question is not None:
            return question

    def verb(allocation: Allocation) -> str:
        services.confirm_allocation(allocation=allocation, by=request.user)
        return _("Confirmed.")

    return _act(request, public_id, "placements.confirm_allocation", verb)


@require_POST
def undo_confirmation(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Back to a draft; nobody has heard anything."""

    def verb(allocation: Allocation) -> str:
        services.undo_confirmation(allocation=allocation)
        return _("Undone. Nobody has heard anything.")

    return _act(request, public_id, "placements.undo_confirmation", verb)


@require_POST
def send_answers(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """The letters go now; those of a long list from a worker."""

    def verb(allocation: Allocation) -> str:
        if len((allocation.result or {}).get("reasons", ())) > AT_ONCE:
            services.send_soon(allocation=allocation)
            return _("The letters are going out.")
        offered = services.send_answers(allocation=allocation)
        return ngettext(
            "Sent. %(n)d person is offered a place.",
            "Sent. %(n)d people are offered a place.",
            offered,
        ) % {"n": offered}

    return _act(request, public_id, "placements.send_answers", verb)
