"""Employers that count on badges they had no part in."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from core import clock
from core.history import tracked
from core.states import Stateful
from credentials.models.badges import Achievement, StatusEntry
from credentials.states import ENDORSEMENT_TRANSITIONS, EndorsementState
from employers.models import Employer, Member
from institutions.models import Institution


@tracked
class Acceptance(Stateful):
    """ "We accept this when hiring": an employer's signed word for an achievement, or for all that
    an institution gives (then there is no ``achievement``).

    Public by its nature, with a bit of its own and two years of life. ``ring`` names the smallest
    closed circle of employers that accept and rely on each other alone, where this is part of one:
    such a circle is counted once (``services.rings``).
    """

    TRANSITIONS = ENDORSEMENT_TRANSITIONS

    PRIVACY = {"document": None, "jwt": None}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    achievement = models.ForeignKey(
        Achievement, null=True, on_delete=models.PROTECT, related_name="acceptances"
    )
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    acted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(default=clock.now)
    valid_until = models.DateTimeField()
    status = models.OneToOneField(
        StatusEntry, null=True, on_delete=models.PROTECT, related_name="+"
    )
    document = models.JSONField(null=True)  # null until the worker has signed, and once withdrawn
    jwt = models.TextField(blank=True)
    ring = models.PositiveBigIntegerField(null=True)
    state = models.CharField(
        max_length=10, choices=EndorsementState, default=EndorsementState.GIVEN, editable=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "employer",
                "institution",
                "achievement",
                name="acceptance_one_given",
                nulls_distinct=False,
                condition=Q(state="given"),
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "achievement"], name="acceptance_of"),
        ]
