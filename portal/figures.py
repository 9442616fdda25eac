"""What the desk's home counts: its queues and the term's figures, each a way to its rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.addresses import address
from core.compiled import Compiled
from credentials.models import Credential, Endorsement
from credentials.states import EndorsementState
from employers.models import Challenge
from employers.states import AHEAD, PUBLIC, ChallengeState
from employers.times import local_day
from institutions.models import Institution, Policy, Term
from institutions.working_days import working_days_between
from mailroom.models import InboundMail
from mailroom.states import MailState
from placements.models import Placement, SignOff, Team
from placements.states import GONE, SignOffState
from portal.asks import said_briefly
from portal.desk import FORGOTTEN_AFTER
from students.models import Eoi
from students.states import NAMELESS, OVER, EoiState

S = ChallengeState


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
    unanswered = Eoi.objects.filter(state=EoiState.SUBMITTED, challenge__state__in=AHEAD)
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
    unconfirmed = Eoi.objects.filter(
        state=EoiState.UNCONFIRMED, challenge__state__in=(S.OPEN, S.PAUSED)
    )
    mails = InboundMail.objects.filter(state=MailState.WAITING)
    return {
        "mails": _count(mails),
        "oldest_mail": _least(mails, "came_at"),
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
    """The queues, each with its oldest or next."""
    slug, zone = institution.slug, institution.zone
    projects = address("portal:desk_projects", slug)
    brief = _("We promise %(days)d working days.") % {"days": policy.brief_within_days}
    if counts["oldest_brief"]:
        since = local_day(counts["oldest_brief"], zone)
        waited = working_days_between(since, clock.today(zone), institution)
        days = ngettext("%(n)d working day", "%(n)d working days", waited) % {"n": waited}
        brief = _("Oldest: %(days)s. %(promise)s") % {"days": days, "promise": brief}
    unanswered = _("Nobody is waiting.")
    if counts["unanswered"]:
        unanswered = ngettext(
            "In %(n)d project. Next date: %(day)s.",
            "In %(n)d projects. Next date: %(day)s.",
            counts["unanswered_in"],
        ) % {"n": counts["unanswered_in"], "day": said_briefly(counts["next_answer"], zone)}
    offers = _("Nobody is asked just now.")
    if counts["next_offer_end"]:
        offers = _("The next time runs out: %(when)s.") % {
            "when": said_briefly(counts["next_offer_end"], zone)
        }
    owed = _("None.")
    if counts["oldest_owed"]:
        owed = _("Oldest: over since %(when)s.") % {
            "when": said_briefly(counts["oldest_owed"], zone)
        }
    mail = _("Each names its project, or none came.")
    if counts["oldest_mail"]:
        mail = _("Oldest: %(when)s.") % {"when": said_briefly(counts["oldest_mail"], zone)}
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
            address("placements:sign_offs", slug),
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
        Queue(
            _("E-mails that need a hand"),
            counts["mails"],
            mail,
            address("mailroom:mail_list", slug),
        ),
    ]


def term_figures(
    institution: Institution, term: Term | None, counts: dict[str, Any]
) -> list[Figure]:
    """The term so far; every figure opens its rows."""
    if term is None:
        return []
    period = f"?first={term.starts_on}&last={term.ends_on}"

    def rows(measure: str) -> str:
        return address("insights:counted_rows", institution.slug, measure) + period

    first_time = _("%(n)d of them for the first time") % {"n": counts["first_time"]}
    hosts = ngettext("with %(n)d host", "with %(n)d hosts", counts["hosts"])
    in_time = _("%(kept)d of %(due)d due answers came in time") % {
        "kept": counts["in_time"],
        "due": counts["due"],
    }
    vouched = _("%(n)d vouched for by the host") % {"n": counts["endorsements"]}
    return [
        Figure(counts["placements"], _("placements"), first_time, rows("placements")),
        Figure(counts["projects"], _("projects"), hosts % {"n": counts["hosts"]}, rows("projects")),
        Figure(counts["interests"], _("interests"), in_time, rows("interests")),
        Figure(counts["badges"], _("badges"), vouched, rows("badges")),
    ]
