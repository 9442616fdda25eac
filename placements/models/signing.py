"""A signature under what was agreed, where a university asks for one."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from core.privacy import Basis, Personal, Readers, Retention
from placements.models.places import Placement
from placements.models.rooms import Upload
from students.models import RecordedVia


class Signature(models.Model):
    """A typed name under one version of what was agreed, or a copy that was signed elsewhere."""

    PRIVACY = {
        "name": Personal(
            "who signed what was agreed",
            Basis.CONTRACT,
            Retention.PLACEMENT_FILE,
            Readers.PLACED_HOST,
        ),
        "mark": None,
    }

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="signatures")
    mark = models.CharField(max_length=64)  # SHA-256 of the version's lines
    name = models.CharField(max_length=120, blank=True)
    copy = models.ForeignKey(Upload, null=True, on_delete=models.SET_NULL, related_name="+")
    signed_at = models.DateTimeField()
    via = models.CharField(max_length=10, choices=RecordedVia, default=RecordedVia.WEB)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(
                "placement", "mark", name="signature_once", condition=~Q(name="")
            ),
        ]
