"""Projects that come again: a series by a rule, and templates of one's own."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services
from employers.forms.life import KeepTemplateForm, RuleForm, UseTemplateForm
from employers.models import Challenge, Member, OwnTemplate, Series
from employers.rules import member_for, memberships_of
from employers.safety import safety_of
from employers.services.series import Rule, alike, days_of, of_series, terms_of
from employers.states import UNPUBLISHED
from employers.times import local_day
from employers.views.host import challenge_of
from employers.views.safety import ask_if_ticked
from employers.way import way_back
from employers.wording import ChallengeWording

READ = ["GET", "HEAD", "POST"]
WITHOUT_TERMS = timedelta(weeks=12)
READABLE = 60  # templates on the page


# Series

SERIES = Compiled(
    lambda institution, public_id: (
        Series.objects.of(institution).filter(public_id=public_id).select_related("institution")
    )
)


@require_http_methods(READ)
def make_series(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """The rule, the days that it gives with a tick on each, and one press."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.make_series", challenge)
    terms = terms_of(challenge.institution)
    asked = request.POST if request.method == "POST" else request.GET
    form = RuleForm(asked if "first" in asked else _usual(challenge, terms))
    days, rule, error = [], None, ""
    if form.is_valid():
        rule = Rule(**form.cleaned_data)
        try:
            days = days_of(rule, challenge, terms)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
    if request.method == "POST" and rule is not None and days:
        try:
            return _made(request, challenge, rule, {each.day for each in days})
        except RuleBroken as broken:
            error = str(broken)
    picked = set(request.POST.getlist("day"))
    return render_page(
        request,
        "employers/make_series.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "wording": ChallengeWording(challenge),
            "form": form,
            "rule": rule.words() if rule and days else "",
            "way": way_back(request.user, challenge),
            "days": [
                (each, each.day.isoformat() in picked if picked else not each.left_out)
                for each in days
            ],
            "chosen": sum(not each.left_out for each in days),
            "error": error,
        },
        status=422 if error or form.errors else 200,
    )


def _usual(challenge: Challenge, terms: list[tuple[date, date]]) -> dict[str, Any]:
    """Every second week on the weekday of last time, to the end of the term that comes."""
    zone = challenge.zone
    soonest = clock.today(zone) + timedelta(weeks=3)
    weekday = local_day(challenge.starts_at, zone).weekday()
    first = soonest + timedelta(days=(weekday - soonest.weekday()) % 7)
    ends = [ends_on for _starts_on, ends_on in terms if ends_on >= first]
    last = ends[0] if ends else first + WITHOUT_TERMS
    return {"first": first, "every": 2, "last": last, "in_term": bool(ends)}


def _made(
    request: SignedInRequest, challenge: Challenge, rule: Rule, possible: set[date]
) -> HttpResponse:
    """Make what was ticked among the days of the rule. Raises ``RuleBroken``."""
    picked = {day for day in possible if day.isoformat() in request.POST.getlist("day")}
    by_staff = member_for(request.user, challenge) is None
    words = rule.words_for(picked) if picked else ""  # without a day it is refused
    series = services.make_series(
        challenge=challenge, days=picked, words=words, by=request.user, by_staff=by_staff
    )
    done = ngettext("%(n)d project is sent.", "%(n)d projects are sent.", len(picked))
    messages.success(request, done % {"n": len(picked)})
    slug = challenge.institution.slug
    if by_staff:
        return go_to(request, "employers:publish_series", slug, series.public_id)
    return go_to(request, "portal:host_home", slug)


@require_http_methods(READ)
def publish_series(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """One brief for all its days: read once, published by one press."""
    series = SERIES.get_or_404(institution=request.institution.pk, public_id=public_id)
    authorize(request.user, "employers.review_challenge", series)
    challenges = of_series(series)
    same, changed = alike(challenges)
    first = next(iter(same or challenges), None)
    error = ""
    if request.method == "POST" and first is not None:
        authorize(request.user, "employers.publish_series", first)
        try:
            done = services.publish_series(
                series=series, by=request.user, all_low="all_low" in request.POST
            )
        except RuleBroken as broken:
            error = str(broken)
        else:
            ask_if_ticked(request, done[0])
            said = ngettext("%(n)d project is online.", "%(n)d projects are online.", len(done))
            messages.success(request, said % {"n": len(done)})
            return go_to(request, "employers:publish_series", institution, series.public_id)
    return render_page(
        request,
        "employers/publish_series.html",
        {
            "series": series,
            "institution": series.institution,
            "challenge": first,
            "wording": ChallengeWording(first) if first else None,
            "rows": [(each, ChallengeWording(each)) for each in challenges],
            "same": same,
            "safety": safety_of(same[0]) if same else None,
            "changed": changed,
            "may_publish": first is not None
            and may(request.user, "employers.publish_series", first),
            "error": error,
        },
        status=422 if error else 200,
    )


# Templates of one's own


@require_http_methods(READ)
def keep_template(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Keep a brief by a name: for the host, or where staff keep it for the clinic."""
    challenge = challenge_of(request, public_id)
    authorize(request.user, "employers.keep_template", challenge)
    host = member_for(request.user, challenge) is not None
    form = KeepTemplateForm(request.POST or None, initial={"name": challenge.title[:80]})
    if form.is_valid():
        try:
            services.keep_template(
                challenge=challenge,
                name=form.cleaned_data["name"],
                employer=challenge.employer if host else None,
                by=request.user,
            )
        except RuleBroken as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Kept."))
            return go_to(request, "employers:own_templates", institution)
    return render_page(
        request,
        "employers/keep_template.html",
        {
            "challenge": challenge,
            "institution": challenge.institution,
            "form": form,
            "for_host": host,
            "way": way_back(request.user, challenge),
            "unread": challenge.state in UNPUBLISHED,
        },
        status=422 if form.errors else 200,
    )


@require_safe
def own_templates(request: SignedInRequest, institution: str) -> HttpResponse:
    """The reader's own templates: her host's, or the clinic's."""
    here = request.institution
    authorize(request.user, "employers.own_templates", here)
    staff = may(request.user, "employers.record_challenge", here)
    theirs = [member.employer_id for member in memberships_of(request.user)]
    kept = OwnTemplate.objects.of(here).select_related("challenge__employer", "employer")
    mine = kept.filter(employer__isnull=True) if staff else kept.filter(employer__in=theirs)
    return render_page(
        request,
        "employers/own_templates.html",
        {"institution": here, "templates": list(mine[:READABLE]), "staff": staff},
    )


def _template_of(request: SignedInRequest, public_id: str) -> OwnTemplate:
    ours = OwnTemplate.objects.of(request.institution).select_related(
        "institution__policy", "challenge__institution__policy", "challenge__employer", "employer"
    )
    template: OwnTemplate = get_object_or_404(ours, public_id=public_id)
    return template


@require_http_methods(READ)
def use_template(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """A first day (and for staff, whose project it is): a draft that can be read and sent."""
    template = _template_of(request, public_id)
    authorize(request.user, "employers.use_template", template)
    staff = may(request.user, "employers.record_challenge", template)
    own = [m for m in memberships_of(request.user) if m.employer_id == template.employer_id]
    hosts = None
    if staff:
        hosts = Member.objects.filter(
            employer__partnership__institution=template.institution, is_contact=True
        ).select_related("employer")
        hosts = hosts.order_by("employer__name", "name")
    form = UseTemplateForm(request.POST or None, hosts=hosts)
    if form.is_valid():
        try:
            draft = services.use_template(
                template=template,
                contact=form.cleaned_data["host"] if staff else own[0],
                first_day=form.cleaned_data["first_day"],
                recorded_by=request.user if staff else None,
            )
        except RuleBroken as error:
            form.add_error("first_day", str(error))
        else:
            messages.success(request, _("Here is the draft. Read it, then send it."))
            return go_to(request, "employers:my_challenge", institution, draft.public_id)
    return render_page(
        request,
        "employers/use_template.html",
        {"institution": template.institution, "template": template, "form": form, "staff": staff},
        status=422 if form.errors else 200,
    )


@require_POST
def drop_template(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """Keep it no longer."""
    template = _template_of(request, public_id)
    authorize(request.user, "employers.drop_template", template)
    services.drop_template(template=template)
    messages.success(request, _("It is no longer among the templates. Its project stays."))
    return go_to(request, "employers:own_templates", institution)
