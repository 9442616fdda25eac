"""Voluntary answers for equity, behind a wall of their own.

Read by reports alone (an import contract holds that); hosts and staff never see a
row. Asked after the interest is sent, never before.
"""

from django.db import models

from core.privacy import Basis, Personal, Readers, Retention
from institutions.models import Institution


def _voluntary(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONSENT, Retention.UNTIL_WITHDRAWN, Readers.REPORTS)


class EquityProfile(models.Model):
    """What a student chose to say; a null is "did not answer", never "no"."""

    PRIVACY = {
        "first_in_family": _voluntary("to see whether the scheme reaches those it is for"),
        "carer": _voluntary("to see whether the scheme reaches those it is for"),
        "disabled": _voluntary("to see whether the scheme reaches those it is for"),
        "international": _voluntary("to see whether the scheme reaches those it is for"),
    }

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    student = models.OneToOneField("students.Student", on_delete=models.CASCADE, related_name="+")
    first_in_family = models.BooleanField(null=True)
    carer = models.BooleanField(null=True)
    disabled = models.BooleanField(null=True)
    international = models.BooleanField(null=True)
    answered_at = models.DateTimeField(auto_now=True)
