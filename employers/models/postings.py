"""What a host has typed so far, and a wish to be rung."""

import uuid
from datetime import datetime, timedelta

from django.db import models

from accounts.models import User
from core.privacy import Basis, Personal, Readers, Retention
from employers.models.challenges import Challenge
from employers.models.hosts import Member
from institutions.models import Institution, OfInstitution


class PostingQuerySet(OfInstitution):
    """Reads of what hosts have typed."""

    def forgotten(self, now: datetime) -> "PostingQuerySet":
        """Those that nobody touched for thirty days."""
        return self.filter(changed_at__lt=now - timedelta(days=30))


class Posting(models.Model):
    """What a host has typed so far. Held by a signed cookie; a Challenge once it is sent."""

    PRIVACY = {
        "answers": Personal(
            "so that a host goes on where she stopped, in this browser or by the link of a letter "
            "that she asked for",
            Basis.CONTRACT,
            Retention.UNCONFIRMED,
            Readers.SELF,
        ),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    answers = models.JSONField(default=dict)  # {step: {field: what was typed}}; {} once sent
    challenge = models.ForeignKey(Challenge, null=True, on_delete=models.CASCADE)
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE)  # chosen by staff
    changed_at = models.DateTimeField(auto_now=True)

    objects = PostingQuerySet.as_manager()


class Call(models.Model):
    """A host asks to be rung; a task in the staff's queue."""

    PRIVACY = {
        "name": Personal(
            "to know whom to ring",
            Basis.LEGITIMATE_INTEREST,
            Retention.WHILE_MEMBER,
            Readers.STAFF,
        ),
        "telephone": Personal(
            "to ring back", Basis.LEGITIMATE_INTEREST, Retention.WHILE_MEMBER, Readers.STAFF
        ),
        "about": Personal(
            "to be prepared for the call",
            Basis.LEGITIMATE_INTEREST,
            Retention.WHILE_MEMBER,
            Readers.STAFF,
        ),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    challenge = models.ForeignKey(Challenge, null=True, blank=True, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    telephone = models.CharField(max_length=40)
    about = models.CharField(max_length=400, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    rung_at = models.DateTimeField(null=True)
    rung_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = OfInstitution.as_manager()
