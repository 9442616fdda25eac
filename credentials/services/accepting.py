""" "We accept this when hiring": given by a checked employer, signed, withdrawn, counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

import openbadges as ob
from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken, refused_by
from core.outbox import publish
from core.states import move
from credentials.events import AcceptanceChanged
from credentials.models import Acceptance, Achievement
from credentials.services import achievements
from credentials.services.known import is_checked
from credentials.services.lists import (
    is_signed,
    named_in_file,
    new_entry,
    set_bit,
    sign_status_list,
)
from credentials.services.signing import did_of, profile_of, sign, url_of
from credentials.states import EndorsementState
from employers.models import Employer, Member
from institutions.models import Institution

GOOD_FOR = timedelta(days=730)  # two years
LISTED = 500


ACCEPTED = Compiled(
    lambda institution, achievement, now: (
        Acceptance.objects.filter(
            Q(achievement=achievement) | Q(achievement__isnull=True),
            is_checked(OuterRef("employer")),
            institution=institution,
            state=EndorsementState.GIVEN.value,
            valid_until__gt=now,
        )
        .order_by("given_at", "pk")
        .values(
            *("public_id", "given_at", "valid_until", "ring", "achievement", "employer"),
            *("employer__name", "employer__sector", "employer__email_domain"),
        )[:LISTED]
    )
)
OWN = Compiled(
    lambda employers: (
        Acceptance.objects.filter(employer__any_of=employers, state=EndorsementState.GIVEN.value)
        .select_related("institution", "achievement", "employer")
        .order_by("given_at", "pk")
    )
)


@dataclass(frozen=True)
class Accepting:
    """One employer that says so, for this badge or for all of the institution's."""

    public_id: UUID
    name: str
    sector: str
    for_all: bool
    is_host: bool  # its own word for its own badge: said, and not counted


@dataclass(frozen=True)
class Accepted:
    """Who accepts a badge, and how many that makes: circles once, its own host not at all."""

    who: Sequence[Accepting]
    count: int = 0
    elsewhere: int = 0  # of them, in another sector than the host


def accepted(achievement: Achievement, host: Employer) -> Accepted:
    """The acceptances of ``achievement`` that stand now, from employers that are checked now."""
    rows = ACCEPTED.all(
        institution=achievement.institution_id, achievement=achievement.pk, now=clock.now()
    )
    who: dict[int, Accepting] = {}
    voices: dict[str, str] = {}
    for row in rows:
        domain = row["employer__email_domain"]
        own = row["employer"] == host.pk or bool(domain and domain == host.email_domain)
        if row["employer"] in who:  # for this badge, and for all
            continue
        who[row["employer"]] = Accepting(
            row["public_id"],
            row["employer__name"],
            row["employer__sector"],
            row["achievement"] is None,
            own,
        )
        if not own:
            voice = f"ring {row['ring']}" if row["ring"] else f"employer {row['employer']}"
            voices.setdefault(voice, row["employer__sector"])
    return Accepted(
        list(who.values()), len(voices), sum(sector != host.sector for sector in voices.values())
    )


def acceptances_of(members: Sequence[Member]) -> list[Acceptance]:
    """What the employers of ``members`` accept now."""
    return list(OWN.all(employers=[member.employer_id for member in members]))


@transaction.atomic
def accept_when_hiring(
    *,
    member: Member,
    institution: Institution,
    achievement: Achievement | None = None,
    by: User | None = None,
) -> Acceptance:
    """A checked employer accepts ``achievement``, or all badges of ``institution``, when hiring.

    Said before, it is said anew, for two more years. The door has asked whether it is checked.
    """
    now = clock.now()
    said = Acceptance.objects.select_for_update().filter(
        employer=member.employer,
        institution=institution,
        achievement=achievement,
        state=EndorsementState.GIVEN,
    )
    acceptance = said.first()
    if acceptance is None:
        with refused_by("acceptance_one_given", RuleBroken(_("You have just said so."))):
            acceptance = Acceptance.objects.create(
                institution=institution,
                achievement=achievement,
                employer=member.employer,
                member=member,
                acted_by=by,
                given_at=now,
                valid_until=now + GOOD_FOR,
            )
    else:
        said.update(member=member, acted_by=by, valid_until=now + GOOD_FOR)
    publish(AcceptanceChanged(acceptance_id=acceptance.pk))
    return acceptance


@transaction.atomic
def stop_accepting(*, acceptance: Acceptance, by: User | None) -> None:
    """Take it back: pages follow at once, the signed file in seconds.

    Raises ``InvalidTransition`` where it was taken back before.
    """
    move(acceptance, EndorsementState.WITHDRAWN)
    Acceptance.objects.filter(pk=acceptance.pk).update(acted_by=by)
    publish(AcceptanceChanged(acceptance_id=acceptance.pk))


@transaction.atomic
def sign_acceptance(acceptance_id: int, *, act: str) -> None:
    """Sign the acceptance as its row says it now, and end the issue before. In a worker alone."""
    acceptance = (
        Acceptance.objects.select_for_update(of=("self",))
        .select_related("institution", "achievement", "employer", "acted_by", "status__status_list")
        .get(pk=acceptance_id)
    )
    before, actor = acceptance.status, acceptance.acted_by
    if before is not None:
        set_bit(before, to=True)
        sign_status_list(before.status_list, actor=actor, act=act)
    acceptance.document, acceptance.jwt, acceptance.status = None, "", None
    if acceptance.state == EndorsementState.GIVEN:
        _sign(acceptance, actor, act)
    acceptance.save(update_fields=["document", "jwt", "status"])


def _sign(acceptance: Acceptance, actor: User | None, act: str) -> None:
    status = new_entry(acceptance.employer)
    achievement = acceptance.achievement
    with override(acceptance.institution.language):
        document = ob.endorsement_document(
            ob.Endorsement(
                url_of("credentials", "acceptances", acceptance.public_id),
                _("Accepted when hiring"),
                profile_of(acceptance.employer),
                achievements.address_of(achievement.public_id)
                if achievement
                else did_of(acceptance.institution),
                _("We accept this badge when hiring.")
                if achievement
                else _("We accept the badges of %(university)s when hiring.")
                % {"university": acceptance.institution},
                awarded=acceptance.given_at,
                valid_from=max(clock.now(), acceptance.given_at),
                valid_until=acceptance.valid_until,
                status=[named_in_file(status)],
            )
        )
    signed = sign(document, owner=acceptance.employer, actor=actor, act=act)
    if not is_signed(status.status_list):
        sign_status_list(status.status_list, actor=actor, act=act)
    acceptance.document, acceptance.jwt, acceptance.status = signed.document, signed.jwt, status
