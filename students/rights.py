"""What a student may ask of her own record: that it be put right, or that it go."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.privacy import Basis, Personal, Readers, Retention
from institutions.models import Institution, OfInstitution
from students.models import Student


def _asked(purpose: str, readers: Readers = Readers.SELF_AND_STAFF) -> Personal:
    return Personal(purpose, Basis.LEGAL_OBLIGATION, Retention.REPORT, readers)


class Correction(models.Model):
    """Something in the university's records about her is wrong, and what is right."""

    PRIVACY = {
        "words": _asked("to put right what the records say"),
        "answer": _asked("to say what became of it"),
    }

    class About(models.TextChoices):
        NAME = "name", _("My name")
        NUMBER = "number", _("My student number")
        ADDRESS = "address", _("My college address")
        COURSE = "course", _("My course or subject")
        YEAR = "year", _("My year of study")
        LAST_DAY = "last_day", _("When I finish")
        MODULES = "modules", _("My modules")
        OTHER = "other", _("Something else")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=10, choices=About)
    words = models.CharField(max_length=300)
    asked_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.CharField(max_length=300, blank=True)

    objects = OfInstitution.as_manager()

    class Meta:
        verbose_name = "wish for a correction"
        verbose_name_plural = "wishes for a correction"
        constraints = [
            models.CheckConstraint(
                name="correction_settled_says_what",
                condition=models.Q(settled_at__isnull=True) | ~models.Q(answer=""),
            ),
        ]


class Erasure(models.Model):
    """She asked that everything be deleted: from when it is done, and what she lets stand.

    The row stays as the proof that it was done, with nobody's name. ``left_out`` are keyed hashes
    of number and address, so that the next feed does not make her anew (``services.erasing``).
    """

    PRIVACY = {"badges": None, "left_out": None}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    student = models.ForeignKey(Student, null=True, on_delete=models.SET_NULL, related_name="+")
    badges = ArrayField(models.UUIDField(), default=list, blank=True)  # that stay public
    asked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)  # she thought better of it
    done_at = models.DateTimeField(null=True)
    left_out = ArrayField(models.CharField(max_length=64), default=list, blank=True)

    objects = OfInstitution.as_manager()

    class Meta:
        verbose_name = "wish to be deleted"
        verbose_name_plural = "wishes to be deleted"
        constraints = [
            models.UniqueConstraint(
                "student",
                name="erasure_one_waits",
                condition=models.Q(kept_at__isnull=True, done_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                "due_at",
                name="erasure_waiting",
                condition=models.Q(kept_at__isnull=True, done_at__isnull=True),
            ),
        ]


class AddressChange(models.Model):
    """She wants to sign in with another address, one that outlives her studies, say.

    Nothing changes before the new address is proven. ``former`` is the one before it, whose reader
    can put it back for some days; then the row is deleted.
    """

    PRIVACY = {
        "email": _asked("to prove the address that she wants to sign in with"),
        "former": _asked("so that a change that was not hers can be undone"),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    student = models.OneToOneField(Student, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    former = models.EmailField(blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "wish for another address"
        verbose_name_plural = "wishes for another address"
