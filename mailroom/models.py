"""One row for each e-mail that came: what is needed until it is filed, then that it came."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from core import clock
from core.privacy import Basis, Personal, Readers, Retention
from core.states import Stateful
from employers.models import Challenge
from institutions.models import Institution, OfInstitution
from mailroom.states import MAIL_TRANSITIONS, MailState, Why
from students.models import Eoi


def _until_filed(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONTRACT, Retention.UNFILED_MAIL, Readers.STAFF)


class InboundMail(Stateful):
    """An e-mail to the university, read: never the message itself, nor its files.

    ``digest`` is of the sender and the Message-ID, so that one e-mail counts once however often it
    is delivered. ``address`` is who wrote; of a letter that came back, whom it did not reach. The
    three personal columns are emptied as soon as the e-mail is filed, set aside or answered.
    """

    TRANSITIONS = MAIL_TRANSITIONS

    PRIVACY = {
        "digest": None,
        "address": _until_filed("to answer an e-mail that asks for a place"),
        "subject": _until_filed("to see what an e-mail is about"),
        "sentence": _until_filed("to file an e-mail as an interest"),
        "letter": None,
        "code": None,
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64, unique=True)
    address = models.EmailField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    sentence = models.CharField(max_length=280, blank=True)
    longer = models.BooleanField(default=False)  # more stood there than the sentence
    files = models.PositiveSmallIntegerField(default=0)  # that came with it and were not kept
    challenge = models.ForeignKey(  # what it is about, or seems to be
        Challenge, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    eoi = models.ForeignKey(Eoi, null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.CharField(max_length=12, choices=Why, blank=True)
    letter = models.CharField(max_length=250, blank=True)  # Message-ID of the one that came back
    code = models.CharField(max_length=20, blank=True)  # RFC 3463
    came_at = models.DateTimeField(default=clock.now, editable=False)
    filed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(
        max_length=12, choices=MailState, default=MailState.WAITING, editable=False
    )

    objects = OfInstitution.as_manager()

    class Meta:
        verbose_name = "e-mail"
        indexes = [
            models.Index(
                fields=["institution", "came_at"],
                name="mail_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["eoi"], name="mail_of_eoi"),
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_known_state", condition=Q(state__in=MailState.values)
            ),
        ]

    def __str__(self) -> str:
        return self.address or self.get_state_display()
