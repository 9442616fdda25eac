"""Rounds, seats, teams, the day, and the word of the host on it."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.history import tracked
from core.privacy import Basis, Personal, Readers, Retention
from core.states import Stateful
from employers.models import Challenge, Member
from institutions.models import Institution, OfInstitution
from placements.states import (
    ALLOCATION_TRANSITIONS,
    GONE,
    PLACEMENT_TRANSITIONS,
    SIGN_OFF_TRANSITIONS,
    AllocationState,
    PlacementState,
    SignOffState,
)
from skills.models import Skill
from students.models import Eoi, RecordedVia, Student


def _file(purpose: str, readers: Readers = Readers.PLACED_HOST) -> Personal:
    return Personal(purpose, Basis.CONTRACT, Retention.PLACEMENT_FILE, readers)


class How(models.TextChoices):
    """How a list of offers came about."""

    WORKED_OUT = "worked_out", _("worked out by the rules")
    EVERYBODY = "everybody", _("everybody fits")
    BY_HAND = "by_hand", _("picked by hand")


@tracked
class Allocation(Stateful):
    """A round: challenges whose places are shared out together, and how it was done.

    ``seed`` is committed to by ``seed_hash`` when the round opens and shown after it is confirmed.
    ``problem`` is the input without names (ids alone); ``result`` the list that goes out:
    ``{"placed": [eoi], "waitlists": {challenge: [eoi]}, "reasons": {eoi: reason}}``, with public
    ids, first as the solver proposed it and then as people changed it (``changes``, with reasons).
    """

    TRANSITIONS = ALLOCATION_TRANSITIONS

    PRIVACY = {
        "seed": None,
        "seed_hash": None,
        "policy": None,
        "problem": None,
        "problem_hash": None,
        "result": None,
        "solver": None,
        "changes": None,
        "note": None,
        "failure": None,
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    how = models.CharField(max_length=10, choices=How, default=How.WORKED_OUT)
    closes_at = models.DateTimeField()
    seed = models.CharField(max_length=64, editable=False)
    seed_hash = models.CharField(max_length=64, editable=False)
    policy = models.JSONField(default=dict)
    problem = models.JSONField(null=True)
    problem_hash = models.CharField(max_length=64, blank=True)
    result = models.JSONField(null=True)
    solver = models.CharField(max_length=80, blank=True)
    changes = models.JSONField(default=list, blank=True)  # [{"in", "out", "why", "by", "at"}]
    note = models.CharField(max_length=300, blank=True)  # why a list was picked by hand
    failure = models.CharField(max_length=300, blank=True)
    heartbeat_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    letters_at = models.DateTimeField(null=True)  # when a confirmed list goes out, unless undone
    state = models.CharField(
        max_length=10, choices=AllocationState, default=AllocationState.WAITING, editable=False
    )

    objects = OfInstitution.as_manager()

    class Meta:
        verbose_name = "round"


class AllocationChallenge(models.Model):
    """A challenge in a round; at most one unfinished round a challenge."""

    allocation = models.ForeignKey(Allocation, on_delete=models.CASCADE, related_name="entries")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="+")
    unfinished = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "challenge",
                name="allocationchallenge_one_unfinished",
                condition=Q(unfinished=True),
            ),
        ]


@tracked
class Team(models.Model):
    """Some of a challenge's students, who work together.

    A challenge done alone has one Team too, of all its students: it is what the host signs off.
    """

    PRIVACY = {"name": None}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    formed_at = models.DateTimeField(null=True)  # null: proposed

    objects = OfInstitution.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("challenge", "number", name="team_number_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PlacementQuerySet(OfInstitution):
    """Reads of placements."""

    def standing(self) -> "PlacementQuerySet":
        """Those that were not called off or given back."""
        return self.exclude(state__in=GONE)


@tracked
class Placement(Stateful):
    """One student's place in one challenge, from her yes on.

    ``agreed_*`` is the charter (R8): what she said yes to is the challenge as published, her
    host's and the university's yes are publication and approval.
    """

    TRANSITIONS = PLACEMENT_TRANSITIONS

    PRIVACY = {
        "agreed": None,
        "left_because": _file("to know why a placement ended early", Readers.SELF_AND_STAFF),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    eoi = models.OneToOneField(Eoi, on_delete=models.PROTECT, related_name="placement")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="placements")
    seat = models.PositiveSmallIntegerField()  # 1 to 10: the eleventh can not exist
    agreed_at = models.DateTimeField()
    agreed_via = models.CharField(max_length=10, choices=RecordedVia, default=RecordedVia.WEB)
    agreed = models.JSONField(default=dict)  # date, place, hours, pay, deliverable, IP as shown
    left_because = models.CharField(max_length=200, blank=True)
    again_by = models.DateTimeField(null=True)  # asked about a new day, until when
    first_time = models.BooleanField(default=False)  # no finished placement before this one
    state = models.CharField(
        max_length=12, choices=PlacementState, default=PlacementState.READY, editable=False
    )

    objects = PlacementQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["challenge", "state"], name="placement_of_challenge"),
            models.Index(fields=["institution", "state"], name="placement_of_institution"),
            models.Index(fields=["student"], name="placement_of_student"),
        ]
        constraints = [
            models.CheckConstraint(
                name="placement_known_state", condition=Q(state__in=PlacementState.values)
            ),
            models.UniqueConstraint(
                "student",
                "challenge",
                name="placement_once",
                condition=~Q(state__in=GONE),
            ),
            models.UniqueConstraint(
                "challenge", "seat", name="placement_one_seat", condition=~Q(state__in=GONE)
            ),
            models.CheckConstraint(
                name="placement_seat_1_to_10", condition=Q(seat__gte=1) & Q(seat__lte=10)
            ),
        ]


class Booking(models.Model):
    """The hours a place takes from somebody's calendar: no two of hers may touch.

    One row a session (or fixed meeting). ``user`` holds it across institutions.
    """

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="bookings")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    span = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="booking_student_no_clash",
                expressions=[
                    ("student", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="booking_user_no_clash",
                expressions=[("user", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
                condition=Q(user__isnull=False),
            ),
        ]


class DayRecord(models.Model):
    """What the timetable has already said of a challenge's day, so that it says it once."""

    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="+")
    near_said_at = models.DateTimeField(null=True)
    over_said_at = models.DateTimeField(null=True)


class Came(models.TextChoices):
    """Whether somebody came."""

    CAME = "came", _("Came")
    LATE = "late", _("Came late")
    PART = "part", _("Part of the time")
    EXCUSED = "excused", _("Excused")
    DID_NOT_COME = "did_not_come", _("Did not come")


WAS_THERE = (Came.CAME, Came.LATE, Came.PART)


@tracked
class Attendance(models.Model):
    """Whether one student came, for the whole of a placement."""

    PRIVACY = {"note": _file("to know what part was missed")}

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="attendance")
    came = models.CharField(max_length=12, choices=Came)
    note = models.CharField(max_length=200, blank=True)
    marked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    marked_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="attendance_known", condition=Q(came__in=Came.values)),
        ]


class Reflection(models.Model):
    """The short track's reflection: three lines, asked for and never demanded."""

    PRIVACY = {
        "used": _file("to tie the work to the course", Readers.SELF_AND_STAFF),
        "surprised": _file("to see how organisations really work", Readers.SELF_AND_STAFF),
        "take_back": _file("to take something back to the course", Readers.SELF_AND_STAFF),
    }

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="reflection")
    used = models.CharField(max_length=400, blank=True)
    surprised = models.CharField(max_length=400, blank=True)
    take_back = models.CharField(max_length=400, blank=True)
    written_at = models.DateTimeField(auto_now=True)


class SelfRating(models.Model):
    """A student's own rating of one skill, given before she sees the host's. 0: not shown."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="self_ratings")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    rated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("placement", "skill", name="selfrating_once"),
            models.CheckConstraint(name="selfrating_level_0_to_4", condition=Q(level__lte=4)),
        ]


class Useful(models.TextChoices):
    """What the host makes of a team's result."""

    MOST = "most", _("We will use most of it")
    PART = "part", _("We will use part of it")
    THINKING = "thinking", _("It made us think, no more")
    NOT = "not", _("Not useful")


class Grounded(models.TextChoices):
    """Whether the team said what its result rests on (R42)."""

    YES = "yes", _("Yes, with sources we could check")
    SOME = "some", _("Some of it")
    NO = "no", _("No")


class Reach(models.TextChoices):
    """Who sees the host's name (R31): four steps."""

    PRIVATE = "private", _("Nobody: thanks in private")
    SECTOR = "sector", _("Your sector only")
    ORGANISATION = "organisation", _("Your organisation")
    PERSON = "person", _("Your organisation and your name")


@tracked
class SignOff(Stateful):
    """The supervisor's word on one team: the outcome, and who sees her name."""

    TRANSITIONS = SIGN_OFF_TRANSITIONS

    PRIVACY = {
        "use_on_monday": _file("to know what was used"),
        "shared_evidence": _file("one line of what the host saw, for everyone else"),
        "thanks": _file("the host's thanks to the team"),
        "signed_name": _file("who stands behind the assessment", Readers.PUBLIC_BY_CHOICE),
        "moderation_note": _file("what the university checked", Readers.STAFF),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    team = models.OneToOneField(Team, on_delete=models.PROTECT, related_name="sign_off")
    supervisor = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    useful = models.CharField(max_length=10, choices=Useful)
    grounded = models.CharField(max_length=5, choices=Grounded)
    use_on_monday = models.CharField(max_length=400, blank=True)
    shared_evidence = models.CharField(max_length=400, blank=True)
    reach = models.CharField(max_length=12, choices=Reach, default=Reach.SECTOR)
    thanks = models.TextField(max_length=600, blank=True)
    practice_done = models.BooleanField(default=False)
    signed_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()
    via = models.CharField(max_length=10, choices=RecordedVia, default=RecordedVia.WEB)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    moderation_note = models.CharField(max_length=400, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(
        max_length=10, choices=SignOffState, default=SignOffState.ASSESSED, editable=False
    )

    objects = OfInstitution.as_manager()


@tracked
class Assessment(models.Model):
    """One student's level in one skill, as the supervisor saw it. 0: not seen."""

    PRIVACY = {"evidence": _file("what the supervisor saw", Readers.PUBLIC_BY_CHOICE)}

    sign_off = models.ForeignKey(SignOff, on_delete=models.CASCADE, related_name="assessments")
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="assessments")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    evidence = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("placement", "skill", name="assessment_once"),
            models.CheckConstraint(name="assessment_level_0_to_4", condition=Q(level__lte=4)),
            models.CheckConstraint(
                name="assessment_top_has_evidence",
                condition=Q(level__in=(0, 2, 3)) | ~Q(evidence=""),
            ),
        ]


class Concern(models.Model):
    """Help wanted or a concern, open to both sides at any time; staff answer."""

    PRIVACY = {
        "words": _file("to help", Readers.SELF_AND_STAFF),
        "note": _file("to know what was done about it", Readers.STAFF),
    }

    class Kind(models.TextChoices):
        STUCK = "stuck", _("I'm stuck")
        LATE = "late", _("I'm late")
        CANNOT_COME = "cannot_come", _("I can't come")
        CONCERN = "concern", _("A concern for the university")
        CHANGE = "change", _("A change to the project")
        ANOTHER_WAY = "another_way", _("Another way than a promise in writing")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="+")
    placement = models.ForeignKey(Placement, null=True, on_delete=models.CASCADE)
    raised_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.CharField(max_length=600, blank=True)
    raised_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    objects = OfInstitution.as_manager()
