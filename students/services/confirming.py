"""Proving the address behind an interest: a typed code, a letter's button, or a voice staff know.

The letter carries six figures (``code_of``) and a link (``confirm_link``) whose proof is signed
over the row and the address. A GET of it acts on nothing; the page's button posts the proof.
"""

from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.codes import MOST_TRIES, code_for, code_matches
from core.errors import RuleBroken, refused_by
from core.links import GOOD_FOR, absolute, address_mark
from core.outbox import publish
from core.states import move
from employers.models import Challenge
from employers.states import ChallengeState
from students.events import CodeResent, EoiConfirmed
from students.models import Eoi
from students.services.eoi import already_interested, change, make_room, submit_eoi
from students.services.graduates import refuse_left
from students.services.people import prove_address
from students.states import EoiState

PURPOSE = "confirm_eoi"
LATE_BY_AT_MOST = timedelta(hours=24)  # REQUIREMENTS 4.19
SECONDS_BETWEEN_CODES = 60
CODES_A_DAY = 5


def address_of(eoi: Eoi) -> str:
    """The address that a proof must show: the row's, or after confirming its student's."""
    return eoi.email or (eoi.student.address if eoi.student else "")


def code_of(eoi: Eoi) -> str:
    """The six figures of the letter."""
    return code_for(PURPOSE, eoi.public_id, address_of(eoi))


def confirm_link(eoi: Eoi) -> str:
    """The absolute address for the letter's button."""
    proof = signing.dumps([str(eoi.public_id), address_mark(address_of(eoi))], salt=PURPOSE)
    path = reverse("students:confirm_eoi", args=[eoi.institution.slug, eoi.public_id])
    return absolute(f"{path}?proof={proof}")


def proof_of(eoi: Eoi, proof: str) -> bool:
    """Whether ``proof`` is from a letter to this row's present address, and not too old."""
    try:
        said = signing.loads(proof, salt=PURPOSE, max_age=GOOD_FOR)
    except signing.BadSignature:
        return False
    return bool(said == [str(eoi.public_id), address_mark(address_of(eoi))])


@transaction.atomic
def code_fits(eoi: Eoi, typed: str) -> bool:
    """Whether ``typed`` is the code. The try is counted first; after ten none fits any more."""
    tries = Eoi.objects.filter(pk=eoi.pk, code_tries__lt=MOST_TRIES)
    if not tries.update(code_tries=F("code_tries") + 1):
        return False
    fits = code_matches(PURPOSE, eoi.public_id, address_of(eoi), typed)
    if fits:
        change(eoi, code_tries=0)
    return fits


def may_be_confirmed(eoi: Eoi) -> bool:
    """Whether a confirmation still counts: while it is open, and for 24 hours after closing.

    Not once an interest in the same challenge has been answered: its places are shared out.
    """
    if eoi.state != EoiState.UNCONFIRMED:
        return False
    challenge = eoi.challenge
    if challenge.state in (ChallengeState.OPEN, ChallengeState.PAUSED):
        return True
    in_time = clock.now() <= challenge.closes_at + LATE_BY_AT_MOST
    shared_out = Eoi.objects.filter(challenge=challenge, answered_at__isnull=False)
    return challenge.state == ChallengeState.CLOSED and in_time and not shared_out.exists()


@transaction.atomic
def confirm_eoi(
    eoi: Eoi, *, instead_of: Eoi | None = None, by: User | None = None, **put_right: Any
) -> Eoi:
    """Make an interest count: its address is proven. Confirming twice changes nothing.

    Links or makes the student. Returns the row that counts, which is another one where she had
    sent this challenge an interest before; this one then expires. ``put_right``: her own
    ``sentence`` in place of the one that was read in her e-mail, and ``access_first``.

    Raises ``TooManyOpenInterests`` (answer with ``instead_of``), ``NotEligible`` unless staff have
    a hand in it, or ``RuleBroken`` when too late.
    """
    Challenge.objects.hold_open(eoi.challenge_id)
    # The lock first and alone: a joined row would be read as it was before the wait.
    Eoi.objects.select_for_update(no_key=True).get(pk=eoi.pk)
    eoi = Eoi.objects.select_related("challenge__institution", "student__user").get(pk=eoi.pk)
    if eoi.student is not None:
        return eoi
    if not may_be_confirmed(eoi):
        raise RuleBroken(_("The time to confirm this ran out. Its places are being shared out."))
    student = prove_address(institution=eoi.challenge.institution, email=eoi.email)
    hers = Eoi.objects.active().filter(student=student, challenge=eoi.challenge).first()
    if hers is not None:
        move(eoi, EoiState.EXPIRED)
        return hers
    if by is None and eoi.recorded_by is None:
        refuse_left(student)
    make_room(student, eoi.challenge, instead_of)
    with refused_by("eoi_one_active", already_interested()):
        change(eoi, student=student, email="", confirmed_at=clock.now(), recorded_by=by)
    if put_right:
        change(eoi, **put_right)
    move(eoi, EoiState.SUBMITTED)
    publish(EoiConfirmed(eoi_id=eoi.pk))
    return eoi


def confirm_eoi_by_voice(eoi: Eoi, by: User) -> Eoi:
    """Confirm for somebody whom ``by`` has spoken to: the clinic vouches for the address."""
    return confirm_eoi(eoi, by=by)


@transaction.atomic
def change_address(eoi: Eoi, email: str) -> Eoi:
    """Send the same interest from another address; the first row expires and its letter is void.

    Raises ``ChallengeNotOpen``, and ``RuleBroken`` where the address was proven meanwhile.
    """
    if email.casefold() == eoi.email.casefold():
        return eoi
    if eoi.state != EoiState.UNCONFIRMED:
        raise RuleBroken(_("This address is confirmed. Ring us if it is the wrong one."))
    move(eoi, EoiState.EXPIRED)
    return submit_eoi(
        challenge=eoi.challenge,
        sentence=eoi.sentence,
        email=email,
        access_first=eoi.access_first,
        via=eoi.via,
        recorded_by=eoi.recorded_by,
    )


@transaction.atomic
def resend_code(eoi: Eoi) -> None:
    """Write the letter with the code again: once a minute, five times a day.

    Raises ``RuleBroken`` with what to do instead.
    """
    today = f"code_resent:{eoi.public_id}:{clock.now():%Y%m%d}"
    if not cache.add(f"code_resent:{eoi.public_id}", 1, SECONDS_BETWEEN_CODES):
        raise RuleBroken(_("We sent it less than a minute ago. Look in junk as well."))
    cache.add(today, 0, 24 * 3600)
    if cache.incr(today) > CODES_A_DAY:
        raise RuleBroken(_("We sent it five times today. Ring us and we confirm it by voice."))
    if may_be_confirmed(eoi):
        publish(CodeResent(eoi_id=eoi.pk))
