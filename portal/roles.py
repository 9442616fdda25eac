"""Where somebody is at home, and which two or three places their role goes to."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.permissions import may
from employers.models import Member
from employers.rules import memberships_of
from institutions.models import Institution, StaffMember, StaffRole
from students.models import Student


@dataclass(frozen=True)
class Home:
    """One home of a person: which role, at which institution, and its address."""

    role: str
    institution: Institution
    url: str


def homes_of(user: User) -> list[Home]:
    """Every home of ``user``: the university's desk first, then hosting, then studying."""
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
    found = [(_("University"), "portal:staff_home", each) for each in staffed]
    found += [(_("Host"), "portal:host_home", each) for each in hosted]
    found += [(_("Student"), "portal:student_home", each) for each in studied]
    return [Home(role, each, reverse(name, args=[each.slug])) for role, name, each in found]


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
    if may(user, "portal.staff_home", institution):
        rows = [
            (_("Home"), "portal:staff_home", "home"),
            (_("Projects"), "portal:desk_projects", "list"),
            (_("Hosts"), "employers:host_list", "host"),
            (_("Students"), "students:student_list", "team"),
            (_("Reports"), "insights:programme_counts", "chart"),
        ]
    elif memberships_of(user):
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
        if may(user, "students.my_eois", institution):
            rows.append((_("My interests"), "students:my_eois", "list"))
    else:
        rows = [
            (_("Projects"), "portal:listing", "search"),
            (_("Post a project"), "employers:draft_challenge", "host"),
        ]
    places = [(label, reverse(name, args=[slug]), icon) for label, name, icon in rows]
    fitting = [url for _label, url, _icon in places if path.startswith(url)]
    best = max(fitting, key=len, default="")
    return [Place(label, url, icon, url == best) for label, url, icon in places]
