"""Classes of projects that an approver has let through beforehand (REQUIREMENTS 4.17)."""

import uuid
from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.history import tracked
from employers.models.challenges import Challenge, Grouping, Pay, WhoDecides
from employers.models.hosts import EmployerKind
from institutions.models import Institution, OfInstitution


class ApprovedClassQuerySet(OfInstitution):
    """Reads of approved classes."""

    def in_force(self, today: date) -> Self:
        """Those that nobody has ended and whose last day has not passed."""
        return self.filter(good_until__gte=today, ended_at__isnull=True)

    def covering(self, challenge: Challenge, today: date) -> Self:
        """Those in force at its institution whose scope ``challenge`` lies in."""
        return (
            self.of(challenge.institution)
            .in_force(today)
            .filter(
                Q(kinds=[]) | Q(kinds__contains=[challenge.employer.kind]),
                pay__in=("", challenge.pay),
                days_at_most__gte=challenge.days,
                team_only__in=(False, challenge.grouping == Grouping.TEAM),
                university_decides__in=(False, challenge.who_decides == WhoDecides.UNIVERSITY),
            )
            .order_by("pk")
        )


@tracked
class ApprovedClass(models.Model):
    """A class of projects whose members need no second approver, approved once with a reason.

    Its scope: kinds of host (none named: any), paid or not (empty: both), a longest length, teams
    alone, the university chooses. It ends by itself after ``good_until``, and is then looked at.
    """

    PRIVACY = {"name": None, "reason": None}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    name = models.CharField(max_length=90)
    reason = models.CharField(max_length=400)
    kinds = ArrayField(
        models.CharField(max_length=12, choices=EmployerKind), default=list, blank=True
    )
    pay = models.CharField(max_length=6, choices=Pay, blank=True)
    days_at_most = models.DecimalField(
        max_digits=3, decimal_places=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    team_only = models.BooleanField(default=False)
    university_decides = models.BooleanField(default=False)
    approved_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField()
    good_until = models.DateField()
    ended_at = models.DateTimeField(null=True)

    objects = ApprovedClassQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "approved classes"
        constraints = [
            models.CheckConstraint(
                name="approvedclass_1_to_10_days",
                condition=Q(days_at_most__gte=1) & Q(days_at_most__lte=10),
            ),
            models.CheckConstraint(name="approvedclass_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_in_words(self) -> list[str]:
        """Its limits, one phrase each: ``company, charity``, ``not paid``, ``at most 2 days``."""
        kinds = ", ".join(str(EmployerKind(kind).label) for kind in self.kinds)
        one = self.days_at_most == 1
        longest = ngettext("at most %(days)s day", "at most %(days)s days", 1 if one else 2)
        return [
            kinds or _("any host"),
            str(self.get_pay_display()).lower() if self.pay else _("paid or not"),
            longest % {"days": number_format(self.days_at_most.normalize(), use_l10n=True)},
            *([_("in teams")] if self.team_only else []),
            *([_("the university shares out the places")] if self.university_decides else []),
        ]
