"""Addresses that do not take our letters: stopped, and working again."""

from datetime import timedelta
from email.utils import parseaddr
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from core.compiled import Compiled
from institutions.models import Institution
from notifications.models import Message, StoppedAddress

STOPPED = "stopped"  # of Message.failure: held back because its address is stopped
COMES_BACK_WITHIN = timedelta(days=14)
STILL_WORTH_SENDING = timedelta(days=7)
STANDING = Compiled(
    lambda institution, address: StoppedAddress.objects.filter(
        institution=institution, address=address, works_again_at__isnull=True
    ).values("pk")[:1]
)


def address_bounced(
    institution: Institution | None, address: str, *, message_id: str, code: str = ""
) -> StoppedAddress | None:
    """Our letter came back for good: write to ``address`` no more, and tell staff.

    For a report that came by e-mail (RFC 3464, ``Action: failed``), which anybody can forge:
    ``message_id`` is the Message-ID of the letter that came back, and must be that of a letter of
    ours to this very address in the last 14 days; its uuid is known to nobody else. ``code`` is the
    report's status (RFC 3463), such as ``5.1.1``. Returns ``None`` where nothing was stopped.
    """
    letter = _our_letter(message_id, address)
    if letter is None or (institution is not None and letter.institution_id != institution.pk):
        return None
    return stop_address(letter.institution, address, StoppedAddress.Why.BOUNCED, code)


def provider_says(
    address: str, why: StoppedAddress.Why, *, letter: str = "", code: str = ""
) -> list[StoppedAddress]:
    """The mail provider, whose signature was checked, says that ``address`` takes no letters.

    ``letter`` is the public id that it was handed with the letter (:func:`as_mail`); a provider
    that does not hand it back stops the address wherever we wrote to it in the last 14 days.
    """
    known = _our_letter(letter, address)
    if known is not None:
        here = [known.institution]
    else:
        written = Message.objects.filter(
            Q(user__email__iexact=plain(address)) | Q(address__iexact=plain(address)),
            channel=Message.Channel.LETTER,
            sent_at__gt=timezone.now() - COMES_BACK_WITHIN,
        )
        here = list(Institution.objects.filter(pk__in=written.values("institution")))
    return [stop_address(institution, address, why, code) for institution in here]


@transaction.atomic
def stop_address(
    institution: Institution, address: str, why: StoppedAddress.Why, code: str = ""
) -> StoppedAddress:
    """No letter goes to ``address`` until somebody says that it works again.

    Letters that wait for it are held back. Codes for signing in go out all the same: they are asked
    for by whoever reads there. Stopped again, the row that stands is returned.
    """
    stopped, _new = StoppedAddress.objects.get_or_create(
        institution=institution,
        address=plain(address),
        works_again_at=None,
        defaults={"why": why, "code": code[:20]},
    )
    _letters_to(institution, stopped.address).filter(given_up_at__isnull=True).update(
        given_up_at=Now(), failure=STOPPED
    )
    return stopped


@transaction.atomic
def address_works_again(
    institution: Institution, address: str, by: User | None = None
) -> int | None:
    """Write to ``address`` again. Returns how many letters of the last week go out now.

    ``None`` where it was not stopped. What is older than a week stays in the app alone.
    """
    ended = StoppedAddress.objects.filter(
        institution=institution, address=plain(address), works_again_at__isnull=True
    ).update(works_again_at=Now(), works_again_by=by)
    if not ended:
        return None
    return (
        _letters_to(institution, address)
        .filter(failure=STOPPED, written_at__gt=timezone.now() - STILL_WORTH_SENDING)
        .update(given_up_at=None, failure="", next_try_at=Now(), tries=0)
    )


def is_stopped(institution: Institution, address: str) -> bool:
    """Whether letters to ``address`` are held back."""
    return STANDING.first(institution=institution.pk, address=plain(address)) is not None


def plain(address: str) -> str:
    """An address as stops know it: without a name, in small letters."""
    return parseaddr(address)[1].lower()


def _letters_to(institution: Institution, address: str) -> QuerySet[Message]:
    return Message.objects.of(institution).filter(
        Q(user__email__iexact=plain(address)) | Q(address__iexact=plain(address)),
        channel=Message.Channel.LETTER,
        sent_at__isnull=True,
    )


def _our_letter(message_id: str, address: str) -> Message | None:
    try:
        public_id = UUID(message_id.strip().strip("<>").partition("@")[0])
    except ValueError:
        return None
    letter = (
        Message.objects.select_related("institution", "user")
        .filter(
            public_id=public_id,
            channel=Message.Channel.LETTER,
            sent_at__gt=timezone.now() - COMES_BACK_WITHIN,
        )
        .first()
    )
    if letter is None or letter.reader_address.lower() != plain(address):
        return None
    return letter
