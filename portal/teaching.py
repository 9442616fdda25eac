"""What an academic sees: the projects that belong to her modules, in counts and without names."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from core.compiled import Compiled
from credentials.models import Credential
from employers.models import Challenge
from employers.states import PUBLIC, ChallengeState
from employers.wording import day_words
from institutions.models import Institution, Module
from placements.models import Placement
from placements.states import GONE
from students.models import Eoi
from students.states import NAMELESS

SHOWN = 100  # the latest projects of all her modules


@dataclass(frozen=True)
class Taught:
    """One project of a module: its columns, and how it stands in a word and a tone."""

    project: dict[str, Any]
    when: str
    status: str
    tone: str


@dataclass(frozen=True)
class TaughtModule:
    """One module with its projects, the latest first."""

    module: Module
    projects: list[Taught]

    @property
    def placed(self) -> int:
        """Places that students hold or held in it."""
        return sum(each.project["placed"] for each in self.projects)

    @property
    def badges(self) -> int:
        """Badges that came of it."""
        return sum(each.project["badges"] for each in self.projects)


def _number(rows: QuerySet[Any], path: str) -> Coalesce:
    counted = rows.filter(**{path: OuterRef("pk")}).order_by().values(path)
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0)


PROJECTS = Compiled(
    lambda institution, academic: (
        Challenge.objects.of(institution)
        .filter(module__academics=academic, state__in=(*PUBLIC, ChallengeState.CANCELLED))
        .exclude(published_at=None)
        .values(
            "module_id",
            "code",
            "title",
            "state",
            "starts_at",
            "places",
            host=F("employer__name"),
            asked=_number(Eoi.objects.exclude(state__in=NAMELESS), "challenge"),
            placed=_number(Placement.objects.exclude(state__in=GONE), "challenge"),
            badges=_number(Credential.objects.all(), "placement__challenge"),
        )
        .order_by("-starts_at")[:SHOWN]
    )
)
MODULES = Compiled(
    lambda institution, academic: Module.objects.of(institution).filter(academics=academic)
)
TONES = {
    ChallengeState.OPEN: "ground",
    ChallengeState.RUNNING: "ground",
    ChallengeState.COMPLETED: "good",
    ChallengeState.CANCELLED: "bad",
}


def modules_of(user: User, institution: Institution) -> list[TaughtModule]:
    """The modules of ``user`` here by their code, each with its projects: two queries."""
    projects: dict[int, list[Taught]] = {}
    for row in PROJECTS.all(institution=institution.pk, academic=user.pk):
        state = ChallengeState(row["state"])
        when = day_words(row["starts_at"], institution.zone)
        projects.setdefault(row["module_id"], []).append(
            Taught(row, when, str(state.label).capitalize(), TONES.get(state, "plain"))
        )
    modules = MODULES.all(institution=institution.pk, academic=user.pk)
    return [TaughtModule(module, projects.get(module.pk, [])) for module in modules]
