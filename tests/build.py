"""Rows in plain words, made directly: ``an_open_challenge(places=4)``, ``an_eoi(state="offered")``.

Each builder makes what its row needs and was not given. Unique fields are counted up, so that two
of anything never clash; the defaults are a one-day team project a fortnight from now.
"""

import itertools
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from employers.models import (
    Challenge,
    Employer,
    EmployerKind,
    Member,
    Partnership,
    Pay,
    Session,
    Site,
)
from employers.states import ChallengeState
from institutions.models import Institution, Jurisdiction, Policy, StaffMember, StaffRole
from skills.models import Family, Framework, LevelDescriptor, Skill
from students.models import Eoi, Student
from students.states import NAMELESS, SEATED, EoiState

_numbers = itertools.count(1)
A_SENTENCE = "I run the accounts of our street market and want to see how a shop does it."
LEVEL_NAMES = ("Beginning", "With help", "On your own", "Helping others")
TWELVE = (
    ("T2.1", "Working with information", Family.THINKING),
    ("T2.2", "Planning", Family.THINKING),
    ("T2.3", "Dealing with problems", Family.THINKING),
    ("T2.4", "Having ideas", Family.THINKING),
    ("T3.1", "Working well", Family.SELF),
    ("T3.2", "Taking the first step", Family.SELF),
    ("T3.4", "Learning", Family.SELF),
    ("T4.1", "Communicating", Family.TOGETHER),
    ("T4.3", "Working together", Family.TOGETHER),
    ("T4.4", "Leading", Family.TOGETHER),
    ("T4.5", "Acting fairly", Family.TOGETHER),
    ("T1.3", "Working with digital tools", Family.DIGITAL),
)


def number() -> int:
    """A number that nothing else has."""
    return next(_numbers)


# The university


def an_institution(*, policy: dict[str, Any] | None = None, **overrides: Any) -> Institution:
    """A university with its policy (``policy={"over_offer": True}`` changes lines of it)."""
    n = number()
    values: dict[str, Any] = {
        "slug": f"northshire-{n}",
        "name": f"Northshire University {n}",
        "team_name": "Business Clinic",
        "scheme_name": "micro-internship",
        "jurisdiction": Jurisdiction.UK,
        "email_domains": [f"northshire-{n}.example"],
        "contact_email": f"clinic@northshire-{n}.example",
        "contact_phone": "01632 960100",
    }
    institution = Institution.objects.create(**values | overrides)
    Policy.objects.create(institution=institution, **{"sample_percent": 0} | (policy or {}))
    return institution


def a_user(**overrides: Any) -> User:
    """Somebody with a proven address."""
    n = number()
    return User.objects.create(**{"email": f"person-{n}@mail.example", "password": "!"} | overrides)


def staff_at(institution: Institution, *roles: StaffRole, **overrides: Any) -> User:
    """Somebody of the university's staff: an officer unless ``roles`` say otherwise."""
    user = a_user(**{"email": f"staff-{number()}@{institution.slug}.example"} | overrides)
    for role in roles or (StaffRole.OFFICER,):
        StaffMember.objects.create(institution=institution, user=user, role=role)
    return user


# Hosts


def an_employer(*, known_to: Institution | None = None, **overrides: Any) -> Employer:
    """A small firm; with ``known_to`` also its partnership with that university."""
    n = number()
    values: dict[str, Any] = {
        "slug": f"kestrel-cycles-{n}",
        "name": f"Kestrel Cycles {n}",
        "kind": EmployerKind.SMALL_FIRM,
        "sector": "Retail",
    }
    employer = Employer.objects.create(**values | overrides)
    if known_to is not None:
        Partnership.objects.create(institution=known_to, employer=employer)
    return employer


def a_site(employer: Employer, **overrides: Any) -> Site:
    """A place of ``employer``."""
    n = number()
    values = {"name": f"Workshop {n}", "address": f"{n} Mill Lane", "town": "Northshire"}
    return Site.objects.create(employer=employer, **values | overrides)


def a_host_member(employer: Employer, **overrides: Any) -> Member:
    """Somebody at ``employer`` with a user: contact and supervisor unless told otherwise.

    Introduced by the first university that knows the employer.
    """
    values: dict[str, Any] = {
        "name": f"Rosa Kestrel {number()}",
        "is_contact": True,
        "is_supervisor": True,
    } | overrides
    if "user" not in values:
        values["user"] = a_user(name=values["name"])
    if "introduced_by" not in values:
        known = Partnership.objects.filter(employer=employer).order_by("pk").first()
        values["introduced_by"] = known and known.institution
    return Member.objects.create(employer=employer, **values)


# Skills


def a_framework(**overrides: Any) -> Framework:
    """The framework that skills of the tests belong to; the same one each time."""
    values = {"code": "esco", "version": "1.2", "name": "ESCO transversal skills"} | overrides
    code, version = values.pop("code"), values.pop("version")
    return Framework.objects.get_or_create(code=code, version=version, defaults=values)[0]


def a_skill(**overrides: Any) -> Skill:
    """A skill with the behaviours of its four levels."""
    n = number()
    values: dict[str, Any] = {
        "code": f"X{n}",
        "name": f"skill {n}",
        "plain_name": f"Skill {n}",
        "uri": f"http://data.example/skill/{n}",
        "family": Family.THINKING,
    } | overrides
    skill = Skill.objects.create(framework=values.pop("framework", None) or a_framework(), **values)
    LevelDescriptor.objects.bulk_create(
        LevelDescriptor(
            skill=skill, level=level, name=name, behaviour=f"{skill.plain_name}: level {level}."
        )
        for level, name in enumerate(LEVEL_NAMES, start=1)
    )
    return skill


def some_skills(how_many: int = 2) -> list[Skill]:
    """The first ``how_many`` of the house's twelve skills; the same rows when asked again."""
    framework = a_framework()
    known = {skill.code: skill for skill in Skill.objects.filter(framework=framework)}
    return [
        known.get(code)
        or a_skill(framework=framework, code=code, name=name, plain_name=name, family=family)
        for code, name, family in TWELVE[:how_many]
    ]


# Challenges


def a_challenge(
    *,
    institution: Institution | None = None,
    employer: Employer | None = None,
    skills: list[Skill] | None = None,
    sessions: list[tuple[date, time, time]] | None = None,
    **overrides: Any,
) -> Challenge:
    """A one-day team challenge in person, ten places, a fortnight from now, still a draft.

    ``sessions`` are (date, start, end) as clocks show them at the institution; ``[]`` for none.
    """
    institution = institution or an_institution()
    employer = employer or an_employer(known_to=institution)
    zone = institution.zone
    if sessions is None:
        sessions = [(clock.today(zone) + timedelta(days=14), time(9, 30), time(16, 0))]
    spans = [(clock.at(on, a, zone), clock.at(on, b, zone)) for on, a, b in sessions]
    first = min((a for a, _b in spans), default=clock.now() + timedelta(days=14))
    last = max((b for _a, b in spans), default=first + timedelta(days=4))
    hours = sum(((b - a) / timedelta(hours=1) for a, b in spans), 0.0) or 14.0
    closes_at: datetime = overrides.pop("closes_at", first - timedelta(days=7))
    member = overrides.get("contact") or overrides.get("supervisor") or a_host_member(employer)
    values: dict[str, Any] = {
        "contact": member,
        "supervisor": member,
        "title": f"Bring Saturday riders back {number()}",
        "summary": "Find out why Saturday riders stopped coming, and what would bring them back.",
        "problem": "Our Saturday rides were full two years ago. Now four people come.",
        "why_now": "The spring programme is printed in April.",
        "deliverable": "A two-page plan that we can start on Monday.",
        "credential_name": "Solving a live problem for a small firm",
        "hours": Decimal(str(round(hours, 1))),
        "days": Decimal(len(sessions) or 2),
        "starts_at": first,
        "ends_at": last,
        "places": 10,
        "team_at_least": 3,
        "team_at_most": 5,
        "pay": Pay.PAID,
        "pay_per_hour": Decimal("13.50"),
        "closes_at": closes_at,
        "answer_by": closes_at + (first - closes_at) / 3,
    }
    if "site" not in overrides:
        values["site"] = a_site(employer)
    challenge = Challenge.objects.create(
        institution=institution, employer=employer, **values | overrides
    )
    challenge.skills.set(skills if skills is not None else some_skills(2))
    Session.objects.bulk_create(
        Session(
            challenge=challenge,
            on=on,
            starts=starts,
            ends=ends,
            zone=zone,
            mode=challenge.mode,
            starts_at=span[0],
            ends_at=span[1],
        )
        for (on, starts, ends), span in zip(sessions, spans, strict=True)
    )
    return challenge


def an_open_challenge(**overrides: Any) -> Challenge:
    """A challenge that takes interests."""
    values = {"state": ChallengeState.OPEN, "published_at": clock.now()}
    return a_challenge(**values | overrides)


def a_closed_challenge(**overrides: Any) -> Challenge:
    """A challenge that took interests until an hour ago."""
    now = clock.now()
    values: dict[str, Any] = {
        "state": ChallengeState.CLOSED,
        "published_at": now - timedelta(days=14),
        "closes_at": now - timedelta(hours=1),
        "answer_by": now + timedelta(days=2),
    }
    return a_challenge(**values | overrides)


# Students and interests


def a_student(
    *, institution: Institution | None = None, signs_in: bool = True, **overrides: Any
) -> Student:
    """A student of the roster; with a user of the same address unless ``signs_in=False``."""
    institution = institution or an_institution()
    n = number()
    values: dict[str, Any] = {
        "student_number": f"9{n:06}",
        "given_name": "Amina",
        "family_name": f"Yusuf {n}",
        "email": f"s9{n:06}@{institution.slug}.example",
        "programme": "BA Geography",
        "discipline": "Social science",
        "year_of_study": 1,
        "verified_at": clock.now(),
    } | overrides
    if signs_in and "user" not in values:
        values["user"] = a_user(email=values["email"] or f"student-{n}@mail.example")
    return Student.objects.create(institution=institution, **values)


def an_eoi(
    *,
    challenge: Challenge | None = None,
    student: Student | None = None,
    state: EoiState = EoiState.SUBMITTED,
    **overrides: Any,
) -> Eoi:
    """An interest in ``state``, with the columns that the state goes with.

    Unconfirmed and expired ones have an address and no student. A seat is the lowest free one.
    """
    challenge = challenge or an_open_challenge()
    now = clock.now()
    values: dict[str, Any] = {"sentence": A_SENTENCE, "state": state}
    if state in NAMELESS and student is None:
        values["email"] = f"reader-{number()}@mail.example"
    else:
        values["student"] = student or a_student(institution=challenge.institution)
        values["confirmed_at"] = now
    if state in SEATED:
        taken = set(
            Eoi.objects.filter(challenge=challenge, state__in=SEATED).values_list("seat", flat=True)
        )
        values["seat"] = next(seat for seat in itertools.count(1) if seat not in taken)
        values |= {"offered_at": now, "offer_ends_at": now + timedelta(hours=48)}
    if state == EoiState.WAITLISTED:
        values["line"] = Eoi.objects.filter(challenge=challenge, state=state).count() + 1
    if state not in (*NAMELESS, EoiState.SUBMITTED, EoiState.WITHDRAWN):
        values["answered_at"] = now
    return Eoi.objects.create(
        institution=challenge.institution, challenge=challenge, **values | overrides
    )


# Doors


def url_of(name: str, target: Any = None, **more: Any) -> str:
    """The address of page ``name`` for a row: its institution, and its code or public id.

    An institution itself stands for pages of the institution.
    """
    if isinstance(target, Institution):
        arguments: dict[str, Any] = {"institution": target.slug}
    elif isinstance(target, Challenge) and not name.startswith(("employers:", "placements:")):
        arguments = {"institution": target.institution.slug, "code": target.code}
    else:
        arguments = {"institution": target.institution.slug, "public_id": target.public_id}
    for given in ("code", "public_id"):
        if given in more:
            arguments = {"institution": arguments["institution"]}
    return reverse(name, kwargs=arguments | more)


def client_of(user: User) -> Client:
    """A browser in which ``user`` is signed in."""
    client = Client()
    client.force_login(user, backend="accounts.backends.LinkBackend")
    return client
