"""Checked employers find students who said so, by what hosts saw of them.

A person has no score and no rank: what stands in her shared badges is shown as it was signed, in an
order that says nothing of anybody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from core import clock
from core.compiled import Compiled
from credentials.models import Approach, Credential, Endorsement, Portfolio, Seen
from credentials.services.approaching import may_write_again
from credentials.services.saying import Shown, shown_in
from credentials.services.verifying import who_vouches
from credentials.services.whose import owner_in_words
from credentials.states import CredentialState, EndorsementState
from employers.models import Member, Partnership
from institutions.models import Institution
from placements.models import Assessment, Reach
from skills.models import Skill
from skills.spoken import spoken

TOP = 4  # the highest step
WRITTEN = 20  # letters of one's own that the page lists


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
    lambda students: (
        Credential.objects.filter(
            student__any_of=students, shared=True, state=CredentialState.AWARDED.value
        )
        .select_related("institution", "achievement", "student__user", "placement__challenge")
        .order_by("-awarded_at", "-pk")
    )
)


def _letters(students: Any, employer: Any, institution: Any) -> QuerySet[Approach]:
    """What ``employer`` wrote to ``students``, and its newest letters at ``institution``."""
    newest = Approach.objects.filter(employer=employer, institution=institution)
    last = newest.order_by("-sent_at", "-pk").values("pk")[:WRITTEN]
    return (
        Approach.objects.filter(Q(student__any_of=students) | Q(pk__in=last), employer=employer)
        .select_related("member", "student__user", "student__portfolio")
        .order_by("-sent_at", "-pk")
    )


LETTERS = Compiled(_letters)
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
    here: bool  # earned with the employer that looks


@dataclass(frozen=True)
class Found:
    """Somebody who may be found; with a name where it stands on a badge's own page."""

    found_as: UUID
    name: str
    badges: Sequence[FoundBadge]
    letters: Sequence[Approach]  # of this employer, the newest first

    @property
    def known(self) -> bool:
        """Whether she earned one of them with this employer."""
        return any(badge.here for badge in self.badges)

    @property
    def again(self) -> bool:
        """Whether this employer may write to her now."""
        return not self.letters or may_write_again(self.letters[0])


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
        skills = [(skill["pk"], spoken(skill["name"])) for skill in row["skills"]]
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
        .annotate(of=Window(Count("pk")))  # how many there are
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


def found_people(
    portfolios: Sequence[Portfolio], *, by: Member
) -> tuple[list[Found], list[Approach]]:
    """What an employer reads of them, and what it wrote last: three questions, however many."""
    students = [each.student_id for each in portfolios]
    badges = list(BADGES.all(students=students))
    voices: dict[int, list[str]] = {}
    owners = {badge.pk: badge for badge in badges}
    for word in VOUCHED.all(badges=list(owners), now=clock.now()):
        badge = owners[word.credential_id]
        if word.employer_id == by.employer_id:
            said = _("you")
        else:
            said = ", ".join(who_vouches(word, badge))
        voices.setdefault(badge.pk, []).append(said)
    of_student: dict[int, list[Credential]] = {}
    for badge in badges:
        of_student.setdefault(badge.student_id, []).append(badge)
    letters: dict[int, list[Approach]] = {}
    here = by.introduced_by_id or 0
    wrote = list(LETTERS.all(students=students, employer=by.employer_id, institution=here))
    for letter in wrote:
        letters.setdefault(letter.student_id, []).append(letter)
    people = [
        Found(
            portfolio.found_as,
            next(filter(None, map(owner_in_words, of_student.get(portfolio.student_id, []))), ""),
            [
                FoundBadge(
                    badge,
                    shown_in(badge.document),
                    voices.get(badge.pk, []),
                    badge.placement.challenge.employer_id == by.employer_id,
                )
                for badge in of_student.get(portfolio.student_id, [])
            ],
            letters.get(portfolio.student_id, []),
        )
        for portfolio in portfolios
    ]
    return people, [letter for letter in wrote if letter.institution_id == here][:WRITTEN]
