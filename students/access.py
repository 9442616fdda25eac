"""What would help a student at a place, in her own words, behind a wall of its own.

Written by her, opened by the placements team alone (an import contract holds that), and each
opening is kept with who it was and when. A host reads it nowhere: what she shares with one host is
a text of its own (``placements.models.SharedAccess``). Never in the history, lists or reports.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.privacy import Basis, Personal, Readers, Retention
from institutions.models import Institution
from students.models import Student

WORDS = 600


class Help(models.TextChoices):
    """What often helps. None of it names a condition."""

    STEP_FREE = "step_free", _("A way in and a workplace without steps")
    SEAT = "seat", _("A seat, a certain chair or desk, or short breaks")
    TIMES = "times", _("To begin later, end earlier or work in parts")
    QUIET = "quiet", _("A quiet place to work, or to go to for a while")
    WRITTEN = "written", _("What to do in writing, and before the day")
    READER = "reader", _("Files that a screen reader or large print can show")
    CAPTIONS = "captions", _("Captions, an interpreter, or faces to be seen when people speak")
    COMPANION = "companion", _("To bring a support worker or an assistance dog")
    CALLS = "calls", _("To be reached by somebody whom I look after")
    FAITH = "faith", _("A time and a place to pray, or certain food")


def _hers(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONSENT, Retention.UNTIL_WITHDRAWN, Readers.PLACEMENTS_TEAM)


class AccessNeeds(models.Model):
    """What would help her; emptied, the row is deleted."""

    PRIVACY = {
        "helps": _hers("to arrange what lets her take part"),
        "words": _hers("to arrange what lets her take part"),
    }

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    student = models.OneToOneField(Student, on_delete=models.CASCADE, related_name="+")
    helps = ArrayField(models.CharField(max_length=10, choices=Help), default=list, blank=True)
    words = models.CharField(max_length=WORDS, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "what would help"
        verbose_name_plural = "what would help"

    @property
    def in_words(self) -> list[str]:
        """The ticked lines as they stand on the page."""
        return [str(Help(code).label) for code in self.helps if code in Help.values]


class AccessLook(models.Model):
    """A member of staff opened what would help her: who, and when."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE)
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "look at what would help"
        verbose_name_plural = "looks at what would help"
        indexes = [models.Index(fields=["student", "-at"], name="accesslook_of_student")]
