"""A place that somebody may leave for another one: asked by staff, decided by her."""

from django.db import models

from accounts.models import User
from core import clock
from placements.models.places import Placement
from students.models import Eoi


class Move(models.Model):
    """Staff ask somebody with a place to come to another project instead.

    ``eoi`` is her interest there, with its offer. Her place stays hers until she says yes to it.
    """

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="moves")
    eoi = models.OneToOneField(Eoi, on_delete=models.CASCADE, related_name="move")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
