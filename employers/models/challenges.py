"""What hosts ask students to solve, and when."""

import secrets
import uuid
from datetime import datetime

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, F, GeneratedField, OuterRef, Q

from accounts.models import User
from core.history import tracked
from core.states import Stateful
from employers.models.hosts import Employer, Member, Site
from employers.models.search import (
    FIND_BY_DAYS,
    FIND_CHALLENGES,
    LIST_CHALLENGES,
    LIST_SKILLS,
    facets,
    words,
)
from employers.models.series import Series
from employers.models.terms import (
    Grouping,
    IpTerms,
    Mode,
    Need,
    Pay,
    TimeKind,
    UnpaidGround,
    WhoDecides,
)
from employers.states import CHALLENGE_TRANSITIONS, UNPUBLISHED, ChallengeState
from institutions.models import Institution, Module, OfInstitution
from skills.models import Skill

CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def new_code() -> str:
    """Ten letters and figures that nobody mixes up: about 49 bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _i in range(10))


class ChallengeQuerySet(OfInstitution):
    """Reads of challenges."""

    def open(self) -> "ChallengeQuerySet":
        """Those that take interests now."""
        return self.filter(state=ChallengeState.OPEN)

    def unproven(self) -> "ChallengeQuerySet":
        """Drafts from an address that nobody has proven: nobody but their writer need see them."""
        return self.filter(
            state=ChallengeState.DRAFT, contact__user__isnull=True, recorded_by__isnull=True
        )

    def proven(self) -> "ChallengeQuerySet":
        """All others: what lists at the desk begin with."""
        return self.exclude(
            state=ChallengeState.DRAFT, contact__user__isnull=True, recorded_by__isnull=True
        )

    def hosted_by(self, members: list[int]) -> "ChallengeQuerySet":
        """Those that the members with these keys act for: their host's, where they were
        introduced or are named."""
        theirs = Member.objects.filter(pk__any_of=members, employer=OuterRef("employer"))
        named = Q(pk=OuterRef("contact")) | Q(pk=OuterRef("supervisor"))
        introduced = Q(introduced_by=OuterRef("institution"))
        return self.filter(Exists(theirs.filter(named | introduced)))

    def naming(self, member: Member) -> "ChallengeQuerySet":
        """Those whose contact or supervisor is ``member``."""
        return self.filter(Q(contact=member.pk) | Q(supervisor=member.pk))

    def hold_open(self, pk: int) -> bool:
        """Whether challenge ``pk`` is open, held so until the transaction's end.

        ``FOR SHARE``: senders do not queue behind each other, the closing UPDATE waits for them.
        """
        with_lock = self.raw(
            "SELECT id FROM employers_challenge WHERE id = %s AND state = %s FOR SHARE",
            [pk, ChallengeState.OPEN.value],
        )
        return any(True for _row in with_lock)


@tracked
class Challenge(Stateful):
    """A short, bounded project that a host posts.

    ``state`` changes through the verbs in ``employers.services`` alone. ``starts_at``, ``ends_at``
    and ``days`` are derived from the sessions (or hours ÷ 7 in own time) by the same verbs.
    """

    TRANSITIONS = CHALLENGE_TRANSITIONS

    PRIVACY = {
        "title": None,
        "summary": None,
        "problem": None,
        "why_now": None,
        "deliverable": None,
        "good_looks_like": None,
        "day_plan": None,
        "access": None,
        "bring": None,
        "lunch": None,
        "costs_note": None,
        "experience_needed": None,
        "unpaid_reason": None,
        "credential_name": None,
        "need": None,
        "leads_to": None,
        "leads_to_words": None,
        "state_reason": None,
        "background": None,
        "search": None,
        "found_by": None,
        "one_day": None,
        "evening": None,
        "weekdays": None,
        "facets": None,
        "edited": None,
        "approved_under": None,
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT)
    module = models.ForeignKey(Module, null=True, blank=True, on_delete=models.PROTECT)
    contact = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    shared_from = models.ForeignKey(  # it is a part of another university's project
        "self", null=True, on_delete=models.PROTECT, related_name="parts", editable=False
    )
    skills = models.ManyToManyField(Skill, related_name="+")

    title = models.CharField(max_length=90)
    summary = models.CharField(max_length=300, blank=True)
    problem = models.TextField(max_length=2000)
    why_now = models.CharField(max_length=400, blank=True)
    deliverable = models.CharField(max_length=400)
    good_looks_like = models.TextField(max_length=1000, blank=True)
    day_plan = models.JSONField(default=list, blank=True)  # [{"time": "9:30", "text": "…"}]
    background = models.TextField(max_length=4000, blank=True)  # for the placed, 48 h before
    credential_name = models.CharField(max_length=80)
    need = models.CharField(max_length=12, choices=Need, blank=True)
    leads_to = models.URLField(blank=True)
    leads_to_words = models.CharField(max_length=160, blank=True)  # "our paid summer internship"

    mode = models.CharField(max_length=10, choices=Mode, default=Mode.IN_PERSON)
    time_kind = models.CharField(max_length=10, choices=TimeKind, default=TimeKind.SESSIONS)
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    days = models.DecimalField(max_digits=3, decimal_places=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    places = models.PositiveSmallIntegerField()
    shared_places = models.PositiveSmallIntegerField(default=0, editable=False)  # given to others
    grouping = models.CharField(max_length=8, choices=Grouping, default=Grouping.TEAM)
    team_at_least = models.PositiveSmallIntegerField(default=1)
    team_at_most = models.PositiveSmallIntegerField(default=10)
    first_timer_places = models.PositiveSmallIntegerField(default=0)

    pay = models.CharField(max_length=6, choices=Pay)
    pay_per_hour = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="GBP")
    unpaid_ground = models.CharField(max_length=10, choices=UnpaidGround, blank=True)
    unpaid_reason = models.CharField(max_length=300, blank=True)
    travel_up_to = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    care_up_to = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    lunch = models.CharField(max_length=100, blank=True)
    costs_note = models.CharField(max_length=100, blank=True)  # "before the day", "within 7 days"
    access = models.CharField(max_length=300, blank=True)
    bring = models.CharField(max_length=300, blank=True)  # dress, equipment
    ip_terms = models.CharField(max_length=8, choices=IpTerms, default=IpTerms.STUDENT)
    needs_nda = models.BooleanField(default=False)
    experience_needed = models.CharField(max_length=200, blank=True)

    who_decides = models.CharField(max_length=10, choices=WhoDecides, default=WhoDecides.UNIVERSITY)
    closes_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answer_again_by = models.DateTimeField(null=True, editable=False)  # told when that was missed
    published_at = models.DateTimeField(null=True, editable=False)
    minutes_foretold = models.PositiveSmallIntegerField(default=35)
    minutes_told = models.PositiveSmallIntegerField(null=True, editable=False)  # what it took
    code_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    letters_asked = models.PositiveSmallIntegerField(default=0, editable=False)

    state = models.CharField(
        max_length=20, choices=ChallengeState, default=ChallengeState.DRAFT, editable=False
    )
    state_reason = models.CharField(max_length=400, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    edited = models.JSONField(default=list, editable=False)  # by staff since the host last wrote
    approved_under = models.JSONField(default=dict, editable=False)  # law.as_kept, when published
    # how it is found: kept by triggers and the database (employers/models/search.py)
    found_by = models.CharField(max_length=400, blank=True, editable=False)  # host and town
    one_day = models.BooleanField(default=True, editable=False)
    evening = models.BooleanField(default=False, editable=False)
    weekdays = models.SmallIntegerField(default=0, editable=False)  # a bit each; 1 is Monday
    facets = GeneratedField(
        expression=facets(), output_field=models.IntegerField(), db_persist=True, editable=False
    )
    search = GeneratedField(
        expression=words(), output_field=SearchVectorField(), db_persist=True, editable=False
    )

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        triggers = [FIND_CHALLENGES, LIST_CHALLENGES]
        indexes = [
            models.Index(fields=["institution", "state", "starts_at"], name="challenge_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                name="challenge_known_state", condition=Q(state__in=ChallengeState.values)
            ),
            models.CheckConstraint(
                name="challenge_known_need", condition=Q(need__in=["", *Need.values])
            ),
            models.CheckConstraint(
                name="challenge_1_to_10_places", condition=Q(places__gte=1) & Q(places__lte=10)
            ),
            models.CheckConstraint(  # in a part: those that it was given
                name="challenge_shares_add_up",
                condition=Q(shared_from__isnull=True, places__lte=10 - F("shared_places"))
                | Q(shared_from__isnull=False, places__lte=F("shared_places")),
            ),
            models.CheckConstraint(
                name="challenge_up_to_10_days", condition=Q(days__gt=0) & Q(days__lte=10)
            ),
            models.CheckConstraint(name="challenge_some_hours", condition=Q(hours__gt=0)),
            models.CheckConstraint(
                name="challenge_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="challenge_closes_before_start", condition=Q(closes_at__lt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="challenge_answers_after_close",
                condition=Q(answer_by__gte=F("closes_at")) & Q(answer_by__lt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="challenge_team_sizes",
                condition=Q(team_at_least__gte=1)
                & Q(team_at_most__lte=10)
                & Q(team_at_least__lte=F("team_at_most")),
            ),
            models.CheckConstraint(
                name="challenge_first_timers_fit",
                condition=Q(first_timer_places__lte=F("places")),
            ),
            models.CheckConstraint(
                name="challenge_published_has_deliverable",
                condition=Q(state__in=("draft", "cancelled")) | ~Q(deliverable=""),
            ),
            models.CheckConstraint(  # a working week
                name="challenge_minutes_told", condition=Q(minutes_told__lte=2400)
            ),
            models.CheckConstraint(
                name="challenge_paid_has_rate",
                condition=Q(pay="unpaid") | Q(pay_per_hour__isnull=False),
            ),
            models.CheckConstraint(
                name="challenge_cancelled_has_reason",
                condition=~Q(state="cancelled") | ~Q(state_reason=""),
            ),
        ]

    @property
    def hear_by(self) -> datetime:
        """By when its students hear, as they were told last."""
        return self.answer_again_by or self.answer_by

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> str:
        """The zone in which its times are said."""
        return self.institution.zone

    @property
    def is_unpublished(self) -> bool:
        """Whether students have not seen it yet."""
        return self.state in UNPUBLISHED

    @property
    def is_short(self) -> bool:
        """Whether the short track applies: one or two days, and no module that asks for more
        (REQUIREMENTS 4.2)."""
        asked = self.module is not None and self.module.full_track
        return self.days <= 2 and not asked


class SkillUse(Challenge.skills.through):  # type: ignore[name-defined]
    """That a challenge asks for a skill: the row behind ``Challenge.skills``, for its trigger."""

    class Meta:
        proxy = True
        triggers = LIST_SKILLS


class Session(models.Model):
    """A sitting on the calendar, or a fixed meeting of a challenge in one's own time.

    ``on``, ``starts`` and ``ends`` are what clocks show at the place; the moments are derived.
    """

    PRIVACY = {"zone": None}

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="sessions")
    on = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    zone = models.CharField(max_length=60)
    pause = models.PositiveSmallIntegerField(default=0)  # minutes of it that are not work
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.IN_PERSON)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        triggers = [FIND_BY_DAYS]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.UniqueConstraint("challenge", "starts_at", name="session_start_once"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.starts:%H:%M}"

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when to when, aware."""
        return self.starts_at, self.ends_at
