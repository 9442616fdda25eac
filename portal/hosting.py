"""A host's home: what is asked of her, her projects, the badges her firm vouches for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Max, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.compiled import Compiled
from credentials.models import Endorsement
from credentials.states import EndorsementState
from employers.claims import AT_MOST, offered_to, telling_domain
from employers.models import Challenge, HostCheck, HostClaim, Member
from employers.safety import called
from employers.states import ChallengeState
from employers.wording import day_words
from institutions.models import Institution
from placements.models import Reach, SignOff, StepQuestion
from placements.states import StepQuestionState
from portal.asks import Ask, Row, said
from portal.live import Standing, Tag, standings, with_standing
from portal.teams_asks import asks_of_teams, teams_asks

S = ChallengeState
LISTED = 30
WHO_COMES = timedelta(days=7)
SIGN_OFF_FROM = timedelta(hours=1)
ENDORSED_SHOWN = 6
USED_SHOWN = 6


@dataclass
class Hosted:
    """All that the page shows."""

    asks: list[Ask]
    claims: list[Ask]  # by a mail domain: for whom she may work, and who with her
    now: list[Row]
    before: list[Row]
    badges: list[Row]
    used: list[Row]

    @property
    def waiting(self) -> int:
        """How many things are asked of her."""
        return len(self.asks) + len(self.claims)


PROJECTS = Compiled(
    lambda institution, members: with_standing(
        Challenge.objects.of(institution).hosted_by(members)
    ).order_by("-starts_at", "pk")[:LISTED]
)
NOBODYS = "-"  # no mail domain


def _pending(
    institution: Any, employers: Any, speaks: Any, members: Any, user: Any, domain: Any
) -> QuerySet[Institution, Any]:
    """Unfinished checks of ``employers``; who says to work for those where the reader speaks for
    the host; what ``members`` are asked about a step that they gave, and for their teams; for whom
    she may work herself, by her mail domain; what she vouches for, and what her hosts said at a
    sign-off that they will use. One question.
    """
    vouched = (
        Endorsement.objects.filter(
            institution=OuterRef("pk"),
            credential__placement__challenge__in=Challenge.objects.hosted_by(members),
            state=EndorsementState.GIVEN,
        )
        .order_by()
        .values("credential__achievement__name", "reach")
        .annotate(n=Count("pk"), last=Max("given_at"))
        .order_by("-last")
    )
    vouches = JSONObject(
        name="credential__achievement__name", reach="reach", n=Count("pk"), last=Max("given_at")
    )
    used = SignOff.objects.filter(
        institution=OuterRef("pk"), team__challenge__in=Challenge.objects.hosted_by(members)
    ).exclude(use_on_monday="")
    use = JSONObject(
        words="use_on_monday",
        at="signed_at",
        title="team__challenge__title",
        public_id="team__challenge__public_id",
    )
    checks = HostCheck.objects.filter(
        institution=OuterRef("pk"), employer__any_of=employers, good_until__isnull=True
    )
    check = JSONObject(
        by="insurer_answers_by", at="asked_at", host="employer__name", public_id="public_id"
    )
    claims = HostClaim.objects.filter(
        institution=OuterRef("pk"), partnership__employer__any_of=speaks, accepted__isnull=True
    )
    claim = JSONObject(name=called("user"), host="partnership__employer__name")
    about_a_step = StepQuestion.objects.filter(
        institution=OuterRef("pk"),
        state=StepQuestionState.ASKED,
        assessment__sign_off__supervisor__any_of=members,
    )
    step = JSONObject(
        at="asked_at", public_id="public_id", title="assessment__placement__challenge__title"
    )
    offered = offered_to(user, domain).filter(institution=OuterRef("pk"))
    return Institution.objects.filter(pk=institution).values(
        checks=ArraySubquery(checks.order_by("pk").values(said=check)[:LISTED]),
        claims=ArraySubquery(claims.order_by("claimed_at").values(said=claim)[:LISTED]),
        steps=ArraySubquery(about_a_step.order_by("asked_at").values(said=step)[:LISTED]),
        offered=ArraySubquery(offered.values_list("employer__name")[:AT_MOST]),
        vouched=ArraySubquery(vouched.values(said=vouches)[:ENDORSED_SHOWN]),
        used=ArraySubquery(used.order_by("-signed_at", "pk").values(said=use)[:USED_SHOWN]),
        **teams_asks(members),
    )


PENDING = Compiled(_pending)


def hosted(user: User, members: Sequence[Member], institution: Institution) -> Hosted:
    """What is asked of ``members`` for their hosts at ``institution``: three queries."""
    keys = [member.pk for member in members]
    projects = standings(PROJECTS.all(institution=institution.pk, members=keys), institution)
    asks = [ask for each in projects for ask in _asks(institution, each)]
    employers = [member.employer_id for member in members]
    speaks = [
        m.employer_id for m in members if m.is_contact and m.introduced_by_id == institution.pk
    ]
    pending = PENDING.first(
        institution=institution.pk,
        employers=employers,
        speaks=speaks,
        members=keys,
        user=user.pk,
        domain=telling_domain(user, institution) or NOBODYS,
    )
    asks += [_check(institution, check) for check in pending["checks"]]
    asks += [_step(institution, asked) for asked in pending["steps"]]
    asks += asks_of_teams(institution, pending)
    over = (S.COMPLETED, S.CANCELLED)
    return Hosted(
        asks=sorted(asks, key=lambda ask: ask.due),
        claims=_claims(institution, pending),
        now=[  # a draft is asked about above
            _row(institution, each)
            for each in projects
            if each.challenge.state not in (*over, S.DRAFT)
        ],
        before=[_row(institution, each) for each in projects if each.challenge.state in over],
        badges=[_badge(institution, each) for each in pending["vouched"]],
        used=[_used(institution, each) for each in pending["used"]],
    )


def _claims(institution: Institution, pending: dict[str, Any]) -> list[Ask]:
    """Where else she may work, by her mail domain; and who says to work with her."""
    page = reverse("employers:claim_host", args=[institution.slug])
    asks = [
        _claim(_("Are you from %(host)s?") % {"host": host}, _("See what to do"), page)
        for host in pending["offered"]
    ]
    page = reverse("employers:colleagues", args=[institution.slug])
    for claim in pending["claims"]:
        asks.append(_claim(_("Is %(name)s from %(host)s?") % claim, _("Say yes or no"), page))
    return asks


def _claim(title: str, act: str, url: str) -> Ask:
    detail = _("The address is at the same domain.")
    return Ask(
        due=clock.now(),
        when=_("A question"),
        title=title,
        detail=detail,
        act=act,
        url=url,
        tone="info",
    )


def _check(institution: Institution, check: dict[str, Any]) -> Ask:
    by = check["by"] and date.fromisoformat(check["by"])
    asked_at = datetime.fromisoformat(check["at"])
    due = clock.end_of(by, institution.zone) if by else asked_at
    return Ask(
        due=due,
        when=said(due, institution.zone),
        title=_("How %(host)s keeps students safe") % check,
        detail=_("You ask your insurer, and tell us by then.")
        if by
        else _("Two minutes. We ask once, not for each project."),
        act=_("Answer the questions"),
        url=reverse("employers:answer_host_check", args=[institution.slug, check["public_id"]]),
    )


def _step(institution: Institution, asked: dict[str, Any]) -> Ask:
    at = datetime.fromisoformat(asked["at"])
    return Ask(
        due=at,
        when=said(at, institution.zone),
        title=_("One question about a step: “%(title)s”") % asked,
        detail=_("The badges wait for it."),
        act=_("Answer it"),
        url=reverse("placements:answer_question", args=[institution.slug, asked["public_id"]]),
    )


def _page(institution: Institution, name: str, challenge: Any) -> str:
    return reverse(name, args=[institution.slug, challenge.public_id])


def _asks(institution: Institution, each: Standing) -> list[Ask]:
    challenge, now, zone = each.challenge, clock.now(), institution.zone
    team = institution.team_name
    if challenge.state == S.DRAFT:
        words = _("A draft. Nobody has seen it; %(team)s reads it once you send it.")
        return [
            Ask(
                due=challenge.closes_at,
                when=_("Not sent yet"),
                title=challenge.title,
                detail=words % {"team": team},
                act=_("Read it and send it"),
                url=_page(institution, "employers:my_challenge", challenge),
            )
        ]
    if challenge.state == S.CHANGES_REQUESTED and not challenge.state_reason:
        return [
            Ask(
                due=challenge.state_changed_at,
                when=said(challenge.state_changed_at, zone),
                title=_("This is how students will see “%(title)s”") % {"title": challenge.title},
                detail=_("%(team)s likes it. Fine? Then it is online.") % {"team": team},
                act=_("See it, and say fine"),
                url=_page(institution, "employers:my_challenge", challenge),
            )
        ]
    if challenge.state == S.CHANGES_REQUESTED:
        return [
            Ask(
                due=challenge.state_changed_at,
                when=said(challenge.state_changed_at, zone),
                title=_("A question about “%(title)s”") % {"title": challenge.title},
                detail=challenge.state_reason,
                act=_("Answer it"),
                url=_page(institution, "employers:my_challenge", challenge),
            )
        ]
    if challenge.state == S.CLOSED and challenge.host_word_due and each.waiting:
        return [_choose(institution, each)]
    if challenge.state in (S.CLOSED, S.RUNNING) and challenge.teams_formed:
        asks = _of_the_day(institution, each)
        if challenge.ends_at - SIGN_OFF_FROM <= now and challenge.sign_off_owed:
            asks = [_sign_off(institution, each)]
        return asks
    if challenge.state == S.COMPLETED and challenge.sign_off_owed:
        return [_sign_off(institution, each)]
    return []


def _choose(institution: Institution, each: Standing) -> Ask:
    challenge = each.challenge
    people = ngettext("%(n)d person asks", "%(n)d people ask", each.waiting) % {"n": each.waiting}
    return Ask(
        due=challenge.host_word_due,
        when=said(challenge.host_word_due, institution.zone),
        title=_("%(people)s: “%(title)s”") % {"people": people, "title": challenge.title},
        detail=_("You choose: one press each, without names."),
        act=_("Say yes, maybe or no"),
        url=_page(institution, "placements:choose", challenge),
    )


def _of_the_day(institution: Institution, each: Standing) -> list[Ask]:
    challenge, zone = each.challenge, institution.zone
    if challenge.starts_at > clock.now() + WHO_COMES:
        return []
    people = ngettext("%(n)d student comes", "%(n)d students come", each.yes) % {"n": each.yes}
    running = challenge.state == S.RUNNING
    return [
        Ask(
            due=challenge.starts_at,
            when=said(challenge.starts_at, zone),
            title=f"{people}: “{challenge.title}”",
            detail=_("Names, mobile numbers and the list for the door."),
            act=_("Mark who came") if running else _("See who comes"),
            url=_page(institution, "placements:door_list", challenge),
            tone="ground" if running else "warm",
        )
    ]


def _sign_off(institution: Institution, each: Standing) -> Ask:
    challenge = each.challenge
    return Ask(
        due=challenge.ends_at,
        when=said(challenge.ends_at, institution.zone),
        title=_("Sign off “%(title)s”") % {"title": challenge.title},
        detail=_("About ten minutes on a phone. The students wait for their badges."),
        act=_("Sign off the day"),
        url=_page(institution, "placements:sign_offs_of_project", challenge),
    )


def _row(institution: Institution, each: Standing) -> Row:
    challenge = each.challenge
    day = day_words(challenge.starts_at, institution.zone)
    asked = ngettext("%(n)d student asked", "%(n)d students asked", each.asked)
    hint = day if not each.asked else f"{day}, {asked % {'n': each.asked}}"
    tag = each.tag
    if challenge.state == S.CHANGES_REQUESTED:
        tag = Tag(_("Waits for you"), "warm")
    elif challenge.state == S.IN_REVIEW:
        tag = Tag(_("The university reads it"), "plain")
        sent = said(challenge.state_changed_at, institution.zone)
        hint = _("%(day)s. You sent it: %(sent)s.") % {"day": hint, "sent": sent}
    return Row(
        title=challenge.title,
        hint=hint,
        url=_page(institution, "employers:my_challenge", challenge),
        status=tag.text,
        tone="warm" if tag.tone == "info" else tag.tone,
    )


def _badge(institution: Institution, vouched: Mapping[str, Any]) -> Row:
    students = ngettext("%(n)d student", "%(n)d students", vouched["n"]) % {"n": vouched["n"]}
    day = day_words(datetime.fromisoformat(vouched["last"]), institution.zone)
    return Row(
        title=vouched["name"],
        hint=_("%(students)s, the last on %(day)s") % {"students": students, "day": day},
        url=reverse("credentials:my_endorsements", args=[institution.slug]),
        status=str(Reach(vouched["reach"]).label),
        tone="good",
    )


def _used(institution: Institution, signed: Mapping[str, Any]) -> Row:
    """What the host said at the sign-off that it will use: its words stand as the status."""
    return Row(
        title=signed["title"],
        hint=day_words(datetime.fromisoformat(signed["at"]), institution.zone),
        url=reverse("employers:my_challenge", args=[institution.slug, signed["public_id"]]),
        status=signed["words"],
    )
