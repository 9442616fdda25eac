"""One host's way through the posting pages."""

import uuid
from datetime import time, timedelta
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.compiled import Compiled
from core.permissions import may
from employers import services
from employers.forms.giving import GiveForm, MoreForm
from employers.forms.pay import PayForm, WageSum
from employers.forms.posting import HostForm, SkillsForm, WhatForm
from employers.forms.times import OwnTimeForm, SessionForm, TimesForm
from employers.law import PayInWords, least_pay, what_the_law_asks
from employers.models import EmployerKind, Member, Posting
from employers.offered import offered_skills
from employers.reading import ReadTimes, read_times
from employers.rules import memberships_of
from employers.services.briefs import CURRENCIES
from employers.starters import STARTER_OF, Starter
from employers.suggestions import Suggestion, suggested
from employers.times import Plan, local_day, plan
from employers.wording import SYMBOLS
from institutions.models import Institution, Jurisdiction
from skills.models import Skill

COOKIE = "posting"
COOKIE_FOR = timedelta(days=30)
LETTERS_KEPT = 5000
TITLE_AT_MOST = 90
USUAL_DAY = (time(9, 30), time(16))  # as the starters have it
BESIDE = {  # pages that no way through must come by
    "give": _("What can you give?"),
    "format": _("This would fit"),
    "more": _("What else may students know?"),
    "all": _("A host rings: write it while you talk"),
}
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

    def __init__(
        self, request: HttpRequest, institution: Institution, posting: Posting | None = None
    ) -> None:
        self.institution = institution
        self.user = request.user if request.user.is_authenticated else None
        self.rang = may(request.user, "employers.record_challenge", institution)
        self.posting = posting or held(request, institution)
        if self.posting is not None:
            self.institution = self.posting.institution  # the same, and its policy is read
        self.member = self._member()
        self._checked: dict[str, Form] = {}

    def _member(self) -> Member | None:
        """Who hosts, where that is known: chosen by staff, or signed in and at one employer."""
        if self.posting is not None and self.posting.member is not None and self.rang:
            return self.posting.member
        if self.user is None or self.rang:
            return None
        own = [each for each in memberships_of(self.user) if each.introduced_by_id is not None]
        if not own:
            return None
        own[-1].user = self.user
        return own[-1]

    @property
    def steps(self) -> list[str]:
        """The pages that ask something of this host, and the last look."""
        return [step for step in STEPS if step != "you" or self.member is None]

    @property
    def way(self) -> list[str]:
        """The steps that a host comes by: without days and times where a format has them."""
        return [step for step in self.steps if step != "when" or not self.has_format]

    @cached_property
    def has_format(self) -> bool:
        """Whether days and times came from a proposal that the host took, and still do."""
        return bool(self.answers("format")) and self.planned is not None

    def after(self, step: str) -> str:
        """The page that follows ``step``."""
        steps = self.steps
        following = steps[steps.index(step) + 1]
        return following if following in self.way else self.after(following)

    def before(self, step: str) -> str:
        """The page that comes before ``step``; empty for the first."""
        earlier = [each for each in self.steps[: self.steps.index(step)] if each in self.way]
        return earlier[-1] if earlier else ""

    @cached_property
    def planned(self) -> Plan | None:
        """The plan that days and times make, as far as they were answered; ``None`` if none."""
        form = self.checked("when")
        return plan(form.cleaned_data["times"], self.institution.zone) if form.is_valid() else None

    @property
    def read(self) -> ReadTimes | None:
        """How days and times were understood."""
        return read_times(self.planned, self.institution) if self.planned else None

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
        if step == "give":
            return GiveForm(data, initial=typed, institution=self.institution)
        if step == "more":
            symbol = SYMBOLS[currency_of(self.institution)]
            asked = self.answers("pay").get("pay") == "charity"
            return MoreForm(data, initial=typed, symbol=symbol, travel_asked=asked)
        if step == "what":
            return WhatForm(data, initial=typed or self._of_starter())
        if step == "when":
            known = self.answers("when")
            own_time = (data or shown or known).get("time_kind", known.get("time_kind"))
            kind = OwnTimeForm if own_time == "own_time" else SessionForm
            return kind(data, initial=typed, institution=self.institution)
        if step == "skills":
            usual = list(self.starter.skills) if self.starter else []
            return SkillsForm(
                data,
                initial=typed or {"skills": usual},
                offered=self.offered,
                suggestions=() if shown is None else self._suggested(),
            )
        if step == "pay":
            chosen = (shown or {}).get("pay") or typed.get("pay", self._usual_pay())
            return PayForm(
                data,
                initial=typed | {"pay": chosen},
                chosen=chosen,
                kind=self.member.employer.kind if self.member else "",
                symbol=SYMBOLS[currency_of(self.institution)],
                sum_of=self._sum_of(),
                everything=self.rang,
            )
        return HostForm(
            data,
            initial={"email": self.answers("letter").get("email", "")} | typed,
            rang=self.rang,
            name_known=bool(self.user and self.user.name),
            email_known=self.user is not None,
        )

    def _suggested(self) -> list[Suggestion]:
        """The skills that the host's words speak for; asked for where somebody sees them."""
        return suggested(" ".join(self.answers("what").values()), self.offered)

    def checked(self, step: str) -> Form:
        """The form of a page with what was answered there, checked once."""
        if step not in self._checked:
            self._checked[step] = self.form(step, as_data(self.answers(step)))
        return self._checked[step]

    def _sum_of(self) -> WageSum | None:
        """What the hours cost for all students, once times and number are known."""
        if self.planned is None:
            return None
        least = least_pay(self.institution, local_day(self.planned.ends_at, self.institution.zone))
        return WageSum(
            students=int(self.answers("when")["places"]),
            hours=self.planned.hours,
            pause=sum(each.sitting.pause for each in self.planned.sessions),
            least=least.amount if least else None,
            currency=currency_of(self.institution),
        )

    def law_of(self, form: Form) -> PayInWords | None:
        """On the pay page, what the law asks where that is chosen; nothing on the others."""
        if not isinstance(form, PayForm) or not form.chosen or self.planned is None:
            return None
        return what_the_law_asks(
            self.institution,
            first_day=local_day(self.planned.starts_at, self.institution.zone),
            last_day=local_day(self.planned.ends_at, self.institution.zone),
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
            name: [kept(each) for each in data.getlist(name)]
            if name == "skills"
            else kept(data.get(name, ""))
            for name in (*form.fields, "time_kind")
            if name in data
        }
        self.keep(step, typed)

    def keep(self, step: str, typed: dict[str, Any]) -> None:
        """Keep ``typed`` as what was answered on a page."""
        assert self.posting is not None
        self.posting.answers[step] = typed
        new = self.posting.pk is None
        self.posting.save(update_fields=None if new else ["answers", "changed_at"])
        self._checked.clear()
        for known in ("planned", "has_format"):
            self.__dict__.pop(known, None)

    def grow(self) -> None:
        """One day more to fill in on the page of days and times, at the same hours."""
        form = self.checked("when")
        assert isinstance(form, TimesForm)
        if form.can_grow:
            rows = form.count + 1
            usual = self.answers("when").get("hours" if rows == 2 else f"hours_{rows - 1}", "")
            typed = self.answers("when") | {"rows": str(rows)}
            self.keep("when", {f"hours_{rows}": usual} | typed if rows > 1 else typed)

    def unfinished(self) -> str | None:
        """The first page whose answers do not do (any more), or ``None``."""
        for step in self.steps[:-1]:
            if not self.checked(step).is_valid():
                return step
        return None

    @property
    def stopped_at(self) -> str:
        """The page where this host goes on."""
        return self.unfinished() or "preview"

    @property
    def known_email(self) -> str:
        """The address of whoever is signed in."""
        return self.user.email if self.user is not None and not self.rang else ""

    def brief(self) -> services.PostedBrief:
        """Everything that was typed, checked; every page is finished."""
        done: dict[str, Any] = {}
        terms: dict[str, Any] = {}
        for step in self.steps[:-1]:
            form = self.checked(step)
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
            day_plan=self._day_plan(),
            extras=self._extras(),
        )

    def _extras(self) -> dict[str, Any]:
        form = self.checked("more")
        return form.said() if isinstance(form, MoreForm) and form.is_valid() else {}

    def _title(self) -> str:
        return str(self.starter.title) if self.starter else ""

    def rename(self, title: str) -> None:
        """Keep another title than the suggested one; empty, the suggestion is back."""
        self.keep("title", {"title": kept(" ".join(title.split()))[:TITLE_AT_MOST]})

    def _day_plan(self) -> list[dict[str, str]]:
        """The starter's day, where the host keeps to one day and its usual hours."""
        if self.starter is None or self.planned is None or len(self.planned.sessions) != 1:
            return []
        sitting = self.planned.sessions[0].sitting
        if (sitting.starts, sitting.ends) != USUAL_DAY:
            return []
        return [{"time": when, "text": str(text)} for when, text in self.starter.day]


def kept(typed: str) -> str:
    """What a row can hold of what was typed, right or wrong."""
    return typed.replace("\x00", "")[:LETTERS_KEPT]


def as_data(typed: dict[str, Any]) -> QueryDict:
    """What was typed on a page, as a browser sends it."""
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def currency_of(institution: Institution) -> str:
    """The money in which work at ``institution`` is paid."""
    return CURRENCIES.get(Jurisdiction(institution.jurisdiction), "GBP")


HELD = Compiled(
    lambda institution, public_id: (
        Posting.objects.of(institution)
        .filter(public_id=public_id)
        .select_related("challenge", "institution__policy", "member__employer", "member__user")[:1]
    )
)


def held(request: HttpRequest, institution: Institution) -> Posting | None:
    """What this browser has begun here, by its signed cookie."""
    public_id = uuid_of(request.get_signed_cookie(COOKIE, default="", salt=institution.slug))
    if public_id is None:
        return None
    found: Posting | None = HELD.first(institution=institution.pk, public_id=public_id)
    return found


def uuid_of(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def hold(response: HttpResponse, posting: Posting) -> HttpResponse:
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
