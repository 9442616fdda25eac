"""Hosts: who they are, who works there, where, and how the university knows them."""

import secrets
from collections.abc import Container
from typing import Any, TypeVar

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.errors import RuleBroken, refused_by
from employers.models import (
    CODE_LETTERS,
    Challenge,
    Employer,
    EmployerKind,
    Member,
    Partnership,
    Site,
)
from institutions.models import Institution

SLUG_LETTERS = 48
UNREACHABLE = gettext_lazy("Give an e-mail address or a telephone number to reach them by.")
NAMED_ELSEWHERE = gettext_lazy(
    "This person hosts at another university too, so the address is not ours to change. Add the "
    "new address as a further person, and name them in your projects."
)
PLACE_KNOWN = gettext_lazy("There is a place of that name already.")
R = TypeVar("R", Employer, Partnership, Member, Site)


@transaction.atomic
def add_employer(
    *,
    institution: Institution,
    name: str,
    kind: str = EmployerKind.COMPANY,
    slug: str = "",
    owner: User | None = None,
    **details: Any,
) -> Employer:
    """A new host, known to ``institution`` by a partnership that is not checked yet.

    ``details`` are ``sector``, ``about``, ``website``, ``telephone``, ``email_domain``. Two hosts
    may share a name; the slug tells them apart.
    """
    employer = Employer.objects.create(
        slug=slug or _free_slug(name), name=name, kind=kind, **details
    )
    Partnership.objects.create(institution=institution, employer=employer, owner=owner)
    return employer


def _free_slug(name: str) -> str:
    taken = Employer.objects.filter(slug=slug_of(name)).values_list("slug", flat=True)
    return new_slug(name, taken)


def slug_of(name: str) -> str:
    """The short name for an address."""
    return slugify(name)[:SLUG_LETTERS].strip("-") or "host"


def new_slug(name: str, taken: Container[str]) -> str:
    """The short name, with six letters more where it is among those ``taken``."""
    slug = slug_of(name)
    if slug not in taken:
        return slug
    return f"{slug}-{''.join(secrets.choice(CODE_LETTERS) for _letter in range(6))}"


@transaction.atomic
def edit_employer(*, employer: Employer, **details: Any) -> Employer:
    """Change what is said of a host."""
    return _change(employer, details)


@transaction.atomic
def vouch_for_employer(*, partnership: Partnership, checked_by: str, note: str = "") -> Partnership:
    """Record how ``partnership.institution`` knows that the host is who it says."""
    if checked_by == Partnership.Check.VOUCHED and not note.strip():
        raise RuleBroken(_("Say in a line how the university knows this host."))
    return _change(partnership, {"checked_by": checked_by, "checked_note": note})


@transaction.atomic
def add_member(
    *,
    employer: Employer,
    introduced_by: Institution,
    name: str,
    email: str = "",
    telephone: str = "",
    job_title: str = "",
    user: User | None = None,
    is_contact: bool = True,
    is_supervisor: bool = True,
    did_wil: bool = False,
) -> Member:
    """A person at ``employer``, for whom ``introduced_by`` answers.

    ``user`` is who has proven the address, if anybody has. She acts for the host at that
    institution, and elsewhere on the challenges that name her.
    """
    if user is None and not email and not telephone:
        raise RuleBroken(UNREACHABLE)
    with refused_by("member_user_once", RuleBroken(_("This person works there already."))):
        return Member.objects.create(
            employer=employer,
            introduced_by=introduced_by,
            user=user,
            name=name,
            email=email.strip(),
            telephone=telephone,
            job_title=job_title,
            is_contact=is_contact,
            is_supervisor=is_supervisor,
            did_wil=did_wil,
        )


@transaction.atomic
def edit_member(*, member: Member, **details: Any) -> Member:
    """Change what we know of a person at a host. A changed address has to be proven again.

    Raises ``RuleBroken`` where she is named at a further institution: whoever reads the letters to
    the new address would act for the host there, and nobody there has said so.
    """
    email = details.get("email")
    if email is not None and email.casefold() != member.address.casefold():
        elsewhere = Challenge.objects.naming(member).exclude(institution=member.introduced_by)
        if elsewhere.exists():
            raise RuleBroken(NAMED_ELSEWHERE)
        if member.user is not None:
            details["user"] = None
    if not (details.get("email", member.email) or details.get("telephone", member.telephone)):
        raise RuleBroken(UNREACHABLE)
    return _change(member, details)


@transaction.atomic
def name_me(*, member: Member, publicly: bool) -> Member:
    """Her own choice: her name and job on the host's public page, or not."""
    return _change(member, {"named_publicly": publicly})


@transaction.atomic
def add_site(*, employer: Employer, name: str, address: str, **details: Any) -> Site:
    """A place where students come to. ``details`` are ``town``, ``access``, ``travel``."""
    with refused_by("site_name_once", RuleBroken(PLACE_KNOWN)):
        return Site.objects.create(employer=employer, name=name, address=address, **details)


@transaction.atomic
def edit_site(*, site: Site, **details: Any) -> Site:
    """Change what we know of a place."""
    with refused_by("site_name_once", RuleBroken(PLACE_KNOWN)):
        return _change(site, details)


@transaction.atomic
def site_at(*, employer: Employer, address: str) -> Site:
    """The place of ``employer`` at ``address``, made when there is none yet."""
    known = Site.objects.filter(employer=employer, address__iexact=address.strip()).first()
    if known is not None:
        return known
    name = address.strip().partition(",")[0][:80]
    taken = Site.objects.filter(employer=employer, name=name).exists()
    return add_site(employer=employer, name=address[:80] if taken else name, address=address)


def _change(row: R, details: dict[str, Any]) -> R:
    for field, value in details.items():
        setattr(row, field, value)
    if details:
        row.save(update_fields=list(details))
    return row
