"""What students said of a project afterwards, for those who think about coming (R51, R74)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.privacy import Basis, Personal, Readers, Retention
from institutions.models import Institution, OfInstitution
from placements.models.places import Placement


class SaidAs(models.TextChoices):
    """Whose name stands under a quote."""

    STUDENT = "student", _("“A student”")
    FIRST_NAME = "first_name", _("my first name")


def _said(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONSENT, Retention.UNTIL_WITHDRAWN, Readers.PUBLIC_BY_CHOICE)


class Quote(models.Model):
    """One sentence of somebody who was there, public on its host's pages by her own choice.

    Taken back, the row is deleted. What staff hide stays hers to see and to take back.
    """

    PRIVACY = {
        "words": _said("so that others know what to expect, where she chose to say it"),
        "said_as": _said("to name her or not, as she chose"),
        "hidden_because": Personal(
            "to tell her why her words are not shown",
            Basis.LEGITIMATE_INTEREST,
            Retention.UNTIL_WITHDRAWN,
            Readers.SELF_AND_STAFF,
        ),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=280)
    said_as = models.CharField(max_length=10, choices=SaidAs, default=SaidAs.STUDENT)
    said_at = models.DateTimeField(default=clock.now)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    hidden_because = models.CharField(max_length=300, blank=True)

    objects = OfInstitution.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["institution", "-said_at"], name="quote_newest"),
        ]
        constraints = [
            models.CheckConstraint(name="quote_says_something", condition=~Q(words="")),
            models.CheckConstraint(name="quote_known", condition=Q(said_as__in=SaidAs.values)),
            models.CheckConstraint(
                name="quote_hidden_has_reason",
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_because=""),
            ),
        ]

    def __str__(self) -> str:
        return self.words
