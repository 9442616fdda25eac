"""The ground's own rows: the outbox, and what this deployment calls itself."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class OutboxEvent(models.Model):
    """A fact, written in the transaction that made it true. Carries ids, never personal data."""

    PRIVACY = {"name": None, "payload": None, "language": None}

    name = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    language = models.CharField(max_length=10, db_default="")  # of whoever made it true
    published_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["published_at"], name="outboxevent_published")]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class OutboxReceipt(models.Model):
    """One subscriber's delivery of one event: waiting until ``done_at``, dead after ten tries."""

    PRIVACY = {"subscriber": None, "last_error": None}

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="receipts")
    subscriber = models.CharField(max_length=120)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("event", "subscriber", name="outboxreceipt_once"),
            models.CheckConstraint(
                name="outboxreceipt_done_or_dead",
                condition=Q(done_at__isnull=True) | Q(dead_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                F("next_try_at"),
                name="outboxreceipt_waiting",
                condition=Q(done_at__isnull=True, dead_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.subscriber}"


class Deployment(models.Model):
    """The one row that remembers under which address this data was born."""

    PRIVACY = {"base_url": None}

    base_url = models.URLField()
    only = models.BooleanField(default=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("only", name="deployment_one_row"),
            models.CheckConstraint(name="deployment_only", condition=Q(only=True)),
        ]
