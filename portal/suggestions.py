"""What a student could ask for next: some open projects, each with why; one not of her subject.

Reasons are facts of the project beside facts that she or the roster gave: her module, skills of
what she has asked for, her free days, places kept for newcomers, room. Nobody else's choices are
read.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, OuterRef, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.compiled import Compiled
from core.days import WEEK
from employers.models import STEMS, Challenge, Listed
from institutions.models import Institution
from placements.services.near import NOBODY, open_to, whose
from portal.forms import WEEKDAYS
from students.models import Student

LOOKED_AT = 40
LIKE_HERS = 2  # beside the one outside her subject
EVERY_DAY = sum(WEEK.values())
NO_SUBJECT = "nosuchsubject"  # a question of words needs one
NOT_A_SUBJECT = {"and", "for", "the", "with", "from", "year", "foundation", "joint", "honours"} | {
    *("hons", "studies", "arts", "sciences", "degree", "bachelor", "master"),
    *("bsc", "beng", "msc", "meng", "llb", "llm", "mba", "phd"),
}


@dataclass(frozen=True)
class Suggestion:
    """A line of the list; ``outside`` is the label of the one that is not of her subject."""

    title: str
    url: str
    why: str
    outside: str = ""


class Found(NamedTuple):
    """One open project, as :data:`OPEN_TO_HER` reads it."""

    code: str
    title: str
    host: str
    sector: str
    module: str | None
    weekdays: int
    places: int
    asked: int
    kept: int
    skills: list[str]
    liked: list[str]  # skills of what she asked for last, in each row the same
    in_subject: int


def _skills(of: Any) -> ArraySubquery:
    uses = Challenge.skills.through.objects.filter(challenge=of)
    return ArraySubquery(uses.order_by("skill__code").values("skill__plain_name"))


def _open_to_her(*, like: Any, subject: Any, **values: Any) -> Any:
    of_subject = Listed.objects.filter(
        search=SearchQuery(subject, search_type="raw", config=STEMS)
    ).values("pk")
    return (
        open_to(**values)
        .annotate(
            named=_skills(OuterRef("pk")),
            liked=_skills(like),
            in_subject=Case(When(pk__in=of_subject, then=Value(1)), default=Value(0)),
        )
        .order_by("-room", "answer_by", "pk")
        .values_list(
            *("code", "title", "employer__name", "employer__sector", "module__title", "weekdays"),
            *("places", "asked", "first_timer_places", "named", "liked", "in_subject"),
        )[:LOOKED_AT]
    )


OPEN_TO_HER: "Compiled[Any]" = Compiled(_open_to_her)


def suggestions(
    student: Student, institution: Institution, *, like: int | None = None, newcomer: bool = False
) -> list[Suggestion]:
    """At most three open projects that ``student`` could ask for, the last of them something else.

    ``like`` is the key of the project that she asked for last; ``newcomer``: she has had no place.
    One query.
    """
    words = subject_words(student)
    rows = OPEN_TO_HER.all(
        like=like or NOBODY,
        subject=" | ".join(words) or NO_SUBJECT,
        **whose(student, institution),
    )
    found = [Found(*row) for row in rows]
    free = student.free_days or 0
    ranked = sorted(found, key=lambda each: -sum(w for w, _s in _reasons(each, free, newcomer)))
    near = ranked[:LIKE_HERS]
    used = {skill for each in near for skill in each.skills} | {s for e in near for s in e.liked}
    others = [each for each in ranked if each not in near]
    outside = [each for each in others if words and _is_outside(each, words)]
    outside = sorted(outside or others, key=lambda each: len(used.intersection(each.skills)))[:1]
    lines = [_line(each, institution, _reasons(each, free, newcomer)) for each in near]
    return lines + [
        _line(each, institution, _reasons(each, free, newcomer), student, words) for each in outside
    ]


def _open_to_anybody(**values: Any) -> Any:
    return (
        open_to(**values)
        .filter(room=1, experience_needed="")
        .order_by("answer_by", "pk")
        .values_list("pk", "code", "title", "employer__name", "places", "asked")[:LOOKED_AT]
    )


OPEN_TO_ANYBODY: "Compiled[Any]" = Compiled(_open_to_anybody)


def beyond(institution: Institution, found: Collection[int]) -> Suggestion | None:
    """For a reader whom nobody knows: a project with room that is not among those ``found``.

    Who filters has said what she prefers; this is what she would not have seen. One query.
    """
    values: dict[str, Any] = {"institution": institution.pk, "student": NOBODY, "user": NOBODY}
    values["codes"] = []
    for pk, code, title, host, places, asked in OPEN_TO_ANYBODY.all(**values, now=clock.now()):
        if pk not in found:
            why = _("With %(host)s. No experience needed.") % {"host": host}
            return Suggestion(
                title=title,
                url=reverse("portal:project", args=[institution.slug, code]),
                why=f"{why} {_room(places, asked)}",
                outside=_("Outside what you looked for"),
            )
    return None


def subject_words(student: Student) -> list[str]:
    """The words that name what she studies, by the roster: ``["geography", "social"]``."""
    said = f"{student.discipline} {student.programme}".casefold()
    words = [word for word in re.findall(r"[^\W\d_]{3,}", said) if word not in NOT_A_SUBJECT]
    return list(dict.fromkeys(words))[:8]


def _is_outside(found: Found, words: Collection[str]) -> bool:
    """Whether neither its words, its host's field nor a module have to do with her subject."""
    field = set(re.findall(r"[^\W\d_]{3,}", found.sector.casefold()))
    return not (found.in_subject or found.module or field.intersection(words))


def _reasons(found: Found, free: int, newcomer: bool) -> list[tuple[int, str]]:
    """What speaks for a project, each with its weight, the strongest first."""
    reasons = []
    if found.module:
        said = _("It is for students of %(module)s, and you are one.") % {"module": found.module}
        reasons.append((6, said))
    if newcomer and found.kept:
        said = ngettext(
            "%(count)d place is kept for people who do this for the first time.",
            "%(count)d places are kept for people who do this for the first time.",
            found.kept,
        )
        reasons.append((5, said % {"count": found.kept}))
    if shared := [skill for skill in found.skills if skill in found.liked]:
        said = _("You would use “%(skill)s”, as in what you asked for last.")
        reasons.append((2 + len(shared), said % {"skill": shared[0]}))
    if found.in_subject:
        reasons.append((3, _("It touches your subject.")))
    if free and not found.weekdays & (EVERY_DAY - free):
        days = [str(label) for name, label in WEEKDAYS if found.weekdays & WEEK[name]]
        if days:
            said = _("It fits your free days: %(days)s.") % {"days": ", ".join(days)}
        else:
            said = _("You do it in your own time.")
        reasons.append((3, said))
    if found.asked < found.places:
        reasons.append((2, _room(found.places, found.asked)))
    if not found.module:
        reasons.append((0, _("It is open to any subject and year.")))
    return sorted(reasons, key=lambda each: -each[0])


def _room(places: int, asked: int) -> str:
    said = ngettext(
        "It has room: %(places)d place, %(asked)d asked.",
        "It has room: %(places)d places, %(asked)d asked.",
        places,
    )
    return said % {"places": places, "asked": asked}


def _line(
    found: Found,
    institution: Institution,
    reasons: Sequence[tuple[int, str]],
    student: Student | None = None,
    words: Collection[str] = (),
) -> Suggestion:
    """``student`` is given for the line that is something else."""
    said = [reason for _weight, reason in reasons]
    label = ""
    if student is not None and words:
        label = _("Outside your subject")
        subject = student.discipline or student.programme
        away = _("%(host)s needs no %(subject)s.") % {"host": found.host, "subject": subject}
        said = [_field(found) or away, *said[:1]]
    elif student is not None:
        label = _("Something different")
        said = [_field(found) or _("Other skills than in those above."), *said[:1]]
    return Suggestion(
        title=found.title,
        url=reverse("portal:project", args=[institution.slug, found.code]),
        why=" ".join(said[:2]),
        outside=label,
    )


def _field(found: Found) -> str:
    """Another field of work to see, where the host has said which."""
    if not found.sector:
        return ""
    said = _("See another field: %(host)s works in %(sector)s.")
    return said % {"host": found.host, "sector": found.sector[:1].lower() + found.sector[1:]}
