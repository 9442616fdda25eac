"""A brief between host and university: its versions, what was said of it, who cleared it."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from core.privacy import Basis, Personal, Readers, Retention
from employers.models.challenges import Challenge
from institutions.models import Institution, OfInstitution


class Clearance(models.Model):
    """Staff have read one text of a brief and like it: it goes online once its host says fine.

    ``mark`` says which text (``services.briefs.mark_of``): a host who changes it sends it back
    instead. ``answered_at`` is empty while the host is to say so.
    """

    PRIVACY = {"mark": None}

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="clearances")
    mark = models.CharField(max_length=16)
    cleared_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    cleared_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "challenge", name="clearance_one_open", condition=Q(answered_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.challenge)


class BriefVersion(models.Model):
    """A brief as it stood from one writing to the next. Rows are never changed.

    Kept from the first change on: 1 is what it was before that. ``said`` holds the texts by field
    (``employers.said``); the history tables hold no words.
    """

    PRIVACY = {"said": None}

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    said = models.JSONField()
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_host = models.BooleanField()
    written_at = models.DateTimeField()

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("challenge", "number", name="briefversion_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.challenge} ({self.number})"


class BriefComment(models.Model):
    """A line about a brief by somebody of the host or the university, or another text for a field.

    ``instead_of`` is what the field said when ``suggested`` was written.
    """

    PRIVACY = {
        "words": Personal(
            "so that host and university write one brief together",
            Basis.LEGITIMATE_INTEREST,
            Retention.PLACEMENT_FILE,
            Readers.HOST_AND_STAFF,
        ),
        "field": None,
        "suggested": None,
        "instead_of": None,
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="comments")
    version = models.PositiveSmallIntegerField()  # which one it was said of
    said_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_host = models.BooleanField()
    said_at = models.DateTimeField()
    words = models.CharField(max_length=1000, blank=True)
    field = models.CharField(max_length=40, blank=True)
    suggested = models.TextField(max_length=2000, blank=True)
    instead_of = models.TextField(max_length=2000, blank=True)
    accepted = models.BooleanField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="briefcomment_says_something", condition=~Q(words="") | ~Q(field="")
            ),
            models.CheckConstraint(
                name="briefcomment_settled_both",
                condition=Q(accepted__isnull=True, settled_at__isnull=True)
                | Q(accepted__isnull=False, settled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.words or self.suggested
