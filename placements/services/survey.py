"""The two-minute survey (R37, R55): offered once it is over, answered or left, taken back.

A student is asked once a placement, a host once a term. Nothing else of the service reads what is
said here; staff see how many answered, and reports count (docs/decisions/0110).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from employers.models import Employer
from employers.times import local_day
from institutions.models import Term
from placements.codebook import CODEBOOK, SCALE, VERSION
from placements.models import Placement, Team
from placements.services.inviting import may_be_asked
from placements.survey import SurveyAnswer, SurveySide

OF_HOST = Compiled(
    lambda institution, employer, day: (
        SurveyAnswer.objects.of(institution)
        .filter(challenge__employer=employer, term_from__lte=day, term_until__gte=day)
        .order_by("pk")[:1]
    )
)


def is_asked_of_her() -> Exists:
    """Of a placement: whether the student has answered, or said "not now"."""
    return Exists(SurveyAnswer.objects.filter(placement=OuterRef("pk")))


def said_of_placement(placement: Placement) -> SurveyAnswer | None:
    """What she said of it, if anything."""
    return SurveyAnswer.objects.filter(placement=placement).first()


def said_by_host(team: Team) -> SurveyAnswer | None:
    """What the host of ``team`` said in the term in which its project ended, if anything."""
    found: SurveyAnswer | None = OF_HOST.first(
        institution=team.institution_id, employer=team.challenge.employer_id, day=_last_day(team)
    )
    return found


def _last_day(team: Team) -> date:
    return local_day(team.challenge.ends_at, team.institution.zone)


def _term_of(team: Team) -> tuple[date, date]:
    """The first and the last day of the term in which its project ended; where there is none, of
    half a calendar year."""
    day = _last_day(team)
    terms = Term.objects.of(team.institution).filter(starts_on__lte=day, ends_on__gte=day)
    half = (date(day.year, 1, 1), date(day.year, 6, 30))
    if day.month > 6:
        half = (date(day.year, 7, 1), date(day.year, 12, 31))
    return terms.values_list("starts_on", "ends_on").first() or half


# A student's


@transaction.atomic
def answer_survey(*, placement: Placement, answers: Mapping[str, int], words: str = "") -> None:
    """Keep what she says of a placement that is over; another answer takes the place of the first.

    Raises ``RuleBroken`` before it is over, and where nothing is said.
    """
    _say_of(placement, _checked(answers, words))


@transaction.atomic
def leave_survey(*, placement: Placement) -> None:
    """She would rather not: it is not offered again."""
    if said_of_placement(placement) is None:
        _say_of(placement, {"answers": {}, "words": "", "not_now": True})


def take_back_survey(*, placement: Placement) -> None:
    """Delete what she said."""
    SurveyAnswer.objects.filter(placement=placement).delete()


def _say_of(placement: Placement, said: dict[str, Any]) -> None:
    if not may_be_asked(placement):
        raise RuleBroken(_("This can be said once the project is over."))
    fixed = {
        "institution": placement.institution,
        "side": SurveySide.STUDENT,
        "challenge": placement.challenge,
        "version": VERSION,
        "said_at": clock.now(),
    }
    SurveyAnswer.objects.update_or_create(placement=placement, defaults=fixed | said)


# A host's


@transaction.atomic
def answer_host_survey(
    *, team: Team, by: User, answers: Mapping[str, int], words: str = ""
) -> None:
    """Keep what somebody of the host says in this term; her own answer can be changed.

    Raises ``RuleBroken`` before its sign-off, where a colleague has answered, and where nothing is
    said.
    """
    _say_for(team, by, _checked(answers, words))


@transaction.atomic
def leave_host_survey(*, team: Team, by: User) -> None:
    """They would rather not: the host is not asked again in this term."""
    if said_by_host(team) is None:
        _say_for(team, by, {"answers": {}, "words": "", "not_now": True})


def take_back_host_survey(*, team: Team, by: User) -> None:
    """Delete what ``by`` said for the host in this term."""
    said = said_by_host(team)
    if said is not None and said.by_id == by.pk:
        said.delete()


def _say_for(team: Team, by: User, said: dict[str, Any]) -> None:
    if getattr(team, "sign_off", None) is None:
        raise RuleBroken(_("This can be said once the team is signed off."))
    Employer.objects.select_for_update(of=("self",)).get(pk=team.challenge.employer_id)
    of_it = SurveyAnswer.objects.filter(side=SurveySide.HOST, challenge=team.challenge)
    before = said_by_host(team) or of_it.first()  # which is of another term, once terms are changed
    if before is not None and not before.not_now and before.by_id != by.pk:
        raise RuleBroken(_("Somebody of your house has answered this term. Thank you."))
    first, last = _term_of(team)
    row = before or SurveyAnswer(
        institution=team.institution,
        side=SurveySide.HOST,
        challenge=team.challenge,
        term_from=first,
        term_until=last,
    )
    values = {"not_now": False, "by": by, "version": VERSION, "said_at": clock.now()} | said
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def _checked(answers: Mapping[str, int], words: str) -> dict[str, Any]:
    """What was said, as it is kept. Raises ``RuleBroken`` for what nobody asked."""
    known = {item.name for item in CODEBOOK[VERSION]}
    if not set(answers) <= known or not set(answers.values()) <= set(SCALE):
        raise RuleBroken(_("Choose one of the words, or leave it out."))
    if not answers and not words.strip():
        raise RuleBroken(_("Answer one line at least, or press “Not now”."))
    return {"answers": dict(answers), "words": " ".join(words.split()), "not_now": False}
