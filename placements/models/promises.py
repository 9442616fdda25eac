"""Whether the promised answers come by their day, and what was done where they would not."""

from django.db import models

from accounts.models import User
from employers.models import Challenge


class Promise(models.Model):
    """What the timetable and staff did about the promised day of one challenge's answers.

    Written once people wait after interests have closed. ``*_for`` is the day that it was about,
    so that each day is warned of once; ``said_*`` is the last new day, by a person or by itself.
    """

    PRIVACY = {"why": None}

    challenge = models.OneToOneField(
        Challenge, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    warned_for = models.DateTimeField(null=True)
    escalated_for = models.DateTimeField(null=True)
    missed = models.PositiveSmallIntegerField(default=0)  # days that passed, or were given up
    said_at = models.DateTimeField(null=True)
    said_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.CharField(max_length=200, blank=True)  # read by everybody who waits
