"""Projects that come again: a series made at once, and briefs kept as templates."""

import uuid

from django.db import models

from accounts.models import User
from employers.models.hosts import Employer
from institutions.models import Institution, OfInstitution


class Series(models.Model):
    """Drafts that were made at once from one brief, on days by a rule; read and approved as one."""

    PRIVACY = {"words": None}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    words = models.CharField(max_length=120)  # "Every second Friday, 4 September to 11 December"
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)  # when it was last approved as one

    objects = OfInstitution.as_manager()

    def __str__(self) -> str:
        return self.words


class OwnTemplate(models.Model):
    """A brief that went well, kept by name: a host's own, or without ``employer`` the clinic's."""

    PRIVACY = {"name": None}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    employer = models.ForeignKey(
        Employer, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    challenge = models.ForeignKey("employers.Challenge", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    kept_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    kept_at = models.DateTimeField(auto_now_add=True)

    objects = OfInstitution.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "institution",
                "employer",
                "challenge",
                name="owntemplate_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name
