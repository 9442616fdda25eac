"""A host stands behind what can be earned with it: these skills, these steps.

An EndorsementCredential about the achievement, by the host's own key and with a bit of its own. It
stands inside the file of each badge of that achievement, so it always names the host: it is offered
and never on by itself, and can be taken back. Then its bit is set, and the files are issued anew
without it.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

import openbadges as ob
from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from core.states import move
from credentials.events import BackingChanged, CredentialOutdated
from credentials.models import Achievement, Backing, Credential
from credentials.services.achievements import address_of
from credentials.services.lists import (
    is_signed,
    named_in_file,
    new_entry,
    set_bit,
    sign_status_list,
)
from credentials.services.signing import Document, profile_of, sign
from credentials.states import EndorsementState
from employers.models import Member

GOOD_FOR = timedelta(days=730)  # two years


@transaction.atomic
def stand_behind(
    *, achievement: Achievement, member: Member, comment: str, signed_name: str, by: User | None
) -> Backing:
    """The host puts its name to what the badge asks for; said before, it is said anew.

    Raises ``RuleBroken`` for another host's, for a version that is no longer given, and without a
    line.
    """
    if achievement.challenge.employer_id != member.employer_id:
        raise RuleBroken(_("This badge is earned with another host."))
    if Achievement.objects.filter(
        challenge=achievement.challenge, version__gt=achievement.version
    ).exists():
        raise RuleBroken(_("The project has changed since. Look at its badge as it is now."))
    if not comment.strip():
        raise RuleBroken(_("Write one line: why do these skills matter in your work?"))
    now = clock.now()
    backing, _made = Backing.objects.update_or_create(
        achievement=achievement,
        employer=member.employer,
        state=EndorsementState.GIVEN,
        defaults={
            "institution": achievement.institution,
            "member": member,
            "comment": comment.strip(),
            "signed_name": signed_name.strip() or member.name,
            "acted_by": by,
            "given_at": now,
            "valid_until": now + GOOD_FOR,
        },
    )
    publish(BackingChanged(backing_id=backing.pk))
    return backing


@transaction.atomic
def step_back(*, backing: Backing, by: User | None) -> None:
    """The host no longer stands behind it. Raises ``InvalidTransition`` the second time."""
    move(backing, EndorsementState.WITHDRAWN)
    Backing.objects.filter(pk=backing.pk).update(acted_by=by)
    publish(BackingChanged(backing_id=backing.pk))


@transaction.atomic
def sign_backing(backing_id: int, *, act: str) -> None:
    """Sign what the row says now, end what was signed before, and have the badges issued anew.

    In a worker alone.
    """
    backing = (
        Backing.objects.select_for_update(of=("self",))
        .select_related("achievement__institution", "employer", "acted_by", "status__status_list")
        .get(pk=backing_id)
    )
    if backing.status is not None:
        set_bit(backing.status, to=True)
        sign_status_list(backing.status.status_list, actor=backing.acted_by, act=act)
    if backing.state == EndorsementState.GIVEN:
        _sign(backing, act)
    else:
        backing.document, backing.jwt, backing.status = None, "", None
    backing.save(update_fields=["document", "jwt", "status"])
    for pk in Credential.objects.filter(achievement=backing.achievement).values_list(
        "pk", flat=True
    ):
        publish(CredentialOutdated(credential_id=pk))


def _sign(backing: Backing, act: str) -> None:
    status = new_entry(backing.employer)
    with override(backing.achievement.institution.language):
        document = ob.endorsement_document(
            ob.Endorsement(
                f"{address_of(backing.achievement.public_id)}#{backing.public_id}",
                _("The host stands behind what this badge asks for"),
                profile_of(backing.employer),
                address_of(backing.achievement.public_id),
                backing.comment,
                awarded=backing.given_at,
                valid_from=max(clock.now(), backing.given_at),
                valid_until=backing.valid_until,
                status=[named_in_file(status)],
            )
        )
    signed = sign(document, owner=backing.employer, actor=backing.acted_by, act=act)
    if not is_signed(status.status_list):
        sign_status_list(status.status_list, actor=backing.acted_by, act=act)
    backing.document, backing.jwt, backing.status = signed.document, signed.jwt, status


def backings_of(achievement: Achievement) -> "QuerySet[Backing]":
    """The hosts' signed words on ``achievement`` that are in force now."""
    return (
        Backing.objects.filter(
            achievement=achievement,
            state=EndorsementState.GIVEN,
            document__isnull=False,
            valid_until__gt=clock.now(),
        )
        .select_related("employer")
        .order_by("pk")
    )


def with_backing(achievement: Achievement) -> Document:
    """The achievement as it stands inside a badge: with the words of hosts that stand behind it."""
    words = [backing.document for backing in backings_of(achievement)]
    return {**achievement.document, **({"endorsement": words} if words else {})}
