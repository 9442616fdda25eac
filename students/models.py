"""The demand side: students, and their light expressions of interest."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models import User
from core.history import tracked
from core.privacy import Basis, Personal, Readers, Retention
from core.states import Stateful
from employers.models import Challenge
from institutions.models import Institution, OfInstitution
from students.states import EOI_TRANSITIONS, NAMELESS, OVER, SEATED, EoiState

__all__ = ["Eoi", "RecordedVia", "Student", "student_of"]


def _roster(purpose: str) -> Personal:
    return Personal(
        purpose, Basis.PUBLIC_TASK, Retention.WHILE_MEMBER, Readers.SELF_AND_STAFF
    )


class StudentQuerySet(OfInstitution):
    """Reads of students."""

    def of_address(self, email: str) -> "StudentQuerySet":
        """Those whom the roster or their own user knows under ``email``."""
        return self.filter(Q(email__iexact=email) | Q(user__email__iexact=email))


@tracked
class Student(models.Model):
    """A person as one institution knows her: from the roster, or by a proven address.

    The roster never makes or changes a User; whoever proves the address is linked.
    """

    PRIVACY = {
        "student_number": _roster("to match the university's records"),
        "given_name": _roster("to be addressed, and named on a badge she shares"),
        "family_name": _roster("to be addressed, and named on a badge she shares"),
        "preferred_name": _roster("to be addressed as she wishes"),
        "email": _roster("to recognise her college address"),
        "programme": _roster("to form teams of different courses"),
        "discipline": _roster("to form teams of different subjects"),
        "year_of_study": _roster("to form teams of different years, and to report"),
        "module_codes": _roster("to know which module projects are hers"),
        "mobile": Personal(
            "to be rung when a day is called off",
            Basis.CONSENT,
            Retention.MOBILE,
            Readers.SELF_AND_STAFF,
        ),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    student_number = models.CharField(max_length=20, blank=True)
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    preferred_name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    programme = models.CharField(max_length=120, blank=True)
    discipline = models.CharField(max_length=60, blank=True)
    year_of_study = models.PositiveSmallIntegerField(null=True)
    expected_graduation = models.DateField(null=True)
    module_codes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    student_visa = models.BooleanField(null=True)
    under_18 = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True)  # known to be a student here
    left_at = models.DateTimeField(null=True)  # no longer in the feed
    mobile = models.CharField(max_length=40, blank=True)

    objects = StudentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "institution", "user", name="student_user_once", condition=Q(user__isnull=False)
            ),
            models.UniqueConstraint(
                "institution",
                "student_number",
                name="student_number_once",
                condition=~Q(student_number=""),
            ),
            models.UniqueConstraint(
                "institution",
                Lower("email"),
                name="student_email_once",
                condition=~Q(email="") & Q(left_at__isnull=True),
            ),
            models.CheckConstraint(
                name="student_year_1_to_6",
                condition=Q(year_of_study__isnull=True)
                | (Q(year_of_study__gte=1) & Q(year_of_study__lte=6)),
            ),
        ]
        indexes = [models.Index(fields=["institution", "family_name"], name="student_by_name")]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name she is called by, with what we know: preferred or given, and family name."""
        called = f"{self.preferred_name or self.given_name} {self.family_name}".strip()
        return called or (self.user.name if self.user and self.user.name else self.address)

    @property
    def address(self) -> str:
        """Where letters go: the proven address, else the roster's."""
        return self.user.email if self.user else self.email


def student_of(user: Any, institution: Institution | None) -> Student | None:
    """The student that ``user`` is at ``institution``, or ``None``."""
    if institution is None or not getattr(user, "is_authenticated", False):
        return None
    return Student.objects.filter(user=user, institution=institution).first()


class RecordedVia(models.TextChoices):
    """The door through which an act came (REQUIREMENTS 4.6)."""

    WEB = "web", "web"
    DESK = "desk", "at the desk"
    TELEPHONE = "telephone", "by telephone"
    EMAIL = "email", "by e-mail"


class EoiQuerySet(OfInstitution):
    """Reads of interests."""

    def active(self) -> "EoiQuerySet":
        """Those that still can come to something, the unconfirmed left out."""
        return self.exclude(state__in=(*OVER, EoiState.UNCONFIRMED))

    def seated(self) -> "EoiQuerySet":
        """Those that hold a seat: offered or accepted."""
        return self.filter(state__in=SEATED)

    def in_line(self) -> "EoiQuerySet":
        """The waitlist of a challenge, next first."""
        return self.filter(state=EoiState.WAITLISTED).order_by("line", "confirmed_at", "pk")


@tracked
class Eoi(Stateful):
    """One person's expression of interest in one challenge: an address and a sentence.

    Light on purpose: nothing that the roster already says. Until the address is proven the row
    has no student. ``state`` changes through the verbs in ``students.services`` alone.
    """

    TRANSITIONS = EOI_TRANSITIONS

    PRIVACY = {
        "email": Personal(
            "to ask whether the address is hers",
            Basis.CONTRACT,
            Retention.UNCONFIRMED,
            Readers.SELF_AND_STAFF,
        ),
        "sentence": Personal(
            "to share out places", Basis.CONTRACT, Retention.PLACEMENT_FILE, Readers.SELF_AND_STAFF
        ),
        "reason": None,
        "withdrawn_because": Personal(
            "to learn why people can not come",
            Basis.LEGITIMATE_INTEREST,
            Retention.PLACEMENT_FILE,
            Readers.SELF_AND_STAFF,
        ),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey(Student, null=True, on_delete=models.CASCADE)
    email = models.EmailField(blank=True)  # only while there is no student
    sentence = models.CharField(max_length=280)
    access_first = models.BooleanField(default=False)  # "talk to me about access first"
    access_talked_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    wish = models.PositiveSmallIntegerField(null=True)  # her own order; null: the order of sending
    line = models.PositiveSmallIntegerField(null=True)  # place in line, 1 is next
    seat = models.PositiveSmallIntegerField(null=True)  # held from the offer on
    offered_at = models.DateTimeField(null=True)
    offer_ends_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)  # the university's answer, of whatever kind
    reason = models.JSONField(default=dict, blank=True)  # typed code and numbers, matching's words
    withdrawn_because = models.CharField(max_length=200, blank=True)
    via = models.CharField(max_length=10, choices=RecordedVia, default=RecordedVia.WEB)
    recorded_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(
        max_length=20, choices=EoiState, default=EoiState.UNCONFIRMED, editable=False
    )

    objects = EoiQuerySet.as_manager()

    class Meta:
        verbose_name = "expression of interest"
        verbose_name_plural = "expressions of interest"
        indexes = [
            models.Index(fields=["challenge", "state"], name="eoi_of_challenge"),
            models.Index(fields=["institution", "state", "sent_at"], name="eoi_of_institution"),
        ]
        constraints = [
            models.UniqueConstraint(
                "student", "challenge", name="eoi_one_active", condition=~Q(state__in=OVER)
            ),
            models.UniqueConstraint(
                "challenge",
                Lower("email"),
                name="eoi_one_unconfirmed",
                condition=Q(state="unconfirmed"),
            ),
            models.UniqueConstraint(
                "challenge", "seat", name="eoi_one_seat", condition=Q(state__in=SEATED)
            ),
            models.CheckConstraint(
                name="eoi_known_state", condition=Q(state__in=EoiState.values)
            ),
            models.CheckConstraint(
                name="eoi_has_student_once_confirmed",
                condition=Q(student__isnull=False) | Q(state__in=NAMELESS),
            ),
            models.CheckConstraint(
                name="eoi_address_or_student",
                condition=Q(student__isnull=True) ^ Q(email=""),
            ),
            models.CheckConstraint(
                name="eoi_seated_has_seat",
                condition=~Q(state__in=SEATED) | (Q(seat__gte=1) & Q(seat__lte=20)),
            ),
        ]
