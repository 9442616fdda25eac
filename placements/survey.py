"""Answers to the two-minute survey, behind a wall of their own.

Read by her own page and by reports alone (an import contract holds that): no answer can colour a
step, a badge, a place or what either side learns of the other.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.privacy import Basis, Personal, Readers, Retention
from employers.models import Challenge
from institutions.models import Institution, OfInstitution
from placements.models import Placement


class SurveySide(models.TextChoices):
    """Who answers."""

    STUDENT = "student", _("student")
    HOST = "host", _("host")


def _said(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONSENT, Retention.PLACEMENT_FILE, Readers.FIGURES)


class SurveyAnswer(models.Model):
    """What a student said of one placement, or a host once in a term; or that she would rather not.

    ``answers`` are {name of an item of ``codebook``: 1 to 5, or 0 for "cannot say"}; what was left
    out is not in it. Taken back, the row is deleted.
    """

    PRIVACY = {
        "answers": _said("to learn whether short placements are worth it, and for whom"),
        "words": _said("to learn what to change, and what to keep"),
    }

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    side = models.CharField(max_length=8, choices=SurveySide)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="+")
    placement = models.OneToOneField(
        Placement, null=True, on_delete=models.CASCADE, related_name="+"
    )
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")  # a host's
    term_from = models.DateField(null=True)  # a host is asked once from this day
    term_until = models.DateField(null=True)  # to this one, both included
    version = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    words = models.CharField(max_length=300, blank=True)
    not_now = models.BooleanField(default=False)
    said_at = models.DateTimeField(default=clock.now)

    objects = OfInstitution.as_manager()

    class Meta:
        verbose_name = "answer to the survey"
        verbose_name_plural = "answers to the survey"
        constraints = [
            models.CheckConstraint(
                name="surveyanswer_of_one_side",
                condition=Q(side=SurveySide.STUDENT, placement__isnull=False, by__isnull=True)
                | Q(
                    side=SurveySide.HOST,
                    placement__isnull=True,
                    term_from__isnull=False,
                    term_until__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="surveyanswer_later_says_nothing",
                condition=Q(not_now=False) | Q(answers={}, words=""),
            ),
            models.UniqueConstraint(
                "challenge", name="surveyanswer_once_a_host", condition=Q(side=SurveySide.HOST)
            ),
        ]
