"""Sealed answers (REQUIREMENTS 4.20): whether two would work together again, and how they fit.

A web process seals with the university's public key (RSA-OAEP with SHA-256, RFC 8017, bound by its
label to one place and side) and can not open. A worker opens two answers of one place once both
are there and the badge is out. Both yes: each side is told and reads the other's words. Anything
else changes nothing that anybody can see, so nobody learns whether the other has answered.
"""

import json
from collections.abc import Sequence
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from credentials.events import AgainFound
from credentials.models import Credential, SealedAnswer, SealingKey, Side, WouldAgain
from credentials.services.keys import make_sealing_key, private_key
from institutions.models import Institution
from placements.models import Placement
from placements.services.inviting import may_be_asked

PADDED = 48  # bytes of every answer before it is sealed: its length says nothing
FITS = 3
KEPT_FOR = timedelta(days=365)  # after the last day; then a sealed answer is deleted unopened


def _padding(placement: Placement, side: str) -> padding.OAEP:
    label = f"foothold sealed answer {placement.public_id} {side}".encode()
    return padding.OAEP(padding.MGF1(SHA256()), SHA256(), label)


@transaction.atomic
def answer_sealed(*, placement: Placement, side: str, again: bool, fit: Sequence[int]) -> None:
    """Seal one side's answer; another one takes the place of the first.

    ``fit`` is three of 0 (left out) to 4. A no also ends what both had found before. Raises
    ``RuleBroken`` before the project is over, and in the minutes before a university has its key.
    """
    if not may_be_asked(placement):
        raise RuleBroken(_("This can be said once the project is over."))
    if len(fit) != FITS or any(not 0 <= each <= 4 for each in fit):
        raise RuleBroken(_("Choose one of the words, or leave it out."))
    key = SealingKey.objects.filter(institution=placement.institution_id).first()
    if key is None:
        raise RuleBroken(_("The seal is being made. Try again in some minutes."))
    public = load_pem_public_key(key.public.encode())
    assert isinstance(public, RSAPublicKey)
    plain = json.dumps({"again": again, "fit": list(fit)}).encode().ljust(PADDED)
    SealedAnswer.objects.update_or_create(
        placement=placement,
        side=side,
        defaults={
            "key": key,
            "sealed": public.encrypt(plain, _padding(placement, side)),
            "compared": False,
        },
    )
    if not again:
        WouldAgain.objects.filter(placement=placement).delete()


@transaction.atomic
def take_back_sealed(*, placement: Placement, side: str) -> None:
    """Delete one side's answer, and what both had found."""
    SealedAnswer.objects.filter(placement=placement, side=side).delete()
    WouldAgain.objects.filter(placement=placement).delete()


def make_missing_keys() -> None:
    """A sealing key for each university that has a badge to give. In a worker alone."""
    has_places = Placement.objects.filter(institution=OuterRef("pk"))
    for institution in Institution.objects.filter(Exists(has_places), sealingkey__isnull=True):
        make_sealing_key(institution)


def compare_answers() -> int:
    """Open what both sides of a place have answered once its badge is out; how many places.

    Publishes ``AgainFound`` where both say yes. In a worker alone.
    """
    of_place = SealedAnswer.objects.filter(placement=OuterRef("pk"))
    due = Placement.objects.filter(
        Exists(of_place.filter(compared=False)),
        Exists(of_place.filter(side=Side.STUDENT)),
        Exists(of_place.filter(side=Side.HOST)),
        Exists(Credential.objects.filter(placement=OuterRef("pk"))),
    )
    return sum(_compare(placement) for placement in due)


@transaction.atomic
def _compare(placement: Placement) -> bool:
    answers = {
        answer.side: answer
        for answer in SealedAnswer.objects.select_for_update(of=("self",))
        .select_related("key")
        .filter(placement=placement)
    }
    if set(answers) != set(Side.values):
        return False  # one was taken back
    said = {side: _opened(answer) for side, answer in answers.items()}
    SealedAnswer.objects.filter(placement=placement).update(compared=True)
    if not all(each["again"] for each in said.values()):
        return True
    found, new = WouldAgain.objects.update_or_create(
        placement=placement,
        defaults={"of_host": said[Side.STUDENT]["fit"], "of_student": said[Side.HOST]["fit"]},
        create_defaults={
            "of_host": said[Side.STUDENT]["fit"],
            "of_student": said[Side.HOST]["fit"],
            "found_at": clock.now(),
        },
    )
    if new:
        publish(AgainFound(would_again_id=found.pk))
    return True


def _opened(answer: SealedAnswer) -> dict[str, object]:
    private = load_pem_private_key(private_key(answer.key), password=None)
    assert isinstance(private, RSAPrivateKey)
    plain = private.decrypt(bytes(answer.sealed), _padding(answer.placement, answer.side))
    found: dict[str, object] = json.loads(plain)
    return found


def forget_answers() -> None:
    """Sealed answers a year after the day, and leave to contact whose day has come."""
    SealedAnswer.objects.filter(placement__challenge__ends_at__lt=clock.now() - KEPT_FOR).delete()
    over = Q(contact_until__lt=clock.now().date())
    Credential.objects.filter(over).update(host_may_contact=False, contact_until=None)
