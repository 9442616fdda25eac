"""What was agreed for one place so that she can take part, and what its host reads of it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import User
from core import clock
from core.privacy import Basis, Personal, Readers, Retention
from institutions.models import Institution, OfInstitution
from placements.models.places import Placement

SHARED_WORDS = 600


def _arranged(purpose: str, readers: Readers) -> Personal:
    return Personal(purpose, Basis.CONSENT, Retention.MOBILE, readers)


class Arrangement(models.Model):
    """One line of the plan for a place (R18): what, who does it, by when."""

    PRIVACY = {
        "what": _arranged("so that what was agreed is done", Readers.ONE_HOST),
        "who": _arranged("to know who does it", Readers.ONE_HOST),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=200)
    who = models.CharField(max_length=80)
    by_day = models.DateField(null=True)
    agreed_at = models.DateTimeField(default=clock.now)
    agreed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = OfInstitution.as_manager()


class SharedAccess(models.Model):
    """What she lets the host of this place read, as she saw it when she pressed: no more since.

    ``lines`` are the arrangements of that moment in words. Taken back, the row is deleted.
    """

    PRIVACY = {
        "words": _arranged("so that the host knows what helps", Readers.ONE_HOST),
        "lines": _arranged("so that the host knows what was agreed", Readers.ONE_HOST),
    }

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=SHARED_WORDS, blank=True)
    lines = ArrayField(models.CharField(max_length=400), default=list, blank=True)
    shared_at = models.DateTimeField(default=clock.now)
