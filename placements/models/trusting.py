"""What makes an assessor one can trust: practice, how levels compare, questions about a step."""

import uuid

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from core import clock
from core.history import tracked
from core.privacy import Basis, Personal, Readers, Retention
from core.states import Stateful
from employers.models import Challenge, Member
from institutions.models import Institution, OfInstitution
from placements.models.days import Assessment
from placements.states import STEP_QUESTION_OPEN, STEP_QUESTION_TRANSITIONS, StepQuestionState
from students.models import RecordedVia


class PracticeRating(models.Model):
    """The step that somebody of a host gave one written case of ``placements.cases``; once."""

    PRIVACY = {"case": None}

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    case = models.CharField(max_length=30)
    level = models.PositiveSmallIntegerField()
    rated_at = models.DateTimeField(default=clock.now)

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("member", "case", name="practicerating_once"),
            models.CheckConstraint(
                name="practicerating_level_1_to_4", condition=Q(level__gte=1, level__lte=4)
            ),
        ]


class HowSheRates(models.Model):
    """How one assessor's levels compare with those of others at one university (``leniency``).

    ``leniency`` in levels above the average assessor, ``spread`` as a ratio; each ``low`` and
    ``high`` bound it with a probability of 90 %. Worked out anew each night, never written over by
    hand, and read as a caveat alone.
    """

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    leniency = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    spread = models.FloatField()
    spread_low = models.FloatField()
    spread_high = models.FloatField()
    ratings = models.PositiveIntegerField()
    teams = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()
    worked_out_at = models.DateTimeField()

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("institution", "member", name="howsherates_once"),
            models.CheckConstraint(
                name="howsherates_inside",
                condition=Q(low__lte=F("leniency"), high__gte=F("leniency")),
            ),
        ]


def _file(purpose: str, readers: Readers) -> Personal:
    return Personal(purpose, Basis.CONTRACT, Retention.PLACEMENT_FILE, readers)


@tracked
class StepQuestion(Stateful):
    """What the university asked about one step that a host gave, the answer, and what came of it.

    Both views stay: the step first given and how its line reads to staff, what the host says to
    that, and the step that stands, with the reason. A step changes only to one that the host
    names: nobody re-rates what they did not see (REQUIREMENTS 4.12).
    """

    TRANSITIONS = STEP_QUESTION_TRANSITIONS

    PRIVACY = {
        "words": _file("to ask what was seen", Readers.HOST_AND_STAFF),
        "answer": _file("what the host says to it", Readers.HOST_AND_STAFF),
        "line": _file("what the host saw, in other words", Readers.PLACED_HOST),
        "reason": _file("so that everybody knows why a step stands", Readers.PLACED_HOST),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="questions")
    first_level = models.PositiveSmallIntegerField()  # as it was when we asked
    reads_like = models.PositiveSmallIntegerField(null=True)  # to the university; 0: no step at all
    words = models.CharField(max_length=400)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(null=True)  # once, where the host says nothing
    answer = models.CharField(max_length=600, blank=True)
    named_level = models.PositiveSmallIntegerField(null=True)  # the host's, on a second look
    line = models.CharField(max_length=400, blank=True)
    answered_at = models.DateTimeField(null=True)
    via = models.CharField(max_length=10, choices=RecordedVia, default=RecordedVia.WEB)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=400, blank=True)  # the student and the host read it
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    state = models.CharField(
        max_length=10, choices=StepQuestionState, default=StepQuestionState.ASKED, editable=False
    )

    objects = OfInstitution.as_manager()

    class Meta:
        verbose_name = "question"
        constraints = [
            models.UniqueConstraint(
                "assessment",
                name="stepquestion_one_open",
                condition=Q(state__in=STEP_QUESTION_OPEN),
            ),
            models.CheckConstraint(
                name="stepquestion_levels_0_to_4",
                condition=Q(first_level__lte=4)
                & (Q(reads_like__isnull=True) | Q(reads_like__lte=4))
                & (Q(named_level__isnull=True) | Q(named_level__lte=4)),
            ),
            models.CheckConstraint(name="stepquestion_asks", condition=~Q(words="")),
            models.CheckConstraint(
                name="stepquestion_answered_has_words",
                condition=Q(answered_at__isnull=True, answer="", named_level__isnull=True)
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="stepquestion_answer_is_there",
                condition=~Q(state=StepQuestionState.ANSWERED) | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="stepquestion_decided_has_reason",
                condition=Q(state__in=STEP_QUESTION_OPEN)
                | (Q(decided_at__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="stepquestion_changed_as_named",
                condition=~Q(state=StepQuestionState.CHANGED)
                | (Q(named_level__isnull=False) & ~Q(named_level=F("first_level"))),
            ),
        ]

    @property
    def challenge(self) -> Challenge:
        """What it is about."""
        challenge: Challenge = self.assessment.sign_off.team.challenge
        return challenge
