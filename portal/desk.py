"""What the desk's home says: troubles first, then queues, days, projects and the term's figures.

Troubles are typed rows that name what is wrong, by when, and the one act that helps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.compiled import Compiled
from credentials.models import Credential, Endorsement
from credentials.states import EndorsementState
from employers.models import Call, Challenge
from employers.states import PUBLIC, ChallengeState
from employers.wording import clock_words, day_words
from institutions.models import Institution, Policy, Term
from institutions.working_days import is_working_day, working_days_after
from placements.models import Concern, Placement, SignOff, Team
from placements.services.times import policy_of
from placements.states import GONE, SignOffState
from portal.asks import said
from portal.live import FOR_THE_DESK, Standing, standings, with_standing
from students.models import Eoi
from students.states import NAMELESS, OVER, EoiState

S = ChallengeState
LIVE = (S.IN_REVIEW, S.OPEN, S.CLOSED, S.RUNNING)
LIVE_AT_MOST = 200
SHOWN = 8
CALLED_OFF_FOR = timedelta(days=7)  # so long a cancelled day stays on the desk
OWED_AFTER = timedelta(days=2)
FORGOTTEN_AFTER = timedelta(days=60)  # a sign-off that nobody wrote by then is history
DAYS_AHEAD = timedelta(days=14)
NEAR = timedelta(hours=48)
TROUBLES_SHOWN = 6
QUEUE_ROWS = 5
TERM_COLUMNS = ("name", "starts_on", "ends_on")


@dataclass(frozen=True)
class Trouble:
    """One thing that will not wait."""

    due: datetime
    when: str
    title: str
    detail: str
    act: str
    url: str
    tone: str = "warm"
    icon: str = ""


@dataclass(frozen=True)
class Queue:
    """Rows of one kind that wait for staff."""

    name: str
    count: int
    hint: str
    url: str


@dataclass(frozen=True)
class Figure:
    """One figure of the term, with the page of its rows."""

    value: int
    label: str
    note: str
    url: str


def live_challenges(institution: Institution) -> list[Standing]:
    """What is on the desk now: open to running, sign-offs owed, and days called off lately."""
    now = clock.now()
    rows = ON_THE_DESK.all(
        institution=institution.pk,
        not_forgotten=now - FORGOTTEN_AFTER,
        lately=now - CALLED_OFF_FOR,
        yesterday=now - timedelta(days=1),
    )
    return standings(rows, institution)


def _on_the_desk(
    institution: Any, not_forgotten: Any, lately: Any, yesterday: Any
) -> QuerySet[Challenge, dict[str, Any]]:
    unsigned = Team.objects.filter(
        ~Exists(SignOff.objects.filter(team=OuterRef("pk"))),
        challenge=OuterRef("pk"),
        formed_at__isnull=False,
    )
    found = Challenge.objects.of(institution).filter(
        Q(state__in=LIVE)
        | Q(Exists(unsigned), state=S.COMPLETED, ends_at__gt=not_forgotten)
        | Q(
            state=S.CANCELLED,
            published_at__isnull=False,
            state_changed_at__gt=lately,
            starts_at__gt=yesterday,
        )
    )
    return with_standing(found).order_by("starts_at", "pk")[:LIVE_AT_MOST]


ON_THE_DESK = Compiled(_on_the_desk)


# Troubles


def troubles(institution: Institution, live: Sequence[Standing], policy: Policy) -> list[Trouble]:
    """What will not wait, the most urgent first."""
    found = [trouble for each in live for trouble in _of_challenge(institution, each, policy)]
    found += _calls(institution)
    found += _concerns(institution)
    return sorted(found, key=lambda trouble: trouble.due)


def _of_challenge(institution: Institution, each: Standing, policy: Policy) -> list[Trouble]:
    match each.challenge.state:
        case S.CANCELLED:
            return [_called_off(each)]
        case S.IN_REVIEW:
            return _late_brief(institution, each, policy.brief_within_days)
        case S.COMPLETED:
            return _sign_off_owed(each)
        case S.OPEN | S.CLOSED:
            return [*_answer_due(institution, each), *_not_ready(each)]
    return []


def _called_off(each: Standing) -> Trouble:
    challenge = each.challenge
    told = ngettext("%(n)d person was told.", "%(n)d people were told.", each.asked)
    title = _("%(host)s has called off “%(title)s”")
    return Trouble(
        due=challenge.starts_at,
        when=each.when,
        title=title % {"host": challenge.host, "title": challenge.title},
        detail=f"{challenge.state_reason} {told % {'n': each.asked}}",
        act=_("See who was told"),
        url=each.url,
        tone="bad",
    )


def _late_brief(institution: Institution, each: Standing, days: int) -> list[Trouble]:
    came = each.challenge.state_changed_at.astimezone(ZoneInfo(institution.zone)).date()
    promised = clock.end_of(working_days_after(came, days, institution), institution.zone)
    if promised > clock.now():
        return []
    return [
        Trouble(
            due=promised,
            when=_said(promised, institution.zone),
            title=_("%(host)s waits for a word on “%(title)s”")
            % {"host": each.challenge.host, "title": each.challenge.title},
            detail=_("We promise to read a brief within %(days)d working days.") % {"days": days},
            act=_("Read the brief"),
            url=each.url,
        )
    ]


def _sign_off_owed(each: Standing) -> list[Trouble]:
    challenge = each.challenge
    due = challenge.ends_at + OWED_AFTER
    if not challenge.sign_off_owed or due > clock.now():
        return []
    return [
        Trouble(
            due=due,
            when=day_words(challenge.ends_at, each.zone),
            title=_("%(host)s has not signed off “%(title)s”")
            % {"host": challenge.host, "title": challenge.title},
            detail=_("Students wait for their badges. Ring %(name)s and do it together.")
            % {"name": challenge.supervised_by},
            act=_("Ring %(name)s") % {"name": challenge.supervised_by},
            url=each.act.url,
            icon="phone",
        )
    ]


def _answer_due(institution: Institution, each: Standing) -> list[Trouble]:
    """People wait for an answer that was promised for today or the next working day."""
    challenge, today = each.challenge, clock.today(institution.zone)
    last = clock.end_of(working_days_after(today, 1, institution), institution.zone)
    if challenge.state != S.CLOSED or not each.waiting or challenge.answer_by > last:
        return []
    people = ngettext(
        "%(n)d person waits for an answer: “%(title)s”",
        "%(n)d people wait for an answer: “%(title)s”",
        each.waiting,
    )
    late = challenge.answer_by < clock.now()
    act = each.act
    return [
        Trouble(
            due=challenge.answer_by,
            when=_said(challenge.answer_by, each.zone),
            title=people % {"n": each.waiting, "title": challenge.title},
            detail=(_("We promised an answer by then. ") if late else "") + _places_words(each),
            act=act.label,
            url=act.url or each.url,
            tone="bad" if late else "warm",
        )
    ]


def _places_words(each: Standing) -> str:
    places = ngettext("%(n)d place", "%(n)d places", each.challenge.places)
    asked = ngettext("%(n)d interest", "%(n)d interests", each.asked)
    words = f"{places % {'n': each.challenge.places}}, {asked % {'n': each.asked}}."
    if each.challenge.round_state == "drafted":
        return f"{words} {_('A list with reasons is ready to check.')}"
    return words


def _not_ready(each: Standing) -> list[Trouble]:
    """It begins within two days, and too few people come."""
    challenge = each.challenge
    if challenge.starts_at > clock.now() + NEAR or each.yes >= challenge.team_at_least:
        return []
    words = _("“%(title)s” begins with %(yes)d of %(places)d places taken")
    return [
        Trouble(
            due=challenge.starts_at,
            when=_said(challenge.starts_at, each.zone),
            title=words % {"title": challenge.title, "yes": each.yes, "places": challenge.places},
            detail=_("%(host)s expects at least %(n)d.")
            % {"host": challenge.host, "n": challenge.team_at_least},
            act=_("See what can be done"),
            url=each.url,
            tone="bad",
        )
    ]


CALLS = Compiled(
    lambda institution: (
        Call.objects.of(institution).filter(rung_at__isnull=True).order_by("asked_at")[:QUEUE_ROWS]
    )
)
CONCERNS = Compiled(
    lambda institution: (
        Concern.objects.of(institution)
        .filter(settled_at__isnull=True)
        .select_related("challenge", "placement__student__user", "raised_by")
        .order_by("raised_at")[:QUEUE_ROWS]
    )
)


def _calls(institution: Institution) -> list[Trouble]:
    return [
        Trouble(
            due=call.asked_at,
            when=_said(call.asked_at, institution.zone),
            title=_("%(name)s asks to be rung") % {"name": call.name},
            detail=call.about,
            act=_("Ring %(number)s") % {"number": call.telephone},
            url=reverse("employers:call_list", args=[institution.slug]),
            icon="phone",
        )
        for call in CALLS.all(institution=institution.pk)
    ]


def _concerns(institution: Institution) -> list[Trouble]:
    return [
        Trouble(
            due=concern.raised_at,
            when=_said(concern.raised_at, institution.zone),
            title=f"{concern.placement.student if concern.placement else concern.raised_by}: "
            f"{concern.get_kind_display()}",
            detail=" ".join(filter(None, [f"“{concern.challenge}”.", concern.words])),
            act=_("Help"),
            url=reverse("placements:concerns", args=[institution.slug]),
            tone="bad",
        )
        for concern in CONCERNS.all(institution=institution.pk)
    ]


def _said(moment: datetime, zone: str) -> str:
    return said(moment, zone, day="D j M")


def headline(count: int) -> str:
    """The first words of the page."""
    if not count:
        return _("Nothing is on fire")
    words = {
        1: _("One"), 2: _("Two"), 3: _("Three"), 4: _("Four"), 5: _("Five"), 6: _("Six"),
        7: _("Seven"), 8: _("Eight"), 9: _("Nine"),
    }  # fmt: skip
    said = words.get(count, str(count))
    return ngettext("%(n)s thing will not wait", "%(n)s things will not wait", count) % {"n": said}


def today_in_words(institution: Institution, term: Term | None) -> str:
    """``Thursday 12 March, 9:10. Week 7 of Spring term.``"""
    local = clock.now().astimezone(ZoneInfo(institution.zone))
    words = f"{date_format(local, 'l j F')}, {clock_words(local.time())}."
    if term is None:
        return words
    week = (local.date() - _monday(term.starts_on)).days // 7 + 1
    return f"{words} " + _("Week %(week)d of %(term)s.") % {"week": week, "term": term}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _calendar(institution: Any, today: Any) -> QuerySet[Any]:
    now = Term.objects.filter(
        institution=OuterRef("pk"), starts_on__lte=today, ends_on__gte=today
    ).values("name", "starts_on", "ends_on")[:1]
    columns = {f"term_{name}": Subquery(now.values(name)) for name in TERM_COLUMNS}
    found = Institution.objects.filter(pk=institution).select_related("policy")
    return found.annotate(**columns)


CALENDAR = Compiled(_calendar)


def calendar_of(institution: Institution) -> tuple[Term | None, Policy]:
    """The present term, if it is term time, and the policy: one query."""
    [row] = CALENDAR.all(institution=institution.pk, today=clock.today(institution.zone))
    said = {name: getattr(row, f"term_{name}") for name in TERM_COLUMNS}
    term = Term(institution=institution, **said) if said["name"] else None
    return term, getattr(row, "policy", None) or policy_of(institution)


# Counts: every one a scalar of a single query


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many of ``rows``, as a column of the institution's row."""
    ours = rows.filter(institution=OuterRef("pk")).order_by().values("institution")
    return Coalesce(Subquery(ours.annotate(n=Count("pk")).values("n")), 0)


def _least(rows: QuerySet[Any], field: str) -> Subquery:
    ours = rows.filter(institution=OuterRef("pk")).order_by().values("institution")
    return Subquery(ours.annotate(least=Min(field)).values("least"))


def _distinct(rows: QuerySet[Any], field: str) -> Coalesce:
    ours = rows.filter(institution=OuterRef("pk")).order_by().values("institution")
    counted = ours.annotate(n=Count(field, distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def counts_of(institution: Institution, term: Term | None) -> dict[str, Any]:
    """Every figure of the page in one query, by name."""
    now = clock.now()
    values: dict[str, Any] = {"institution": institution.pk, "not_forgotten": now - FORGOTTEN_AFTER}
    if term is None:
        [row] = WAITING.all(**values)
    else:
        first = clock.at(term.starts_on, datetime.min.time(), institution.zone)
        last = clock.end_of(term.ends_on, institution.zone)
        [row] = WAITING_AND_TERM.all(**values, now=now, first=first, last=last)
    return row


def _figures(institution: Any, columns: dict[str, Any]) -> QuerySet[Institution, Any]:
    return Institution.objects.filter(pk=institution).values(**columns)


def _waiting(not_forgotten: Any) -> dict[str, Any]:
    """What waits for the desk, by name."""
    briefs = Challenge.objects.filter(state=S.IN_REVIEW)
    unanswered = Eoi.objects.filter(
        state=EoiState.SUBMITTED, challenge__state__in=(S.OPEN, S.CLOSED)
    )
    offers = Eoi.objects.filter(state=EoiState.OFFERED)
    owed = Team.objects.filter(
        ~Exists(SignOff.objects.filter(team=OuterRef("pk"))),
        formed_at__isnull=False,
        challenge__state=S.COMPLETED,
        challenge__ends_at__gt=not_forgotten,
    )
    to_check = SignOff.objects.filter(state=SignOffState.MODERATION)
    access = Eoi.objects.filter(access_first=True, access_talked_at__isnull=True).exclude(
        state__in=(*OVER, EoiState.UNCONFIRMED)
    )
    unconfirmed = Eoi.objects.filter(state=EoiState.UNCONFIRMED, challenge__state=S.OPEN)
    return {
        "briefs": _count(briefs),
        "oldest_brief": _least(briefs, "state_changed_at"),
        "unanswered": _count(unanswered),
        "unanswered_in": _distinct(unanswered, "challenge"),
        "next_answer": _least(unanswered, "challenge__answer_by"),
        "offers": _count(offers),
        "next_offer_end": _least(offers, "offer_ends_at"),
        "owed": _count(owed),
        "oldest_owed": _least(owed, "challenge__ends_at"),
        "to_check": _count(to_check),
        "access": _count(access),
        "unconfirmed": _count(unconfirmed),
    }


def _of_the_term(now: Any, first: Any, last: Any) -> dict[str, Any]:
    """The figures of the reports (``insights.measures``) for the present term."""

    def within(path: str = "") -> Q:
        return Q(**{f"{path}starts_at__gte": first, f"{path}starts_at__lte": last})

    placed = Placement.objects.exclude(state__in=GONE).filter(within("challenge__"))
    interests = Eoi.objects.exclude(state__in=NAMELESS).filter(within("challenge__"))
    due = interests.filter(challenge__answer_by__lt=now).exclude(
        state=EoiState.WITHDRAWN, answered_at__isnull=True
    )
    projects = Challenge.objects.filter(within(), state__in=PUBLIC)
    return {
        "placements": _count(placed),
        "first_time": _count(placed.filter(first_time=True)),
        "projects": _count(projects),
        "hosts": _distinct(projects, "employer"),
        "interests": _count(interests),
        "due": _count(due),
        "in_time": _count(due.filter(answered_at__lte=F("challenge__answer_by"))),
        "badges": _count(Credential.objects.filter(within("placement__challenge__"))),
        "endorsements": _count(
            Endorsement.objects.filter(
                within("credential__placement__challenge__"), state=EndorsementState.GIVEN
            )
        ),
    }


WAITING = Compiled(
    lambda institution, not_forgotten: _figures(institution, _waiting(not_forgotten))
)
WAITING_AND_TERM = Compiled(
    lambda institution, not_forgotten, now, first, last: _figures(
        institution, _waiting(not_forgotten) | _of_the_term(now, first, last)
    )
)


def queues(institution: Institution, counts: dict[str, Any], policy: Policy) -> list[Queue]:
    """Six queues, each with its oldest or next."""
    slug, zone = institution.slug, institution.zone
    projects = reverse("portal:desk_projects", args=[slug])
    brief = _("We promise %(days)d working days.") % {"days": policy.brief_within_days}
    if counts["oldest_brief"]:
        waited = working_days_since(counts["oldest_brief"], institution)
        days = ngettext("%(n)d working day", "%(n)d working days", waited) % {"n": waited}
        brief = _("Oldest: %(days)s. %(promise)s") % {"days": days, "promise": brief}
    unanswered = _("Nobody is waiting.")
    if counts["unanswered"]:
        unanswered = ngettext(
            "In %(n)d project. Next date: %(day)s.",
            "In %(n)d projects. Next date: %(day)s.",
            counts["unanswered_in"],
        ) % {"n": counts["unanswered_in"], "day": _said(counts["next_answer"], zone)}
    offers = _("Nobody is asked just now.")
    if counts["next_offer_end"]:
        offers = _("The next time runs out: %(when)s.") % {
            "when": _said(counts["next_offer_end"], zone)
        }
    owed = _("None.")
    if counts["oldest_owed"]:
        owed = _("Oldest: over since %(when)s.") % {"when": _said(counts["oldest_owed"], zone)}
    confirm = _("They have a letter with a code; you can confirm by voice.")
    return [
        Queue(_("Briefs to read"), counts["briefs"], brief, f"{projects}?state=in_review"),
        Queue(
            _("Interests not yet answered"),
            counts["unanswered"],
            unanswered,
            f"{projects}?waits=answer",
        ),
        Queue(_("Offers without a yes or no"), counts["offers"], offers, f"{projects}?waits=offer"),
        Queue(_("Sign-offs hosts owe us"), counts["owed"], owed, f"{projects}?waits=sign_off"),
        Queue(
            _("Sign-offs to check"),
            counts["to_check"],
            _("Somebody stands out: read the lines against the steps.")
            if counts["to_check"]
            else _("None."),
            reverse("placements:sign_offs", args=[slug]),
        ),
        Queue(
            _("Talks about access"),
            counts["access"],
            _("Before anything is decided.") if counts["access"] else _("Nobody is waiting."),
            f"{projects}?waits=access",
        ),
        Queue(
            _("Addresses not confirmed yet"),
            counts["unconfirmed"],
            confirm if counts["unconfirmed"] else _("None."),
            f"{projects}?waits=confirmation",
        ),
    ]


def working_days_since(moment: datetime, institution: Institution) -> int:
    """How many working days lie between the day of ``moment`` and today; 0 on the same day."""
    day = moment.astimezone(ZoneInfo(institution.zone)).date()
    today, days = clock.today(institution.zone), 0
    while day < today and days < 100:
        day += timedelta(days=1)
        days += is_working_day(day, institution)
    return days


def figures(institution: Institution, term: Term | None, counts: dict[str, Any]) -> list[Figure]:
    """The term so far; every figure opens its rows."""
    if term is None:
        return []
    period = f"?first={term.starts_on}&last={term.ends_on}"

    def rows(measure: str) -> str:
        return reverse("insights:counted_rows", args=[institution.slug, measure]) + period

    first_time = _("%(n)d of them for the first time") % {"n": counts["first_time"]}
    hosts = ngettext("with %(n)d host", "with %(n)d hosts", counts["hosts"])
    in_time = _("%(kept)d of %(due)d due answers came in time") % {
        "kept": counts["in_time"],
        "due": counts["due"],
    }
    vouched = _("%(n)d vouched for by the host") % {"n": counts["endorsements"]}
    return [
        Figure(counts["placements"], _("students placed"), first_time, rows("placements")),
        Figure(counts["projects"], _("projects"), hosts % {"n": counts["hosts"]}, rows("projects")),
        Figure(counts["interests"], _("interests"), in_time, rows("interests")),
        Figure(counts["badges"], _("badges"), vouched, rows("badges")),
    ]


def near_days(live: Sequence[Standing]) -> list[Standing]:
    """What begins in the next two weeks, or is on."""
    until = clock.now() + DAYS_AHEAD
    return [
        each
        for each in live
        if each.challenge.starts_at < until
        and each.challenge.state in (S.OPEN, S.CLOSED, S.RUNNING, S.CANCELLED)
    ]


def needing(live: Sequence[Standing]) -> list[Standing]:
    """The published projects for the table: those whose next act is the desk's come first."""
    shown = [each for each in live if each.challenge.state in (S.OPEN, S.CLOSED, S.RUNNING)]
    return sorted(
        shown, key=lambda each: (each.step not in FOR_THE_DESK, each.challenge.starts_at)
    )[:SHOWN]
