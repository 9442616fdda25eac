"""From what a host typed to a brief: the last press of the posting pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts.models import User
from employers.models import (
    Challenge,
    Employer,
    EmployerKind,
    Member,
    Mode,
    Posting,
    Session,
    Site,
    What,
)
from employers.services.briefs import draft_challenge, unsaved_challenge, unsaved_sessions
from employers.services.hosts import add_employer, add_member, site_at
from employers.services.proof import count_letter, refuse_flood, submit_challenge
from employers.services.recording import Told, record
from employers.times import OwnTime, Times, plan
from institutions.models import Institution
from skills.models import Skill


@dataclass(frozen=True, kw_only=True)
class PostedHost:
    """Who asks: ``member`` where we know them, else what they typed."""

    member: Member | None = None
    organisation: str = ""
    kind: str = EmployerKind.COMPANY
    name: str = ""
    email: str = ""
    telephone: str = ""


@dataclass(frozen=True, kw_only=True)
class PostedBrief:
    """What was typed on all pages. ``terms`` are pay, ground, rate and costs; ``extras`` are what
    nobody is asked for: why now, access, lunch, what it may lead to."""

    host: PostedHost
    problem: str
    deliverable: str
    places: int
    times: Times
    where: str
    skills: Sequence[Skill]
    terms: dict[str, Any]
    title: str = ""
    good_looks_like: str = ""
    day_plan: Sequence[dict[str, str]] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mode(self) -> str:
        """In person, online, or some of each; own time is online but for its meetings."""
        if not self.where:
            return Mode.REMOTE
        sittings = self.times.meetings if isinstance(self.times, OwnTime) else self.times
        modes = {each.mode for each in sittings}
        if Mode.IN_PERSON not in modes:
            return Mode.REMOTE
        alone = modes == {Mode.IN_PERSON} and not isinstance(self.times, OwnTime)
        return Mode.IN_PERSON if alone else Mode.HYBRID

    def fields(self) -> dict[str, Any]:
        """Arguments of ``draft_challenge`` that need no row."""
        return {
            "problem": self.problem,
            "deliverable": self.deliverable,
            "places": self.places,
            "skills": self.skills,
            "title": self.title,
            "good_looks_like": self.good_looks_like,
            "day_plan": list(self.day_plan),
            "mode": self.mode,
            **self.extras,
            **self.terms,
        }


@transaction.atomic
def post_brief(
    *,
    posting: Posting,
    brief: PostedBrief,
    user: User | None = None,
    recorded_by: User | None = None,
) -> Challenge:
    """Make ``posting`` a challenge, once: pressed again, it is the same challenge.

    Where the address is proven already (``user``), or staff write for a host who rang
    (``recorded_by``), it goes on to the university at once; else a letter asks for the proof.
    """
    posting = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    if posting.challenge is not None:
        return posting.challenge
    institution = posting.institution
    contact = brief.host.member or _newcomer(institution, brief.host, user, recorded_by)
    placed = brief.where and brief.mode != Mode.REMOTE
    site = site_at(employer=contact.employer, address=brief.where) if placed else None
    challenge = draft_challenge(
        institution=institution,
        contact=contact,
        times=brief.times,
        site=site,
        recorded_by=recorded_by,
        **brief.fields(),
    )
    if recorded_by is not None:
        record(challenge, What.WRITTEN, Told(recorded_by, contact))
    if recorded_by is not None or contact.user_id is not None:
        submit_challenge(challenge=challenge, recorded_by=recorded_by)
    posting.challenge, posting.answers = challenge, {}
    posting.save()
    return challenge


def _newcomer(
    institution: Institution, host: PostedHost, user: User | None, recorded_by: User | None
) -> Member:
    proven = user if recorded_by is None else None
    if proven is None and host.email and recorded_by is None:
        refuse_flood(host.email)
        count_letter(host.email)
    employer = add_employer(
        institution=institution, name=host.organisation, kind=host.kind, owner=recorded_by
    )
    return add_member(
        employer=employer,
        introduced_by=institution,
        name=host.name or str(proven),
        email=host.email,
        telephone=host.telephone,
        user=proven,
    )


def preview(institution: Institution, brief: PostedBrief) -> tuple[Challenge, list[Session]]:
    """What ``post_brief`` would write, unsaved: to be shown as students will see it."""
    host = brief.host
    member = host.member or Member(
        name=host.name, employer=Employer(name=host.organisation, kind=host.kind)
    )
    planned = plan(brief.times, institution.zone)
    challenge = unsaved_challenge(
        institution=institution, contact=member, planned=planned, **brief.fields()
    )
    if brief.where and brief.mode != Mode.REMOTE:
        challenge.site = Site(name=brief.where[:80], address=brief.where.strip())
    return challenge, unsaved_sessions(challenge, planned)
