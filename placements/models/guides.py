"""How often guides are opened, without by whom."""

from django.db import models

from institutions.models import Institution, OfInstitution


class GuideUse(models.Model):
    """How often hosts of one institution opened one guide in one month."""

    PRIVACY = {"topic": None}

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    topic = models.SlugField(max_length=12)
    month = models.DateField()  # its first day
    times = models.PositiveIntegerField(default=0)

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("institution", "topic", "month", name="guideuse_once_a_month"),
        ]
