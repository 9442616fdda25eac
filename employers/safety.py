"""What is known of how safe a challenge is, in one look and in the words of pages.

Information, never legal advice: each line says what somebody answered, who, and until when.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from accounts.models import User
from core.compiled import Compiled
from employers.models import (
    AtRisk,
    Challenge,
    HostCheck,
    Level,
    Mode,
    RiskAssessment,
    RiskFactor,
    Safeguards,
)
from employers.times import local_day
from institutions.models import Institution

CHECKS = 5  # the newest of a host
M = TypeVar("M", bound=Model)


def called(person: str = "") -> Coalesce:
    """What a user is called, as SQL; ``person`` is the column that leads to her."""
    column = f"{person}__" if person else ""
    name = NullIf(f"{column}name", Value(""))
    return Coalesce(name, f"{column}email", output_field=CharField())


def as_json(model: type[Model], **more: Any) -> JSONObject:
    """All columns of ``model``; ``more`` names what else goes along."""
    columns = {field.attname: field.attname for field in model._meta.concrete_fields}
    return JSONObject(**columns, **more)


def from_json(model: type[M], said: Mapping[str, Any], **people: str) -> M:
    """The row that ``as_json`` wrote. ``people`` say under which key the name of each stands."""
    row = model(
        **{
            field.attname: field.to_python(said[field.attname])
            for field in model._meta.concrete_fields
        }
    )
    for column, key in people.items():
        pk = said[f"{column}_id"]
        setattr(row, column, User(pk=pk, name=said[key] or "") if pk else None)
    return row


def checks_said(checks: QuerySet[HostCheck]) -> ArraySubquery:
    """The newest of a subquery's host checks, for :func:`checks_from`."""
    said = as_json(HostCheck, by=called("answered_by"))
    return ArraySubquery(checks.order_by("-pk").values(said=said)[:CHECKS])


def _known(challenge: Any) -> QuerySet[Challenge, dict[str, Any]]:
    """The newest judgement with its factors, safeguards and host checks, in one row."""
    newest = RiskAssessment.objects.filter(challenge=OuterRef("pk")).order_by("-version")
    of_it = RiskFactor.objects.filter(
        assessment__challenge=OuterRef("pk"),
        assessment__version=Subquery(
            RiskAssessment.objects.filter(challenge=OuterRef("assessment__challenge"))
            .order_by("-version")
            .values("version")[:1]
        ),
    )
    kept = Safeguards.objects.filter(challenge=OuterRef("pk")).order_by("-pk")
    checks = HostCheck.objects.filter(
        institution=OuterRef("institution"), employer=OuterRef("employer")
    )
    return (
        Challenge.objects.filter(pk=challenge)
        .annotate(
            judged=Subquery(newest.values(said=as_json(RiskAssessment, by=called("made_by")))[:1]),
            rows=ArraySubquery(of_it.order_by("pk").values(said=as_json(RiskFactor))),
            kept=Subquery(kept.values(said=as_json(Safeguards, by=called("recorded_by")))[:1]),
            # at most one is unfinished, and it is the newest
            checks=checks_said(checks),
        )
        .values("judged", "rows", "kept", "checks")
    )


def checks_from(
    said: Sequence[Mapping[str, Any]], institution: Institution
) -> tuple[HostCheck, ...]:
    """The host checks of :func:`checks_said`."""
    checks = tuple(from_json(HostCheck, row, answered_by="by") for row in said)
    for check in checks:
        check.institution = institution
    return checks


KNOWN = Compiled(_known)
HOST_CHECKS = Compiled(
    lambda institution, employer: (
        HostCheck.objects.of(institution)
        .filter(employer=employer)
        .select_related("answered_by")
        .order_by("-pk")[:CHECKS]
    )
)


def _in_utc(*moments: datetime) -> list[datetime]:
    return [moment.astimezone(UTC) for moment in moments]


def safety_mark(challenge: Challenge) -> str:
    """Another place, time or sort of work has another mark: a judgement is of one of them."""
    said: list[Any] = [str(challenge.mode), challenge.site_id, str(challenge.time_kind)]
    said += [challenge.problem, challenge.deliverable, challenge.day_plan, challenge.bring]
    said += [f"{challenge.hours:.1f}"]
    said += [f"{moment:%Y%m%d%H%M}" for moment in _in_utc(challenge.starts_at, challenge.ends_at)]
    said += [
        f"{each.on} {each.starts:%H:%M} {each.ends:%H:%M} {each.mode}"
        for each in challenge.sessions.all()
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Safety:
    """How a challenge stands: the newest judgement, what protects people at risk, host's checks."""

    challenge: Challenge
    factors: tuple[RiskFactor, ...]
    safeguards: Safeguards | None
    checks: tuple[HostCheck, ...]

    @property
    def assessment(self) -> RiskAssessment | None:
        """The newest judgement, of whatever text."""
        return self.factors[0].assessment if self.factors else None

    @property
    def is_outdated(self) -> bool:
        """Whether place, times or work changed since somebody judged them."""
        return self.assessment is not None and self.assessment.mark != safety_mark(self.challenge)

    @property
    def is_assessed(self) -> bool:
        """Whether somebody judged it as it stands."""
        return self.assessment is not None and not self.is_outdated

    @property
    def asks_all_low(self) -> bool:
        """Whether one tick judges it: nobody has yet, or has found nothing and looks once more."""
        return not (self.is_assessed or self.noted or self.at_risk)

    @property
    def noted(self) -> list[RiskFactor]:
        """What is not low, and known."""
        return [factor for factor in self.factors if factor.level not in (Level.LOW, Level.OPEN)]

    @property
    def insurance_is_open(self) -> bool:
        """Whether nobody knows yet if students are insured: no check of the host is good."""
        return not self.is_checked and any(factor.level == Level.OPEN for factor in self.factors)

    @property
    def host_said_at_risk(self) -> str:
        """Whom the host names who needs more protection; nothing where it names nobody."""
        for check in self.checks:
            if check.answered_at is not None and check.at_risk:
                return "" if check.at_risk == AtRisk.NOBODY else check.at_risk
        return ""

    @property
    def at_risk(self) -> str:
        """Whom students work with who needs more protection: staff's judgement, else the host's."""
        if self.assessment is not None:
            return "" if self.assessment.at_risk == AtRisk.NOBODY else self.assessment.at_risk
        return self.host_said_at_risk

    @property
    def is_safeguarded(self) -> bool:
        """Whether nobody is at risk, or a second approver recorded what protects them."""
        if not self.at_risk:
            return True
        by = self.assessment.made_by_id if self.assessment else None
        return (
            self.safeguards is not None
            and self.safeguards.at_risk == self.at_risk
            and (by is None or self.safeguards.recorded_by_id != by)
        )

    @property
    def last_day(self) -> date:
        """The last day of the work, where it takes place."""
        return local_day(self.challenge.ends_at, self.challenge.institution.zone)

    @property
    def check(self) -> HostCheck | None:
        """The host check that is good for the longest among those that suit this sort of work."""
        online = self.challenge.mode == Mode.REMOTE
        fitting = [c for c in self.checks if c.good_until and (online or not c.online_only)]
        return max(fitting, key=lambda check: check.good_until or date.min, default=None)

    @property
    def is_checked(self) -> bool:
        """Whether the host's check is good until the last day."""
        return self.check is not None and self.last_day <= (self.check.good_until or date.min)

    @property
    def waiting(self) -> HostCheck | None:
        """The check that was asked for and is not finished."""
        return next((check for check in self.checks if not check.is_finished), None)


def safety_of(challenge: Challenge) -> Safety:
    """What is known, in one query."""
    found = KNOWN.first(challenge=challenge.pk)
    assert found is not None  # a row that was read
    judged = found["judged"] and from_json(RiskAssessment, found["judged"], made_by="by")
    factors = [from_json(RiskFactor, row) for row in found["rows"]]
    for factor in factors:
        factor.assessment = judged
    checks = checks_from(found["checks"], challenge.institution)
    kept = found["kept"] and from_json(Safeguards, found["kept"], recorded_by="by")
    return Safety(challenge, tuple(factors), kept, checks)


def checks_of(institution: Institution, employer: int) -> tuple[HostCheck, ...]:
    """The newest checks of a host at one university, an unfinished one first."""
    found = tuple(HOST_CHECKS.all(institution=institution.pk, employer=employer))
    for check in found:
        check.institution = institution
    return found


def emergency_of(challenge: Challenge, instead_of: str = "") -> tuple[str, str] | None:
    """Whom students turn to in an emergency, and the number; for those with a place.

    ``instead_of`` is whom the challenge's supervisor stands in for: where the host's check names
    her, it is the one who is there, with her own number or else the host's.
    """
    for check in checks_of(challenge.institution, challenge.employer_id):
        if check.answered_at is None or not check.emergency_name:
            continue
        if check.emergency_name.strip().casefold() == instead_of.strip().casefold():
            leads = challenge.supervisor
            return leads.name, leads.telephone or challenge.employer.telephone
        return check.emergency_name, check.emergency_telephone
    return None
