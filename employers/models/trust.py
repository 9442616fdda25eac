"""Hosts whom a university trusts, and what they put online themselves (REQUIREMENTS R16)."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from employers.models.challenges import Challenge
from employers.models.hosts import Partnership
from institutions.models import Institution, OfInstitution


class TrustQuerySet(OfInstitution):
    """Reads of trust."""

    def in_force(self, today: date) -> Self:
        """What nobody has taken back and whose last day has not passed, of hosts not paused."""
        return self.filter(
            until__gte=today,
            ended_at__isnull=True,
            partnership__paused=False,
            partnership__merged_into__isnull=True,
        )


class Trust(models.Model):
    """A university trusts a host to publish its low-risk briefs: who said so, why, until when.

    Taken back or over, the row stays; trusted anew, it is another row.
    """

    PRIVACY = {"reason": None}

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE)
    reason = models.CharField(max_length=300)
    until = models.DateField()
    given_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = TrustQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "trust"
        constraints = [
            models.UniqueConstraint(
                "partnership", name="trust_one_at_a_time", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(name="trust_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.reason


class HostPublication(models.Model):
    """A brief that its host put online itself; staff look at it afterwards."""

    PRIVACY: dict[str, None] = {}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="+")
    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="+")
    published_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = OfInstitution.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["institution", "published_at"],
                name="hostpublication_to_look_at",
                condition=Q(looked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.challenge)
