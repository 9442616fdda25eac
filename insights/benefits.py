"""What both sides say it was worth, statement by statement, and hosts by sector (R22, R37).

Of projects that ended in terms that are settled, and of what was said within four weeks of a term's
end: a set that nobody picks and that stays as it is, so that no two figures can be taken from each
other. Numbers are rounded or hidden by ``disclosure`` (docs/decisions/0128).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, IntegerField, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from core.compiled import Compiled
from disclosure import part_shown, percentage_shown, total_shown
from institutions.models import Institution, Term
from placements.codebook import CANNOT_SAY, CODEBOOK, VERSION
from placements.survey import SurveyAnswer, SurveySide
from students.services.policy import policy_of

SETTLED = timedelta(days=28)
TERMS = 3  # a year
AGREES = 4  # "rather yes"
OF_SECTORS = ("worth_time", "gain", "recommend")
ITEMS = CODEBOOK[VERSION]


@dataclass(frozen=True)
class Share:
    """How many agree of how many who said: rounded, and ``None`` where that would show too few."""

    agree: int | None
    said: int | None
    percent: int | None


@dataclass(frozen=True)
class Statement:
    """One statement in the words of both sides, and how many agree."""

    student: Any
    host: Any
    of_students: Share
    of_hosts: Share


@dataclass(frozen=True)
class Benefits:
    """Everything that is shown, and of which terms."""

    terms: list[Term]
    statements: list[Statement]
    sectors: list[tuple[str, list[Share]]]


def _counted(institution: Any, first: Any, last: Any, until: Any) -> QuerySet[Any, Any]:
    rows: QuerySet[SurveyAnswer] = SurveyAnswer.objects.of(institution)
    said = {
        item.name: Cast(KeyTextTransform(item.name, "answers"), IntegerField()) for item in ITEMS
    }
    counts: dict[str, Any] = {}
    for item in ITEMS:
        value = f"v_{item.name}"
        counts[f"n_{item.name}"] = Count("pk", filter=Q(**{f"{value}__gt": CANNOT_SAY}))
        counts[f"a_{item.name}"] = Count("pk", filter=Q(**{f"{value}__gte": AGREES}))
    return (
        rows.filter(
            not_now=False,
            version=VERSION,
            challenge__ends_at__date__gte=first,
            challenge__ends_at__date__lte=last,
            said_at__date__lte=until,
        )
        .annotate(**{f"v_{name}": value for name, value in said.items()})
        .values("side", sector=F("challenge__employer__sector"))
        .annotate(**counts)
        .order_by("side", "sector")
    )


COUNTED = Compiled(_counted)
OVER = Compiled(
    lambda institution, before: (
        Term.objects.of(institution).filter(ends_on__lt=before).order_by("-starts_on")[:TERMS]
    )
)


def benefits(institution: Institution, today: Any) -> Benefits:
    """What was said in the last settled terms: two questions."""
    terms = list(OVER.all(institution=institution.pk, before=today - SETTLED))
    if not terms:
        return Benefits([], [], [])
    last = terms[0].ends_on
    rows = list(
        COUNTED.all(
            institution=institution.pk,
            first=terms[-1].starts_on,
            last=last,
            until=last + SETTLED,
        )
    )
    fewest = policy_of(institution).fewest_shown
    sides = {
        side: {
            name: sum(row[name] for row in rows if row["side"] == side)
            for item in ITEMS
            for name in (f"n_{item.name}", f"a_{item.name}")
        }
        for side in SurveySide.values
    }
    statements = [
        Statement(
            item.student,
            item.host,
            _share(sides[SurveySide.STUDENT], item.name, fewest),
            _share(sides[SurveySide.HOST], item.name, fewest),
        )
        for item in ITEMS
    ]
    hosts = [row for row in rows if row["side"] == SurveySide.HOST]
    sectors = [(row["sector"], [_share(row, name, fewest) for name in OF_SECTORS]) for row in hosts]
    return Benefits(terms[::-1], statements, _without_rest(sectors))


def _share(row: Any, name: str, fewest: int) -> Share:
    agree, said = row[f"a_{name}"], row[f"n_{name}"]
    return Share(
        part_shown(agree, said, fewest),
        total_shown(said, fewest),
        percentage_shown(agree, said, fewest),
    )


def _without_rest(sectors: list[tuple[str, list[Share]]]) -> list[tuple[str, list[Share]]]:
    """Where a single sector is hidden, the total less the others would show it: one more is."""
    kept = [list(shares) for _sector, shares in sectors]
    for at in range(len(OF_SECTORS)):
        shown = [shares for shares in kept if shares[at].agree is not None]
        if len(kept) - len(shown) == 1 and shown:
            least = min(shown, key=lambda shares: shares[at].said or 0)
            least[at] = Share(None, None, None)
    return [(sector, shares) for (sector, _all), shares in zip(sectors, kept, strict=True)]
