"""Posting a project: one thing a page, no account, going back loses nothing."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.limits import TooOften, count_press
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services
from employers.forms.posting import (
    HostForm,
    OwnTimeForm,
    PayForm,
    SessionForm,
    SkillsForm,
    WageSum,
    WhatForm,
)
from employers.law import PayInWords, least_pay, pay_in_words, what_the_law_asks
from employers.models import Challenge, EmployerKind, Member, Posting
from employers.services.briefs import CURRENCIES
from employers.starters import STARTER_OF, STARTERS, Starter
from employers.times import local_day, plan
from employers.wording import SYMBOLS, ChallengeWording
from institutions.models import Institution, Jurisdiction
from skills.models import Framework, Skill
from skills.services import CORE

COOKIE = "posting"
COOKIE_FOR = timedelta(days=30)
LETTERS_KEPT = 5000
TITLE_AT_MOST = 90
STEPS = {
    "what": _("What is it about?"),
    "when": _("When, and how many?"),
    "skills": _("What will they need?"),
    "pay": _("Pay and costs"),
    "you": _("Who are you?"),
    "preview": _("This is how students will see it"),
}


class Pages:
    """One host's way through the pages: what was typed, and what is known without asking."""

    def __init__(self, request: HttpRequest, institution: Institution) -> None:
        self.institution = institution
        self.user = request.user if request.user.is_authenticated else None
        self.rang = may(request.user, "employers.record_challenge", institution)
        self.posting = _held(request, institution)
        self.member = self._member()

    def _member(self) -> Member | None:
        """Who hosts, where that is known: chosen by staff, or signed in and at one employer."""
        if self.posting is not None and self.posting.member is not None and self.rang:
            return self.posting.member
        if self.user is None or self.rang:
            return None
        own = Member.objects.filter(user=self.user).select_related("employer", "user")
        return own.order_by("pk").last()

    @property
    def steps(self) -> list[str]:
        """The pages that ask something of this host, and the last look."""
        return [step for step in STEPS if step != "you" or self.member is None]

    def answers(self, step: str) -> dict[str, Any]:
        """What was typed on a page."""
        answers: dict[str, Any] = self.posting.answers if self.posting else {}
        return dict(answers.get(step, {}))

    @cached_property
    def offered(self) -> list[Skill]:
        """The skills to choose from, read once."""
        return offered_skills()

    @property
    def starter(self) -> Starter | None:
        """The starter brief that this began from."""
        return STARTER_OF.get(self.answers("start").get("starter", ""))

    def form(self, step: str, data: Any = None, shown: Any = None) -> Form:
        """The form of a page: bound to ``data``, else showing what was typed before."""
        typed = self.answers(step)
        if step == "what":
            return WhatForm(data, initial=typed or self._of_starter())
        if step == "when":
            known = self.answers("when")
            own_time = (data or shown or known).get("time_kind", known.get("time_kind"))
            kind = OwnTimeForm if own_time == "own_time" else SessionForm
            return kind(data, initial=typed, institution=self.institution)
        if step == "skills":
            usual = list(self.starter.skills) if self.starter else []
            return SkillsForm(data, initial=typed or {"skills": usual}, offered=self.offered)
        if step == "pay":
            chosen = (shown or {}).get("pay") or typed.get("pay", self._usual_pay())
            return PayForm(
                data,
                initial=typed | {"pay": chosen},
                chosen=chosen,
                kind=self.member.employer.kind if self.member else "",
                symbol=SYMBOLS[currency_of(self.institution)],
                sum_of=self._sum_of(),
            )
        return HostForm(
            data,
            initial=typed,
            rang=self.rang,
            name_known=bool(self.user and self.user.name),
            email_known=self.user is not None,
        )

    def _sum_of(self) -> WageSum | None:
        """What the hours cost for all students, once times and number are known."""
        form = self.form("when", _as_data(self.answers("when")))
        if not form.is_valid():
            return None
        planned = plan(form.cleaned_data["times"], self.institution.zone)
        least = least_pay(self.institution, local_day(planned.ends_at, self.institution.zone))
        pauses = sum(each.sitting.pause for each in planned.sessions)
        return WageSum(
            students=form.cleaned_data["places"],
            hours=planned.hours,
            pause=pauses,
            least=least.amount if least else None,
            currency=currency_of(self.institution),
        )

    def law_of(self, form: Form) -> PayInWords | None:
        """On the pay page, what the law asks where that is chosen; nothing on the others."""
        if not isinstance(form, PayForm) or not form.chosen:
            return None
        times = self.form("when", _as_data(self.answers("when")))
        if not times.is_valid():
            return None
        planned = plan(times.cleaned_data["times"], self.institution.zone)
        return what_the_law_asks(
            self.institution,
            first_day=local_day(planned.starts_at, self.institution.zone),
            last_day=local_day(planned.ends_at, self.institution.zone),
            chosen=form.chosen,
            kind=self.member.employer.kind if self.member else "",
        )

    def _of_starter(self) -> dict[str, Any]:
        if self.starter is None:
            return {}
        return {"problem": self.starter.problem, "deliverable": self.starter.deliverable}

    def _usual_pay(self) -> str:
        if self.member is None:
            return ""
        volunteers = {EmployerKind.CHARITY, EmployerKind.COMMUNITY, EmployerKind.PUBLIC_BODY}
        return "charity" if self.member.employer.kind in volunteers else "paid"

    def save(self, step: str, data: Any) -> None:
        """Keep what was typed on a page."""
        assert self.posting is not None
        form = self.form(step, data)
        typed = {
            name: [_kept(each) for each in data.getlist(name)]
            if name == "skills"
            else _kept(data.get(name, ""))
            for name in (*form.fields, "time_kind")
            if name in data
        }
        self.posting.answers[step] = typed
        self.posting.save(update_fields=["answers", "changed_at"])

    def unfinished(self) -> str | None:
        """The first page whose answers do not do (any more), or ``None``."""
        for step in self.steps[:-1]:
            if not self.form(step, _as_data(self.answers(step))).is_valid():
                return step
        return None

    def brief(self) -> services.PostedBrief:
        """Everything that was typed, checked; every page is finished."""
        done: dict[str, Any] = {}
        terms: dict[str, Any] = {}
        for step in self.steps[:-1]:
            form = self.form(step, _as_data(self.answers(step)))
            form.is_valid()
            done |= form.cleaned_data
            if isinstance(form, PayForm):
                terms = form.terms()
        chosen = {skill.code: skill for skill in self.offered}
        charity = done["pay"] == "charity"
        return services.PostedBrief(
            host=services.PostedHost(
                member=self.member,
                organisation=done.get("organisation", ""),
                kind=EmployerKind.CHARITY if charity else EmployerKind.COMPANY,
                name=done.get("name", "") or str(self.user or ""),
                email=done.get("email", ""),
                telephone=done.get("telephone", ""),
            ),
            problem=done["problem"],
            deliverable=done["deliverable"],
            places=done["places"],
            times=done["times"],
            where=done.get("where", ""),
            skills=[chosen[code] for code in done["skills"]],
            terms=terms,
            title=self.answers("title").get("title", "") or self._title(),
            good_looks_like=str(self.starter.looks_good) if self.starter else "",
            day_plan=self._day_plan(done),
        )

    def _title(self) -> str:
        return str(self.starter.title) if self.starter else ""

    def rename(self, title: str) -> None:
        """Keep another title than the suggested one; empty, the suggestion is back."""
        assert self.posting is not None
        self.posting.answers["title"] = {"title": _kept(" ".join(title.split()))[:TITLE_AT_MOST]}
        self.posting.save(update_fields=["answers", "changed_at"])

    def _day_plan(self, done: dict[str, Any]) -> list[dict[str, str]]:
        """The starter's day, where the host keeps to its usual hours."""
        usual = done.get("hours") and [f"{each:%H:%M}" for each in done["hours"]]
        if self.starter is None or usual != ["09:30", "16:00"]:
            return []
        return [{"time": when, "text": str(text)} for when, text in self.starter.day]


def _kept(typed: str) -> str:
    """What a row can hold of what was typed, right or wrong."""
    return typed.replace("\x00", "")[:LETTERS_KEPT]


def _as_data(typed: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def currency_of(institution: Institution) -> str:
    """The money in which work at ``institution`` is paid."""
    return CURRENCIES.get(Jurisdiction(institution.jurisdiction), "GBP")


def offered_skills() -> list[Skill]:
    """The skills to choose from: those of the house's own framework, or of the newest there is."""
    framework = (
        Framework.objects.filter(code=CORE.code).order_by("-pk").first()
        or Framework.objects.order_by("-pk").first()
    )
    return list(Skill.objects.filter(framework=framework).prefetch_related("levels"))


def _held(request: HttpRequest, institution: Institution) -> Posting | None:
    """What this browser has begun here, by its signed cookie."""
    public_id = _uuid(request.get_signed_cookie(COOKIE, default="", salt=institution.slug))
    if public_id is None:
        return None
    postings = Posting.objects.of(institution).select_related(
        "challenge", "institution__policy", "member__employer", "member__user"
    )
    return postings.filter(public_id=public_id).first()


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _hold(response: HttpResponse, posting: Posting) -> HttpResponse:
    response.set_signed_cookie(
        COOKIE,
        str(posting.public_id),
        salt=posting.institution.slug,
        max_age=COOKIE_FOR,
        path=reverse("employers:draft_challenge", args=[posting.institution.slug]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_challenge(request: HttpRequest, institution: str, step: str = "start") -> HttpResponse:
    """All pages of posting: a starter, five short questions, a last look, and off it goes."""
    here: Institution = request.institution  # type: ignore[attr-defined]
    authorize(request.user, "employers.draft_challenge", here)
    pages = Pages(request, here)
    if step == "start":
        return _start(request, pages)
    if pages.posting is None or step not in pages.steps:
        return go_to(request, "employers:draft_challenge", here.slug)
    if pages.posting.challenge is not None:
        return _to_sent(request, pages.posting.challenge)
    return _preview(request, pages) if step == "preview" else _ask(request, pages, step)


def _start(request: HttpRequest, pages: Pages) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            count_press(request, "employers.draft_challenge")
        except RuleBroken as refused:
            error = str(refused)
    if request.method == "POST" and not error:
        posting = Posting(institution=pages.institution)
        starter = request.POST.get("starter", "")
        posting.answers = {"start": {"starter": starter if starter in STARTER_OF else ""}}
        if pages.rang and request.POST.get("member"):
            known = Member.objects.filter(employer__partnership__institution=pages.institution)
            posting.member = get_object_or_404(known, public_id=_uuid(request.POST["member"]))
        posting.save()
        return _hold(redirect("employers:draft_challenge", pages.institution.slug, "what"), posting)
    begun = pages.posting is not None and pages.posting.challenge is None
    return render_page(
        request,
        "employers/draft_challenge.html",
        {
            "starters": STARTERS,
            "pages": pages,
            "go_on": pages.unfinished() or "preview" if begun else None,
            "member": request.GET.get("member", "") if pages.rang else "",
            "error": error,
        },
        status=TooOften.status if error else 200,
    )


def _ask(request: HttpRequest, pages: Pages, step: str) -> HttpResponse:
    form = pages.form(step, request.POST or None, request.GET)
    if request.method == "POST":
        pages.save(step, request.POST)
        if form.is_valid():
            following = pages.steps[pages.steps.index(step) + 1]
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


def _frame(pages: Pages, step: str) -> dict[str, Any]:
    steps = pages.steps
    number = steps.index(step)
    return {
        "pages": pages,
        "posting": pages.posting,
        "step": step,
        "title": STEPS[step],
        "number": number + 1,
        "count": len(steps),
        "back": steps[number - 1] if number else "",
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
        try:
            assert pages.posting is not None
            count_press(request, "employers.draft_challenge")
            challenge = services.post_brief(
                posting=pages.posting,
                brief=brief,
                user=pages.user,
                recorded_by=pages.user if pages.rang else None,
            )
        except RuleBroken as broken:
            error, status = str(broken), broken.status
        else:
            return _to_sent(request, challenge)
    try:
        challenge, sessions = services.preview(here, brief)
    except RuleBroken as broken:
        challenge, sessions, error = Challenge(institution=here), [], error or str(broken)
    wording = ChallengeWording(challenge)
    wording.sessions = sessions
    wording.skills = [skill.plain_name for skill in brief.skills]
    return render_page(
        request,
        "employers/preview_challenge.html",
        _frame(pages, "preview")
        | {"challenge": challenge, "wording": wording, "institution": here, "error": error}
        | {"pay": pay_in_words(challenge) if challenge.starts_at else None},
        status=status if error else 200,
    )


def _to_sent(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    """Staff go on to the brief; hosts to their page, or to the box for the code."""
    slug, public_id = challenge.institution.slug, challenge.public_id
    if may(request.user, "employers.record_challenge", challenge):
        return go_to(request, "employers:review_challenge", slug, public_id)
    if may(request.user, "employers.my_challenge", challenge):
        return go_to(request, "employers:my_challenge", slug, public_id)
    return go_to(request, "employers:submit_challenge", slug, public_id)
