"""Rounds, seats and teams."""

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
from employers.models import Challenge
from institutions.models import Institution, OfInstitution
from placements.states import (
    ALLOCATION_TRANSITIONS,
    GONE,
    PLACEMENT_TRANSITIONS,
    AllocationState,
    PlacementState,
)
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

    ``seed`` is promised by ``seed_hash`` before interests close, and shown once answers are out.
    ``problem`` is the input without names (ids alone); ``result`` the list that goes out:
    ``{"placed": [eoi], "waitlists": {challenge: [eoi]}, "reasons": {eoi: reason}}``, with public
    ids, first as the solver proposed it and then as people changed it (``changes``, with reasons).
    ``result_hash`` is that of the solver’s own answer, before anybody’s hand; ``compared`` what
    came of running it again.
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
        "result_hash": None,
        "compared": None,
        "progress": None,
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
    result_hash = models.CharField(max_length=64, blank=True)
    compared = models.JSONField(null=True)  # {"at", "same", "version"}
    progress = models.JSONField(null=True)  # {"stage", "reached", "at_most"} of a run under way
    stop_asked = models.BooleanField(default=False)  # a run ends with the best list it has
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
    follows = models.ForeignKey(  # her last one with the same host, over when she said yes
        "self", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
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
