"""Letters: what was written to whom, and whether it went out."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import OutboxEvent
from core.privacy import Basis, Personal, Readers, Retention
from employers.models import Challenge
from institutions.models import Institution, OfInstitution


def _letter(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONTRACT, Retention.LETTER, Readers.SELF_AND_STAFF)


class Message(models.Model):
    """One letter or in-app note to one reader, who is a user or an address.

    ``kind`` names the row of ``notifications.messages.MESSAGES``. The public id is the stable
    Message-ID of the mail, so that a letter sent twice by a dying worker is one in a mailbox.
    """

    PRIVACY = {
        "address": _letter("to write to somebody who has no user yet"),
        "subject": _letter("the letter"),
        "text": _letter("the letter"),
        "html": _letter("the letter"),
        "path": None,
        "kind": None,
        "failure": None,
    }

    class Channel(models.TextChoices):
        LETTER = "letter", _("e-mail")
        NOTE = "note", _("in the app")

    class Reader(models.TextChoices):
        STUDENT = "student", _("student")
        HOST = "host", _("host")
        STAFF = "staff", _("staff")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    event = models.ForeignKey(OutboxEvent, null=True, on_delete=models.SET_NULL)
    challenge = models.ForeignKey(Challenge, null=True, on_delete=models.SET_NULL, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    address = models.EmailField(blank=True)
    reader = models.CharField(max_length=8, choices=Reader)
    channel = models.CharField(max_length=8, choices=Channel)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    path = models.CharField(max_length=200, blank=True)  # the page its button opens
    written_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=120, blank=True)

    objects = OfInstitution.as_manager()

    class Meta:
        ordering = ["-written_at"]
        indexes = [
            models.Index(fields=["user", "-written_at"], name="message_of_user"),
            models.Index(
                "written_at",
                name="message_unsent",
                condition=Q(channel="letter", sent_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_user_or_address", condition=Q(user__isnull=True) ^ Q(address="")
            ),
        ]


class LetterChoice(models.Model):
    """Somebody's wish for fewer letters from one institution: what can wait is shown in the app."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    fewer = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("institution", "user", name="letterchoice_once"),
        ]
