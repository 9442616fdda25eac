"""How each assessor's levels compare with those of others, worked out at night (R30)."""

from dataclasses import dataclass
from typing import cast

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.compiled import Compiled
from institutions.models import Institution
from leniency import Case, Rating, estimate
from placements.cases import BY_CODE
from placements.models import (
    Assessment,
    HowSheRates,
    PracticeRating,
    SelfRating,
    SignOff,
    StepQuestion,
)
from placements.states import StepQuestionState

FEW = 20  # steps: below, an estimate is mostly what is known of the others
WORTH_SAYING = 0.15  # of a step: less is nothing that anybody could see


@transaction.atomic
def work_out_how_they_rate(*, institution: Institution) -> int:
    """Estimate the leniency and spread of everybody who assessed here; how many they are.

    A step counts as it was first given, also where the host named another one since: it is her eye
    that is compared. Nobody's level is changed by it. Takes a second for some thousand ratings.
    """
    first = StepQuestion.objects.filter(
        assessment=OuterRef("pk"), state=StepQuestionState.CHANGED
    ).order_by("pk")
    own = SelfRating.objects.filter(
        placement=OuterRef("placement"), skill=OuterRef("skill"), level__gt=0
    )
    given = (
        Assessment.objects.filter(sign_off__institution=institution)
        .annotate(
            as_given=Coalesce(Subquery(first.values("first_level")[:1]), F("level")),
            own=Subquery(own.values("level")[:1]),
        )
        .filter(as_given__gt=0)
        .order_by("pk")
        .values_list(
            "sign_off__supervisor",
            "sign_off__team",
            "placement__student",
            "skill__code",
            "as_given",
            "own",
        )
    )
    practised = PracticeRating.objects.of(institution).order_by("pk")
    found = estimate(
        [Rating(*row) for row in given],
        [
            Case(member, level, BY_CODE[case].expected)
            for member, case, level in practised.values_list("member", "case", "level")
            if case in BY_CODE
        ],
    )
    now = clock.now()
    HowSheRates.objects.of(institution).delete()
    HowSheRates.objects.bulk_create(
        HowSheRates(
            institution=institution,
            member_id=cast("int", row.assessor),
            leniency=row.leniency,
            low=row.low,
            high=row.high,
            spread=row.spread,
            spread_low=row.spread_low,
            spread_high=row.spread_high,
            ratings=row.ratings,
            teams=row.teams,
            cases=row.cases,
            worked_out_at=now,
        )
        for row in found
    )
    return len(found)


def work_out_everywhere() -> None:
    """Each night: wherever somebody has assessed."""
    signed = SignOff.objects.values("institution").distinct()
    for institution in Institution.objects.filter(pk__in=signed).order_by("pk"):
        work_out_how_they_rate(institution=institution)


COMPARED = Compiled(
    lambda institution, member: HowSheRates.objects.of(institution).filter(member=member)
)


@dataclass(frozen=True)
class Compared:
    """How somebody's steps compare, in sentences: ``stands_out`` where it is more than chance."""

    stands_out: bool
    leaning: str
    between: str
    spread: str
    rests_on: str


def compared(institution: Institution, member_id: int) -> Compared | None:
    """What pages say of an assessor; ``None`` where there is nobody to compare with yet."""
    row: HowSheRates | None = COMPARED.first(institution=institution.pk, member=member_id)
    return in_words(row) if row else None


def in_words(row: HowSheRates) -> Compared:
    """The sentences about one estimate. They name nobody, so that she and staff read the same."""
    by = {"by": _figure(abs(row.leniency))}
    sure = (row.low > 0 or row.high < 0) and abs(row.leniency) >= WORTH_SAYING
    if not sure:
        leaning = _("These steps run about as high as those of other hosts here.")
    elif row.leniency > 0:
        leaning = _("These steps run about %(by)s of a step higher than those of other hosts here.")
    else:
        leaning = _("These steps run about %(by)s of a step lower than those of other hosts here.")
    spread = ""
    if row.spread_high < 1:
        spread = _("They lie closer together than others’: students who differ may look alike.")
    elif row.spread_low > 1:
        spread = _("They lie further apart than others’: small differences may look large.")
    between = _("In nine cases of ten the true figure lies between %(low)s and %(high)s.") % {
        "low": _signed(row.low),
        "high": _signed(row.high),
    }
    teams = ngettext("%(n)d team", "%(n)d teams", row.teams) % {"n": row.teams}
    cases = ngettext("%(n)d practice case", "%(n)d practice cases", row.cases) % {"n": row.cases}
    rests_on = _("It rests on %(ratings)d steps in %(teams)s, and on %(cases)s.") % {
        "ratings": row.ratings,
        "teams": teams,
        "cases": cases if row.cases else _("no practice case"),
    }
    if row.ratings < FEW:
        rests_on = f"{rests_on} {_('With so few, a strong leaning looks weaker than it is.')}"
    spread_out = bool(spread)
    return Compared(
        sure or spread_out, leaning % by if sure else leaning, between, spread, rests_on
    )


def _figure(value: float) -> str:
    return formats.number_format(value, decimal_pos=1)


def _signed(value: float) -> str:
    """``+0.3``, ``−0.1`` with the sign that type has for it, ``0.0``."""
    shown = round(value, 1)
    sign = "+" if shown > 0 else "−" if shown < 0 else ""
    return f"{sign}{_figure(abs(shown))}"
