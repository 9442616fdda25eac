"""A host's words run out after two years: their host is asked once, and one press renews them."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from accounts.models import User
from core import clock
from core.outbox import publish
from credentials.events import EndorsementChanged, EndorsementsRunOut
from credentials.models import Endorsement
from credentials.services.endorsing import GOOD_FOR
from credentials.states import CredentialState, EndorsementState
from employers.models import Challenge, Member
from institutions.models import Institution

ASKED_BEFORE = timedelta(days=30)  # it runs out: then its host is asked once
RENEWED_FROM = timedelta(days=60)  # before it runs out, and any time after


def ending(members: list[int], institution: Institution) -> QuerySet[Endorsement]:
    """Words of the hosts of ``members`` that stand and run out soon, or have."""
    return _standing(members, institution).filter(valid_until__lt=clock.now() + RENEWED_FROM)


def standing(members: list[int], institution: Institution, public_id: str) -> QuerySet[Endorsement]:
    """One word of the hosts of ``members``, which can be renewed whenever it stands."""
    one = _standing(members, institution)
    try:
        return one.filter(public_id=UUID(public_id))
    except ValueError:
        return one.none()


def _standing(members: list[int], institution: Institution) -> QuerySet[Endorsement]:
    return (
        Endorsement.objects.of(institution)
        .filter(
            credential__placement__challenge__in=Challenge.objects.hosted_by(members),
            employer=F("credential__placement__challenge__employer"),
            credential__state=CredentialState.AWARDED,
            state=EndorsementState.GIVEN,
        )
        .order_by("valid_until", "pk")
    )


@transaction.atomic
def renew_endorsements(*, endorsements: QuerySet[Endorsement], by: User | None) -> int:
    """The host stands by these words as they are, for two more years; how many they were."""
    found = list(endorsements.select_for_update(of=("self",)))
    for endorsement in found:
        Endorsement.objects.filter(pk=endorsement.pk).update(
            valid_until=clock.now() + GOOD_FOR, acted_by=by, renewal_asked_at=None
        )
        publish(EndorsementChanged(endorsement_id=endorsement.pk))
    return len(found)


@transaction.atomic
def ask_for_renewals() -> None:
    """One letter to each person whose words at a university run out within a month; asked once.

    Whoever gave it is asked; where she left, whoever looked after the project.
    """
    now = clock.now()
    soon = (
        Endorsement.objects.select_for_update(of=("self",))
        .filter(
            state=EndorsementState.GIVEN,
            credential__state=CredentialState.AWARDED,
            valid_until__lt=now + ASKED_BEFORE,
            valid_until__gt=now,
            renewal_asked_at__isnull=True,
        )
        .select_related("member", "credential__placement__challenge__supervisor")
        .order_by("valid_until", "pk")
    )
    first: dict[tuple[int, int], Endorsement] = {}
    for word in soon:
        first.setdefault((whose_word(word).pk, word.institution_id), word)
        Endorsement.objects.filter(pk=word.pk).update(renewal_asked_at=now)
    for word in first.values():
        publish(EndorsementsRunOut(endorsement_id=word.pk))


def whose_word(endorsement: Endorsement) -> Member:
    """Who gave it; where she has left the host, whoever looked after the project."""
    return endorsement.member or endorsement.credential.placement.challenge.supervisor
