"""Who is who at the university. Other chapters combine these predicates."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import rules
from django.conf import settings
from django.utils.module_loading import import_string

from institutions.models import Institution, StaffMember, StaffRole


def institution_of(target: Any) -> Institution | None:
    """The institution that ``target`` is, or belongs to."""
    return target if isinstance(target, Institution) else getattr(target, "institution", None)


@lru_cache(maxsize=1)
def _asks() -> Callable[[Any, Institution], Iterable[str]]:
    """The question for roles; the front hall's also asks what the frame of a page needs."""
    asks: Callable[[Any, Institution], Iterable[str]] = import_string(settings.ROLES_FROM)
    return asks


def roles_of(user: Any, institution: Institution | None) -> frozenset[str]:
    """The roles of ``user`` at ``institution``: one query a user and institution and request."""
    if institution is None or not getattr(user, "is_authenticated", False):
        return frozenset()
    known: dict[int, frozenset[str]] = user.__dict__.setdefault("_roles", {})
    if institution.pk not in known:
        known[institution.pk] = frozenset(_asks()(user, institution))
    return known[institution.pk]


def remember_roles(user: Any, institution: Institution, roles: Iterable[str]) -> None:
    """Keep what another question of this request has found, so that it is not asked again."""
    user.__dict__.setdefault("_roles", {}).setdefault(institution.pk, frozenset(roles))


def knows_roles(user: Any, institution: Institution) -> bool:
    """Whether the roles of ``user`` at ``institution`` have been read in this request."""
    return institution.pk in user.__dict__.get("_roles", {})


def has_role(*wanted: StaffRole) -> rules.predicates.Predicate:
    """A predicate: the user has one of the roles at the target's institution."""

    @rules.predicate(name=f"has_role:{','.join(wanted)}")
    def test(user: Any, target: Any) -> bool:
        return not roles_of(user, institution_of(target)).isdisjoint(wanted)

    return test


def signs_in_by_link(user: Any) -> bool:
    """Members of staff never do: a forwarded letter must not open the university's desk."""
    return not user.is_staff and not StaffMember.objects.filter(user=user).exists()


@rules.predicate
def anyone(user: Any, target: Any) -> bool:
    """Everybody, signed in or not."""
    return True


@rules.predicate
def signed_in(user: Any, target: Any) -> bool:
    """Somebody with a session."""
    return bool(getattr(user, "is_authenticated", False))


is_wil_staff = has_role(StaffRole.OFFICER, StaffRole.MANAGER)
is_manager = has_role(StaffRole.MANAGER)
is_approver = has_role(StaffRole.APPROVER)
is_academic = has_role(StaffRole.ACADEMIC)
sees_the_desk = has_role(StaffRole.OFFICER, StaffRole.MANAGER, StaffRole.APPROVER, StaffRole.READER)

RULES = {
    "institutions.switch_by_link": anyone,  # the key is the proof
    "institutions.logo": anyone,
    "institutions.edit_institution": is_manager,
    "institutions.edit_policy": is_manager,
    "institutions.staff_list": is_manager,
    "institutions.add_staff": is_manager,
    "institutions.remove_staff": is_manager,
    "institutions.module_list": sees_the_desk,
    "institutions.add_module": is_manager,
    "institutions.remove_module": is_manager,
    "institutions.choose_track": is_manager,
    "institutions.term_list": sees_the_desk,
    "institutions.add_term": is_manager,
    "institutions.remove_term": is_manager,
    "institutions.close_days": is_manager,
    "institutions.open_days": is_manager,
}
