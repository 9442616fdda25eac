"""What a student lets others see, the ledger of her consents, and who wrote to her for it."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.privacy import Basis, Personal, Readers, Retention
from credentials.models.badges import Credential
from employers.models import Employer, Member
from institutions.models import Institution, OfInstitution
from students.models import Student


class Portfolio(models.Model):
    """All shared badges of one student under one link, and whether other employers may find her.

    ``public_id`` is the link, ``found_as`` what stands in addresses of the employers' search: one
    does not lead to the other.
    """

    PRIVACY: dict[str, Any] = {}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    found_as = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    student = models.OneToOneField(Student, on_delete=models.CASCADE, related_name="portfolio")
    shared = models.BooleanField(default=False)  # link on
    name_shown = models.BooleanField(default=False)  # my name on it
    found_until = models.DateField(null=True)  # the last day on which other employers find her

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="portfolio_name_only_if_shared",
                condition=Q(shared=True) | Q(name_shown=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["institution", "found_until"],
                name="portfolio_found",
                condition=Q(found_until__isnull=False),
            ),
        ]


class Consented(models.TextChoices):
    """What she agreed to; the words that she read stand in ``services.consenting``."""

    PAGE = "page", _("the page of a badge, and its files")
    NAME = "name", _("your name on it")
    HOST = "host", _("your address for its host")
    FILE = "file", _("what you added to its file")
    WORDS = "words", _("a host’s words about you")
    HIDDEN = "hidden", _("hiding a host’s words")
    PORTFOLIO = "portfolio", _("all of them under one link")
    PORTFOLIO_NAME = "portfolio_name", _("your name on that link")
    FOUND = "found", _("being found by other employers")


class Consent(models.Model):
    """One line of the ledger: to what she agreed, by which words, from when until when.

    A row is never changed but for its end. With no ``credential`` it is about all of her badges.
    """

    PRIVACY: dict[str, Any] = {}

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    credential = models.ForeignKey(
        Credential, null=True, on_delete=models.CASCADE, related_name="consents"
    )
    to = models.CharField(max_length=14, choices=Consented)
    wording = models.PositiveSmallIntegerField()  # the version of the words that she read
    given_at = models.DateTimeField(default=clock.now)
    until = models.DateField(null=True)  # its last day, as she chose
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "student",
                "credential",
                "to",
                name="consent_one_stands",
                nulls_distinct=False,
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="consent_known_and_about_the_right_thing",
                condition=Q(
                    to__in=("page", "name", "host", "file", "words", "hidden"),
                    credential__isnull=False,
                )
                | Q(to__in=("portfolio", "portfolio_name", "found"), credential__isnull=True),
            ),
        ]


class Approach(models.Model):
    """One letter of an employer, through the university, to a student who may be found, and what
    she answers to it: with a yes her address goes to the employer, and nothing of hers else.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("Yes, we may talk")
        ASKED = "asked", _("I have a question first")
        NO = "no", _("No, thanks")
        REPORTED = "reported", _("Something is wrong with it")

    PRIVACY = {
        "words": Personal(
            "so that an employer who found her can say what it has in mind",
            Basis.CONSENT,
            Retention.LETTER,
            Readers.SELF,
        ),
        "line": Personal(
            "so that she can ask back, or tell the university what is wrong with a letter",
            Basis.CONSENT,
            Retention.LETTER,
            Readers.HOST_AND_STAFF,
        ),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ANSWER_FOR = timedelta(days=30)  # so long she may answer, and the employer does not write again

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE)
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=600)
    sent_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    line = models.CharField(max_length=400, blank=True)  # her question, or what is wrong
    answered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)  # what she reported, looked into by staff
    settled_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = OfInstitution.as_manager()

    class Meta:
        verbose_name_plural = "approaches"
        indexes = [
            models.Index(fields=["student", "-sent_at"], name="approach_to_student"),
            models.Index(
                fields=["institution", "answered_at"],
                name="approach_reported",
                condition=Q(answer="reported", settled_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="approach_answered_says_what",
                condition=Q(answer="", answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="approach_settled_was_reported",
                condition=Q(settled_at__isnull=True) | Q(answer="reported"),
            ),
        ]

    @property
    def until(self) -> datetime:
        """Until when she may answer."""
        return self.sent_at + self.ANSWER_FOR

    @property
    def is_open(self) -> bool:
        """Whether she may answer now, or answer otherwise than with the question that she asked."""
        return self.answer in ("", self.Answer.ASKED) and clock.now() < self.until

    @property
    def refused(self) -> bool:
        """Whether the employer reads "no, thanks": of what she reports, it reads no more."""
        return self.answer in (self.Answer.NO, self.Answer.REPORTED)
