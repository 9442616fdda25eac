"""A project of two universities: some of its places are offered to another one."""

import uuid

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from core.states import Stateful
from employers.models.challenges import Challenge
from employers.states import SHARE_TRANSITIONS, ShareState
from institutions.models import Institution, OfInstitution


class Share(Stateful):
    """``institution`` offers ``places`` of its published challenge to another university.

    Once taken, ``part`` is the other one's own challenge with these places (docs/decisions/0051).
    """

    TRANSITIONS = SHARE_TRANSITIONS
    PRIVACY = {"words": None, "reason": None}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="shares")
    to = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    places = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300, blank=True)
    offered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    offered_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ShareState, default=ShareState.OFFERED)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300, blank=True)  # why not, for those who offered
    part = models.OneToOneField(Challenge, null=True, on_delete=models.CASCADE, related_name="+")

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="share_known_state", condition=Q(state__in=ShareState.values)
            ),
            models.CheckConstraint(name="share_of_some_places", condition=Q(places__range=(1, 9))),
            models.CheckConstraint(name="share_with_another", condition=~Q(to=F("institution"))),
            models.CheckConstraint(
                name="share_taken_has_its_part",
                condition=Q(part__isnull=False) | ~Q(state="taken"),
            ),
            models.UniqueConstraint(
                "challenge", "to", name="share_offered_once", condition=Q(state="offered")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.challenge}: {self.places}"
