"""Past participants who may be asked again, and what they were asked to (R59)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.privacy import Basis, Personal, Readers, Retention
from employers.models import Challenge
from placements.models.places import Placement
from students.models import Student


class ShownAs(models.TextChoices):
    """What a host sees of somebody whom it may ask again."""

    NAME = "name", _("my name")
    PROJECT = "project", _("only which project it was")


class AskAgain(models.Model):
    """She agreed that the host of this placement may ask her to its next projects.

    Taken back, the row is deleted: nobody keeps that she once said yes. The public id is its own:
    the placement's stands beside her name on other pages of the host.
    """

    PRIVACY = {
        "shown_as": Personal(
            "to be asked again by a host she was with, as she chose to be seen",
            Basis.CONSENT,
            Retention.UNTIL_WITHDRAWN,
            Readers.HOST_AND_STAFF,
        ),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="+")
    shown_as = models.CharField(max_length=8, choices=ShownAs)
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "wish to be asked again"
        verbose_name_plural = "wishes to be asked again"
        constraints = [
            models.CheckConstraint(name="askagain_known", condition=Q(shown_as__in=ShownAs.values)),
        ]


class Invitation(models.Model):
    """One letter from a host to somebody who agreed to be asked: once a project and person."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="+")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    known_from = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="+")
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("challenge", "student", name="invitation_once"),
        ]
