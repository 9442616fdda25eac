"""What is written to somebody who wrote an e-mail, and what a letter says of one."""

from collections.abc import Mapping

from django.urls import reverse

from core.links import absolute
from mailroom.models import InboundMail
from mailroom.states import MailState, Why
from notifications.letters import Occasion, To
from students.models import Eoi, RecordedVia

Payload = Mapping[str, int]


def _not_taken(payload: Payload, why: Why, page: str) -> Occasion | None:
    mail = (
        InboundMail.objects.select_related("challenge__institution", "challenge__employer")
        .filter(pk=payload["mail_id"], state=MailState.NOT_TAKEN, why=why)
        .exclude(address="")
        .first()
    )
    if mail is None or mail.challenge is None:
        return None
    here = mail.challenge.institution
    code = [mail.challenge.code] if page == "students:submit_eoi" else []
    to = To(address=mail.address, link=absolute(reverse(page, args=[here.slug, *code])))
    said = {"files": mail.files, "employer": mail.challenge.employer}
    return Occasion(here, (to,), said, mail.challenge)


def mail_too_late(payload: Payload) -> Occasion | None:
    """The project takes no more interests."""
    return _not_taken(payload, Why.CLOSED, "portal:listing")


def mail_without_sentence(payload: Payload) -> Occasion | None:
    """There was nothing to read."""
    return _not_taken(payload, Why.NO_SENTENCE, "students:submit_eoi")


def mail_without_project(payload: Payload) -> Occasion | None:
    """It says of no project that it is meant; nobody has filed it yet."""
    mail = (
        InboundMail.objects.select_related("institution")
        .filter(pk=payload["mail_id"], state=MailState.WAITING, why=Why.NO_PROJECT)
        .exclude(address="")
        .first()
    )
    if mail is None:
        return None
    link = absolute(reverse("portal:listing", args=[mail.institution.slug]))
    return Occasion(mail.institution, (To(address=mail.address, link=link),), {})


def came_with(eoi: Eoi) -> dict[str, object]:
    """For the letter that asks to confirm: how the e-mail was read, where one was."""
    mail = InboundMail.objects.filter(eoi=eoi).only("longer", "files").first()
    by_mail = eoi.via == RecordedVia.EMAIL
    return {
        "by_mail": by_mail,
        "longer": by_mail and mail is not None and mail.longer,
        "files": mail.files if by_mail and mail else 0,
    }
