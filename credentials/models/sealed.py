"""What two sides of a place answer without either reading the other, unless both say yes."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.privacy import Basis, Personal, Readers, Retention
from credentials.models.badges import SealingKey
from placements.models import Placement


class Side(models.TextChoices):
    """Who answers."""

    STUDENT = "student", _("the student")
    HOST = "host", _("the host")


class SealedAnswer(models.Model):
    """ "Would work together again" and three words on fit, as ciphertext of one length.

    Nobody reads it, its writer included; whether there is one is shown to its writer alone. A
    worker opens two of one place once the badge is out, and keeps what they say only where both say
    yes (:class:`WouldAgain`). ``compared``: that was done since either was written.
    """

    PRIVACY: dict[str, Any] = {}

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=7, choices=Side)
    key = models.ForeignKey(SealingKey, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    compared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("placement", "side", name="sealedanswer_once"),
            models.CheckConstraint(name="sealedanswer_side", condition=Q(side__in=Side.values)),
        ]


class WouldAgain(models.Model):
    """Both said that they would work together again; each reads the other's words on fit."""

    PRIVACY = {
        "of_student": Personal(
            "how the host sees the fit, where both would work together again",
            Basis.CONSENT,
            Retention.UNTIL_WITHDRAWN,
            Readers.PAIR,
        ),
        "of_host": Personal(
            "how she sees the fit, where both would work together again",
            Basis.CONSENT,
            Retention.UNTIL_WITHDRAWN,
            Readers.PAIR,
        ),
    }

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="+")
    of_student = models.JSONField(default=list)  # what the host said: three of 0 (left out) to 4
    of_host = models.JSONField(default=list)  # what she said
    found_at = models.DateTimeField()
