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
    tries = models.PositiveSmallIntegerField(default=0)  # that failed
    next_try_at = models.DateTimeField(db_default=Now())
    given_up_at = models.DateTimeField(null=True)  # not sent, and nobody tries any more
    bundled_at = models.DateTimeField(null=True)  # a note that a letter of the day told of

    objects = OfInstitution.as_manager()

    class Meta:
        ordering = ["-written_at"]
        indexes = [
            models.Index(fields=["user", "-written_at"], name="message_of_user"),
            models.Index(
                "next_try_at",
                name="message_unsent",
                condition=Q(channel="letter", sent_at__isnull=True, given_up_at__isnull=True),
            ),
            models.Index(
                "institution",
                "given_up_at",
                name="message_given_up",
                condition=Q(given_up_at__isnull=False),
            ),
            models.Index(
                "user",
                "institution",
                name="message_unread",
                condition=Q(channel="note", read_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_user_or_address", condition=Q(user__isnull=True) ^ Q(address="")
            ),
            models.CheckConstraint(
                name="message_sent_or_given_up",
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True),
            ),
        ]

    @property
    def reader_address(self) -> str:
        """Where it goes."""
        return self.user.email if self.user else self.address


class LetterChoice(models.Model):
    """Which letters of one institution somebody wants. What can wait is shown in the app."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    fewer = models.BooleanField(default=False)  # only those that can not wait
    bundle = models.BooleanField(default=True)  # one letter a day about unread notes
    suggestions = models.BooleanField(default=True)  # about projects that she did not ask for

    class Meta:
        constraints = [
            models.UniqueConstraint("institution", "user", name="letterchoice_once"),
        ]


class StoppedAddress(models.Model):
    """An address that does not take one institution's letters, until somebody says it does.

    It stands by itself, not on a user: most who are written to have none.
    """

    PRIVACY = {
        "address": Personal(
            "to stop writing to an address that does not take letters",
            Basis.LEGITIMATE_INTEREST,
            Retention.LETTER,
            Readers.SELF_AND_STAFF,
        ),
        "why": None,
        "code": None,
    }

    class Why(models.TextChoices):
        BOUNCED = "bounced", _("our letters come back")
        REFUSED = "refused", _("its mail server refuses our letters")
        COMPLAINED = "complained", _("our letter was marked as unwanted")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    address = models.EmailField()  # in small letters
    why = models.CharField(max_length=10, choices=Why)
    code = models.CharField(max_length=20, blank=True)  # RFC 3463, or the reply of SMTP
    stopped_at = models.DateTimeField(db_default=Now())
    works_again_at = models.DateTimeField(null=True)
    works_again_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = OfInstitution.as_manager()

    class Meta:
        ordering = ["-stopped_at"]
        constraints = [
            models.UniqueConstraint(
                "institution",
                "address",
                name="stoppedaddress_once",
                condition=Q(works_again_at__isnull=True),
            ),
            models.CheckConstraint(
                name="stoppedaddress_known_why",
                condition=Q(why__in=["bounced", "refused", "complained"]),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
