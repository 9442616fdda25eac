"""Checked employers find students who said so, by what hosts saw of them, and write to them.

A person has no score and no rank: what stands in her shared badges is shown as it was signed, in an
order that says nothing of anybody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.outbox import publish
from credentials.events import StudentApproached
from credentials.models import Approach, Credential, Endorsement, Portfolio, Seen
from credentials.services.saying import Shown, shown_in
from credentials.services.verifying import who_vouches
from credentials.states import CredentialState, EndorsementState
from employers.models import Member, Partnership
from institutions.models import Institution
from placements.models import Assessment, Reach
from skills.models import Skill

NOT_AGAIN_FOR = timedelta(days=30)  # one employer writes to one person no more often
AT_MOST, IN_DAYS = 20, timedelta(days=7)  # letters of one employer
TOP = 4  # the highest step
KEPT_FOR = timedelta(days=365)


def _checked(institution: Any, employers: Any) -> QuerySet[Partnership, Any]:
    """Those of ``employers`` that the institution has checked, with the skills to look for."""
    seen = Assessment.objects.filter(
        skill=OuterRef("pk"), level__gte=1, placement__institution=institution
    )
    skills = Skill.objects.filter(Exists(seen)).order_by("plain_name", "pk")
    skill = JSONObject(pk="pk", name="plain_name")
    return (
        Partnership.objects.of(institution)
        .filter(employer__any_of=employers, paused=False)
        .exclude(checked_by=Partnership.Check.NONE.value)
        .values("employer", skills=ArraySubquery(skills.values(said=skill)))
    )


CHECKED = Compiled(_checked)
BADGES = Compiled(
    lambda students, employer, since: (
        Credential.objects.filter(
            student__any_of=students, shared=True, state=CredentialState.AWARDED.value
        )
        .select_related("institution", "achievement")
        .annotate(
            asked=Exists(
                Approach.objects.filter(
                    student=OuterRef("student"), employer=employer, sent_at__gt=since
                )
            )
        )
        .order_by("-awarded_at", "-pk")
    )
)
VOUCHED = Compiled(
    lambda badges, now: (
        Endorsement.objects.filter(
            credential__any_of=badges,
            state=EndorsementState.GIVEN.value,
            seen=Seen.SHOWN.value,
            valid_until__gt=now,
        )
        .exclude(Q(reach=Reach.PRIVATE.value) | Q(document__isnull=True))
        .select_related("employer", "member")
        .order_by("given_at", "pk")
    )
)


@dataclass(frozen=True)
class FoundBadge:
    """A shared badge: what it says, and who vouches as far as they let it be seen."""

    credential: Credential
    shown: Sequence[Shown]
    voices: Sequence[str]


@dataclass(frozen=True)
class Found:
    """Somebody who may be found, without a name."""

    found_as: UUID
    badges: Sequence[FoundBadge]
    asked: bool  # by this employer, lately


@dataclass(frozen=True)
class Looking:
    """As whom the reader looks, and the skills that there are to look for."""

    member: Member
    skills: Sequence[tuple[int, str]]


def looks_for_people(members: Iterable[Member], institution: Institution) -> Looking | None:
    """The reader at an employer that ``institution`` introduced and checked, if at any."""
    here = {each.employer_id: each for each in members if each.introduced_by_id == institution.pk}
    if not here:
        return None
    for row in CHECKED.all(institution=institution.pk, employers=list(here)):
        skills = [(skill["pk"], skill["name"]) for skill in row["skills"]]
        return Looking(here[row["employer"]], skills)
    return None


def _found(**values: Any) -> QuerySet[Portfolio]:
    """Those with a badge that fits ``values``; without ``skill`` any does, without ``now`` also
    one that no host vouches for where others see it."""
    badges = Credential.objects.filter(
        student=OuterRef("student"), shared=True, state=CredentialState.AWARDED.value
    )
    if "skill" in values:
        seen = Assessment.objects.filter(
            placement=OuterRef("placement"), skill=values["skill"], level__any_of=values["levels"]
        )
        badges = badges.filter(Exists(seen))
    if "now" in values:
        words = Endorsement.objects.filter(
            credential=OuterRef("pk"),
            state=EndorsementState.GIVEN.value,
            seen=Seen.SHOWN.value,
            valid_until__gt=values["now"],
            document__isnull=False,
        )
        badges = badges.filter(Exists(words.exclude(reach=Reach.PRIVATE.value)))
    return (
        Portfolio.objects.of(values["institution"])
        .filter(Exists(badges), found_until__gte=values["today"])
        .order_by("found_as")
    )


QUESTIONS = {  # with a skill or any, vouched for where others see it or not
    (named, vouched): Compiled(_found) for named in (True, False) for vouched in (True, False)
}


def to_be_found(
    institution: Institution,
    *,
    skill: int | None = None,
    level: int = 1,
    vouched: bool = True,
) -> QuerySet[Portfolio]:
    """Those who may be found today and have a shared badge with ``skill`` at ``level`` or above.

    ``vouched``: one that a host vouches for where others see it. For a ``Paginator``.
    """
    values: dict[str, Any] = {
        "institution": institution.pk,
        "today": clock.today(institution.zone),
    }
    if skill is not None:
        values |= {"skill": skill, "levels": [*range(level, TOP + 1)]}
    if vouched:
        values["now"] = clock.now()
    return QUESTIONS[skill is not None, vouched].listed(**values)


def found_people(portfolios: Sequence[Portfolio], *, by: Member) -> list[Found]:
    """What an employer reads of them: two questions, however many they are."""
    badges = list(
        BADGES.all(
            students=[each.student_id for each in portfolios],
            employer=by.employer_id,
            since=clock.now() - NOT_AGAIN_FOR,
        )
    )
    voices: dict[int, list[str]] = {}
    owners = {badge.pk: badge for badge in badges}
    for word in VOUCHED.all(badges=list(owners), now=clock.now()):
        who, capacity = who_vouches(word, owners[word.credential_id])
        voices.setdefault(word.credential_id, []).append(f"{who}, {capacity}")
    of_student: dict[int, list[Credential]] = {}
    for badge in badges:
        of_student.setdefault(badge.student_id, []).append(badge)
    return [
        Found(
            portfolio.found_as,
            [
                FoundBadge(badge, shown_in(badge.document), voices.get(badge.pk, []))
                for badge in of_student.get(portfolio.student_id, [])
            ],
            any(badge.asked for badge in of_student.get(portfolio.student_id, [])),  # type: ignore[attr-defined]
        )
        for portfolio in portfolios
    ]


def _lately(member: Member, within: timedelta) -> QuerySet[Approach]:
    return Approach.objects.filter(employer=member.employer_id, sent_at__gt=clock.now() - within)


@transaction.atomic
def approach_student(*, portfolio: Portfolio, member: Member, words: str) -> Approach:
    """Write to somebody who may be found. The letter goes out through the university.

    The door has asked whether the employer is checked. Raises ``RuleBroken`` where she stopped
    being found meanwhile, was written to lately, the words are missing, or the employer has
    written to many this week.
    """
    portfolio = (
        Portfolio.objects.select_for_update(of=("self",))
        .select_related("institution", "student")
        .get(pk=portfolio.pk)
    )
    today = clock.today(portfolio.institution.zone)
    if portfolio.found_until is None or portfolio.found_until < today:
        raise RuleBroken(_("They are not to be found any more, so nothing was sent."))
    if not words.strip():
        raise RuleBroken(_("Write what you have in mind."))
    if _lately(member, NOT_AGAIN_FOR).filter(student=portfolio.student_id).exists():
        raise RuleBroken(_("You wrote to them less than 30 days ago. They answer if they wish."))
    if _lately(member, IN_DAYS).count() >= AT_MOST:
        raise RuleBroken(_("You have written to 20 people this week. Come back in some days."))
    approach = Approach.objects.create(
        institution=portfolio.institution,
        employer=member.employer,
        member=member,
        student=portfolio.student,
        words=words.strip(),
    )
    publish(StudentApproached(approach_id=approach.pk))
    return approach


def forget_approaches() -> None:
    """A year after they were sent."""
    Approach.objects.filter(sent_at__lt=clock.now() - KEPT_FOR).delete()
