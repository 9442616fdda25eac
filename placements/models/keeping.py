"""Places kept for a group of students (R17), approved by a second person with a reason."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.states import Stateful
from employers.models import Challenge
from institutions.models import Institution, OfInstitution
from placements.states import KEPT_LIVE, KEPT_TRANSITIONS, KeptState


class Cohort(models.TextChoices):
    """Whom places can be kept for: what the university's own records say, and nothing else."""

    FIRST_PLACE = "first_place", gettext_lazy("Students who have had no placement here yet")
    YEAR = "year", gettext_lazy("Students in one year of study")
    PROGRAMME = "programme", gettext_lazy("Students of one programme")
    MODULE = "module", gettext_lazy("Students who take one module")


class Ground(models.TextChoices):
    """On which ground keeping places may be lawful; a person decides, the row keeps her words."""

    TAKE_PART_LESS = "take_part_less", gettext_lazy("They take part less than others do")
    NEED = "need", gettext_lazy("They need something that this project gives")
    COURSE = "course", gettext_lazy("It belongs to their course")


class KeptPlaces(Stateful):
    """Places of one challenge that go first to those of a group who ask, and then to everybody.

    Without ``places`` all are kept: the group has priority. ``why`` stands on the listing;
    ``decided_why`` is the lawful reason in the approver's words. Who qualifies is read off the
    roster when places are shared out, and kept nowhere by name.
    """

    TRANSITIONS = KEPT_TRANSITIONS
    PRIVACY = {"value": None, "why": None, "decided_why": None}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="+")
    cohort = models.CharField(max_length=12, choices=Cohort)
    value = models.CharField(max_length=120, blank=True)  # the year, programme or module's code
    places = models.PositiveSmallIntegerField(null=True)
    ground = models.CharField(max_length=16, choices=Ground)
    why = models.CharField(max_length=200)
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_host = models.BooleanField(default=False)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_why = models.CharField(max_length=400, blank=True)
    released_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=KeptState, default=KeptState.PROPOSED)

    objects = OfInstitution.as_manager()

    class Meta:
        verbose_name = "keeping of places"
        verbose_name_plural = "kept places"
        constraints = [
            models.UniqueConstraint(
                "challenge", name="keptplaces_one_live", condition=Q(state__in=KEPT_LIVE)
            ),
            models.CheckConstraint(
                name="keptplaces_known",
                condition=Q(state__in=KeptState.values, cohort__in=Cohort.values)
                & Q(ground__in=Ground.values),
            ),
            models.CheckConstraint(
                name="keptplaces_1_to_10",
                condition=Q(places__isnull=True) | Q(places__gte=1, places__lte=10),
            ),
            models.CheckConstraint(
                name="keptplaces_says_which", condition=Q(cohort=Cohort.FIRST_PLACE) ^ ~Q(value="")
            ),
            models.CheckConstraint(name="keptplaces_says_why", condition=~Q(why="")),
            models.CheckConstraint(
                name="keptplaces_decided_with_reason",
                condition=~Q(state__in=(KeptState.APPROVED, KeptState.REFUSED))
                | (Q(decided_at__isnull=False) & ~Q(decided_why="")),
            ),
            models.CheckConstraint(
                name="keptplaces_by_a_second_person",
                condition=Q(decided_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(decided_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return whom(self.cohort, self.value)


def whom(cohort: str, value: str) -> str:
    """Whom places are kept for, as the end of “kept for …”."""
    match cohort:
        case Cohort.YEAR:
            return _("students in year %(year)s") % {"year": value}
        case Cohort.PROGRAMME:
            return _("students of %(programme)s") % {"programme": value}
        case Cohort.MODULE:
            return _("students who take %(module)s") % {"module": value}
    return _("students who have had no placement here yet")
