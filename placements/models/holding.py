"""What a person fixed by hand in the sharing out of places; it survives “work it out again”."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.history import tracked
from core.privacy import Basis, Personal, Readers, Retention
from employers.models import Challenge
from institutions.models import Institution, OfInstitution
from students.models import Eoi


class Fixed(models.TextChoices):
    """What is fixed about an interest, or about two in one challenge."""

    PLACE = "place", _("has a place")
    NEXT = "next", _("is next in line")
    OUT = "out", _("has no place here")
    TOGETHER = "together", _("come together or not at all")
    APART = "apart", _("are never in one team")


PAIRS = (Fixed.TOGETHER, Fixed.APART)
ALONE = (Fixed.PLACE, Fixed.NEXT, Fixed.OUT)


@tracked
class Hold(models.Model):
    """One thing that a person fixed, with the reason: the rules share out what is left.

    ``other`` is there for pairs alone. A row whose interest no longer waits means nothing.
    """

    PRIVACY = {
        "why": Personal(
            "to know why a place was given or a team formed by hand",
            Basis.CONTRACT,
            Retention.PLACEMENT_FILE,
            Readers.SELF_AND_STAFF,
        )
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Fixed)
    eoi = models.ForeignKey(Eoi, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Eoi, null=True, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=300)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    objects = OfInstitution.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="hold_known_with_reason", condition=Q(kind__in=Fixed.values) & ~Q(why="")
            ),
            models.CheckConstraint(
                name="hold_pair_has_two",
                condition=(Q(kind__in=PAIRS) & Q(other__isnull=False) & ~Q(eoi=F("other")))
                | (Q(kind__in=ALONE) & Q(other__isnull=True)),
            ),
            models.UniqueConstraint(
                "eoi", name="hold_one_answer_each", condition=Q(kind__in=ALONE)
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
