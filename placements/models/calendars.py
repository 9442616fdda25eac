"""What calendar programs are told, and the addresses at which they ask."""

import uuid

from django.db import models

from accounts.models import User
from employers.models import Challenge
from institutions.models import Institution, OfInstitution


class CalendarMark(models.Model):
    """What calendars were last told of a challenge: with every change ``sequence`` rises."""

    PRIVACY = {"mark": None}

    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=16)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()


class CalendarFeed(models.Model):
    """Somebody's own address for a calendar program, at one institution.

    The secret of the address is made from ``public_id`` and ``turn`` with a key that is not in the
    database (``placements.services.calendars``): a next turn ends the address before it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    turn = models.PositiveSmallIntegerField(default=1)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("institution", "user", name="calendarfeed_once"),
        ]
