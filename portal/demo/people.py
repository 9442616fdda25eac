"""The demo's people to walk as, and who the visitor is now."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from employers.models import Member
from institutions.models import StaffMember, StaffRole
from students.models import Student

SHOWN_AT_MOST = 60


@dataclass(frozen=True)
class Role:
    """One person in one part: whom to walk as, and where that leads."""

    user: User
    name: str
    part: str
    institution: str
    home: str


def staff(words: str = "") -> list[Role]:
    """The universities' people, a person's several roles in one line."""
    found: dict[tuple[int, str], list[StaffMember]] = {}
    rows = StaffMember.objects.filter(_named(words, "user__name", "user__email"))
    for row in rows.select_related("user", "institution").order_by("institution", "pk"):
        found.setdefault((row.user_id, row.institution.slug), []).append(row)
    return [
        Role(
            user=roles[0].user,
            name=str(roles[0].user),
            part=f"{', '.join(role.get_role_display() for role in roles)}, {roles[0].institution}",
            institution=roles[0].institution.slug,
            home="portal:academic_home" if only_teaches(roles) else "portal:staff_home",
        )
        for roles in found.values()
    ]


def only_teaches(roles: list[StaffMember]) -> bool:
    """Whether somebody's one role is that of an academic, to whom the desk is closed."""
    return {role.role for role in roles} == {StaffRole.ACADEMIC}


def hosts(words: str = "") -> list[Role]:
    """People of hosts who have an address."""
    rows = Member.objects.filter(
        _named(words, "name", "user__email", "employer__name"), user__isnull=False
    )
    return [
        Role(
            user=row.user,
            name=row.name,
            part=", ".join(filter(None, [row.job_title, row.employer.name])),
            institution=row.employer.partnership_set.all()[0].institution.slug,
            home="portal:host_home",
        )
        for row in rows.select_related("user", "employer")
        .prefetch_related("employer__partnership_set__institution")
        .order_by("employer__name", "name")
        if row.user and row.employer.partnership_set.all()
    ]


def students(words: str = "") -> list[Role]:
    """Students who have proven an address, by name."""
    rows = Student.objects.filter(
        _named(words, "given_name", "family_name", "user__email"), user__isnull=False
    ).select_related("user", "institution")
    return [
        Role(
            user=row.user,
            name=row.display_name,
            part=", ".join(filter(None, [row.programme, row.institution.name])),
            institution=row.institution.slug,
            home="portal:student_home",
        )
        for row in rows.order_by("institution", "given_name")[:SHOWN_AT_MOST]
        if row.user
    ]


def everybody(words: str = "") -> list[tuple[str, list[Role]]]:
    """All whom one can walk as, in three groups."""
    groups = [(_("University"), staff(words)), (_("Hosts"), hosts(words))]
    return [*groups, (_("Students"), students(words))]


def role_of(user_id: int) -> Role | None:
    """The first part of a user: university, host, student; ``None`` for somebody of no part."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return None
    for roles in (staff, hosts, students):
        for role in roles(user.email):
            if role.user == user:
                return role
    return None


def _named(words: str, *fields: str) -> Q:
    found = Q()
    for word in words.split()[:4]:
        any_field = Q()
        for field in fields:
            any_field |= Q(**{f"{field}__icontains": word})
        found &= any_field
    return found
