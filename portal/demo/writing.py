"""E-mails that people of the demo write to the clinic, as a mail program would send them."""

from email.message import EmailMessage
from email.utils import make_msgid

from django.conf import settings

from employers.models import Challenge
from institutions.models import Institution

# One that names its project only by its title, and one that a colleague sent on: for the desk
NEEDS_A_HAND = (
    (
        "sasha.wren@mail.example",
        "The food bank project",
        "Hello,\n\nI sort the crates at ours every other Saturday and would like to see how a "
        "bigger one does it. Is there still room?\n\nThanks,\nSasha\n\nSent from my iPhone",
    ),
    (
        "io.haddad@mail.example",
        "Projects in May?",
        "Good morning,\n\nI have two free weeks after my exams and like being outdoors. Is there "
        "anything that fits?\n\nKind regards\nIo Haddad\nBA History, year 2",
    ),
)


def an_email(*, sender: str, to: str, subject: str, words: str) -> bytes:
    """A message of plain text."""
    message = EmailMessage()
    message["From"], message["To"] = sender, to
    message["Subject"] = " ".join(subject.split())
    message["Message-ID"] = make_msgid(domain="mail.example")
    message.set_content(words)
    return message.as_bytes()


def email_about(challenge: Challenge, *, sender: str, words: str) -> bytes:
    """One to the address that the listing shows."""
    subject = challenge.title
    return an_email(sender=sender, to=_to(challenge.code), subject=subject, words=words)


def email_to(institution: Institution, *, sender: str, subject: str, words: str) -> bytes:
    """One to the university, about no project in particular."""
    return an_email(sender=sender, to=_to(institution.slug), subject=subject, words=words)


def _to(word: str) -> str:
    ours = settings.INBOUND_ADDRESS or "interests@in.foothold.example"
    local, _at, domain = ours.partition("@")
    return f"{local}+{word}@{domain}"
