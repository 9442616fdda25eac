"""The brief: written, changed, written again from one that went well."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from core.outbox import publish
from employers.events import ChallengeDrafted
from employers.models import (
    Challenge,
    Grouping,
    Member,
    Partnership,
    Session,
    Site,
    StandIn,
    TimeKind,
    What,
)
from employers.said import times_of
from employers.services.fitness import refuse_unfit
from employers.services.recording import Told, record
from employers.times import (
    Plan,
    Times,
    moved_to,
    plan,
    window,
)
from institutions.models import Institution, Jurisdiction, Module
from skills.models import Skill

TEAM_AT_MOST = 6
SENTENCE_END = re.compile(r"[.!?](?:\s|$)")
CURRENCIES = {
    Jurisdiction.ONTARIO: "CAD",
    Jurisdiction.BRITISH_COLUMBIA: "CAD",
    Jurisdiction.AUSTRALIA: "AUD",
    Jurisdiction.US_FEDERAL: "USD",
}


class BriefFields(TypedDict, total=False):
    """What a brief may say beyond what it must; each has a default or is derived."""

    title: str
    summary: str
    why_now: str
    good_looks_like: str
    day_plan: list[dict[str, str]]
    background: str
    credential_name: str
    need: str
    leads_to: str
    leads_to_words: str
    mode: str
    grouping: str
    team_at_least: int
    team_at_most: int
    first_timer_places: int
    pay_per_hour: Decimal | None
    currency: str
    unpaid_ground: str
    unpaid_reason: str
    travel_up_to: Decimal | None
    care_up_to: Decimal | None
    lunch: str
    costs_note: str
    access: str
    bring: str
    ip_terms: str
    needs_nda: bool
    experience_needed: str
    who_decides: str
    closes_at: datetime | None
    answer_by: datetime | None
    minutes_foretold: int
    site: Site | None
    module: Module | None
    supervisor: Member
    owner: User | None


class Changes(BriefFields, total=False):
    """What ``edit_challenge`` takes."""

    problem: str
    deliverable: str
    places: int
    pay: str
    contact: Member


@transaction.atomic
def draft_challenge(
    *,
    institution: Institution,
    contact: Member,
    problem: str,
    deliverable: str,
    places: int,
    pay: str,
    times: Times,
    skills: Sequence[Skill],
    recorded_by: User | None = None,
    **brief: Unpack[BriefFields],
) -> Challenge:
    """Write a brief for the host of ``contact``; it waits until the address is proven.

    ``times`` are sittings or own time as clocks show them at the institution. Not given and
    derived: title (from the deliverable), badge (from the skills), team sizes (from the places),
    closing and answer (from policy and working days), currency (from the jurisdiction), supervisor
    (the contact). Raises ``RuleBroken`` with what to change.
    """
    planned = plan(times, institution.zone)
    challenge = unsaved_challenge(
        institution=institution,
        contact=contact,
        problem=problem,
        deliverable=deliverable,
        places=places,
        pay=pay,
        planned=planned,
        skills=skills,
        **brief,
    )
    challenge.recorded_by = recorded_by
    refuse_unfit(challenge, len(skills))
    challenge.save()
    challenge.skills.set(skills)
    write_sessions(challenge, planned)
    Partnership.objects.get_or_create(institution=institution, employer=contact.employer)
    publish(ChallengeDrafted(challenge_id=challenge.pk))
    return challenge


def unsaved_challenge(
    *,
    institution: Institution,
    contact: Member,
    problem: str,
    deliverable: str,
    places: int,
    pay: str,
    planned: Plan,
    skills: Sequence[Skill],
    **brief: Unpack[BriefFields],
) -> Challenge:
    """The row that ``draft_challenge`` writes, with everything derived; for previews too."""
    fields: dict[str, Any] = {**brief}
    if not fields.get("closes_at") or not fields.get("answer_by"):
        fields["closes_at"], fields["answer_by"] = window(planned.starts_at, institution)
    defaults: dict[str, Any] = {
        "title": title_of(deliverable),
        "credential_name": badge_name(skills),
        "supervisor": contact,
        "currency": CURRENCIES.get(Jurisdiction(institution.jurisdiction), "GBP"),
        **team_sizes(places),
    }
    return Challenge(
        institution=institution,
        employer=contact.employer,
        contact=contact,
        problem=problem,
        deliverable=deliverable,
        places=places,
        pay=pay,
        **defaults
        | {name: value for name, value in fields.items() if value or name not in defaults},
        **of_plan(planned),
    )


def of_plan(planned: Plan) -> dict[str, Any]:
    """What a brief keeps of its times."""
    return {
        "time_kind": TimeKind.OWN_TIME if planned.own_time else TimeKind.SESSIONS,
        "starts_at": planned.starts_at,
        "ends_at": planned.ends_at,
        "hours": planned.hours,
        "days": planned.days,
    }


def unsaved_sessions(challenge: Challenge, planned: Plan) -> list[Session]:
    """The rows of a plan's sittings."""
    return [
        Session(
            challenge=challenge,
            on=each.sitting.on,
            starts=each.sitting.starts,
            ends=each.sitting.ends,
            pause=each.sitting.pause,
            mode=each.sitting.mode,
            zone=challenge.institution.zone,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
        )
        for each in planned.sessions
    ]


def write_sessions(challenge: Challenge, planned: Plan) -> None:
    """The sittings of a plan in place of those there were."""
    challenge.sessions.all().delete()
    Session.objects.bulk_create(unsaved_sessions(challenge, planned))


def title_of(deliverable: str) -> str:
    """A title where nobody gave one: the first sentence of what is left behind."""
    first = SENTENCE_END.split(deliverable.strip(), maxsplit=1)[0].strip()
    return Truncator(first or deliverable.strip()).chars(90)


def badge_name(skills: Iterable[Skill]) -> str:
    """What the badge is called where nobody named it: its skills."""
    first, *rest = [skill.plain_name for skill in skills] or [_("Solving a live problem")]
    if not rest:
        return first
    others = [name[:1].lower() + name[1:] for name in rest]
    joined = _("%(skills)s and %(last)s") % {
        "skills": ", ".join([first, *others[:-1]]),
        "last": others[-1],
    }
    return Truncator(joined).chars(80)


def team_sizes(places: int) -> dict[str, Any]:
    """Alone for one place; else teams of at most six, as even as they can be."""
    if places == 1:
        return {"grouping": Grouping.SOLO, "team_at_least": 1, "team_at_most": 1}
    teams = -(-places // TEAM_AT_MOST)
    return {"grouping": Grouping.TEAM, "team_at_least": 2, "team_at_most": -(-places // teams)}


def mark_of(challenge: Challenge) -> str:
    """Another text of the brief has another mark: whoever approves says which one she read."""
    said = [
        getattr(challenge, name)
        for name in (*COPIED, "closes_at", "answer_by")
        if name != "owner"  # who reads it is no text
    ]
    said.append(sorted(skill.pk for skill in challenge.skills.all()))
    said.append(times_of(challenge))
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


@transaction.atomic
def set_times(*, challenge: Challenge, times: Times) -> Challenge:
    """Give ``challenge`` new times, whatever its state: the caller has asked who is placed.

    Derives first and last moment, hours and days. A closing that no longer fits is set anew.
    """
    planned = plan(times, challenge.institution.zone)
    fields = of_plan(planned)
    if not challenge.closes_at <= challenge.answer_by < planned.starts_at:
        fields["closes_at"], fields["answer_by"] = window(planned.starts_at, challenge.institution)
    for name, value in fields.items():
        setattr(challenge, name, value)
    challenge.save(update_fields=list(fields))
    write_sessions(challenge, planned)
    return challenge


COPIED = (
    "title",
    "summary",
    "problem",
    "why_now",
    "deliverable",
    "good_looks_like",
    "day_plan",
    "background",
    "credential_name",
    "need",
    "leads_to",
    "leads_to_words",
    "mode",
    "places",
    "grouping",
    "team_at_least",
    "team_at_most",
    "first_timer_places",
    "pay",
    "pay_per_hour",
    "currency",
    "unpaid_ground",
    "unpaid_reason",
    "travel_up_to",
    "care_up_to",
    "lunch",
    "costs_note",
    "access",
    "bring",
    "ip_terms",
    "needs_nda",
    "experience_needed",
    "who_decides",
    "site",
    "module",
    "supervisor",
    "owner",
)


def copied_from(challenge: Challenge, names: Iterable[str] = COPIED) -> dict[str, Any]:
    """What a new brief takes over. Who only stands in is not named in another project."""
    copied = {name: getattr(challenge, name) for name in names}
    if "supervisor" in copied:
        standing = StandIn.objects.filter(
            challenge=challenge, member=challenge.supervisor_id, ended_at=None
        )
        row = standing.select_related("former").first()
        copied["supervisor"] = row.former if row else challenge.supervisor
    if "places" in copied and challenge.shared_from_id is None:
        copied["places"] += challenge.shared_places  # those given to others were its own
    return copied


@transaction.atomic
def clone_challenge(
    *,
    challenge: Challenge,
    first_day: date,
    recorded_by: User | None = None,
    told: Told | None = None,
) -> Challenge:
    """A new draft like ``challenge``, its times moved to begin on ``first_day``."""
    copied: Any = copied_from(challenge)
    copy = draft_challenge(
        institution=challenge.institution,
        contact=challenge.contact,
        times=moved_to(times_of(challenge), first_day),
        skills=list(challenge.skills.all()),
        recorded_by=recorded_by,
        **copied,
    )
    record(copy, What.WRITTEN, told)
    return copy
