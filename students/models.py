"""The demand side: students, and their light expressions of interest."""

import uuid
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.history import tracked
from core.privacy import Basis, Personal, Readers, Retention
from core.states import Stateful
from employers.models import Challenge
from employers.states import AHEAD, ChallengeState
from institutions.models import Institution, OfInstitution
from students.states import EOI_TRANSITIONS, NAMELESS, OVER, SEATED, WAITING, EoiState

__all__ = ["Eoi", "RecordedVia", "Student", "student_of"]

NOT_CLOSED = (ChallengeState.OPEN, ChallengeState.PAUSED)
MOST_SEATS = 10  # R38: whatever a policy says, the eleventh yes is impossible


def _roster(purpose: str) -> Personal:
    return Personal(purpose, Basis.PUBLIC_TASK, Retention.WHILE_MEMBER, Readers.SELF_AND_STAFF)


class StudentQuerySet(OfInstitution):
    """Reads of students."""

    def current(self) -> "StudentQuerySet":
        """Those who have not left."""
        return self.filter(left_at__isnull=True)

    def of_roster_address(self, email: str) -> "StudentQuerySet":
        """The one whom the roster knows under ``email``, those who left not counted."""
        return self.current().filter(~Q(email=""), Exact(Lower("email"), email.lower()))

    def of_address(self, email: str) -> "StudentQuerySet":
        """Those whom the roster or their own user knows under ``email``."""
        return self.filter(Q(email__iexact=email) | Q(user__email__iexact=email))

    def found(self, words: str) -> "StudentQuerySet":
        """Those whose number, address or name has every one of ``words`` in it."""
        found = self
        for word in words.split()[:6]:
            found = found.filter(
                Q(student_number__istartswith=word)
                | Q(given_name__icontains=word)
                | Q(family_name__icontains=word)
                | Q(preferred_name__icontains=word)
                | Q(email__icontains=word)
                | Q(user__email__icontains=word)
                | Q(user__name__icontains=word)
            )
        return found


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
        "programme": _roster("to form teams of different courses, and to keep places for one"),
        "discipline": _roster("to form teams of different subjects"),
        "year_of_study": _roster(
            "to form teams of different years, to keep places for one, and to report"
        ),
        "module_codes": _roster("to know which module projects, and places kept for it, are hers"),
        "pronouns": Personal(
            "to be spoken of as she wishes",
            Basis.CONSENT,
            Retention.UNTIL_WITHDRAWN,
            Readers.PLACED_HOST,
        ),
        "name_chosen_at": None,
        "background_asked_at": None,
        "mobile": Personal(
            "to be rung when a day is called off",
            Basis.CONSENT,
            Retention.MOBILE,
            Readers.SELF_AND_STAFF,
        ),
        "free_days": Personal(
            "to show what fits into her week",
            Basis.CONSENT,
            Retention.UNTIL_WITHDRAWN,
            Readers.SELF,
        ),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    student_number = models.CharField(max_length=20, blank=True)
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    preferred_name = models.CharField(max_length=80, blank=True)
    name_chosen_at = models.DateTimeField(null=True)  # hers from then on, whatever a feed says
    pronouns = models.CharField(max_length=40, blank=True)
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
    free_days = models.PositiveSmallIntegerField(null=True)  # a bit each; 1 is Monday
    background_asked_at = models.DateTimeField(null=True)  # the voluntary questions, asked once

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
        called = called or (self.user.name if self.user and self.user.name else self.address)
        return called or gettext("A former student")

    @property
    def address(self) -> str:
        """Where letters go: the proven address, else the roster's."""
        return self.user.email if self.user else self.email


def student_of(user: Any, institution: Institution | None) -> Student | None:
    """The student that ``user`` is at ``institution``, or ``None``.

    A user's address is proven, so whoever has the roster's address is the roster's student, also
    before a verb has linked the two rows (``students.services.prove_address``). A student once
    found is kept with ``user``, so for one request.
    """
    if institution is None or not getattr(user, "is_authenticated", False):
        return None
    known: dict[int, Student] = user.__dict__.setdefault("_student_at", {})
    if institution.pk not in known:
        found = STUDENT.first(institution=institution.pk, user=user.pk, address=user.email.lower())
        if found is None:
            return None
        known[institution.pk] = found
    return known[institution.pk]


def students_called(institution: Any, user: Any, address: Any) -> QuerySet[Student]:
    """The rows of one person here, by account or by an address nobody has claimed yet."""
    unlinked = Q(
        ~Q(email=""),
        Exact(Lower("email"), address),
        user__isnull=True,
        left_at__isnull=True,
    )
    return Student.objects.of(institution).filter(Q(user=user) | unlinked)


def _student(institution: Any, user: Any, address: Any) -> QuerySet[Student]:
    """With ``deleted_at``, where she asked to be deleted and it waits."""
    erasures = apps.get_model("students", "Erasure")._default_manager  # which is made of this file
    waiting = erasures.filter(student=OuterRef("pk"), kept_at__isnull=True, done_at__isnull=True)
    return (
        students_called(institution, user, address)
        .annotate(deleted_at=Subquery(waiting.values("due_at")[:1]))
        .order_by(F("user").asc(nulls_last=True))[:1]
    )


STUDENT = Compiled(_student)


class RecordedVia(models.TextChoices):
    """The door through which an act came (REQUIREMENTS 4.6)."""

    WEB = "web", _("on the web")
    DESK = "desk", _("at the desk")
    TELEPHONE = "telephone", _("by telephone")
    EMAIL = "email", _("by e-mail")


class EoiQuerySet(OfInstitution):
    """Reads of interests."""

    def active(self) -> "EoiQuerySet":
        """Those that still can come to something, the unconfirmed left out."""
        return self.exclude(state__in=(*OVER, EoiState.UNCONFIRMED))

    def open_interests(self) -> "EoiQuerySet":
        """Those that wait for the university's answer: what the policy's cap counts."""
        return self.filter(state__in=WAITING, challenge__state__in=AHEAD)

    def to_order(self) -> "EoiQuerySet":
        """Those whose order still counts: unanswered, and their projects not closed yet."""
        return self.filter(
            state=EoiState.SUBMITTED,
            challenge__state__in=NOT_CLOSED,
            challenge__closes_at__gt=clock.now(),
        )

    def in_her_order(self) -> "EoiQuerySet":
        """A student's wishes, first wish first: as she ordered them, the others as sent."""
        return self.order_by(F("wish").asc(nulls_last=True), "sent_at", "pk")

    def seated(self) -> "EoiQuerySet":
        """Those that are offered or accepted; all but a first-yes offer hold a seat."""
        return self.filter(state__in=SEATED)

    def verified(self) -> "EoiQuerySet":
        """Those of people known to be students here: whom a place may be offered (4.5)."""
        return self.filter(student__verified_at__isnull=False)

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
            "to share out places",
            Basis.CONTRACT,
            Retention.PLACEMENT_FILE,
            Readers.STAFF_AND_CHOOSING_HOST,
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
    sent_at = models.DateTimeField(default=clock.now, editable=False)
    confirmed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    wish = models.PositiveSmallIntegerField(null=True)  # her own order; null: the order of sending
    line = models.PositiveSmallIntegerField(null=True)  # place in line, 1 is next
    seat = models.PositiveSmallIntegerField(null=True)  # see students.services.seats
    offered_at = models.DateTimeField(null=True)
    offer_ends_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)  # the university's answer, of whatever kind
    reason = models.JSONField(default=dict, blank=True)  # typed code and numbers, matching's words
    withdrawn_because = models.CharField(max_length=200, blank=True)
    via = models.CharField(max_length=10, choices=RecordedVia, default=RecordedVia.WEB)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(
        max_length=20, choices=EoiState, default=EoiState.UNCONFIRMED, editable=False
    )

    objects = EoiQuerySet.as_manager()

    @property
    def is_to_order(self) -> bool:
        """Whether its place in her order still counts (``to_order``)."""
        challenge = self.challenge
        not_closed = challenge.state in NOT_CLOSED and clock.now() < challenge.closes_at
        return self.state == EoiState.SUBMITTED and not_closed

    class Meta:
        verbose_name = "expression of interest"
        verbose_name_plural = "expressions of interest"
        indexes = [
            models.Index(
                fields=["challenge", "state"],
                include=["institution", "id"],  # a term's are counted without reading the table
                name="eoi_of_challenge",
            ),
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
            models.CheckConstraint(name="eoi_known_state", condition=Q(state__in=EoiState.values)),
            models.CheckConstraint(
                name="eoi_has_student_once_confirmed",
                condition=Q(student__isnull=False) | Q(state__in=NAMELESS),
            ),
            models.CheckConstraint(
                name="eoi_address_or_student",
                condition=Q(student__isnull=True) ^ Q(email=""),
            ),
            models.CheckConstraint(
                name="eoi_seat_1_to_10",
                condition=Q(seat__isnull=True) | (Q(seat__gte=1) & Q(seat__lte=MOST_SEATS)),
            ),
            models.CheckConstraint(
                name="eoi_accepted_has_seat",
                condition=~Q(state=EoiState.ACCEPTED) | Q(seat__isnull=False),
            ),
        ]
