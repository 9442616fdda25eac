"""The host chooses (REQUIREMENTS 4.1): a list without names, and a word on each line of it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.history import tracked
from employers.models import Challenge
from institutions.models import Institution, OfInstitution
from skills.models import Skill
from students.models import Eoi, RecordedVia


class Word(models.TextChoices):
    """What a host says of one line."""

    YES = "yes", _("Yes")
    MAYBE = "maybe", _("Maybe")
    NO = "no", _("No")


class Choosing(models.Model):
    """One challenge's list for its host, from the closing until the word is in.

    A list that nobody answered is *gone on without*: ``finished_at`` stands and no line has a word.
    """

    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    overdue_said_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="choosing_due_after_asked", condition=Q(due_at__gte=models.F("asked_at"))
            ),
        ]

    @property
    def is_finished(self) -> bool:
        """Whether the word is in, or staff went on without it."""
        return self.finished_at is not None


@tracked
class HostWord(models.Model):
    """One line of the list: an interest by its number, and what the host says of it.

    ``about`` is the skill on which the host chose others; a no without one is about the problem.
    The public id is the line's own, so that nothing leads from the list to a person.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    choosing = models.ForeignKey(Choosing, on_delete=models.CASCADE, related_name="lines")
    eoi = models.OneToOneField(Eoi, on_delete=models.CASCADE, related_name="host_word")
    number = models.PositiveSmallIntegerField()
    word = models.CharField(max_length=5, choices=Word, blank=True)
    about = models.ForeignKey(Skill, null=True, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(null=True)
    said_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    via = models.CharField(max_length=10, choices=RecordedVia, default=RecordedVia.WEB)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("choosing", "number", name="hostword_number_once"),
            models.CheckConstraint(
                name="hostword_known", condition=Q(word="") | Q(word__in=Word.values)
            ),
            models.CheckConstraint(
                name="hostword_only_a_no_is_about_a_skill",
                condition=Q(about__isnull=True) | Q(word=Word.NO),
            ),
        ]
