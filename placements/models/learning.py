"""The full track's learning: a concept carried in and back, steps before, and team mates' words.

The short track has none of it (REQUIREMENTS 4.2): ``Reflection`` and ``SelfRating`` are its own.
"""

from django.db import models
from django.db.models import F, Q

from core import clock
from core.privacy import Basis, Personal, Readers, Retention
from placements.models.places import Placement
from skills.models import Skill


def _hers(purpose: str) -> Personal:
    return Personal(
        purpose, Basis.CONTRACT, Retention.PLACEMENT_FILE, Readers.SELF_STAFF_AND_ACADEMIC
    )


class Concept(models.Model):
    """What she takes from her course to try, what became of it, what goes back to the module."""

    PRIVACY = {
        "concept": _hers("to tie the work to the course"),
        "became": _hers("to learn from what became of it"),
        "back": _hers("to take something back to the module"),
    }

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="concept")
    concept = models.CharField(max_length=160, blank=True)
    became = models.CharField(max_length=400, blank=True)
    back = models.CharField(max_length=400, blank=True)
    chosen_at = models.DateTimeField(default=clock.now)


class RatingBefore(models.Model):
    """Her own step in one skill before the first day. 0: she can not say."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("placement", "skill", name="ratingbefore_once"),
            models.CheckConstraint(name="ratingbefore_level_0_to_4", condition=Q(level__lte=4)),
        ]


class PeerRating(models.Model):
    """A team mate's step for another in one skill. 0: not seen. Nobody reads a single one."""

    rater = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="+")
    rated = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("rater", "rated", "skill", name="peerrating_once"),
            models.CheckConstraint(name="peerrating_of_another", condition=~Q(rater=F("rated"))),
            models.CheckConstraint(name="peerrating_level_0_to_4", condition=Q(level__lte=4)),
        ]
