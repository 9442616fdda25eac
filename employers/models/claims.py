"""Somebody with a host's mail domain says that she works there."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from employers.models.hosts import Partnership
from institutions.models import Institution, OfInstitution


class HostClaim(models.Model):
    """“I am from here”: she acts for the host once staff, or somebody who does, say yes.

    Until then she sees nothing of it; after a no she is not asked again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="claims")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    claimed_at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("partnership", "user", name="hostclaim_once"),
            models.CheckConstraint(
                name="hostclaim_settled_both",
                condition=Q(accepted__isnull=True, settled_at__isnull=True)
                | Q(accepted__isnull=False, settled_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["institution", "claimed_at"],
                name="hostclaim_waiting",
                condition=Q(accepted__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.partnership_id}"
