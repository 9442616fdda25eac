"""The desk's page of a challenge's places, and the acts on it."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from core import clock
from core.addresses import address_of
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers.models import Challenge, Session
from employers.services.sharing import elsewhere
from employers.states import AHEAD
from placements import services
from placements.desk import acts_of
from placements.forms.staff import OfferPlacesForm, RecordAnswerForm
from placements.services.agreement import lines_of
from placements.services.keeping import keeps_places, words_of
from placements.standing import Act, Standing, seen_from_the_desk, standing_of
from placements.views.access import talk_first
from placements.views.asked import draft_of, row_of
from students.models import Eoi
from students.states import WAITING, EoiState

READ = ["GET", "HEAD", "POST"]
PAGE = 25
S = EoiState
ORDER = (S.ACCEPTED, S.OFFERED, S.WAITLISTED, S.SUBMITTED, S.DECLINED, S.LAPSED, S.WITHDRAWN)
SHOWN = {  # ?show=… -> states
    "yes": (S.ACCEPTED,),
    "silent": (S.OFFERED,),
    "no": (S.DECLINED, S.LAPSED),
    "waiting": (S.SUBMITTED, S.WAITLISTED),
}


class Counted(Paginator):
    """Pages of a list whose length is known already."""

    def __init__(self, rows: Any, per_page: int, known: int) -> None:
        super().__init__(rows, per_page)
        self.known = known

    @cached_property
    def count(self) -> int:
        """Without a query."""
        return self.known


PROJECT = Compiled(
    lambda institution, public_id: seen_from_the_desk(
        Challenge.objects.of(institution).filter(public_id=public_id)
    ).annotate(keeps=keeps_places())
)


def project_of(request: HttpRequest, public_id: uuid.UUID) -> Challenge:
    """The challenge as the desk sees it, or a page that does not exist."""
    here = request.institution  # type: ignore[attr-defined]
    challenge: Challenge = PROJECT.get_or_404(institution=here.pk, public_id=public_id)
    return challenge


# Places


@require_safe
def places(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """“7 yes, 2 silent, 1 no”, the next act prepared, and everybody who asked with the reason."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.places", challenge)
    return _places(request, challenge)


def _places(
    request: SignedInRequest, challenge: Challenge, form: OfferPlacesForm | None = None
) -> HttpResponse:
    standing = standing_of(challenge)
    prepared, *others = acts_of(standing)
    show = request.GET.get("show", "")
    wanted = SHOWN.get(show)
    known = sum(standing.counts[state] for state in wanted) if wanted else standing.asked
    people = PEOPLE[show if wanted else ""].listed(challenge=challenge.pk)
    page = Counted(people, PAGE, known).get_page(request.GET.get("page"))
    draft = draft_of(standing)
    acts = may(request.user, "placements.offer_places", challenge)
    pickable = acts and any(act.kind == "pick" for act in [prepared, *others])
    chosen = set(request.POST.getlist("eoi"))
    here = challenge.institution
    rows = [row_of(eoi, here, draft, pickable, chosen) for eoi in page]
    context = {
        "challenge": challenge,
        "institution": challenge.institution,
        "standing": standing,
        "prepared": _with_url(request.user, standing, prepared),
        "others": [_with_url(request.user, standing, act) for act in others],
        "may_act": acts,
        "pickable": pickable,
        "page": page,
        "rows": rows,
        "show": show,
        "form": form or OfferPlacesForm(),
        "now": clock.now(),
        "tab": "places",
        "ahead": challenge.state in AHEAD,
        "unanswered": standing.counts[EoiState.SUBMITTED],
        "elsewhere": elsewhere(challenge),
        "kept": words_of(challenge) if challenge.keeps else "",  # type: ignore[attr-defined]
    }
    wrong = form is not None and form.errors
    return render_page(request, "placements/places.html", context, status=422 if wrong else 200)


def _with_url(user: User, at: Standing, act: Act) -> dict[str, Any]:
    """An act, the address that it posts or leads to, and whether ``user`` may go there."""
    if not act.name:
        return {"act": act, "url": "#people" if act.kind == "pick" else "", "may": True}
    row = at.round if act.of_round and at.round else at.challenge
    url = address_of(f"{act.app}:{act.name}", at.challenge.institution.slug, row.public_id)
    return {"act": act, "url": url, "may": may(user, f"{act.app}.{act.name}", row)}


def _people(challenge: int, states: tuple[str, ...] | None) -> QuerySet[Eoi]:
    """Confirmed interests: yes, silent, in line, waiting, and then those that are over."""
    order = Case(
        *(When(state=state, then=Value(n)) for n, state in enumerate(ORDER)),
        default=Value(len(ORDER)),
        output_field=IntegerField(),
    )
    people = Eoi.objects.filter(challenge=challenge, student__isnull=False)
    people = people.filter(state__in=states) if states else people.exclude(state=S.EXPIRED)
    return people.select_related("student__user", "placement").order_by(
        order, F("line").asc(nulls_last=True), "confirmed_at", "pk"
    )


PEOPLE = {
    show: Compiled(lambda challenge, states=states: _people(challenge, states))
    for show, states in ({"": None} | SHOWN).items()
}


def _act(
    request: SignedInRequest,
    public_id: uuid.UUID,
    permission: str,
    verb: Callable[[Challenge], str],
    asked: Callable[[Challenge], Iterable[Eoi]] = lambda _challenge: (),
) -> HttpResponse:
    """Do one verb to the challenge and go back to its places, with what was done as a toast.

    ``asked`` are those who get a place by it: to some a talk about access was promised first.
    """
    challenge = project_of(request, public_id)
    authorize(request.user, permission, challenge)
    question = talk_first(request, list(asked(challenge)), challenge)
    if question is not None:
        return question
    try:
        done = verb(challenge)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done)
    return go_to(request, "placements:places", challenge.institution.slug, challenge.public_id)


@require_POST
def share_out(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Have the round worked out; the worker does it, and the round’s page says how far it is."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.share_out", challenge)
    try:
        allocation = services.share_out(challenge=challenge)
    except RuleBroken as error:
        messages.warning(request, str(error))
        return go_to(request, "placements:places", institution, challenge.public_id)
    return go_to(request, "placements:review_allocation", institution, allocation.public_id)


@require_POST
def offer_all(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Everybody fits: one click."""

    def verb(challenge: Challenge) -> str:
        services.offer_all(challenge=challenge, by=request.user)
        return _("Everybody gets a place.")

    def asked(challenge: Challenge) -> QuerySet[Eoi]:
        waiting = Eoi.objects.filter(challenge=challenge, state__in=WAITING).verified()
        return waiting.select_related("student__user")

    return _act(request, public_id, "placements.offer_all", verb, asked)


@require_POST
def offer_places(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """A list picked by hand, with its reason."""
    challenge = project_of(request, public_id)
    authorize(request.user, "placements.offer_places", challenge)
    form = OfferPlacesForm(request.POST)
    picked = Eoi.objects.filter(challenge=challenge, public_id__in=ids_posted(request, "eoi"))
    picked = picked.select_related("student__user")
    if form.is_valid():
        question = talk_first(request, [eoi for eoi in picked if eoi.student], challenge)
        if question is not None:
            return question
        try:
            services.offer_places(
                challenge=challenge,
                eois=list(picked),
                by=request.user,
                note=form.cleaned_data["note"],
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("They get a place."))
            return go_to(request, "placements:places", institution, challenge.public_id)
    return _places(request, challenge, form)


def ids_posted(request: HttpRequest, name: str) -> list[uuid.UUID]:
    """The public ids that were posted; what is none is left out."""
    found = []
    for value in request.POST.getlist(name):
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return found


@require_POST
def refill(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """Offer a free place down the line now; a person decides, so the hour does not matter."""

    def verb(challenge: Challenge) -> str:
        asked = services.refill(challenge=challenge, a_person_asks=True)
        if not asked:
            raise RuleBroken(_("There is no free place, or nobody in line."))
        return ngettext("%(n)d person is asked.", "%(n)d people are asked.", asked) % {"n": asked}

    def next_in_line(challenge: Challenge) -> QuerySet[Eoi]:
        line = Eoi.objects.filter(challenge=challenge).verified().in_line()
        return line.select_related("student__user")[: standing_of(challenge).free]

    return _act(request, public_id, "placements.refill", verb, next_in_line)


@require_POST
def run_with_fewer(
    request: SignedInRequest, institution: str, public_id: uuid.UUID
) -> HttpResponse:
    """Ask nobody else."""

    def verb(challenge: Challenge) -> str:
        told = services.run_with_fewer(challenge=challenge)
        services.propose_teams(challenge=challenge, with_fewer=True)
        return ngettext(
            "It goes ahead. %(n)d person in line is told.",
            "It goes ahead. %(n)d people in line are told.",
            told,
        ) % {"n": told}

    return _act(request, public_id, "placements.run_with_fewer", verb)


ABOUT = ("employer", "site", "supervisor", "institution")
ANSWERED = Compiled(
    lambda institution, public_id: (
        Eoi.objects.of(institution)
        .filter(public_id=public_id, student__isnull=False)
        .select_related("institution", "student__user", *(f"challenge__{name}" for name in ABOUT))
    )
)
SITTINGS = Compiled(lambda challenge: Session.objects.filter(challenge=challenge))


@require_http_methods(READ)
def record_answer(request: SignedInRequest, institution: str, public_id: uuid.UUID) -> HttpResponse:
    """A yes or a no given by telephone, at the desk or by e-mail; what we agree is read out."""
    eoi: Eoi = ANSWERED.get_or_404(institution=request.institution.pk, public_id=public_id)
    authorize(request.user, "placements.record_answer", eoi)
    challenge = eoi.challenge
    assert eoi.student is not None
    form = RecordAnswerForm(request.POST if request.method == "POST" else None, student=eoi.student)
    if form.is_valid():
        try:
            _record(request, eoi, form)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Recorded."))
            return go_to(request, "placements:places", institution, challenge.public_id)
    return render_page(
        request,
        "placements/record_answer.html",
        {
            "eoi": eoi,
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "lines": lines_of(challenge, list(SITTINGS.all(challenge=challenge.pk))),
        },
        status=422 if form.errors else 200,
    )


def _record(request: SignedInRequest, eoi: Eoi, form: RecordAnswerForm) -> None:
    typed = form.cleaned_data
    if typed["answer"] == "no":
        services.decline_place(eoi=eoi, by=request.user)
        return
    services.accept_place(
        eoi=eoi,
        name=typed.get("name", ""),
        mobile=typed["mobile"],
        via=typed["via"],
        by=request.user,
    )
