"""What the desk does with several projects at once, and the page that says what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from core.addresses import address_of
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services
from employers.checks import Check, checks
from employers.forms.partnerships import staff_of
from employers.models import Challenge, Partnership
from employers.safety import safety_of
from employers.services.briefs import mark_of
from employers.states import ChallengeState

AT_MOST = 50
UNDO_FOR = 30 * 60  # seconds
SALT = "employers.assign_challenges"


@dataclass(frozen=True)
class Fate:
    """What came of one project, or would: where it was not done, why."""

    challenge: Challenge
    url: str
    why: str = ""
    look_at: tuple[Check, ...] = ()
    mark: str = ""


def _fate(challenge: Challenge, **more: Any) -> Fate:
    slug = challenge.institution.slug
    url = address_of("employers:review_challenge", slug, challenge.public_id)
    return Fate(challenge, url, **more)


def _chosen(request: HttpRequest, names: list[str]) -> list[Challenge]:
    """The projects of this institution that were ticked; what is no key of one is left out."""
    keys = []
    for name in names[:AT_MOST]:
        try:
            keys.append(UUID(name))
        except ValueError:
            continue
    found = (
        Challenge.objects.of(request.institution)  # type: ignore[attr-defined]
        .proven()
        .filter(public_id__in=keys)
        .select_related(
            *("institution__policy", "employer", "site", "contact__user", "supervisor", "module"),
            *("owner", "recorded_by"),
        )
        .prefetch_related("sessions", "skills")
        .order_by("starts_at", "pk")
    )
    return list(found)


def _nothing_chosen(request: SignedInRequest) -> HttpResponse:
    messages.warning(request, _("Tick the projects first."))
    return go_to(request, "portal:desk_projects", request.institution.slug)


def _each(
    challenges: list[Challenge], verb: Callable[[Challenge], Any]
) -> tuple[list[Fate], list[Fate]]:
    """Those for which ``verb`` was done, and those for which a rule forbade it."""
    done, not_done = [], []
    for challenge in challenges:
        try:
            verb(challenge)
        except RuleBroken as error:
            not_done.append(_fate(challenge, why=str(error)))
        else:
            done.append(_fate(challenge))
    return done, not_done


def _result(
    request: SignedInRequest, title: str, done: list[Fate], not_done: list[Fate], undo: str = ""
) -> HttpResponse:
    context = {
        "institution": request.institution,
        "title": title,
        "done": done,
        "not_done": not_done,
        "undo": undo,
    }
    return render_page(request, "employers/bulk_result.html", context)


@require_POST
def assign_challenges(request: SignedInRequest, institution: str) -> HttpResponse:
    """Give the ticked projects to somebody, or take that back."""
    here = request.institution
    authorize(request.user, "employers.assign_challenges", here)
    if "undo" in request.POST:
        return _take_back(request)
    challenges = _chosen(request, request.POST.getlist("challenge"))
    if not challenges:
        return _nothing_chosen(request)
    wanted = request.POST.get("to", "")
    owner: User | None = None
    if wanted != "nobody":
        people = staff_of(here)
        owner = people.filter(pk=int(wanted)).first() if wanted.isdecimal() else request.user
        if owner is None:
            messages.warning(request, _("Choose somebody who works here."))
            return go_to(request, "portal:desk_projects", here.slug)
    before = services.assign_challenges(challenges=challenges, owner=owner)
    given = {"given": owner and owner.pk, "before": {str(key): was for key, was in before.items()}}
    count = ngettext("%(n)d project", "%(n)d projects", len(challenges)) % {"n": len(challenges)}
    title = _("%(projects)s: %(who)s") % {"projects": count, "who": owner or _("nobody’s")}
    undo = signing.dumps({"at": here.pk, **given}, salt=SALT, compress=True)
    return _result(request, title, [_fate(each) for each in challenges], [], undo)


def _take_back(request: SignedInRequest) -> HttpResponse:
    here = request.institution
    try:
        held = signing.loads(request.POST["undo"], salt=SALT, max_age=UNDO_FOR)
        if held["at"] != here.pk:
            raise signing.BadSignature
    except signing.BadSignature:
        messages.warning(request, _("It is too late to take that back. Assign them anew."))
    else:
        before = {int(key): was for key, was in held["before"].items()}
        undone = services.give_back_challenges(given=held["given"], before=before)
        said = ngettext("%(n)d project is as before.", "%(n)d projects are as before.", undone)
        messages.success(request, said % {"n": undone})
    return go_to(request, "portal:desk_projects", here.slug)


@require_POST
def publish_challenges(request: SignedInRequest, institution: str) -> HttpResponse:
    """Publish the ticked briefs: first what each still asks, then those that were confirmed.

    Each is published by its own rule, and only the text that was shown. Whoever confirms judges
    those that nobody has judged yet to be low in all six factors of safety.
    """
    here = request.institution
    authorize(request.user, "employers.publish_challenges", here)
    if "confirm" in request.POST:
        return _publish(request)
    challenges = _chosen(request, request.POST.getlist("challenge"))
    if not challenges:
        return _nothing_chosen(request)
    known = {
        each.employer_id: each
        for each in Partnership.objects.of(here).filter(
            employer__in={each.employer_id for each in challenges}
        )
    }
    ready: list[Fate] = []
    look_first: list[Fate] = []
    can_not: list[Fate] = []
    for challenge in challenges:
        if challenge.state != ChallengeState.IN_REVIEW:
            why = _("It is not waiting to be read: %s.") % challenge.get_state_display()
            can_not.append(_fate(challenge, why=why))
        elif not may(request.user, "employers.publish_challenge", challenge):
            can_not.append(_fate(challenge, why=_("It needs a second approver.")))
        else:
            lines = checks(challenge, known.get(challenge.employer_id))
            look_at = tuple(line for line in lines if line.tone != "good")
            fate = _fate(challenge, look_at=look_at, mark=mark_of(challenge))
            if any(line.tone == "bad" for line in look_at):
                can_not.append(_fate(challenge, why=" ".join(str(x.detail) for x in look_at)))
            else:
                (look_first if look_at else ready).append(fate)
    return render_page(
        request,
        "employers/publish_challenges.html",
        {
            "institution": here,
            "ready": ready,
            "look_first": look_first,
            "can_not": can_not,
        },
    )


def _publish(request: SignedInRequest) -> HttpResponse:
    marks = dict(each.partition(":")[::2] for each in request.POST.getlist("seen"))
    challenges = _chosen(request, list(marks))
    if not challenges:
        return _nothing_chosen(request)

    def publish(challenge: Challenge) -> None:
        if not may(request.user, "employers.publish_challenge", challenge):
            raise RuleBroken(_("It needs a second approver."))
        services.publish_challenge(
            challenge=challenge,
            by=request.user,
            seen=marks[str(challenge.public_id)] or "-",
            all_low=safety_of(challenge).assessment is None,
        )

    done, not_done = _each(challenges, publish)
    title = ngettext("%(n)d project is online", "%(n)d projects are online", len(done))
    return _result(request, title % {"n": len(done)}, done, not_done)


@require_POST
def remind_hosts(request: SignedInRequest, institution: str) -> HttpResponse:
    """Send the hosts of the ticked projects the letter that waits for them once more."""
    authorize(request.user, "employers.remind_hosts", request.institution)
    challenges = _chosen(request, request.POST.getlist("challenge"))
    if not challenges:
        return _nothing_chosen(request)
    done, not_done = _each(challenges, lambda each: services.remind_host(challenge=each))
    title = ngettext("%(n)d host is reminded", "%(n)d hosts are reminded", len(done))
    return _result(request, title % {"n": len(done)}, done, not_done)
