"""The desk's list of projects: found by state, words and what waits; sorted in the database."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from core.compiled import Compiled
from employers.models import Challenge
from employers.states import AHEAD, ChallengeState
from institutions.models import Institution, Policy
from placements.models import SignOff, Team
from portal.clocks import late
from students.models import Eoi
from students.states import NAMELESS, OVER, EoiState

PAGE = 25
SORTS = {
    "when": "starts_at",
    "project": "title",
    "host": "employer__name",
    "asked": "asked_in_all",
    "places": "places",
    "state": "state",
}
USUAL = "-when"


def found_projects(
    institution: Institution, wanted: Mapping[str, Any], *, reader: User, policy: Policy
) -> QuerySet[Challenge, int]:
    """The keys of the projects that fit ``wanted`` (``DeskProjectsForm.cleaned_data``)."""
    if not any(wanted.get(name) for name in ("q", "state", "waits", "owner", "late")):
        return ALL[wanted.get("sort") or USUAL].listed(institution=institution.pk)
    found = Challenge.objects.of(institution).proven()
    if wanted.get("state"):
        found = found.filter(state__in=wanted["state"])
    for word in (wanted.get("q") or "").split()[:6]:
        found = found.filter(Q(title__icontains=word) | Q(employer__name__icontains=word))
    if wanted.get("waits"):
        found = found.filter(_waiting(wanted["waits"]))
    if wanted.get("owner"):
        whose = {"me": reader.pk, "none": None}.get(wanted["owner"], wanted["owner"])
        found = found.filter(owner=whose) if whose else found.filter(owner__isnull=True)
    if wanted.get("late"):
        found = found.filter(late(institution, policy))
    return _sorted(found, wanted.get("sort") or USUAL).values_list("pk", flat=True)


def _waiting(what: str) -> Q:
    """The projects in which something of one kind waits."""
    interests = Eoi.objects.filter(challenge=OuterRef("pk"))
    match what:
        case "answer":
            waiting = interests.filter(state=EoiState.SUBMITTED)
            return Q(Exists(waiting), state__in=AHEAD)
        case "offer":
            return Q(Exists(interests.filter(state=EoiState.OFFERED)))
        case "access":
            asked = interests.filter(access_first=True, access_talked_at__isnull=True)
            return Q(Exists(asked.exclude(state__in=(*OVER, EoiState.UNCONFIRMED))))
        case "confirmation":
            unproven = interests.filter(state=EoiState.UNCONFIRMED)
            return Q(Exists(unproven), state__in=(ChallengeState.OPEN, ChallengeState.PAUSED))
    unsigned = Team.objects.filter(
        ~Exists(SignOff.objects.filter(team=OuterRef("pk"))),
        challenge=OuterRef("pk"),
        formed_at__isnull=False,
    )
    return Q(Exists(unsigned), state=ChallengeState.COMPLETED)


def _sorted(found: QuerySet[Challenge], sort: str) -> QuerySet[Challenge]:
    key, sign = sort.lstrip("-"), "-" if sort.startswith("-") else ""
    if key == "asked":
        asked = (
            Eoi.objects.filter(challenge=OuterRef("pk"))
            .exclude(state__in=NAMELESS)
            .order_by()
            .values("challenge")
            .annotate(n=Count("pk"))
            .values("n")
        )
        found = found.annotate(asked_in_all=Coalesce(Subquery(asked), 0))
    return found.order_by(f"{sign}{SORTS[key]}", "pk")


ALL = {
    sort: Compiled(
        lambda institution, sort=sort: _sorted(
            Challenge.objects.of(institution).proven(), sort
        ).values_list("pk", flat=True)
    )
    for key in SORTS
    for sort in (key, f"-{key}")
}
