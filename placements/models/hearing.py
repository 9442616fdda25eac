"""The other side is heard before anything is made of what somebody said of her."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.privacy import Basis, Personal, Readers, Retention
from institutions.models import Institution, OfInstitution
from placements.models.days import Concern
from placements.models.places import Placement


def _heard(purpose: str) -> Personal:
    return Personal(
        purpose, Basis.CONTRACT, Retention.PLACEMENT_FILE, readers=Readers.SELF_AND_STAFF
    )


class Hearing(models.Model):
    """One side is asked about a concern, and what it says. ``placement`` is none for the host.

    ``question`` is empty where the kind of the concern says it all (``services.hearing``).
    """

    PRIVACY = {
        "question": _heard("to ask her side before anything is made of a complaint"),
        "words": _heard("her side of it"),
    }

    class Says(models.TextChoices):
        THERE = "there", _("I was there")
        CAME_UP = "came_up", _("Something came up")
        ELSE = "else", _("Something else")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="hearings")
    placement = models.ForeignKey(Placement, null=True, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=400, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    says = models.CharField(max_length=8, choices=Says, blank=True)
    words = models.CharField(max_length=600, blank=True)
    told_at = models.DateTimeField(null=True)

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "concern", "placement", name="hearing_each_side_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="hearing_told_says_something",
                condition=Q(told_at__isnull=True) | ~Q(says="") | ~Q(words=""),
            ),
        ]
