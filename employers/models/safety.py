"""How safe the work is, and what a host has said of its own house.

A :class:`RiskAssessment` is of one challenge and one version of it; a :class:`HostCheck` is of a
host and serves each of its challenges until it runs out. Rows of the first are never changed.
"""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.history import tracked
from core.privacy import Basis, Personal, Readers, Retention
from employers.models.challenges import Challenge
from employers.models.hosts import Employer
from institutions.models import Institution, OfInstitution


class Factor(models.TextChoices):
    """The six factors of UCEA's guidance on placements (REQUIREMENTS 2, health and safety)."""

    WORK = "work", _("The work itself")
    TRAVEL = "travel", _("Getting there and home")
    LOCATION = "location", _("The place")
    HEALTH = "health", _("Health")
    INDIVIDUAL = "individual", _("The person")
    INSURANCE = "insurance", _("Insurance")


class Level(models.TextChoices):
    """How much could go wrong, as somebody judged it."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    OPEN = "open", _("Not known yet")  # insurance alone, until the host has been checked


class ActionOwner(models.TextChoices):
    """Who sees to it that what was noted is done."""

    HOST = "host", _("The host")
    UNIVERSITY = "university", _("The university")
    STUDENT = "student", _("The students")


class AtRisk(models.TextChoices):
    """Whom students would work with who needs more protection than others."""

    NOBODY = "nobody", _("No")
    CHILDREN = "children", _("Yes, with children")
    ADULTS = "adults", _("Yes, with adults at risk")


class RiskAssessment(models.Model):
    """Who judged how safe a challenge is, and when: version 1, 2 …, the newest one counts.

    ``mark`` says which text was judged (``services.safety.safety_mark``): a brief whose place,
    times or work changed since is looked at again.
    """

    PRIVACY = {"mark": None}

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="assessments")
    version = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=16)
    at_risk = models.CharField(max_length=10, choices=AtRisk, default=AtRisk.NOBODY)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("challenge", "version", name="riskassessment_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.challenge} ({self.version})"


class RiskFactor(models.Model):
    """One of the six of an assessment; what is not low has an action and somebody who does it."""

    PRIVACY = {"action": None}

    assessment = models.ForeignKey(RiskAssessment, on_delete=models.CASCADE, related_name="factors")
    factor = models.CharField(max_length=10, choices=Factor)
    level = models.CharField(max_length=6, choices=Level)
    action = models.CharField(max_length=200, blank=True)
    owner = models.CharField(max_length=10, choices=ActionOwner, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("assessment", "factor", name="riskfactor_once"),
            models.CheckConstraint(
                name="riskfactor_known",
                condition=Q(factor__in=Factor.values) & Q(level__in=Level.values),
            ),
            models.CheckConstraint(
                name="riskfactor_not_low_has_action_and_owner",
                condition=Q(level="low")
                | Q(level="open", factor="insurance")
                | (~Q(action="") & Q(owner__in=ActionOwner.values)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_factor_display()}: {self.get_level_display()}"


class Safeguards(models.Model):
    """What a second approver recorded before anybody works with children or adults at risk (R18).

    ``judged_by`` made the assessment that said so; the same person can not answer herself.
    """

    PRIVACY = {"supervision": None, "checks": None, "adjustments": None}

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="safeguards")
    at_risk = models.CharField(max_length=10, choices=AtRisk)
    supervision = models.CharField(max_length=300)
    checks = models.CharField(max_length=300)
    adjustments = models.CharField(max_length=300, blank=True)
    judged_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()

    objects = OfInstitution.as_manager()

    class Meta:
        verbose_name_plural = "safeguards"
        constraints = [
            models.CheckConstraint(
                name="safeguards_by_a_second_person",
                condition=Q(recorded_by__isnull=True)
                | Q(judged_by__isnull=True)
                | ~Q(recorded_by=F("judged_by")),
            ),
            models.CheckConstraint(
                name="safeguards_say_how",
                condition=~Q(supervision="") & ~Q(checks="") & ~Q(at_risk="nobody"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.challenge)


class Insured(models.TextChoices):
    """Whether employers' liability insurance covers students; not knowing yet is an answer."""

    YES = "yes", _("Yes")
    ASKING = "asking", _("I do not know yet: I ask our insurer")
    NO = "no", _("No, we have none")


class AnsweredVia(models.TextChoices):
    """The door through which a host answered (REQUIREMENTS 4.6)."""

    WEB = "web", _("on the web")
    TELEPHONE = "telephone", _("by telephone")
    VISIT = "visit", _("on a visit")
    EMAIL = "email", _("by e-mail")


@tracked
class HostCheck(models.Model):
    """What a host said of its controls, insurance and people for emergencies, for one university.

    Asked, answered, and good until a day; without that day something is still open. Each asking
    is a row of its own, and the newest finished one counts. ``online_only`` asks less.
    """

    PRIVACY = {
        "controls_note": None,
        "insurer": None,
        "accepted_note": None,
        "emergency_name": Personal(
            "so that students know whom to turn to in an emergency",
            Basis.LEGITIMATE_INTEREST,
            Retention.WHILE_MEMBER,
            Readers.PLACED_HOST,
        ),
        "emergency_telephone": Personal(
            "so that students can ring somebody in an emergency",
            Basis.LEGITIMATE_INTEREST,
            Retention.WHILE_MEMBER,
            Readers.PLACED_HOST,
        ),
        "answered_with": Personal(
            "to know who answered for the host",
            Basis.LEGITIMATE_INTEREST,
            Retention.WHILE_MEMBER,
            Readers.SELF_AND_STAFF,
        ),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE)
    challenge = models.ForeignKey(
        Challenge, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # the one that made somebody ask
    online_only = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    reminded_at = models.DateTimeField(null=True)

    controls = models.BooleanField(null=True)
    controls_note = models.CharField(max_length=300, blank=True)
    induction = models.BooleanField(null=True)
    emergency_name = models.CharField(max_length=120, blank=True)
    emergency_telephone = models.CharField(max_length=40, blank=True)
    insured = models.CharField(max_length=6, choices=Insured, blank=True)
    insurer = models.CharField(max_length=120, blank=True)
    insured_until = models.DateField(null=True, blank=True)
    insurer_answers_by = models.DateField(null=True, blank=True)
    accepted_note = models.CharField(max_length=200, blank=True)  # why it may go on uninsured
    at_risk = models.CharField(max_length=10, choices=AtRisk, blank=True)

    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_via = models.CharField(max_length=10, choices=AnsweredVia, blank=True)
    answered_with = models.CharField(max_length=120, blank=True)
    good_until = models.DateField(null=True)

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "institution",
                "employer",
                name="hostcheck_one_unfinished",
                condition=Q(good_until__isnull=True),
            ),
            models.CheckConstraint(
                name="hostcheck_good_says_all",
                condition=Q(good_until__isnull=True)
                | (
                    Q(answered_at__isnull=False, controls=True)
                    & ~Q(emergency_name="")
                    & (Q(online_only=True) | Q(induction=True))
                ),
            ),
            models.CheckConstraint(
                name="hostcheck_good_is_insured_or_accepted",
                condition=Q(good_until__isnull=True)
                | Q(online_only=True)
                | Q(insured="yes", insured_until__isnull=False)
                | (Q(insured="no") & ~Q(accepted_note="")),
            ),
            models.CheckConstraint(
                name="hostcheck_no_longer_than_insured",
                condition=Q(good_until__isnull=True)
                | Q(insured_until__isnull=True)
                | Q(good_until__lte=F("insured_until")),
            ),
            models.CheckConstraint(
                name="hostcheck_asking_has_a_day",
                condition=~Q(insured="asking") | Q(insurer_answers_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["institution", "employer", "-id"], name="hostcheck_newest_of_host"
            ),
        ]

    def __str__(self) -> str:
        return str(self.employer)

    @property
    def is_finished(self) -> bool:
        """Whether nothing is open any more."""
        return self.good_until is not None

    def covers(self, *, online: bool, last_day: date) -> bool:
        """Whether it is good for work that ends on ``last_day``."""
        return (
            self.good_until is not None
            and last_day <= self.good_until
            and (online or not self.online_only)
        )
