"""The demo's people in their places: universities, staff, terms, hosts, the student record."""

import csv
import io
from dataclasses import dataclass, field
from datetime import date, time

from django.utils import timezone

from accounts.models import User
from core import clock
from employers import services as employers
from employers.models import Employer, Member, Partnership, Site, Town
from institutions.models import Institution, Module, Policy, StaffMember, Term
from portal.demo.content import EMPLOYERS, INSTITUTIONS, STUDENTS, types
from portal.demo.content.days import dated_terms
from skills.models import Skill
from skills.services import ensure_core_framework
from students import services as students

DEMO_SLUG = INSTITUTIONS[0].slug
TOWNS = (  # country, name, degrees north, degrees east: a coast that no map has
    ("GB", "Brackwater", 54.90, -1.20),
    ("GB", "Marlpit", 54.86, -1.31),
    ("GB", "Northgate", 54.98, -1.45),
    ("GB", "Orrin Quay", 55.12, -1.52),
    ("CA", "Lakefield Narrows", 44.43, -78.27),
)
ROSTER = (
    *("student_number", "given_name", "family_name", "preferred_name", "email", "programme"),
    *("discipline", "year_of_study", "expected_graduation", "modules", "student_visa"),
)


@dataclass
class Cast:
    """Rows by the keys of the content; ``students`` are the content's own rows."""

    institutions: dict[str, Institution] = field(default_factory=dict)
    staff: dict[str, User] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    employers: dict[str, Employer] = field(default_factory=dict)
    people: dict[str, Member] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)
    students: dict[str, types.Student] = field(default_factory=dict)


def assemble() -> Cast:
    """Write everybody down, by the verbs where there are any."""
    cast = Cast()
    cast.skills = {skill.code: skill for skill in ensure_core_framework().skills.all()}
    for university in INSTITUTIONS:
        _institution(cast, university)
    for host in EMPLOYERS:
        _employer(cast, host)
    for university in INSTITUTIONS:
        _students(cast, university.slug)
    _put_on_the_map(cast)
    return cast


def _user(email: str, name: str) -> User:
    user = User.objects.of_address(email)
    user.name = name
    user.save(update_fields=["name"])
    return user


def _institution(cast: Cast, university: types.Institution) -> None:
    institution = Institution.objects.create(
        slug=university.slug,
        name=university.name,
        team_name=university.team,
        scheme_name=university.scheme,
        colour=university.colour,
        zone=university.timezone,
        language=university.language,
        jurisdiction=university.jurisdiction,
        email_domains=list(university.domains),
        contact_email=university.email,
        contact_phone=university.telephone,
        office_hours=university.opening_hours,
    )
    # No quiet hours and no undo window: whoever plays at midnight sees the letters come. And no
    # sign-off drawn by lot: the story is the same each time.
    Policy.objects.create(
        institution=institution,
        quiet_from=time(0),
        quiet_until=time(0),
        undo_minutes=0,
        sample_percent=0,
        places_by_lottery=university.by_lottery,
    )
    today = clock.today(institution.zone)
    Term.objects.bulk_create(
        Term(institution=institution, name=term.name, starts_on=first, ends_on=last)
        for term, first, last in dated_terms(university.terms, today)
    )
    for person in university.staff:
        user = _user(person.email, person.name)
        cast.staff[person.key] = user
        StaffMember.objects.bulk_create(
            StaffMember(institution=institution, user=user, role=role) for role in person.roles
        )
    for taught in university.modules:
        module = Module.objects.create(institution=institution, code=taught.code, title=taught.name)
        module.academics.add(cast.staff[taught.academic])
        cast.modules[taught.code] = module
    cast.institutions[university.slug] = institution


def officer_of(cast: Cast, slug: str) -> User:
    """Whoever runs the desk there: the first of its staff."""
    university = next(each for each in INSTITUTIONS if each.slug == slug)
    return cast.staff[university.staff[0].key]


def _employer(cast: Cast, host: types.Employer) -> None:
    institution = cast.institutions[host.institution]
    contact = host.people[0]
    employer = employers.add_employer(
        institution=institution,
        name=host.name,
        kind=host.kind,
        slug=host.key,
        owner=officer_of(cast, host.institution),
        sector=host.sector,
        about=host.about,
        website=host.website,
        telephone=contact.telephone,
        email_domain=contact.email.rpartition("@")[2],
    )
    employers.vouch_for_employer(
        partnership=Partnership.objects.of(institution).get(employer=employer),
        checked_by=Partnership.Check.VOUCHED,
        note=host.vouched_for,
    )
    for person in host.people:
        cast.people[person.key] = employers.add_member(
            employer=employer,
            introduced_by=institution,
            name=person.name,
            telephone=person.telephone,
            job_title=person.job,
            user=_user(person.email, person.name) if person.email else None,
            is_contact=person is contact,
            is_supervisor=person.supervises,
            did_wil=person.did_wil,
        )
    for site in host.sites:
        cast.sites[site.key] = employers.add_site(
            employer=employer,
            name=site.name,
            address=", ".join(site.address),
            town=site.address[1],
            access=site.access,
            travel=site.travel,
        )
    cast.employers[host.key] = employer


def _put_on_the_map(cast: Cast) -> None:
    """The story's towns lie nowhere, so their places are told; two hosts show their names."""
    for country, name, latitude, longitude in TOWNS:
        Town.objects.create(
            country=country,
            name=name,
            key=employers.key_of_town(name),
            latitude=latitude,
            longitude=longitude,
        )
    employers.locate_sites()
    for host in cast.employers.values():
        member = Member.objects.filter(employer=host, is_contact=True).order_by("pk").first()
        if member is not None and member.user is not None:
            employers.name_me(member=member, publicly=True)


def _students(cast: Cast, slug: str) -> None:
    """By the roster, as a university would: nobody has an account until she proves her address."""
    here = [student for student in STUDENTS if student.institution == slug]
    if not here:
        return
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, ROSTER)
    writer.writeheader()
    today = timezone.localdate()  # the day that the story is told on, a year after it began
    summer = today.year + (today.month > 7)
    for student in here:
        writer.writerow(
            {
                "student_number": student.number,
                "given_name": student.given,
                "family_name": student.family,
                "preferred_name": student.preferred,
                "email": student.email,
                "programme": student.programme,
                "discipline": student.discipline,
                "year_of_study": student.year,
                "expected_graduation": date(summer + student.years_left, 7, 15),
                "modules": ";".join(student.modules),
                "student_visa": "Y" if student.visa else "N",
            }
        )
        cast.students[student.key] = student
    feed = students.read_roster(sheet.getvalue().encode())
    report = students.import_roster(cast.institutions[slug], feed, mode="comprehensive")
    if report.rejected:
        raise ValueError(f"The demo's students of {slug} were not all taken in: {report.rejected}")
