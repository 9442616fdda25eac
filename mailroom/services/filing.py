"""What staff do with an e-mail that needs a hand; and forgetting."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

import mailreading
from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.states import move
from employers.models import Challenge
from institutions.models import Institution
from mailroom.models import InboundMail
from mailroom.services.taking import challenge_of, digest_of, seems_about
from mailroom.states import MailState, Why
from students.models import Eoi, RecordedVia
from students.services import submit_eoi

WAITS_AT_MOST = timedelta(days=30)
ANSWERED_WITHIN = timedelta(days=1)
KNOWN_FOR = timedelta(days=90)  # no mail server delivers later
EMPTY = {"address": "", "subject": "", "sentence": ""}


@transaction.atomic
def file_mail(
    mail: InboundMail, *, challenge: Challenge, address: str, sentence: str, by: User
) -> Eoi:
    """Put an e-mail on the list of ``challenge``: its sender gets the letter with the code.

    Raises what ``submit_eoi`` raises, and ``RuleBroken`` where a colleague was faster.
    """
    eoi = submit_eoi(
        challenge=challenge,
        sentence=sentence,
        email=address,
        via=RecordedVia.EMAIL,
        recorded_by=by,
    )
    move(mail, MailState.TAKEN)
    InboundMail.objects.filter(pk=mail.pk).update(
        **EMPTY, challenge=challenge, eoi=eoi, filed_by=by
    )
    return eoi


@transaction.atomic
def set_mail_aside(mail: InboundMail, *, by: User) -> None:
    """It is no interest. What stood in it is deleted; nobody is written to."""
    move(mail, MailState.SET_ASIDE)
    InboundMail.objects.filter(pk=mail.pk).update(**EMPTY, filed_by=by)


@transaction.atomic
def paste_mail(
    institution: Institution, *, text: str, project: Challenge | None = None
) -> InboundMail:
    """Take in what staff copied out of a mail program; it then waits to be filed.

    ``project`` is what it is about where it does not say so itself.

    Raises ``RuleBroken`` where nothing can be read in it, or where it came before by itself.
    """
    try:
        reading = mailreading.read_pasted(text)
    except mailreading.Refused:
        raise RuleBroken(_("This can not be read. Paste the words of the e-mail alone.")) from None
    if reading.kind != mailreading.Kind.PERSON:
        raise RuleBroken(_("A machine wrote this: an answer while away, or a letter come back."))
    if not reading.sentence and not reading.sender:
        raise RuleBroken(_("There is nothing to read in it. Paste the whole e-mail."))
    about = challenge_of(reading, institution)
    message_id = reading.message_id or secrets.token_hex(16)
    mail, new = InboundMail.objects.get_or_create(
        digest=digest_of(reading.sender, message_id),
        defaults={
            "institution": institution,
            "address": reading.sender,
            "subject": reading.subject,
            "sentence": reading.sentence,
            "longer": reading.longer,
            "files": min(reading.files, 99),
            "challenge": about or project or seems_about(institution, reading.subject),
            "why": Why.PASTED,
        },
    )
    if not new and mail.state != MailState.WAITING:
        raise RuleBroken(_("This e-mail came by itself before, and was dealt with."))
    return mail


def forget_mail() -> int:
    """Empty what waited for 30 days or was answered yesterday; delete the rows of three months ago.

    Returns how many rows changed.
    """
    now = clock.now()
    mails = InboundMail.objects.exclude(**EMPTY)
    stale = mails.filter(state=MailState.WAITING, came_at__lt=now - WAITS_AT_MOST)
    changed = stale.update(**EMPTY, state=MailState.SET_ASIDE)
    over = mails.exclude(state=MailState.WAITING).filter(came_at__lt=now - ANSWERED_WITHIN)
    changed += over.update(**EMPTY)
    old = InboundMail.objects.filter(came_at__lt=now - KNOWN_FOR).exclude(state=MailState.WAITING)
    return changed + old.delete()[0]
