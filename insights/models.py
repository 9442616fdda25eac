"""The rows of reports and of privacy: how long things are kept here, what went, and studies."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core import clock
from insights.exports import Export
from insights.frozen import FrozenTables
from insights.studying import Study, StudyAnswer, StudyConsent, StudyRow
from institutions.models import Institution, OfInstitution

__all__ = [
    "Export",
    "FrozenTables",
    "Keeping",
    "RetentionReport",
    "Study",
    "StudyAnswer",
    "StudyConsent",
    "StudyRow",
]

FILE_MONTHS, RECORD_MONTHS, LETTER_MONTHS, LOOK_MONTHS = 60, 24, 12, 24  # at most, and by default


def _months(at_most: int) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(
        default=at_most, validators=[MinValueValidator(1), MaxValueValidator(at_most)]
    )


class Keeping(models.Model):
    """How many months a university keeps four kinds of things: fewer than the table, never more.

    ``ahead`` is {rule: rows that will have come to their end a month after ``counted_at``}.
    """

    PRIVACY = {"ahead": None}

    institution = models.OneToOneField(Institution, on_delete=models.CASCADE)
    file_months = _months(FILE_MONTHS)
    record_months = _months(RECORD_MONTHS)
    letter_months = _months(LETTER_MONTHS)
    look_months = _months(LOOK_MONTHS)
    ahead = models.JSONField(default=dict)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="keeping_never_longer",
                condition=models.Q(
                    file_months__range=(1, FILE_MONTHS),
                    record_months__range=(1, RECORD_MONTHS),
                    letter_months__range=(1, LETTER_MONTHS),
                    look_months__range=(1, LOOK_MONTHS),
                ),
            ),
        ]


class RetentionReport(models.Model):
    """What one night deleted or emptied: {name of the rule: rows}. Of no institution: shared rows.

    Numbers alone. A night on which nothing went leaves no row.
    """

    PRIVACY = {"rows": None}

    institution = models.ForeignKey(Institution, null=True, on_delete=models.CASCADE)
    at = models.DateTimeField(default=clock.now)
    rows = models.JSONField(default=dict)

    objects = OfInstitution.as_manager()

    class Meta:
        ordering = ["-at"]
