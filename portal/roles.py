"""Where somebody is at home, and which two or three places their role goes to."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.addresses import address
from core.compiled import Compiled
from core.permissions import may
from employers.models import Member
from employers.rules import knows_memberships, memberships_of
from institutions.models import Institution, StaffMember, StaffRole
from institutions.rules import knows_roles, remember_roles
from portal.letters import of_reader, remember_letters
from students.models import Student, students_called


@dataclass(frozen=True)
class Home:
    """One home of a person: which role, at which institution, and its address."""

    role: str
    institution: Institution
    url: str


def homes_of(user: User) -> list[Home]:
    """Every home of ``user``: the university's desk first, then teaching, hosting, studying."""
    at_the_desk = StaffMember.objects.filter(user=user).exclude(role=StaffRole.ACADEMIC)
    staffed = Institution.objects.filter(pk__in=at_the_desk.values("institution"))
    hosted = Institution.objects.filter(
        Q(pk__in=Member.objects.filter(user=user).values("introduced_by"))
        | Q(challenge__contact__user=user)
        | Q(challenge__supervisor__user=user)
    ).distinct()
    studied = Institution.objects.filter(
        pk__in=Student.objects.filter(user=user).values("institution")
    )
    teaching = StaffMember.objects.filter(user=user, role=StaffRole.ACADEMIC)
    taught = Institution.objects.filter(pk__in=teaching.values("institution"))
    found = [(_("University"), "portal:staff_home", each) for each in staffed]
    found += [(_("Modules"), "portal:academic_home", each) for each in taught]
    found += [(_("Host"), "portal:host_home", each) for each in hosted]
    found += [(_("Student"), "portal:student_home", each) for each in studied]
    return [Home(role, each, reverse(name, args=[each.slug])) for role, name, each in found]


READER = Compiled(
    lambda user, institution, address: User.objects.filter(pk=user).values(
        roles=ArraySubquery(
            StaffMember.objects.of(institution).filter(user=OuterRef("pk")).values("role")
        ),
        hosts=Exists(Member.objects.filter(user=OuterRef("pk"))),
        studies=Exists(students_called(institution, user, address)),
        free_days=Subquery(
            students_called(institution, user, address)
            .order_by(F("user").asc(nulls_last=True))
            .values("free_days")[:1]
        ),
        **of_reader(institution, address),
    )
)


ROLES = Compiled(
    lambda user, institution, address: User.objects.filter(pk=user).values(
        roles=ArraySubquery(
            StaffMember.objects.of(institution).filter(user=OuterRef("pk")).values("role")
        ),
        **of_reader(institution, address),
    )
)


def roles_and_letters(user: Any, institution: Institution) -> list[str]:
    """Her roles there (``settings.ROLES_FROM``); the same question counts her unread letters."""
    found = ROLES.first(user=user.pk, institution=institution.pk, address=user.email.lower())
    if found is None:
        return []
    remember_letters(user, institution, found)
    roles: list[str] = found["roles"]
    return roles


def reader_at(user: Any, institution: Institution) -> dict[str, Any]:
    """What ``user`` is: hosts anywhere, studies here (with which days free), her roles here.

    One query a request: the frame and some pages ask.
    """
    known: dict[int, dict[str, Any]] = user.__dict__.setdefault("_reader_at", {})
    if institution.pk not in known:
        known[institution.pk] = _reader(user, institution)
    return known[institution.pk]


def _reader(user: Any, institution: Institution) -> dict[str, Any]:
    found: dict[str, Any] | None = None
    if knows_memberships(user) and memberships_of(user):
        return {"hosts": True, "studies": False}  # a host's navigation has no more to ask
    if getattr(user, "is_authenticated", False):
        found = READER.first(user=user.pk, institution=institution.pk, address=user.email.lower())
    if found:
        remember_roles(user, institution, found["roles"])
        remember_letters(user, institution, found)
    return found or {"hosts": False, "studies": False}


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    label: str
    url: str
    icon: str
    current: bool


def navigation(user: Any, institution: Institution, path: str) -> list[Place]:
    """The two to five places of the reader's role; the longest address that fits is current."""
    slug = institution.slug
    known = getattr(user, "is_authenticated", False) and knows_roles(user, institution)
    reader = {} if known else reader_at(user, institution)
    if may(user, "portal.staff_home", institution):
        rows = [
            (_("Home"), "portal:staff_home", "home"),
            (_("Projects"), "portal:desk_projects", "list"),
            (_("Hosts"), "employers:host_list", "host"),
            (_("Students"), "students:student_list", "team"),
            (_("Reports"), "insights:programme_counts", "chart"),
        ]
    elif may(user, "portal.academic_home", institution):
        rows = [
            (_("My modules"), "portal:academic_home", "home"),
            (_("Projects"), "portal:listing", "search"),
        ]
    elif (reader := reader or reader_at(user, institution))["hosts"]:
        rows = [
            (_("Home"), "portal:host_home", "home"),
            (_("Post a project"), "employers:draft_challenge", "list"),
            (_("Help"), "employers:ask_for_call", "help"),
        ]
    elif getattr(user, "is_authenticated", False):
        rows = [
            (_("Projects"), "portal:listing", "search"),
            (_("My page"), "portal:student_home", "home"),
        ]
        if reader["studies"]:
            rows.append((_("My interests"), "students:my_eois", "list"))
    else:
        rows = [
            (_("Projects"), "portal:listing", "search"),
            (_("Post a project"), "employers:draft_challenge", "host"),
        ]
    places = [(label, address(name, slug), icon) for label, name, icon in rows]
    fitting = [url for _label, url, _icon in places if path.startswith(url)]
    best = max(fitting, key=len, default="")
    return [Place(label, url, icon, url == best) for label, url, icon in places]
