"""What an academic sees: the projects that belong to her modules, in counts and without names."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from core.compiled import Compiled
from credentials.models import Credential
from disclosure import total_shown
from employers.models import Challenge
from employers.states import PUBLIC, ChallengeState
from employers.wording import day_words
from institutions.models import Institution, Module
from placements.models import Deliverable, Placement, Team
from placements.states import GONE
from students.models import Eoi
from students.states import NAMELESS

LINES_SHOWN = 24  # of each kind, of one module
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
    """One module with its projects, the latest first, and what students took from it and to it.

    ``wrote`` is how many wrote, rounded; ``None``, with no lines, where they are too few.
    """

    module: Module
    projects: list[Taught]
    wrote: int | None = None
    used: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    results: tuple[Any, ...] = ()  # of teams that handed in, those that wait to be read first

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


LINES = Compiled(
    lambda institution, academic: (
        Placement.objects.of(institution)
        .filter(challenge__module__academics=academic)
        .filter(Q(reflection__isnull=False) | Q(concept__isnull=False))
        .values_list(
            "challenge__module_id",
            "student_id",
            "reflection__used",
            "concept__became",
            "reflection__take_back",
            "concept__back",
        )
    )
)


RESULTS = Compiled(
    lambda institution, academic: (
        Team.objects.of(institution)
        .filter(challenge__module__academics=academic, formed_at__isnull=False)
        .filter(Exists(Deliverable.objects.filter(team=OuterRef("pk"))))
        .values(
            "public_id",
            "name",
            title=F("challenge__title"),
            module=F("challenge__module_id"),
            grounded=F("academic_word__grounded"),
        )
        .order_by(F("academic_word__written_at").desc(nulls_first=True), "-formed_at", "pk")[:SHOWN]
    )
)


def _said(institution: int, academic: int) -> dict[int, dict[str, Any]]:
    """By module: how many wrote, and their lines in an order that says nothing of who or when."""
    found: dict[int, list[tuple[int, list[str], list[str]]]] = {}
    rows: Any = LINES.all(institution=institution, academic=academic)
    for module, student, used, became, take_back, back in rows:
        of_one = ([used or "", became or ""], [take_back or "", back or ""])
        if any(any(lines) for lines in of_one):
            found.setdefault(module, []).append((student, *of_one))
    said = {}
    for module, written in found.items():
        people = {student for student, *_lines in written}  # who came twice is one person
        wrote = total_shown(len(people))
        if wrote is not None:
            said[module] = {
                "wrote": wrote,
                "used": _mixed(line for _who, used, _back in written for line in used),
                "back": _mixed(line for _who, _used, back in written for line in back),
            }
    return said


def _mixed(lines: Iterable[str]) -> tuple[str, ...]:
    said = {line.strip() for line in lines if line.strip()}
    return tuple(sorted(said, key=lambda line: sha256(line.encode()).digest())[:LINES_SHOWN])


def modules_of(user: User, institution: Institution) -> list[TaughtModule]:
    """The modules of ``user`` here by their code, each with its projects: four queries."""
    projects: dict[int, list[Taught]] = {}
    for row in PROJECTS.all(institution=institution.pk, academic=user.pk):
        state = ChallengeState(row["state"])
        when = day_words(row["starts_at"], institution.zone)
        projects.setdefault(row["module_id"], []).append(
            Taught(row, when, str(state.label).capitalize(), TONES.get(state, "plain"))
        )
    modules = MODULES.all(institution=institution.pk, academic=user.pk)
    said = _said(institution.pk, user.pk) if projects else {}
    results: dict[int, list[Any]] = {}
    handed_in: Any = RESULTS.all(institution=institution.pk, academic=user.pk) if projects else ()
    for each in handed_in:
        results.setdefault(each["module"], []).append(each)
    return [
        TaughtModule(
            module,
            projects.get(module.pk, []),
            results=tuple(results.get(module.pk, ())),
            **said.get(module.pk, {}),
        )
        for module in modules
    ]
