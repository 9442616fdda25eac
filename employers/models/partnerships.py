"""What a university remembers of its work with a host: what was said, what took place before."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.privacy import Basis, Personal, Readers, Retention
from employers.models.hosts import Employer, Partnership
from institutions.models import Institution, OfInstitution

NOTES_KEPT_FOR = timedelta(days=731)


class PartnershipNote(models.Model):
    """What was said between the university and a host: when, how, and who wrote it down."""

    PRIVACY = {
        "words": Personal(
            "to go on where a colleague stopped talking with a host",
            Basis.LEGITIMATE_INTEREST,
            Retention.HOST_NOTE,
            Readers.STAFF,
        ),
    }

    class How(models.TextChoices):
        TELEPHONE = "telephone", _("By telephone")
        EMAIL = "email", _("By e-mail")
        VISIT = "visit", _("On a visit")
        OTHER = "other", _("Otherwise")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE)
    how = models.CharField(max_length=10, choices=How, default=How.TELEPHONE)
    words = models.TextField(max_length=2000)
    on = models.DateField()
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="partnershipnote_says_something", condition=~Q(words="")),
        ]


class PastProject(models.Model):
    """A project of a host from before this service: a title, a day, how many students; no names."""

    PRIVACY = {"title": None}

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE)
    title = models.CharField(max_length=120)
    on = models.DateField()
    students = models.PositiveSmallIntegerField()

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "institution", "employer", "title", "on", name="pastproject_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title
