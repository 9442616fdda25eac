"""A brief between host and university: cleared to go online."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from employers.models.challenges import Challenge
from institutions.models import Institution, OfInstitution


class Clearance(models.Model):
    """Staff have read one text of a brief and like it: it goes online once its host says fine.

    ``mark`` says which text (``services.briefs.mark_of``): a host who changes it sends it back
    instead. ``answered_at`` is empty while the host is to say so.
    """

    PRIVACY = {"mark": None}

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="clearances")
    mark = models.CharField(max_length=16)
    cleared_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    cleared_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "challenge", name="clearance_one_open", condition=Q(answered_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.challenge)
