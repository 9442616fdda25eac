"""What whoever teaches the module says of a team's result (REQUIREMENTS 4.22)."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from core import clock
from core.privacy import Basis, Personal, Readers, Retention
from institutions.models import Institution, OfInstitution
from placements.models.days import Grounded
from placements.models.places import Team


class AcademicWord(models.Model):
    """The academic's part of an assessment: does the result rest on something, and a line on it.

    It is about what a team left behind and names no student: steps in skills stay with whoever was
    there and saw them.
    """

    PRIVACY = {
        "name": Personal(
            "so that the team knows who read its result",
            Basis.LEGITIMATE_INTEREST,
            Retention.PLACEMENT_FILE,
            Readers.PLACED_HOST,
        ),
        "words": Personal(
            "to say what carries a team's result, and what would",
            Basis.CONTRACT,
            Retention.PLACEMENT_FILE,
            Readers.PLACED_HOST,
        ),
    }

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="academic_word")
    grounded = models.CharField(max_length=5, choices=Grounded)
    words = models.CharField(max_length=400)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=120)
    written_at = models.DateTimeField(default=clock.now)

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="academicword_known", condition=Q(grounded__in=Grounded.values)
            ),
            models.CheckConstraint(name="academicword_says_something", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.words
