"""Taking an e-mail in: by which project, by whom, and what comes of it.

What an e-mail's From line says proves nothing. An interest that came by e-mail is unconfirmed
whoever seems to have written it, and the letter with the code goes to the address that it names.
Nothing is ever answered to a machine.
"""

import hashlib
import logging
import re
import uuid
from contextlib import suppress
from dataclasses import replace

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import salted_hmac

import mailreading
from accounts.limits import A_DAY, used_up
from core import clock
from core.errors import RuleBroken
from core.outbox import publish
from core.states import move
from employers.models import Challenge
from institutions.models import Institution, StaffMember
from mailreading import Kind, Reading
from mailroom.events import MailBounced, MailNotTaken, MailWithoutProject
from mailroom.models import InboundMail
from mailroom.states import MailState, Why
from students.models import RecordedVia
from students.services import ChallengeNotOpen, resend_code, submit_eoi

logger = logging.getLogger(__name__)
MAILS_AN_HOUR = 10  # from one address; a machine that does not say so writes more
ALL_MAILS_AN_HOUR = 600  # with forged addresses they would be letters to strangers


def address_for(challenge: Challenge) -> str:
    """Where to write to ask for a place in ``challenge``; ``""`` where no e-mail is read."""
    local, _at, domain = settings.INBOUND_ADDRESS.rpartition("@")
    return f"{local}+{challenge.code}@{domain}" if local else ""


def take_mail(raw: bytes) -> InboundMail | None:
    """Take in one message as it came; ``None`` where it is refused, twice here or nobody's.

    Raises nothing for whatever stands in ``raw``. Of a message that came before the row stands.
    """
    try:
        reading = mailreading.read(raw)
        if reading.sender:
            validate_email(reading.sender)
    except (mailreading.Refused, ValidationError) as refused:
        why = refused.why if isinstance(refused, mailreading.Refused) else "address"
        logger.warning("mail_refused why=%s", why)
        return None
    said = reading.message_id or hashlib.sha256(raw).hexdigest()
    return take_reading(reading, digest=digest_of(reading.sender, said))


def digest_of(sender: str, message_id: str) -> str:
    """What one e-mail is known by; from it nobody reads who wrote."""
    return salted_hmac("mailroom.digest", f"{sender.lower()} {message_id}").hexdigest()


@transaction.atomic
def take_reading(reading: Reading, *, digest: str) -> InboundMail | None:
    """Take in what was read."""
    challenge = challenge_of(reading)
    institution = challenge.institution if challenge else institution_of(reading)
    if institution is None:
        logger.warning("mail_refused why=nobody")
        return None
    mail, new = InboundMail.objects.get_or_create(
        digest=digest, defaults={"institution": institution, "challenge": challenge}
    )
    if not new:
        return mail
    match reading.kind:
        case Kind.PERSON:
            _of_person(mail, reading)
        case Kind.BOUNCE:
            _of_bounce(mail, reading)
        case _:
            move(mail, MailState.AUTOMATIC)
    mail.save()
    return mail


def challenge_of(reading: Reading, institution: Institution | None = None) -> Challenge | None:
    """The project (of ``institution``) that the surest of the references names."""
    found = Challenge.objects.filter(code__in=reading.references).select_related("institution")
    if institution is not None:
        found = found.of(institution)
    by_code = {challenge.code: challenge for challenge in found}
    return next((by_code[code] for code in reading.references if code in by_code), None)


def institution_of(reading: Reading) -> Institution | None:
    """Whose e-mail it is: by the address, else by the sender's domain, else the first here."""
    known = list(Institution.objects.order_by("pk"))
    by_slug = {institution.slug: institution for institution in known}
    named = next((by_slug[word] for word in reading.references if word in by_slug), None)
    own = next((each for each in known if each.owns_address(reading.sender)), None)
    return named or own or next(iter(known), None)


def seems_about(institution: Institution, subject: str) -> Challenge | None:
    """The one open project that shares most words with ``subject``, two or more; for a person."""
    wanted = _telling_words(subject)
    opened = Challenge.objects.of(institution).open().filter(closes_at__gt=clock.now())
    shared = sorted(
        (
            (len(wanted & _telling_words(f"{each.title} {each.employer.name}")), each.pk, each)
            for each in opened.select_related("employer").only("title", "employer__name")
        ),
        reverse=True,
    )
    best, next_best = (*shared, (0, 0, None), (0, 0, None))[:2]
    return best[2] if best[0] >= 2 and best[0] > next_best[0] else None


def _telling_words(words: str) -> set[str]:
    """Words of four letters or more, without what any e-mail says."""
    found = {word.casefold() for word in re.findall(r"\w{4,}", words)}
    return found - {"about", "interest", "interested", "place", "project", "with", "your"}


def _of_person(mail: InboundMail, reading: Reading) -> None:
    mail.longer, mail.files = reading.longer, min(reading.files, 99)
    mail.address = reading.sender
    sender = salted_hmac("mailroom.sender", reading.sender.lower()).hexdigest()[:20]
    staff = StaffMember.objects.of(mail.institution).filter(user__email__iexact=reading.sender)
    if used_up(f"mails:{sender}", at_most=MAILS_AN_HOUR) or used_up(
        "mails", at_most=ALL_MAILS_AN_HOUR
    ):
        mail.why = Why.TOO_MANY
    elif reading.suspect:  # a letter would go to whoever is named
        mail.why = Why.SUSPECT
    elif staff.exists():
        mail.why = Why.OF_STAFF
        reading = reading.sent_on or replace(reading, sender="")  # it is not her interest
        mail.address, mail.longer = reading.sender, reading.longer
        mail.challenge = mail.challenge or challenge_of(reading, mail.institution)
    elif mail.challenge is None:
        mail.why = Why.NO_PROJECT
        mail.challenge = seems_about(mail.institution, reading.subject)
        if mail.address and not used_up(f"mails:asked:{sender}", at_most=1, seconds=A_DAY):
            publish(MailWithoutProject(mail_id=mail.pk))
    elif not reading.sentence:
        _answer(mail, Why.NO_SENTENCE)
        return
    else:
        _submit(mail, mail.challenge, reading.sentence)
        return
    mail.subject, mail.sentence = reading.subject, reading.sentence


def _submit(mail: InboundMail, challenge: Challenge, sentence: str) -> None:
    new_id = uuid.uuid4()
    try:
        mail.eoi = submit_eoi(
            challenge=challenge,
            sentence=sentence,
            email=mail.address,
            via=RecordedVia.EMAIL,
            public_id=new_id,
        )
    except ChallengeNotOpen:
        _answer(mail, Why.CLOSED)
    else:
        if mail.eoi.public_id != new_id:  # she writes again: the letter may not have reached her
            with suppress(RuleBroken):  # within its limits
                resend_code(mail.eoi)
        move(mail, MailState.TAKEN)
        mail.address = ""


def _answer(mail: InboundMail, why: Why) -> None:
    """Nothing comes of it, and a letter says why; the address is kept until that is written."""
    move(mail, MailState.NOT_TAKEN)
    mail.why = why
    publish(MailNotTaken(mail_id=mail.pk))


def _of_bounce(mail: InboundMail, reading: Reading) -> None:
    move(mail, MailState.BOUNCED)
    bounce = next((each for each in reading.bounces if each.for_good), None)
    if bounce is not None and len(bounce.address) <= 254:
        mail.address, mail.letter, mail.code = bounce.address, bounce.letter, bounce.status
        publish(MailBounced(mail_id=mail.pk))


@transaction.atomic
def take_bounce(mail_id: int) -> tuple[str, str, str]:
    """Address, Message-ID and code of a letter that came back; the address is kept no longer."""
    mail = InboundMail.objects.select_for_update().get(pk=mail_id)
    said = mail.address, mail.letter, mail.code
    InboundMail.objects.filter(pk=mail_id).update(address="")
    return said
