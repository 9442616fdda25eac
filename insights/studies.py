"""The verbs of a study: begun by staff, joined by one question, answered, taken back, frozen."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from employers.models import Challenge, Member
from employers.states import ChallengeState
from insights.instrument import CONSENT_VERSION, ITEMS, VERSION
from insights.studying import Study, StudyAnswer, StudyConsent, Wave
from institutions.models import Institution
from placements.codebook import SCALE
from placements.models import Placement
from placements.states import OVER
from placements.survey import SurveySide
from students.models import student_of

THREE_MONTHS = timedelta(days=90)
HALF_A_YEAR = timedelta(days=182)  # after the last day, the last answer is no longer asked for


def _of_person(user: Any) -> Q:
    return Q(student__user=user) | Q(user=user)


def _open_to(institution: Any, user: Any, today: Any) -> QuerySet[Study]:
    """The studies that run, each with what this person said and when her first project ended."""
    consent = StudyConsent.objects.filter(_of_person(user), study=OuterRef("pk"))
    answers = StudyAnswer.objects.filter(
        Q(consent__student__user=user) | Q(consent__user=user), consent__study=OuterRef("pk")
    )
    places = Placement.objects.filter(
        student__user=user,
        institution=institution,
        state__in=OVER,
        challenge__ends_at__date__gte=OuterRef("opens_on"),
    )
    projects = Challenge.objects.filter(
        employer__member__user=user,
        institution=institution,
        state=ChallengeState.COMPLETED,
        ends_at__date__gte=OuterRef("opens_on"),
    )
    first = {
        "student_ended": places.order_by()
        .values("institution")
        .annotate(first=Min("challenge__ends_at")),
        "host_ended": projects.order_by().values("institution").annotate(first=Min("ends_at")),
    }
    rows: QuerySet[Study] = Study.objects.of(institution)
    return rows.filter(frozen_at__isnull=True, opens_on__lte=today, freezes_on__gte=today).annotate(
        said=Subquery(consent.values("yes")[:1]),
        side=Subquery(consent.values("side")[:1]),
        waves=ArraySubquery(answers.values("wave")),
        **{name: Subquery(found.values("first")) for name, found in first.items()},
    )


OPEN_TO = Compiled(_open_to)


@dataclass(frozen=True)
class Offer:
    """One study and what it asks of this person now: "ask", a wave, or "" for nothing."""

    study: Any
    side: str
    asks: str


def offers_to(user: User, institution: Institution, *, side: str) -> list[Offer]:
    """The studies that run here for her, with what each asks now; one query."""
    today, now = clock.today(institution.zone), clock.now()
    return [
        Offer(study, found, _asks(study, found, today, now))
        for study in OPEN_TO.all(institution=institution.pk, user=user.pk, today=today)
        for found in (getattr(study, "side", None) or side,)
    ]


def _asks(study: Any, side: str, today: date, now: datetime) -> str:
    if study.said is None:
        return "ask" if today <= study.closes_on else ""
    if not study.said:
        return ""
    ended = study.student_ended if side == SurveySide.STUDENT else study.host_ended
    if ended is None or ended > now:
        wave = Wave.BEFORE
    elif now < ended + THREE_MONTHS:
        wave = Wave.AFTER
    elif now < ended + HALF_A_YEAR:
        wave = Wave.LATER
    else:
        return ""
    return "" if wave in study.waves else str(wave)


def begin_study(*, institution: Institution, by: User, **said: Any) -> Study:
    """A study that asks people from its first day on."""
    return Study.objects.create(institution=institution, begun_by=by, **said)


@transaction.atomic
def join_study(*, study: Study, user: User, yes: bool) -> StudyConsent:
    """Keep her answer to the one question; a no after a yes takes back what she said.

    Raises ``RuleBroken`` where nobody is asked any more, or the study is frozen.
    """
    study = _unfrozen(study)
    who = _who(study, user)
    held = StudyConsent.objects.filter(study=study, **_key(who)).first()
    if held is None and clock.today(study.institution.zone) > study.closes_on:
        raise RuleBroken(_("This study asks nobody any more."))
    values = {"yes": yes, "version": CONSENT_VERSION, "said_at": clock.now()}
    consent, _made = StudyConsent.objects.update_or_create(
        study=study, **_key(who), defaults=who | values
    )
    if not yes:
        StudyAnswer.objects.filter(consent=consent).delete()
    return consent


@transaction.atomic
def answer_study(*, study: Study, user: User, wave: str, answers: Mapping[str, int]) -> None:
    """Keep what she says at one of the three times; said again, it takes the place of the first."""
    study = _unfrozen(study)
    consent = StudyConsent.objects.filter(study=study, yes=True, **_key(_who(study, user))).first()
    if consent is None:
        raise RuleBroken(_("Say first whether you take part."))
    known = {item.name for item in ITEMS[VERSION]}
    if wave not in Wave.values or not set(answers) <= known or set(answers.values()) - set(SCALE):
        raise RuleBroken(_("Choose one of the words, or leave it out."))
    if not answers:
        raise RuleBroken(_("Answer one line at least."))
    StudyAnswer.objects.update_or_create(
        consent=consent,
        wave=wave,
        defaults={"version": VERSION, "answers": dict(answers), "said_at": clock.now()},
    )


def _unfrozen(study: Study) -> Study:
    held = (
        Study.objects.select_for_update(of=("self",)).select_related("institution").get(pk=study.pk)
    )
    if held.frozen_at or clock.today(held.institution.zone) > held.freezes_on:
        raise RuleBroken(
            _("This study is frozen. Nobody can tell any more whose answers are whose.")
        )
    return held


def _who(study: Study, user: User) -> dict[str, Any]:
    """The side she is on, by her roles here: a student first."""
    student = student_of(user, study.institution)
    if student is not None:
        return {"side": SurveySide.STUDENT, "student": student, "user": None, "employer": None}
    member = Member.objects.filter(user=user).select_related("employer").order_by("pk").first()
    if member is None:
        raise RuleBroken(_("This study asks students and hosts."))
    return {
        "side": SurveySide.HOST,
        "student": None,
        "user": user,
        "employer": member.employer,
    }


def _key(who: Mapping[str, Any]) -> dict[str, Any]:
    return {"student": who["student"], "user": who["user"]}


def pseudonym(study: Study, side: str, key: int) -> str:
    """Her number in this study alone: HMAC-SHA256 (RFC 2104) under the study's own secret."""
    return hmac.digest(bytes.fromhex(study.secret), f"{side}:{key}".encode(), "sha256").hex()[:12]
