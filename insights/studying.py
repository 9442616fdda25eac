"""Studies: asked for by themselves, answered apart, named by nobody once they are frozen (R54).

Until the freeze an answer hangs on a consent, and a consent on a person: taking it back deletes
both. The freeze writes ``StudyRow``s, which point at nobody, deletes the answers and the secret
that the pseudonyms were made with: from then on nobody can tell whose row is whose.
"""

import secrets
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.privacy import Basis, Personal, Readers, Retention
from employers.models import Employer
from institutions.models import Institution, OfInstitution
from placements.survey import SurveySide
from students.models import Student


def a_secret() -> str:
    """256 bits."""
    return secrets.token_hex(32)


class Wave(models.TextChoices):
    """When the same statements are put."""

    BEFORE = "before", _("before the first day")
    AFTER = "after", _("once it is over")
    LATER = "later", _("three months later")


class Study(models.Model):
    """One study of a university: who may take part, from when to when, when it is frozen."""

    PRIVACY = {
        "title": None,
        "purpose": None,
        "ethics_number": None,
        "contact": None,
        "secret": None,
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=400)
    ethics_number = models.CharField(max_length=60)
    contact = models.EmailField()
    opens_on = models.DateField()
    closes_on = models.DateField()  # nobody is asked to take part after this day
    freezes_on = models.DateField()  # nobody can take back after this day
    begun_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField(default=clock.now)
    secret = models.CharField(max_length=64, default=a_secret, blank=True)  # "" once it is frozen
    frozen_at = models.DateTimeField(null=True)

    objects = OfInstitution.as_manager()

    class Meta:
        verbose_name_plural = "studies"
        ordering = ["-opens_on"]
        constraints = [
            models.CheckConstraint(
                name="study_days_in_order",
                condition=Q(closes_on__gte=F("opens_on"), freezes_on__gte=F("closes_on")),
            ),
            models.CheckConstraint(
                name="study_frozen_has_no_secret",
                condition=Q(frozen_at__isnull=True) & ~Q(secret="")
                | Q(frozen_at__isnull=False, secret=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StudyConsent(models.Model):
    """What somebody answered to the one question of a study; "no" is not asked again.

    A yes that is taken back becomes a no. Frozen, rows of a no are deleted and those of a yes stay
    as the proof that it was given.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="consents")
    side = models.CharField(max_length=8, choices=SurveySide)
    student = models.ForeignKey(Student, null=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")  # a host
    employer = models.ForeignKey(Employer, null=True, on_delete=models.CASCADE, related_name="+")
    yes = models.BooleanField()
    version = models.PositiveSmallIntegerField()  # of the words that were read
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "answer to a study's question"
        verbose_name_plural = "answers to a study's question"
        constraints = [
            models.UniqueConstraint("study", "student", name="studyconsent_student_once"),
            models.UniqueConstraint("study", "user", name="studyconsent_host_once"),
            models.CheckConstraint(
                name="studyconsent_of_one_side",
                condition=Q(
                    side=SurveySide.STUDENT,
                    student__isnull=False,
                    user__isnull=True,
                    employer__isnull=True,
                )
                | Q(
                    side=SurveySide.HOST,
                    student__isnull=True,
                    user__isnull=False,
                    employer__isnull=False,
                ),
            ),
        ]


class StudyAnswer(models.Model):
    """What one person who takes part said at one of the three times: {item: 1 to 5, 0 cannot}."""

    PRIVACY = {
        "answers": Personal(
            "for the study that the person said yes to",
            Basis.CONSENT,
            Retention.STUDY,
            Readers.STUDY,
        )
    }

    consent = models.ForeignKey(StudyConsent, on_delete=models.CASCADE, related_name="answers")
    wave = models.CharField(max_length=6, choices=Wave)
    version = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint("consent", "wave", name="studyanswer_once")]


class StudyRow(models.Model):
    """One line of a frozen study: no key of anybody, answers as they are exported."""

    PRIVACY = {"pseudonym": None, "about": None, "answers": None}

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="rows")
    pseudonym = models.CharField(max_length=16)
    side = models.CharField(max_length=8, choices=SurveySide)
    wave = models.CharField(max_length=6, choices=Wave)
    version = models.PositiveSmallIntegerField()
    about = models.JSONField(default=dict)  # {column: value}: year, subject or sector
    answers = models.JSONField(default=dict)

    class Meta:
        ordering = ["side", "pseudonym", "wave"]
        constraints = [
            models.UniqueConstraint("study", "pseudonym", "wave", name="studyrow_once"),
        ]
