"""Posting a project: one thing a page, no account, going back loses nothing."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.limits import TooOften, count_press
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services
from employers.checks import reading_age
from employers.formats import as_typed, proposals
from employers.forms.giving import GiveForm
from employers.forms.posting import ToDoForm
from employers.forms.times import OwnTimeForm
from employers.law import pay_in_words
from employers.models import Challenge, Member, OwnTemplate, Posting
from employers.reading import read_times, reading_words
from employers.rules import memberships_of
from employers.starters import STARTER_OF, STARTERS
from employers.times import is_soon, plan
from employers.trust import own_press
from employers.views.pages import BESIDE, STEPS, Pages, as_data, hold, kept, uuid_of
from employers.wording import ChallengeWording
from institutions.models import Institution

TEMPLATES_SHOWN = 6
OWN = Compiled(
    lambda institution, employers: OwnTemplate.objects.of(institution).filter(
        employer__any_of=employers
    )[:TEMPLATES_SHOWN]
)
CLINICS = Compiled(
    lambda institution: OwnTemplate.objects.of(institution).filter(employer=None)[:TEMPLATES_SHOWN]
)
NO_WORD_YET = {"give", "format", "when", "start", "letter"}
MINUTES_BEFORE, MINUTES_AFTER = 25, 10  # the host's, told before and compared later (R70)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_challenge(request: HttpRequest, institution: str, step: str = "start") -> HttpResponse:
    """All pages of posting: what one can give, a starter, short questions, a last look, sent."""
    here: Institution = request.institution  # type: ignore[attr-defined]
    authorize(request.user, "employers.draft_challenge", here)
    pages = Pages(request, here)
    if step == "start":
        return _start(request, pages)
    if step == "give":
        return _give(request, pages)
    if pages.posting is None or step not in {*pages.steps, *BESIDE}:
        return go_to(request, "employers:draft_challenge", here.slug)
    if pages.posting.challenge is not None:
        return _to_sent(request, pages.posting.challenge)
    if step == "all" and not pages.rang:
        return go_to(request, "employers:draft_challenge", here.slug)
    special = {"format": _format, "preview": _preview, "more": _more, "all": _all}
    return special[step](request, pages) if step in special else _ask(request, pages, step)


def _counted(request: HttpRequest) -> str:
    """Count a press that writes a row; the sentence that refuses it, or nothing."""
    try:
        count_press(request, "employers.draft_challenge")
    except RuleBroken as refused:
        return str(refused)
    return ""


def _start(request: HttpRequest, pages: Pages) -> HttpResponse:
    error = _counted(request) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        return _begin(request, pages)
    begun = pages.posting is not None and pages.posting.challenge is None
    typed = begun and any(pages.answers(step) for step in pages.steps if step != "when")
    return render_page(
        request,
        "employers/draft_challenge.html",
        {
            "starters": STARTERS,
            "pages": pages,
            "go_on": pages.stopped_at if typed else None,
            "given": begun and not typed and bool(pages.answers("format")),
            "member": request.GET.get("member", "") if pages.rang else "",
            "error": error,
            "todo": ToDoForm(),
            "own_templates": _own_templates(request, pages),
            "effort": None if pages.rang else services.effort_told(pages.institution.pk),
        },
        status=TooOften.status if error else 200,
    )


def _own_templates(request: HttpRequest, pages: Pages) -> list[OwnTemplate]:
    """Templates of the reader's host, or the clinic's where staff write for a host."""
    here = pages.institution.pk
    if pages.rang:
        return list(CLINICS.all(institution=here))
    theirs = [member.employer_id for member in memberships_of(request.user)]
    return list(OWN.all(institution=here, employers=theirs)) if theirs else []


def _begin(request: HttpRequest, pages: Pages) -> HttpResponse:
    """A new draft from a starter or an empty page; one of which no word is written goes on."""
    posting = pages.posting
    if posting is None or posting.challenge is not None or set(posting.answers) - NO_WORD_YET:
        posting = Posting(institution=pages.institution)
    posting.member = None
    starter = request.POST.get("starter", "")
    posting.answers["start"] = {"starter": starter if starter in STARTER_OF else ""}
    if todo := kept(request.POST.get("todo", "")).strip():
        posting.answers["what"] = {"problem": todo, "deliverable": ""}
    if pages.rang and request.POST.get("member"):
        known = Member.objects.filter(employer__partnership__institution=pages.institution)
        posting.member = get_object_or_404(known, public_id=uuid_of(request.POST["member"]))
    posting.save()
    first = "all" if pages.rang else "what"
    return hold(redirect("employers:draft_challenge", pages.institution.slug, first), posting)


def _give(request: HttpRequest, pages: Pages) -> HttpResponse:
    """Four quick questions; whoever knows already skips them with one press."""
    if pages.posting is not None and pages.posting.challenge is not None:
        pages.posting = None
    form, error = pages.form("give", request.POST or None), ""
    if request.method == "POST":
        if pages.posting is None:
            error = _counted(request)
            pages.posting = Posting(institution=pages.institution)
        if not error:
            pages.save("give", request.POST)
            if form.is_valid():
                slug = pages.institution.slug
                following = redirect("employers:draft_challenge", slug, "format")
                return hold(following, pages.posting)
    response = render_page(
        request,
        "employers/draft_give.html",
        {"pages": pages, "form": form, "title": BESIDE["give"], "error": error},
        status=TooOften.status if error else (422 if form.errors else 200),
    )
    kept = pages.posting is not None and pages.posting.pk is not None
    return hold(response, pages.posting) if kept and pages.posting else response


def _format(request: HttpRequest, pages: Pages) -> HttpResponse:
    """What fits what was given, with why; one press takes it."""
    here = pages.institution
    form = pages.form("give", as_data(pages.answers("give")))
    if not isinstance(form, GiveForm) or not form.is_valid():
        return go_to(request, "employers:draft_challenge", here.slug, "give")
    found = proposals(form.given(), places_at_most=here.policy.places_at_most)
    taken = next((each for each in found if each.key == request.POST.get("format")), None)
    if request.method == "POST" and taken is not None:
        pages.keep("when", as_typed(taken, form.cleaned_data["where"]))
        pages.keep("format", {} if "change" in request.POST else {"format": taken.key})
        if "what" not in pages.posting.answers:  # type: ignore[union-attr]
            return go_to(request, "employers:draft_challenge", here.slug)
        return go_to(request, "employers:draft_challenge", here.slug, pages.stopped_at)
    read = [(each, read_times(plan(each.times, here.zone), here)) for each in found]
    return render_page(
        request,
        "employers/draft_format.html",
        {"pages": pages, "title": BESIDE["format"], "first": read[0], "others": read[1:]},
    )


def _act(request: HttpRequest, pages: Pages, step: str) -> HttpResponse | None:
    """A button that is not “Go on”: what was typed is kept, and the page comes back."""
    slug, act = pages.institution.slug, request.POST.get("act", "")
    if act not in ACTS:
        return None
    if act == "letter":
        return go_to(request, "employers:send_draft", slug)
    if act in ("sessions", "own_time"):
        pages.keep("when", pages.answers("when") | {"time_kind": act, "rows": ""})
    if act == "add":
        pages.grow()
    if act == "look" and getattr(request, "htmx", None):
        return render_page(request, "employers/_read_times.html", {"pages": pages})
    url = reverse("employers:draft_challenge", args=[slug, step])
    then = "?then=preview" if request.GET.get("then") == "preview" else ""
    return redirect(f"{url}{then}#days")


ACTS = frozenset({"letter", "sessions", "own_time", "add", "look"})


def _ask(request: HttpRequest, pages: Pages, step: str) -> HttpResponse:
    form = pages.form(step, request.POST or None, request.GET)
    if request.method == "POST":
        pages.save(step, request.POST)
        if (answer := _act(request, pages, step)) is not None:
            return answer
        if form.is_valid():
            following = pages.after(step)
            if request.GET.get("then") == "preview":
                following = "preview"
            return go_to(request, "employers:draft_challenge", pages.institution.slug, following)
    return render_page(
        request,
        "employers/draft_step.html",
        _frame(pages, step)
        | {"form": form, "own_time": isinstance(form, OwnTimeForm), "pay": pages.law_of(form)},
        part="employers/_draft_form.html",
        status=422 if form.errors else 200,
    )


def _more(request: HttpRequest, pages: Pages) -> HttpResponse:
    """What nobody has to say; from the last look, and back to it."""
    form = pages.form("more", request.POST or None)
    if request.method == "POST":
        pages.save("more", request.POST)
        if form.is_valid():
            slug = pages.institution.slug
            return go_to(request, "employers:draft_challenge", slug, "preview")
    context = {"pages": pages, "form": form, "title": BESIDE["more"], "posting": pages.posting}
    status = 422 if form.errors else 200
    return render_page(request, "employers/draft_more.html", context, status=status)


def _all(request: HttpRequest, pages: Pages) -> HttpResponse:
    """Staff with a host on the telephone: all questions on one page, one press to the last look."""
    data = request.POST or None
    forms = {step: pages.form(step, data, request.GET) for step in pages.steps[:-1]}
    if request.method == "POST":
        for step in forms:
            pages.save(step, request.POST)
        if (answer := _act(request, pages, "all")) is not None:
            return answer
        forms = {step: pages.form(step, data) for step in forms}
        if not any(form.errors for form in forms.values()):
            slug = pages.institution.slug
            return go_to(request, "employers:draft_challenge", slug, "preview")
    wrong = any(form.errors for form in forms.values())
    return render_page(
        request,
        "employers/draft_all.html",
        {
            "pages": pages,
            "posting": pages.posting,
            "title": BESIDE["all"],
            "parts": [(STEPS[step], step, form) for step, form in forms.items()],
            "wrong": [form for form in forms.values() if form.errors],
            "own_time": isinstance(forms["when"], OwnTimeForm),
        },
        status=422 if wrong else 200,
    )


def _frame(pages: Pages, step: str) -> dict[str, Any]:
    way = pages.way
    return {
        "pages": pages,
        "posting": pages.posting,
        "step": step,
        "title": STEPS[step],
        "number": way.index(step) + 1 if step in way else 0,
        "count": len(way),
        "back": pages.before(step),
    }


def _preview(request: HttpRequest, pages: Pages) -> HttpResponse:
    here = pages.institution
    missing = pages.unfinished()
    if missing is not None:
        return go_to(request, "employers:draft_challenge", here.slug, missing)
    if request.method == "POST" and "title" in request.POST:
        pages.rename(request.POST["title"])
        return go_to(request, "employers:draft_challenge", here.slug, "preview")
    brief, error, status = pages.brief(), "", RuleBroken.status
    if request.method == "POST":
        assert pages.posting is not None
        try:
            challenge = _post(request, pages, brief)
        except RuleBroken as broken:
            error, status = str(broken), broken.status
            pages.posting.refresh_from_db()
        else:
            return _to_sent(request, challenge)
    try:
        challenge, sessions = services.preview(here, brief)
    except RuleBroken as broken:
        challenge, sessions, error = Challenge(institution=here), [], error or str(broken)
    wording = ChallengeWording(challenge)
    wording.sessions = sessions
    wording.skills = [skill.plain_name for skill in brief.skills]
    pay = pay_in_words(challenge) if challenge.starts_at else None
    by_host = pay is not None and may(request.user, "employers.publish_as_host", challenge)
    return render_page(
        request,
        "employers/preview_challenge.html",
        _frame(pages, "preview")
        | {"challenge": challenge, "wording": wording, "institution": here, "error": error}
        | {"pay": pay, "own": own_press(challenge, pay) if by_host else None}
        | {
            "soon": bool(challenge.closes_at) and is_soon(challenge.closes_at, here),
            "before": MINUTES_BEFORE,
            "after": MINUTES_AFTER,
            "reads": reading_words(reading_age(f"{brief.problem} {brief.deliverable}")),
        },
        status=status if error else 200,
    )


@transaction.atomic
def _post(request: HttpRequest, pages: Pages, brief: services.PostedBrief) -> Challenge:
    """Send the brief; with a trusted host's "Publish" it is online, or all stays as it was."""
    assert pages.posting is not None
    count_press(request, "employers.draft_challenge")
    challenge = services.post_brief(
        posting=pages.posting,
        brief=brief,
        user=pages.user,
        recorded_by=pages.user if pages.rang else None,
    )
    if "publish" in request.POST and pages.user is not None:
        authorize(request.user, "employers.publish_as_host", challenge)
        services.publish_as_host(
            challenge=challenge, by=pages.user, all_low="all_low" in request.POST
        )
    return challenge


def _to_sent(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    """Staff go on to the brief; hosts to their page, or to the box for the code."""
    slug, public_id = challenge.institution.slug, challenge.public_id
    if may(request.user, "employers.record_challenge", challenge):
        return go_to(request, "employers:review_challenge", slug, public_id)
    if may(request.user, "employers.my_challenge", challenge):
        return go_to(request, "employers:my_challenge", slug, public_id)
    return go_to(request, "employers:submit_challenge", slug, public_id)
