"""The verbs of a university's own affairs: its words, its policy, its people, its calendar."""

import hashlib
import re
import struct
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken, refused_by
from institutions.models import (
    Institution,
    Jurisdiction,
    Logo,
    Module,
    Policy,
    StaffMember,
    StaffRole,
    Term,
)
from institutions.reserved import RESERVED

SLUG = re.compile(r"^[a-z0-9][a-z0-9-]{1,38}$")
PNG = b"\x89PNG\r\n\x1a\n"
LOGO_BYTES = 64 * 1024
LOGO_SIZE = (600, 200)
DOMAIN = re.compile(r"^(?=.{4,120}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")


@transaction.atomic
def create_institution(
    *, slug: str, name: str, email_domains: Sequence[str], **details: Any
) -> tuple[Institution, bool]:
    """A university with its policy. Returns it, and whether it is new.

    Asked again with the same words it changes nothing; with others it refuses (``RuleBroken``):
    what stands is changed on its pages. ``details`` are further columns of ``Institution``.
    """
    domains = [_domain(each) for each in email_domains]
    wanted = {"name": name.strip(), "email_domains": domains, **details}
    _refuse_unfit(slug, wanted)
    known = Institution.objects.select_for_update().filter(slug=slug).first()
    if known is not None:
        different = sorted(key for key, value in wanted.items() if getattr(known, key) != value)
        if different:
            raise RuleBroken(
                _("“%(slug)s” exists already, with another %(what)s. Change that on its pages.")
                % {"slug": slug, "what": ", ".join(different)}
            )
        Policy.objects.get_or_create(institution=known)
        return known, False
    institution = Institution(slug=slug, **wanted)
    try:
        institution.clean_fields()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise RuleBroken(f"{field}: {' '.join(messages)}") from error
    institution.save()
    Policy.objects.create(institution=institution)
    return institution, True


def _domain(typed: str) -> str:
    domain = typed.strip().lower().removeprefix("@")
    if not DOMAIN.match(domain):
        raise RuleBroken(
            _("“%(typed)s” is not a domain. Give one such as northshire.ac.uk.") % {"typed": typed}
        )
    return domain


def _refuse_unfit(slug: str, wanted: dict[str, Any]) -> None:
    if not SLUG.match(slug):
        raise RuleBroken(
            _("“%(slug)s” can not begin an address: 2 to 39 small letters, figures and hyphens.")
            % {"slug": slug}
        )
    if slug in RESERVED:
        raise RuleBroken(_("“%(slug)s” is a word of the service. Take another.") % {"slug": slug})
    if not wanted["name"]:
        raise RuleBroken(_("Give the university’s name."))
    zone = wanted.get("zone")
    if zone and zone not in available_timezones():
        raise RuleBroken(
            _("“%(zone)s” is not a time zone. Give one such as Europe/London.") % {"zone": zone}
        )
    jurisdiction = wanted.get("jurisdiction")
    if jurisdiction and jurisdiction not in Jurisdiction.values:
        raise RuleBroken(
            _("“%(given)s” is not a jurisdiction that we know: %(known)s.")
            % {"given": jurisdiction, "known": ", ".join(Jurisdiction.values)}
        )


@transaction.atomic
def edit_institution(*, institution: Institution, **details: Any) -> Institution:
    """Change the university's own words, colour, zone and ways to be reached."""
    if "email_domains" in details:
        details["email_domains"] = [_domain(each) for each in details["email_domains"]]
    return _change(institution, details)


@transaction.atomic
def set_logo(*, institution: Institution, png: bytes) -> Institution:
    """Show ``png`` beside the university's name, on pages and in letters; empty takes it off.

    Raises ``RuleBroken`` for what is no PNG of at most 64 kB and 600 by 200 pixels. Its size is
    read from the picture's own header (PNG specification, 11.2.2); nothing else of it is opened.
    """
    if not png:
        Logo.objects.filter(institution=institution).delete()
        return _change(institution, {"logo_mark": ""})
    if len(png) > LOGO_BYTES or png[:8] != PNG or png[12:16] != b"IHDR":
        raise RuleBroken(_("Give a PNG picture of at most 64 kB."))
    width, height = struct.unpack(">II", png[16:24])
    if not (0 < width <= LOGO_SIZE[0] and 0 < height <= LOGO_SIZE[1]):
        raise RuleBroken(_("Give a picture of at most 600 by 200 pixels."))
    Logo.objects.update_or_create(
        institution=institution, defaults={"png": png, "width": width, "height": height}
    )
    return _change(institution, {"logo_mark": hashlib.sha256(png).hexdigest()[:12]})


@transaction.atomic
def edit_policy(*, institution: Institution, **choices: Any) -> Policy:
    """Change the university's choices. They count from now on, for what is not decided yet."""
    policy: Policy = institution.policy
    return _change(policy, choices)


def _change(row: Any, details: dict[str, Any]) -> Any:
    for field, value in details.items():
        setattr(row, field, value)
    if details:
        row.save(update_fields=list(details))
    return row


@transaction.atomic
def add_staff(*, institution: Institution, email: str, role: str) -> tuple[StaffMember, bool]:
    """Give a role to whoever signs in with ``email``. Returns it, and whether it is new.

    The person proves the address when signing in; members of staff never come in by a link alone.
    """
    try:
        validate_email(email.strip())
    except ValidationError:
        raise RuleBroken(_("“%(email)s” is not an e-mail address.") % {"email": email}) from None
    if role not in StaffRole.values:
        raise RuleBroken(
            _("“%(role)s” is not a role: %(known)s.")
            % {"role": role, "known": ", ".join(StaffRole.values)}
        )
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        user = User.objects.create_user(email.strip().lower())
    return StaffMember.objects.get_or_create(institution=institution, user=user, role=role)


@transaction.atomic
def remove_staff(*, member: StaffMember) -> None:
    """Take a role back. The last manager stays: somebody must be able to give roles."""
    managers = StaffMember.objects.select_for_update().filter(
        institution=member.institution, role=StaffRole.MANAGER
    )
    if member.role == StaffRole.MANAGER and len(managers) == 1:
        raise RuleBroken(_("This is the last manager. Name another one first."))
    member.delete()


@transaction.atomic
def add_term(*, institution: Institution, name: str, starts_on: date, ends_on: date) -> Term:
    """A stretch of the academic year. Raises ``RuleBroken`` where it overlaps another."""
    if ends_on <= starts_on:
        raise RuleBroken(_("The last day must come after the first."))
    with refused_by("term_no_overlap", RuleBroken(_("Another term lies in these days."))):
        return Term.objects.create(
            institution=institution, name=name, starts_on=starts_on, ends_on=ends_on
        )


@transaction.atomic
def remove_term(*, term: Term) -> None:
    """Take a term out of the calendar. Raises ``RuleBroken`` once it is counted for good."""
    try:
        term.delete()
    except ProtectedError:
        raise RuleBroken(
            _("This term has been counted, and its figures are published: it stays.")
        ) from None


CLOSED_AT_MOST = 60  # days in one stretch
CLOSED_AHEAD = timedelta(days=3 * 366)


@transaction.atomic
def close_days(*, institution: Institution, first: date, last: date) -> Institution:
    """Say that nobody works from ``first`` to ``last``: promises in working days pass over them.

    Dates that were promised before stand. Raises ``RuleBroken``.
    """
    if last < first:
        raise RuleBroken(_("The last day must not come before the first."))
    if (last - first).days >= CLOSED_AT_MOST:
        raise RuleBroken(_("Close %d days at most at a time.") % CLOSED_AT_MOST)
    today = clock.today(institution.zone)
    if last < today or last > today + CLOSED_AHEAD:
        raise RuleBroken(_("Give days to come, of the next three years."))
    return _change_closed(institution, {*_days(first, last)}, set())


@transaction.atomic
def open_days(*, institution: Institution, first: date, last: date) -> Institution:
    """People work on these days after all."""
    return _change_closed(institution, set(), {*_days(first, last)})


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _change_closed(institution: Institution, more: set[date], fewer: set[date]) -> Institution:
    row = Institution.objects.select_for_update().get(pk=institution.pk)
    long_ago = clock.today(row.zone) - timedelta(days=366)
    closed = ({*row.closed_on} | more) - fewer
    institution.closed_on = sorted(day for day in closed if day > long_ago)
    institution.save(update_fields=["closed_on"])
    return institution


@transaction.atomic
def add_module(
    *, institution: Institution, code: str, title: str, academics: Sequence[str] = ()
) -> Module:
    """A taught module. ``academics`` are addresses; each gets the role at this university."""
    with refused_by("module_code_once", RuleBroken(_("There is a module of this code already."))):
        module = Module.objects.create(institution=institution, code=code, title=title)
    for email in academics:
        member, _new = add_staff(institution=institution, email=email, role=StaffRole.ACADEMIC)
        module.academics.add(member.user)
    return module


@transaction.atomic
def choose_track(*, module: Module, full_track: bool, peer_ratings: bool) -> Module:
    """What its projects ask of students: the full track, and a word of team mates on each other."""
    module.full_track, module.peer_ratings = full_track, peer_ratings
    module.save(update_fields=["full_track", "peer_ratings"])
    return module


@transaction.atomic
def remove_module(*, module: Module) -> None:
    """Take a module out. One that a project belongs to stays."""
    try:
        module.delete()
    except ProtectedError:
        raise RuleBroken(
            _("A project belongs to %(code)s: it stays.") % {"code": module.code}
        ) from None
