"""What a brief says, field by field as text: to be kept, compared and shown.

The fields are those of the page on which a brief is changed. Rows that a field names (people, a
module) are kept by their number, and shown by their name.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employers.models import Challenge, Member, Mode, TimeKind
from employers.times import OwnTime, Sitting, Times, local_day
from employers.wording import clock_words
from institutions.models import Module
from skills.models import Skill
from skills.spoken import kept, spoken

LABELS = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("In two lines, for the list"),
    "problem": gettext_lazy("The problem, in their words"),
    "why_now": gettext_lazy("Why now?"),
    "deliverable": gettext_lazy("What they leave behind"),
    "good_looks_like": gettext_lazy("What good looks like"),
    "time_kind": gettext_lazy("What kind of time?"),
    "sittings": gettext_lazy("Days and times"),
    "own_hours": gettext_lazy("Hours in all, in their own time"),
    "first_day": gettext_lazy("First day"),
    "last_day": gettext_lazy("Last day"),
    "mode": gettext_lazy("Where?"),
    "address": gettext_lazy("Which place?"),
    "access": gettext_lazy("Access, if it differs from the place’s"),
    "bring": gettext_lazy("What to wear and bring"),
    "running_order": gettext_lazy("How the day goes"),
    "closing_day": gettext_lazy("Interests until the end of"),
    "answer_day": gettext_lazy("Students hear by the end of"),
    "places": gettext_lazy("Places"),
    "grouping": gettext_lazy("Alone or together?"),
    "team_at_least": gettext_lazy("Smallest team"),
    "team_at_most": gettext_lazy("Largest team"),
    "first_timer_places": gettext_lazy("Places kept for first-timers"),
    "experience_needed": gettext_lazy("Experience needed, if any"),
    "who_decides": gettext_lazy("Who decides?"),
    "contact": gettext_lazy("Contact"),
    "supervisor": gettext_lazy("Who guides and signs off"),
    "module": gettext_lazy("Module, if it belongs to one"),
    "skills": gettext_lazy("Skills, two to four"),
    "credential_name": gettext_lazy("Name of the badge"),
    "pay": gettext_lazy("Is it paid?"),
    "pay_per_hour": gettext_lazy("Pay for an hour"),
    "unpaid_ground": gettext_lazy("If not paid, on what ground?"),
    "unpaid_reason": gettext_lazy("The reason in a line"),
    "travel_up_to": gettext_lazy("Travel repaid, up to"),
    "care_up_to": gettext_lazy("Care for a child or relative repaid, up to"),
    "lunch": gettext_lazy("Lunch"),
    "costs_note": gettext_lazy("When costs are repaid"),
    "ip_terms": gettext_lazy("Whose is the work?"),
    "needs_nda": gettext_lazy("Students are asked to keep what they see to themselves"),
    "need": gettext_lazy("What around you does it help with?"),
    "leads_to_words": gettext_lazy("Leads to (an internship, a job, a programme)"),
    "leads_to": gettext_lazy("Leads to (an address)"),
    "background": gettext_lazy("Background, for those who come"),
}
ROWS = ("contact", "supervisor", "module")
DERIVED = frozenset(
    {
        *("sittings", "own_hours", "first_day", "last_day", "address", "running_order"),
        *("closing_day", "answer_day", "skills"),
    }
)


def times_of(challenge: Challenge) -> Times:
    """The times of a challenge, as they were given."""
    zone = challenge.institution.zone
    sittings = tuple(
        Sitting(on=each.on, starts=each.starts, ends=each.ends, pause=each.pause, mode=each.mode)
        for each in challenge.sessions.all()
    )
    if challenge.time_kind == TimeKind.SESSIONS:
        return sittings
    return OwnTime(
        hours=challenge.hours,
        first_day=local_day(challenge.starts_at, zone),
        last_day=local_day(challenge.ends_at, zone),
        meetings=sittings,
    )


def sitting_line(sitting: Sitting) -> str:
    """``2027-03-18 9:30 to 16:00, pause 60, online``."""
    line = f"{sitting.on} {clock_words(sitting.starts)} to {clock_words(sitting.ends)}"
    line += f", pause {sitting.pause}" if sitting.pause else ""
    return f"{line}, online" if sitting.mode == Mode.REMOTE else line


def in_text(value: Any) -> str:
    """A value of the page, or of a row, as text; the same for what means the same."""
    match value:
        case None | False | "":
            return ""
        case True:
            return "yes"
        case str():
            return "\n".join(line.rstrip() for line in value.strip().splitlines())
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case Model():
            return str(value.pk)
    return str(value)


def skills_in_text(skills: Iterable[Skill]) -> str:
    """Their plain names as they are kept, in the order of the alphabet."""
    return ", ".join(sorted(kept(skill.plain_name) for skill in skills))


def sittings_in_text(sittings: Iterable[Sitting]) -> str:
    """One line each, the first one first."""
    return "\n".join(sitting_line(each) for each in sorted(sittings, key=_begins))


def _begins(sitting: Sitting) -> tuple[Any, Any]:
    return sitting.on, sitting.starts


def plan_in_text(day_plan: Iterable[Mapping[str, str]]) -> str:
    """How the day goes, one line a moment."""
    return "\n".join(f"{x.get('time', '')} {x.get('text', '')}".strip() for x in day_plan)


def said_in(challenge: Challenge) -> dict[str, str]:
    """What ``challenge`` says, by the name of the field."""
    times, zone = times_of(challenge), challenge.zone
    own = times if isinstance(times, OwnTime) else None
    said = {name: getattr(challenge, name) for name in LABELS if name not in {*DERIVED, *ROWS}}
    said |= {name: getattr(challenge, f"{name}_id") for name in ROWS}
    said |= {
        "sittings": sittings_in_text(times.meetings if isinstance(times, OwnTime) else times),
        "own_hours": own.hours if own else None,
        "first_day": own.first_day if own else None,
        "last_day": own.last_day if own else None,
        "address": challenge.site.address if challenge.site else "",
        "running_order": plan_in_text(challenge.day_plan),
        "closing_day": local_day(challenge.closes_at, zone),
        "answer_day": local_day(challenge.answer_by, zone),
        "skills": skills_in_text(challenge.skills.all()),
    }
    return {name: in_text(said[name]) for name in LABELS}


def typed_in(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """What somebody typed on that page, in the same form; ``cleaned`` as its form gives it."""
    special: dict[str, Callable[[Any], str]] = {
        "sittings": sittings_in_text,
        "running_order": plan_in_text,
        "skills": skills_in_text,
    }
    return {
        name: special[name](cleaned[name]) if name in special else in_text(cleaned[name])
        for name in LABELS
        if name in cleaned
    }


def names_for(challenge: Challenge, said: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The names of the people and modules that these texts name by number: two queries at most."""
    said = list(said)
    people = {text.get(name) for text in said for name in ("contact", "supervisor")}
    modules = {text.get("module") for text in said}
    members = Member.objects.filter(
        employer=challenge.employer_id, pk__in=[int(key) for key in people if key]
    )
    named = {f"person {member.pk}": member.name for member in members} if any(people) else {}
    if any(modules):
        keys = [int(key) for key in modules if key]
        found = Module.objects.of(challenge.institution).filter(pk__in=keys)
        named |= {f"module {module.pk}": str(module) for module in found}
    return named


def shown(name: str, text: str, names: Mapping[str, str]) -> str:
    """A kept text as a person reads it: the label of a choice, the name of a person."""
    if not text:
        return ""
    if name in ("contact", "supervisor"):
        return names.get(f"person {text}", _("somebody who is no longer there"))
    if name == "module":
        return names.get(f"module {text}", _("a module that is no longer there"))
    if name == "needs_nda":
        return _("Yes")
    if name == "skills":
        return ", ".join(spoken(each) for each in text.split(", "))
    if name in DERIVED:
        return text
    column: Any = Challenge._meta.get_field(name)
    choices = dict(column.flatchoices)
    return str(choices.get(text, text))
