"""The life of a badge after it was given: shown or not, in force or not, relied on."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken, refused_by
from core.outbox import publish
from core.states import move
from credentials.events import CredentialStatusChanged
from credentials.models import Consented, Credential, Endorsement, Reliance
from credentials.services.appealing import put_in_force, settle_open
from credentials.services.consenting import keep_ledger
from credentials.services.lists import set_bit
from credentials.states import CredentialState, EndorsementState
from employers.models import Member, Partnership

CONTACT_FOR = timedelta(days=365)


@transaction.atomic
def share_credential(
    *,
    credential: Credential,
    shared: bool,
    name_shown: bool,
    host_may_contact: bool,
    contact_until: date | None = None,
) -> None:
    """Her three switches: link on, my name on it, this host may contact me.

    Without the link there is no page for the name to be on. The last ends by itself: on
    ``contact_until``, or in a year where she names no day. Each switch has its line in the ledger.
    """
    credential.shared = shared
    credential.name_shown = shared and name_shown
    credential.host_may_contact = host_may_contact
    in_a_year = clock.today(credential.institution.zone) + CONTACT_FOR
    credential.contact_until = (contact_until or in_a_year) if host_may_contact else None
    credential.save(update_fields=["shared", "name_shown", "host_may_contact", "contact_until"])
    keep_ledger(
        credential.student,
        {
            Consented.PAGE: credential.shared,
            Consented.NAME: credential.name_shown,
            Consented.HOST: credential.host_may_contact,
        },
        credential=credential,
        until=credential.contact_until,
    )


@transaction.atomic
def suspend_credential(*, credential: Credential, reason: str, by: User) -> None:
    """Pause a badge while it is looked into: nobody should rely on it until it is restored.

    Raises ``RuleBroken`` without a reason, ``InvalidTransition`` where it is not in force.
    """
    _end(credential, CredentialState.SUSPENDED, reason, by)


@transaction.atomic
def revoke_credential(*, credential: Credential, reason: str, by: User) -> None:
    """Take a badge back for good: given in error, or misconduct. There is no way back.

    Raises ``RuleBroken`` without a reason, ``InvalidTransition`` where it was revoked before.
    """
    _end(credential, CredentialState.REVOKED, reason, by)


@transaction.atomic
def restore_credential(*, credential: Credential, by: User) -> None:
    """A paused badge is in force again; what its owner said of the pause is answered by that.

    Raises ``RuleBroken`` where it was taken back for good, ``InvalidTransition`` where in force.
    """
    if credential.state == CredentialState.REVOKED:
        raise RuleBroken(_("It was taken back for good: only an answer of its owner can end that."))
    settle_open(credential, by)
    put_in_force(credential, by)


def _end(credential: Credential, state: CredentialState, reason: str, by: User) -> None:
    if not reason.strip():
        raise RuleBroken(_("Give a reason: the student and whoever checks it read it."))
    credential.state_reason, credential.state_by = reason.strip(), by
    credential.save(update_fields=["state_reason", "state_by"])  # a constraint wants it first
    move(credential, state)
    set_bit(credential.status, to=True)
    publish(CredentialStatusChanged(credential_id=credential.pk))


@transaction.atomic
def rely_on_credential(*, credential: Credential, member: Member) -> Reliance:
    """A verified employer says that this badge counted when it took somebody on (R32).

    Raises ``RuleBroken`` for an employer that no university has checked, for the host that gave
    the badge or vouches for it, for a badge not in force, and the second time.
    """
    employer = member.employer
    if not is_verified(member):
        raise RuleBroken(_("No university here has checked %(host)s yet.") % {"host": employer})
    if credential.state != CredentialState.AWARDED:
        raise RuleBroken(_("This badge is not in force."))
    if had_a_part(credential=credential, member=member):
        raise RuleBroken(_("You saw this work yourselves. This is for those who did not."))
    with refused_by("reliance_once", RuleBroken(_("You have said so before. It is counted."))):
        return Reliance.objects.create(
            institution=credential.institution,
            credential=credential,
            employer=employer,
            member=member,
        )


def had_a_part(*, credential: Credential, member: Member) -> bool:
    """Whether the badge was earned with her employer, or her employer vouches for it."""
    own = credential.placement.challenge.employer_id == member.employer_id
    return (
        own
        or Endorsement.objects.filter(
            credential=credential, employer=member.employer_id, state=EndorsementState.GIVEN
        ).exists()
    )


@transaction.atomic
def stop_relying(*, credential: Credential, member: Member) -> None:
    """Take it back: it is counted no more. Raises ``RuleBroken`` where it was never said."""
    gone, _rows = Reliance.objects.filter(
        credential=credential, employer=member.employer_id
    ).delete()
    if not gone:
        raise RuleBroken(_("You have not said so."))


def is_verified(member: Member) -> bool:
    """Whether the university that introduced her has checked that her employer is who it says."""
    checked = Partnership.objects.filter(
        employer=member.employer_id, institution=member.introduced_by_id, paused=False
    )
    return checked.exclude(checked_by=Partnership.Check.NONE).exists()
