"""How safe a challenge is: judged in six factors, and by a second person where somebody is at risk.

The factors and the two rules (what is not low has an action; nobody repeats what the host has
checked itself) follow UCEA's guidance on health and safety in placements (REQUIREMENTS 2).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from employers.models import (
    AtRisk,
    Challenge,
    Factor,
    Level,
    RiskAssessment,
    RiskFactor,
    Safeguards,
)
from employers.safety import Safety, safety_mark, safety_of
from employers.states import ChallengeState

OVER = (ChallengeState.COMPLETED, ChallengeState.CANCELLED)


@dataclass(frozen=True)
class Judged:
    """One factor as somebody judged it."""

    level: str = Level.LOW
    action: str = ""
    owner: str = ""


ALL_LOW: Mapping[str, Judged] = {}


@transaction.atomic
def assess_risk(
    *,
    challenge: Challenge,
    by: User | None,
    factors: Mapping[str, Judged] = ALL_LOW,
    at_risk: str | None = None,
) -> RiskAssessment:
    """A new version of how safe ``challenge`` is; a factor that is not given is low.

    Insurance is never low where no check of the host is good until the last day: it is open then.
    ``at_risk`` says whom students work with who needs more protection. Not given, it is nobody,
    and refused where staff or the host have named somebody: that wants an answer of its own. Raises
    ``RuleBroken`` where something is not low and nobody sees to it.
    """
    held = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    if held.state in OVER:
        raise RuleBroken(_("This project is over: what was judged stays as it is."))
    known = safety_of(held)
    if at_risk is None:
        if known.at_risk:
            raise RuleBroken(
                _("It is noted that students work with people at risk. Fill in all six factors.")
            )
        at_risk = AtRisk.NOBODY
    for name, judged in factors.items():
        if judged.level in (Level.MEDIUM, Level.HIGH) and not (
            judged.action.strip() and judged.owner
        ):
            label = Factor(name).label
            raise RuleBroken(
                _("%(factor)s: say what is done about it, and who sees to it.") % {"factor": label}
            )
    last = held.assessments.aggregate(last=Max("version"))["last"] or 0
    assessment = RiskAssessment.objects.create(
        institution_id=held.institution_id,
        challenge=held,
        version=last + 1,
        mark=safety_mark(held),
        at_risk=at_risk,
        made_by=by,
        made_at=clock.now(),
    )
    RiskFactor.objects.bulk_create(
        _row(assessment, factor, factors.get(factor, Judged()), known) for factor in Factor.values
    )
    return assessment


def _row(assessment: RiskAssessment, factor: str, judged: Judged, known: Safety) -> RiskFactor:
    low = judged.level in (Level.LOW, Level.OPEN)
    unknown = factor == Factor.INSURANCE and not known.is_checked
    return RiskFactor(
        assessment=assessment,
        factor=factor,
        level=(Level.OPEN if unknown else Level.LOW) if low else judged.level,
        action="" if low else judged.action.strip(),
        owner="" if low else judged.owner,
    )


@transaction.atomic
def record_safeguards(
    *, challenge: Challenge, by: User, supervision: str, checks: str, adjustments: str = ""
) -> Safeguards:
    """A second approver says what protects the people at risk; only then may it be published.

    Raises ``RuleBroken`` where nobody is at risk, nothing is said, or the same person judged it.
    """
    held = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    known = safety_of(held)
    judged = known.assessment
    if judged is None or not known.at_risk:
        raise RuleBroken(_("Nobody has noted that students work with people at risk here."))
    if judged.made_by_id == by.pk:
        raise RuleBroken(_("You judged this project yourself: somebody else records this."))
    if not supervision.strip() or not checks.strip():
        raise RuleBroken(
            _("Say how students are never alone with them, and which checks are done.")
        )
    return Safeguards.objects.create(
        institution_id=held.institution_id,
        challenge=held,
        at_risk=known.at_risk,
        supervision=supervision.strip(),
        checks=checks.strip(),
        adjustments=adjustments.strip(),
        judged_by_id=judged.made_by_id,
        recorded_by=by,
        recorded_at=clock.now(),
    )


def refuse_unsafe(challenge: Challenge) -> Safety:
    """Raise ``RuleBroken`` unless it was judged as it stands, and people at risk are protected."""
    known = safety_of(challenge)
    if known.assessment is None:
        raise RuleBroken(_("Say first how safe it is: all six factors low, or what is done."))
    if known.is_outdated:
        raise RuleBroken(
            _("Place, times or work changed since somebody judged how safe it is. Look once more.")
        )
    if not known.is_safeguarded:
        raise RuleBroken(
            _(
                "Students would work with children or adults at risk. It stays closed until a "
                "second approver has recorded what protects them."
            )
        )
    return known
