"""The day: who came, what the student wrote of it, and the word of the host on it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.history import tracked
from core.privacy import Basis, Personal, Readers, Retention
from core.states import Stateful
from employers.models import Challenge, Member
from institutions.models import Institution, OfInstitution
from placements.models.places import Placement, Team
from placements.states import SIGN_OFF_TRANSITIONS, SignOffState
from skills.models import Skill
from students.models import RecordedVia


def _file(purpose: str, readers: Readers = Readers.PLACED_HOST) -> Personal:
    return Personal(purpose, Basis.CONTRACT, Retention.PLACEMENT_FILE, readers)


class DayRecord(models.Model):
    """What the timetable has already said of a challenge's day, so that it says it once."""

    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="+")
    near_said_at = models.DateTimeField(null=True)
    over_said_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)  # of the sign-off, to the host


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
        "used": _file("to tie the work to the course", Readers.SELF_STAFF_AND_ACADEMIC),
        "surprised": _file("to see how organisations really work", Readers.SELF_AND_STAFF),
        "take_back": _file("to take something back to the course", Readers.SELF_STAFF_AND_ACADEMIC),
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
    drawn = models.BooleanField(default=False)  # read as one of a sample
    off_by = models.FloatField(null=True)  # deviations from what others give, where that is far
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


class Rung(models.Model):
    """That somebody heard by telephone that the day is called off, so that nobody rings twice."""

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="rung")
    rung_at = models.DateTimeField()
    rung_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")


class Concern(models.Model):
    """Help wanted or a concern, open to both sides at any time; staff answer."""

    PRIVACY = {
        "words": _file("to help", Readers.SELF_AND_STAFF),
        "answer": _file("to help: what the host answers to somebody who is stuck"),
        "note": _file("to know what was done about it", Readers.STAFF),
    }

    class Kind(models.TextChoices):
        STUCK = "stuck", _("I’m stuck")
        LATE = "late", _("I’m late")
        CANNOT_COME = "cannot_come", _("I can’t come")
        CONCERN = "concern", _("A concern for the university")
        CHANGE = "change", _("A change to the project")
        ANOTHER_WAY = "another_way", _("Another way than a promise in writing")
        INCIDENT = "incident", _("Somebody was hurt, or nearly")
        NO_SHOW = "no_show", _("Did not come")
        ENDED = "ended", _("The host ended it early")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="+")
    placement = models.ForeignKey(Placement, null=True, on_delete=models.CASCADE)
    raised_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.CharField(max_length=600, blank=True)
    raised_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=400, blank=True)  # of the host, to who is stuck
    answered_at = models.DateTimeField(null=True)
    passed_on_at = models.DateTimeField(null=True)  # the host was silent: staff were told

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "placement", name="concern_one_no_show", condition=Q(kind="no_show")
            ),
        ]
