"""What we agreed changes, is signed where a university asks for it, and is a paper to keep."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from employers import services as employers
from employers.models import Challenge
from employers.services.sharing import parts_of
from employers.states import AHEAD
from placements import words
from placements.events import AgreementChanged
from placements.models import Placement, Signature
from placements.services.agreement import mark_of
from placements.services.files import PDF, keep_file
from placements.services.times import offer_ends_at, policy_of
from placements.states import GONE, PlacementState
from students.models import RecordedVia
from students.services import hold_seats

PAPERS = (PDF, "image/png", "image/jpeg")


@transaction.atomic
def change_agreement(
    *,
    challenge: Challenge,
    reason: str,
    by: User,
    deliverable: str = "",
    ip_terms: str = "",
    pay_per_hour: Decimal | None = None,
    address: str = "",
) -> int:
    """Change the place, pay, result or its owner; how many are asked again. What is empty stays.

    Its parts at other universities change with it. Raises ``RuleBroken``: it has begun or begins
    too soon to ask, no reason, nothing different, or it is itself a part.
    """
    if challenge.shared_from_id is not None:
        raise RuleBroken(_("It follows the other university's brief: ask them to change it."))
    (challenge,) = hold_seats([challenge])
    if not reason.strip():
        raise RuleBroken(_("Say why: everybody whom it concerns reads it."))
    policy = policy_of(challenge.institution)
    soonest = clock.now() + timedelta(hours=policy.cutoff_hours)
    if challenge.starts_at <= soonest:
        raise RuleBroken(
            _("It begins on %(when)s: too soon to ask everybody again.")
            % {"when": words.day_and_hour(challenge.starts_at, challenge.institution.zone)}
        )
    challenge.state_reason = reason.strip()[:400]
    changed = employers.set_agreed(
        challenge=challenge,
        deliverable=deliverable,
        ip_terms=ip_terms,
        pay_per_hour=pay_per_hour,
        address=address,
        by=by,
    )
    if not changed:
        raise RuleBroken(_("Nothing would be different."))
    asked = 0
    for each in [challenge, *hold_seats(parts_of(challenge))]:
        if each.state not in AHEAD:
            continue
        Challenge.objects.filter(pk=each.pk).update(state_reason=challenge.state_reason)
        until = offer_ends_at(each, policy_of(each.institution))
        ready = Placement.objects.filter(challenge=each, state=PlacementState.READY)
        asked += ready.update(again_by=until)
        publish(AgreementChanged(challenge_id=each.pk))
    return asked


@transaction.atomic
def sign_agreement(
    *,
    placement: Placement,
    name: str,
    via: str = RecordedVia.WEB,
    by: User | None = None,
) -> Signature:
    """Keep a typed name under the version that she said yes to; once a version."""
    if not name.strip():
        raise RuleBroken(_("Type your name to sign."))
    signature, _made = Signature.objects.get_or_create(
        placement=placement,
        mark=mark_of(placement.agreed),
        name__gt="",
        defaults={"name": name.strip()[:120], "signed_at": clock.now(), "via": via, "by": by},
    )
    return signature


@transaction.atomic
def add_signed_copy(*, placement: Placement, file: UploadedFile, by: User) -> Signature:
    """Keep a copy that was signed elsewhere: PDF or a photograph. Raises ``RuleBroken``."""
    if placement.state in GONE:
        raise RuleBroken(_("This place was given back or called off."))
    upload = keep_file(file=file, by=by, placement=placement, kinds=PAPERS)
    return Signature.objects.create(
        placement=placement,
        mark=mark_of(placement.agreed),
        copy=upload,
        signed_at=clock.now(),
        by=by,
    )
