"""What staff wrote down for somebody who told them: by telephone, on a visit, by e-mail."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from employers.models.challenges import Challenge
from employers.models.hosts import Member
from employers.models.safety import AnsweredVia
from institutions.models import Institution, OfInstitution

TOLD_BY = (AnsweredVia.TELEPHONE, AnsweredVia.VISIT, AnsweredVia.EMAIL)


class What(models.TextChoices):
    """The acts of a host, and two of a student, that staff do for them; the words of history."""

    WRITTEN = "written", _("Written")
    SENT = "sent", _("Sent to the university")
    CHANGED = "changed", _("Changed the brief")
    ANSWERED = "answered", _("Answered a suggestion")
    PAUSED = "paused", _("Paused")
    RESUMED = "resumed", _("Takes interests again")
    CANCELLED = "cancelled", _("Called off")
    CHOSE = "chose", _("Chose among those who asked")
    CAME = "came", _("Said who came")
    SIGNED_OFF = "signed_off", _("Signed off the day")
    CONCERN = "concern", _("Asked for help")
    REACH = "reach", _("Said who sees their name on a badge")
    WITHDREW = "withdrew", _("Took their word on a badge back")
    GAVE_BACK = "gave_back", _("A student gave a place back")
    STUCK = "stuck", _("A student asked for help")
    HELPED = "helped", _("Answered a student who was stuck")
    USED = "used", _("Said what they use")


class RecordedAct(models.Model):
    """One act on a challenge that staff wrote down (REQUIREMENTS 4.6). Rows are never changed.

    ``said_by`` is the person of the host, nobody where it was a student. ``at`` is the moment of
    the transaction, as in the history table: what changed together stands together there.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="recorded")
    what = models.CharField(max_length=10, choices=What)
    said_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    via = models.CharField(max_length=10, choices=AnsweredVia, default=AnsweredVia.TELEPHONE)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=TransactionNow())

    objects = OfInstitution.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recordedact_not_on_the_web",
                condition=Q(via__in=TOLD_BY),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.get_via_display()}"
