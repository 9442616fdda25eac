"""Files of many rows: asked for, on their way, there, and gone after two days."""

import uuid
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver

from accounts.models import User
from core import clock
from core.privacy import Basis, Personal, Readers, Retention
from insights.counting import Period
from institutions.models import Institution, OfInstitution

KEPT_FOR = timedelta(days=2)
SILENT_FOR = timedelta(minutes=5)  # whoever wrote it is gone
TRIES = 3


def where_kept(export: "Export", _name: str) -> str:
    """A name that says nothing, in a folder for each university."""
    return f"{export.institution_id}/{uuid.uuid4().hex}.{export.kind}"


class Kind(models.TextChoices):
    """What sort of file."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel (XLSX)"


class Export(models.Model):
    """The rows of one figure in one period, on their way into a file and until it is deleted."""

    PRIVACY = {
        "measure": None,
        "kind": None,
        "language": None,
        "file": Personal(
            "so that staff can work with the rows of a report elsewhere",
            Basis.PUBLIC_TASK,
            Retention.FILE_OF_ROWS,
            Readers.STAFF,
        ),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    measure = models.SlugField(max_length=40)
    first = models.DateField()
    last = models.DateField()
    kind = models.CharField(max_length=4, choices=Kind)
    language = models.CharField(max_length=10)  # of its headings
    asked_at = models.DateTimeField(default=clock.now)
    total = models.PositiveIntegerField()  # when it was asked for
    written = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    heard_at = models.DateTimeField(null=True)  # from whoever writes it
    done_at = models.DateTimeField(null=True)
    file = models.FileField(upload_to=where_kept)
    size = models.PositiveBigIntegerField(default=0)  # bytes

    objects = OfInstitution.as_manager()

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="export_by_age")]
        constraints = [
            models.CheckConstraint(
                name="export_done_has_a_file", condition=Q(done_at__isnull=True) | ~Q(file="")
            ),
        ]

    @property
    def period(self) -> Period:
        """From the first to the last day."""
        return Period(self.first, self.last)

    @property
    def gone_at(self) -> Any:
        """When it is deleted."""
        return self.asked_at + KEPT_FOR

    @property
    def has_failed(self) -> bool:
        """Whether nobody tries any more."""
        silent = self.heard_at is None or clock.now() - self.heard_at > SILENT_FOR
        return not self.done_at and self.tries >= TRIES and silent

    @property
    def file_name(self) -> str:
        """What the download is called."""
        here = self.institution.slug
        return f"{here}-{self.measure}-{self.first}-{self.last}.{self.kind}"


@receiver(post_delete, sender=Export)
def delete_bytes(sender: type[Export], instance: Export, **_signal: Any) -> None:
    """No row, no file, once that stands."""
    if instance.file:
        transaction.on_commit(partial(instance.file.storage.delete, instance.file.name or ""))
