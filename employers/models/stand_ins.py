"""Who stands in for the supervisor of one project (REQUIREMENTS 4.22)."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from core.privacy import Basis, Personal, Readers, Retention
from employers.models.challenges import Challenge
from employers.models.hosts import Member
from institutions.models import Institution, OfInstitution


class StandIn(models.Model):
    """Somebody stands in for ``former`` at one project: asked, begun, put back.

    Until the address is proven there is a name and an address, and no ``member``; then the member
    has them, and they are gone from here.
    """

    PRIVACY = {
        "name": Personal(
            "to address whoever offered to stand in, until the address is proven",
            Basis.LEGITIMATE_INTEREST,
            Retention.UNCONFIRMED,
            Readers.SELF_AND_STAFF,
        ),
        "email": Personal(
            "to prove the address of whoever offered to stand in",
            Basis.LEGITIMATE_INTEREST,
            Retention.UNCONFIRMED,
            Readers.SELF_AND_STAFF,
        ),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="stand_ins")
    former = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "challenge",
                name="standin_one_at_a_time",
                condition=Q(begun_at__isnull=False, ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="standin_has_address_then_member",
                condition=Q(begun_at__isnull=True, member__isnull=True) & ~Q(email="")
                | Q(begun_at__isnull=False, member__isnull=False, name="", email=""),
            ),
            models.CheckConstraint(
                name="standin_begun_before_it_ends",
                condition=Q(ended_at__isnull=True) | Q(begun_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.member or self.name)
