"""Two records of one host made one, so that it can be undone."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from employers.models.hosts import Partnership
from institutions.models import Institution, OfInstitution

UNDONE_WITHIN = timedelta(days=30)


class EmployerMerge(models.Model):
    """Which record stays, which one went into it, and the keys of the rows that moved.

    The other record stays as a row without people or projects: what it has signed names it.
    """

    PRIVACY = {"moved": None}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    kept = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    gone = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    moved = models.JSONField(default=dict)  # {table: keys}; what the record said before
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="employermerge_of_two", condition=~Q(kept=F("gone"))),
            models.UniqueConstraint(
                "gone", name="employermerge_once", condition=Q(undone_at__isnull=True)
            ),
        ]
